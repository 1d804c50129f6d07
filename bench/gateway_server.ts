/** What `bench/gateway.ts` weighs, on whatever runtime runs this. */
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import { vertexGateway } from "../src/hono/mod.ts";
import { createVertex } from "../src/vertex.ts";
import { model } from "./wire.ts";

/**
 * What can be weighed: a bare Hono proxy, which hands the upstream's body to the runtime and never sees it; a relay, which
 * reads the bytes and writes them on, as whoever looks at a stream must; the gateway.
 */
export const serverKinds = ["proxy", "relay", "gateway"] as const;

/** One of them. */
export type ServerKind = typeof serverKinds[number];

/** What the gateway is opened with; the proxy asks nobody. */
export const apiKey = "a-key-of-the-team";

const path = "/v1/projects/my-project/locations/global/endpoints/openapi";

/** As much of an app as is served. */
export interface App {
  readonly fetch: (request: Request) => Response | Promise<Response>;
}

/** Makes one of them. */
export function createApp(kind: ServerKind, upstream: string): App {
  if (kind !== "gateway") {
    const app = new Hono();
    app.post("/v1/chat/completions", async (c) => {
      const headers = { ...c.req.header(), authorization: "Bearer token" };
      const answer = await proxy(`${upstream}${path}/chat/completions`, { ...c.req, headers });
      return kind === "proxy" ? answer : new Response(relayed(answer.body), answer);
    });
    return { fetch: (request) => app.fetch(request) };
  }
  const vertex = createVertex({
    // Without a mint: it is the stream that is weighed.
    credentials: { getToken: () => Promise.resolve({ token: "token", type: "bearer" }) },
    project: "my-project",
    baseURL: `${upstream}${path}`,
    models: [model],
  });
  const app = vertexGateway({ vertex, apiKeys: [apiKey] });
  return { fetch: (request) => app.fetch(request) };
}

function relayed(body: Response["body"]): ReadableStream<Uint8Array> {
  const reader = body?.getReader();
  return new ReadableStream({
    async pull(controller) {
      const read = await reader?.read();
      if (read?.value) controller.enqueue(read.value);
      else controller.close();
    },
    cancel: (reason) => reader?.cancel(reason),
  }, { highWaterMark: 0 });
}

interface Address {
  readonly port: number;
}

interface Runtimes {
  readonly Deno?: {
    readonly args: readonly string[];
    serve(options: object, handler: App["fetch"]): { readonly addr: Address };
  };
  readonly Bun?: { serve(options: object): Address };
  readonly process?: { readonly argv: readonly string[] };
}

if (import.meta.main) {
  // No type names what is missing on one of them.
  const { Deno, Bun, process } = globalThis as unknown as Runtimes;
  const [kind, upstream = ""] = Deno?.args ?? process?.argv.slice(2) ?? [];
  const { fetch } = createApp(serverKinds.find((known) => known === kind) ?? "gateway", upstream);
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const port = Deno ? Deno.serve(options, fetch).addr.port : Bun?.serve({ ...options, fetch }).port;
  console.log(`listening on http://127.0.0.1:${port}/`);
}
