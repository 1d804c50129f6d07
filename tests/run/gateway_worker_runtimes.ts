/** The gateway on each runtime, between real sockets. */
import type { UsageRecord } from "../../src/hono/mod.ts";
import { startBun } from "./bun.ts";
import { type FireGoogle, openFireGoogle } from "./fire_google.ts";
import { createGateway } from "./gateway_worker_entry.ts";
import { bundle, startWorker } from "./workerd.ts";

export const runtimes = ["Deno", "Bun", "workerd"] as const;

/** A gateway that listens, and what surrounds it. */
export interface ServedGateway extends AsyncDisposable {
  readonly port: number;
  /** Its upstream. */
  readonly google: FireGoogle;
  /** Usage records that it has delivered. */
  readonly records: readonly UsageRecord[];
}

/** How one is started. */
export interface ServeOptions {
  readonly heartbeatMs: number;
  /** Whether workerd aborts a request's signal when its client leaves; no compatibility date sets this so far. */
  readonly requestSignal?: boolean;
}

/** Starts one; Deno is this process. */
export async function serveGateway(
  runtime: typeof runtimes[number],
  options: ServeOptions,
): Promise<ServedGateway> {
  const { heartbeatMs, requestSignal = true } = options;
  await using stack = new AsyncDisposableStack();
  const google = stack.use(await openFireGoogle());
  const records: UsageRecord[] = [];
  const collector = serve(async (request) => {
    records.push(await request.json());
    return new Response();
  });
  stack.defer(() => collector.shutdown());
  const settings = {
    ACCOUNT: JSON.stringify(google.emulator.serviceAccountKey),
    UPSTREAM: google.origin,
    RECORDS: `http://127.0.0.1:${collector.addr.port}/`,
    HEARTBEAT_MS: String(heartbeatMs),
  };
  const port = await start();
  const parts = stack.move();
  return { port, google, records, [Symbol.asyncDispose]: () => parts.disposeAsync() };

  async function start(): Promise<number> {
    if (runtime === "Deno") {
      const gateway = createGateway(settings);
      const server = serve((request) => gateway.fetch(request));
      stack.defer(() => server.shutdown());
      return server.addr.port;
    }
    const process = runtime === "Bun"
      ? await startBun("tests/run/gateway_worker_bun.ts", { env: settings })
      : await startWorker({
        source: (await bundle({ source: worker })).text,
        compatibilityFlags: requestSignal ? ["enable_request_signal"] : [],
        env: settings,
      });
    stack.use(process);
    return process.port;
  }
}

const worker = `
  import { env } from "cloudflare:workers";
  import { createGateway } from "./tests/run/gateway_worker_entry.ts";
  export default createGateway(env);`;

function serve(
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
}
