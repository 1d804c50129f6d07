/** Real clients against the gateway, both on the same runtime, over sockets. */
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import { apiKey, clients, createServer, type Play } from "../clients/play.ts";
import type { Scenario } from "../clients/scenario.ts";
import { startBun } from "./bun.ts";
import { bundle, startWorker } from "./workerd.ts";

export const runtimes = ["Deno", "Bun", "workerd"] as const;

/** What came of one scenario; no problem means that it passed. */
export interface Played {
  readonly client: string;
  readonly name: string;
  readonly problem: string | null;
}

/** Plays everything on one runtime, one after the other, for all share Google. */
export async function playClients(runtime: typeof runtimes[number]): Promise<Played[]> {
  const emulator = await createEmulator({ signatures: "exact" });
  await using google = serve((request) => emulator.app.fetch(request));
  await using server = await startServer(runtime, {
    ACCOUNT: JSON.stringify(emulator.serviceAccountKey),
    UPSTREAM: `http://127.0.0.1:${google.addr.port}`,
  });
  const played: Played[] = [];
  for (const [client, scenarios] of Object.entries(clients)) {
    for (const scenario of scenarios) {
      prepare(emulator, scenario);
      const problem = await play(server.port, client, scenario.name);
      played.push({ client, name: scenario.name, problem });
    }
  }
  return played;
}

function prepare(emulator: Emulator, { replies = [], faults = [] }: Scenario): void {
  emulator.reset();
  for (const fault of faults) emulator.fail(fault);
  for (const reply of replies) emulator.reply(reply);
}

async function play(port: number, client: string, name: string): Promise<string | null> {
  const origin = `http://127.0.0.1:${port}`;
  const body: Play = { client, name, door: { baseURL: `${origin}/v1`, apiKey } };
  const response = await fetch(`${origin}/play`, {
    method: "POST",
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  return response.ok ? JSON.parse(text).problem : text;
}

type Server = { readonly port: number } & AsyncDisposable;

async function startServer(
  runtime: typeof runtimes[number],
  env: { readonly ACCOUNT: string; readonly UPSTREAM: string },
): Promise<Server> {
  if (runtime === "Bun") return await startBun("tests/clients/bun.ts", { env });
  if (runtime === "workerd") {
    return await startWorker({ source: (await bundle({ source: worker })).text, env });
  }
  const server = serve(createServer(env));
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

const worker = `
  import { env } from "cloudflare:workers";
  import { createServer } from "./tests/clients/play.ts";
  export default { fetch: createServer(env) };`;

function serve(
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => handler(request),
  );
}
