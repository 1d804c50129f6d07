/** A gateway on Workers that keeps signatures, limits callers, and mints nothing: each request meets a fresh one. */
import { limitByBinding } from "../../examples/rate_limit.ts";
import { type KvNamespaceLike, kvTokenStore } from "../../src/auth/mod.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { createVertex } from "../../src/vertex.ts";

interface Env {
  readonly TOKENS: KvNamespaceLike & { list(): Promise<{ keys: object[] }> };
  readonly LIMIT: { limit(options: { key: string }): Promise<{ success: boolean }> };
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
  props: object;
}

const worker: {
  fetch(request: Request, env: Env, context: Context): Response | Promise<Response>;
} = {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname === "/entries") {
      return Response.json((await env.TOKENS.list()).keys);
    }
    const upstream = request.headers.get("x-upstream") ?? "";
    const vertex = createVertex({
      credentials: {
        getToken: () =>
          Promise.resolve({ token: request.headers.get("x-token") ?? "", type: "bearer" }),
      },
      project: "my-project",
      baseURL: `${upstream}/v1/projects/my-project/locations/global/endpoints/openapi`,
      models: ["google/gemini-3.1-pro-preview"],
    });
    // A new one for each request is a new isolate, as far as its memory goes.
    const gateway = vertexGateway<Env>({
      vertex,
      apiKeys: ["a-key-of-the-team", "a-key-of-others"],
      signatures: { store: ({ TOKENS }) => kvTokenStore(TOKENS) },
      ...(request.headers.has("x-limited") && { before: limitByBinding<Env>() }),
    });
    return await gateway.fetch(request, env, context);
  },
};
export default worker;
