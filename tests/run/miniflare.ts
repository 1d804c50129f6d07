/** Cloudflare's simulator of Workers, with a KV namespace as the binding `TOKENS`. */
import { Miniflare } from "miniflare";

/** A worker that listens on loopback. */
export interface SimulatedWorker extends AsyncDisposable {
  readonly origin: string;
}

/**
 * Starts a worker, given as a bundled ES module, on a free loopback port. Its libraries keep timers and ports past the
 * end, so the test that starts it must do without Deno's sanitizers and be the last in its file.
 */
export async function startMiniflare(script: string): Promise<SimulatedWorker> {
  const miniflare = new Miniflare({
    modules: true,
    script,
    compatibilityDate: "2026-01-01",
    kvNamespaces: ["TOKENS"],
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
  });
  const { origin } = await miniflare.ready;
  return { origin, [Symbol.asyncDispose]: () => miniflare.dispose() };
}
