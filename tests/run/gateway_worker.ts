/** The gateway as a Worker in a real workerd process, its upstream an emulator on loopback. */
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/testing/mod.ts";
import type { RunningProcess } from "./process.ts";
import { bundle, startWorker } from "./workerd.ts";

/** A worker and its upstream. */
export interface GatewayWorker extends AsyncDisposable {
  /** Such as `http://127.0.0.1:1234/v1`. */
  readonly base: string;
  readonly port: number;
  readonly emulator: Emulator;
  /** How many access tokens were asked for. */
  mints(): number;
}

/** What {@linkcode startGatewayWorker} takes. */
export interface GatewayWorkerOptions {
  /** The worker's text; see {@linkcode moduleScope}. */
  readonly source?: string;
  /** @default {"a-key-of-the-team"} */
  readonly keys?: string;
  readonly emulator?: EmulatorOptions;
}

export const apiKey = "a-key-of-the-team";
export const hello = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Hello there" }],
};

/** The client's options; in production the last two are left out. */
const clientOptions = `
  credentials: env.GOOGLE_SERVICE_ACCOUNT,
  models: ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash-preview" }],
  baseURL: env.UPSTREAM + "/v1/projects/my-project/locations/global/endpoints/openapi",
  tokenEndpoint: env.UPSTREAM + "/token",`;

/** A worker with its client at module scope. */
export const moduleScope: string = `
  import { env, waitUntil } from "cloudflare:workers";
  import { createVertex } from "@vertex-edge/client";
  import { vertexGateway } from "@vertex-edge/client/hono";

  const vertex = createVertex({ ${clientOptions} waitUntil });
  export default vertexGateway({ vertex, apiKeys: () => env.GATEWAY_KEYS?.split(",") });`;

/** The same, but nothing keeps a mint alive: neither the client nor the gateway has a \`waitUntil\`. */
export const withoutWaitUntil: string = `
  import { env } from "cloudflare:workers";
  import { createVertex } from "@vertex-edge/client";
  import { vertexGateway } from "@vertex-edge/client/hono";

  const vertex = createVertex({ ${clientOptions} });
  const gateway = vertexGateway({ vertex, apiKeys: () => env.GATEWAY_KEYS?.split(",") });
  export default { fetch: (request, env) => gateway.fetch(request, env) };`;

/** A client for each object of bindings, which the gateway makes when it is first asked. */
export const perEnv: string = `
  import { createVertex } from "@vertex-edge/client";
  import { vertexGateway } from "@vertex-edge/client/hono";

  export default vertexGateway({
    vertex: (env) => createVertex({ ${clientOptions} }),
    apiKeys: (env) => env.GATEWAY_KEYS?.split(","),
  });`;

/** Starts both. */
export async function startGatewayWorker(
  options: GatewayWorkerOptions = {},
): Promise<GatewayWorker> {
  const { source = moduleScope, keys = apiKey } = options;
  const emulator = await createEmulator(options.emulator);
  const upstream = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  let worker: RunningProcess;
  try {
    worker = await startWorker({
      source: (await bundle({ source })).text,
      env: {
        GOOGLE_SERVICE_ACCOUNT: JSON.stringify(emulator.serviceAccountKey),
        GATEWAY_KEYS: keys,
        UPSTREAM: `http://127.0.0.1:${upstream.addr.port}`,
      },
    });
  } catch (error) {
    await upstream.shutdown();
    throw error;
  }
  return {
    base: `http://127.0.0.1:${worker.port}/v1`,
    port: worker.port,
    emulator,
    mints: () => emulator.requests.filter(({ kind }) => kind === "token").length,
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await upstream.shutdown();
    },
  };
}

/** Asks for a completion. */
export function ask(base: string, body: unknown, key: string = apiKey): Promise<Response> {
  return fetch(`${base}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    // A worker that strands a caller must fail the test, not hang it.
    signal: AbortSignal.timeout(15_000),
  });
}
