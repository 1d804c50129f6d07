/**
 * A worker whose every client begins without a token, as in a new isolate: `/token?endpoint=URL` gets one, `/entries`
 * shows what lies in KV, `/brief` writes what ends in a second and reads it back.
 */
import { createVertex } from "../../mod.ts";
import { type KvNamespaceLike, kvTokenStore } from "../../src/auth/mod.ts";

interface Env {
  readonly TOKENS: KvNamespaceLike & {
    list(): Promise<{ keys: { name: string; expiration?: number }[] }>;
  };
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

const worker: {
  fetch(request: Request, env: Env, context: Context): Promise<Response>;
} = {
  async fetch(request, { TOKENS }, context) {
    const { pathname, searchParams } = new URL(request.url);
    const store = kvTokenStore(TOKENS);
    if (pathname === "/token") {
      const vertex = createVertex({
        credentials: await request.text(),
        tokenEndpoint: searchParams.get("endpoint") ?? "",
        tokenStore: { store },
        waitUntil: (promise) => context.waitUntil(promise),
      });
      return new Response(await vertex.getAccessToken());
    }
    if (pathname === "/brief") {
      await store.set("brief", "sealed", { expiresAtMs: Date.now() + 1_000 });
      return new Response(await store.get("brief"));
    }
    const { keys } = await TOKENS.list();
    const values = keys.map(async (key) => ({ ...key, value: await TOKENS.get(key.name) }));
    return Response.json(await Promise.all(values));
  },
};
export default worker;
