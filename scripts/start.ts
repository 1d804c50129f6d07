/**
 * `deno task start`: the gateway on this machine, on the emulator, or on the real Vertex AI once the environment names
 * credentials. It needs no development dependency, so that a first look costs seconds.
 */
import { isVertexError } from "../src/errors.ts";
import { vertexGateway } from "../src/hono/mod.ts";
import { createEmulator } from "../src/testing/mod.ts";
import { createVertex, type VertexOptions } from "../src/vertex.ts";
import { guardLoopback } from "./guard_loopback.ts";

const USAGE = `Usage: deno task start [--host 127.0.0.1] [--port 8787]

Environment:
  GOOGLE_APPLICATION_CREDENTIALS  a service account's key file; without any, the embedded emulator answers
  GOOGLE_SERVICE_ACCOUNT_KEY      or the key itself, as JSON or base64 of it
  GOOGLE_CLOUD_PROJECT            the project                            default: the key's
  GOOGLE_CLOUD_LOCATION           where Vertex AI is asked               default: global
  VERTEX_MODELS                   models to serve, separated by commas   default: ${defaultModels()}
  GATEWAY_API_KEYS                keys that open the gateway, separated by commas; required beyond loopback`;

/** A mistake of the person who starts it: one line, no stack. */
class StartError extends Error {}

interface Settings {
  readonly host: string;
  readonly port: number;
  readonly apiKeys: string[];
  readonly models: string[];
}

try {
  if (Deno.args.includes("--help")) console.log(USAGE);
  else await start(readSettings());
} catch (error) {
  if (!(error instanceof StartError) && !isVertexError(error)) throw error;
  console.error(`error: ${error.message}`);
  Deno.exit(1);
}

async function start(settings: Settings): Promise<void> {
  const { host, port, apiKeys, models } = settings;
  const loopback = isLoopback(host);
  if (!loopback && apiKeys.length === 0) {
    throw new StartError(
      `Cannot listen on ${host} without API keys: set GATEWAY_API_KEYS, or listen on 127.0.0.1`,
    );
  }
  const { options, runsOn } = await chooseBackend();
  const vertex = createVertex({ ...options, ...place(), models });
  const gateway = vertexGateway({ vertex, apiKeys: apiKeys.length > 0 ? apiKeys : "none" });
  const stop = new AbortController();
  const server = serve(
    host,
    port,
    stop.signal,
    loopback ? guardLoopback(gateway.fetch) : gateway.fetch,
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      stop.abort();
      // Streams under way would keep the process for as long as they last.
      setTimeout(() => Deno.exit(0), 500);
    });
  }
  console.log(greeting(settings, runsOn));
  await server.finished;
  Deno.exit(0);
}

function serve(
  host: string,
  port: number,
  signal: AbortSignal,
  handler: (request: Request) => Response | Promise<Response>,
): Deno.HttpServer {
  try {
    return Deno.serve(
      { hostname: host, port, signal, onListen() {} },
      (request) => handler(request),
    );
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse
      ? "the port is in use; choose another with --port"
      : error instanceof Error
      ? error.message
      : "the address cannot be used";
    throw new StartError(`Cannot listen on ${host}:${port}: ${reason}`);
  }
}

function readSettings(): Settings {
  const values = new Map([["host", "127.0.0.1"], ["port", "8787"]]);
  const args = Deno.args.flatMap((arg) => arg.startsWith("--") ? arg.split(/=(.*)/s, 2) : [arg]);
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index]?.replace(/^--/, "") ?? "";
    const value = args[index + 1];
    if (!values.has(name) || !value) throw new StartError(`Cannot read ${args[index]}\n\n${USAGE}`);
    values.set(name, value);
  }
  const port = Number(values.get("port"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`Cannot use the port ${values.get("port")}: it is no number up to 65535`);
  }
  return {
    host: values.get("host") ?? "",
    port,
    apiKeys: list("GATEWAY_API_KEYS"),
    models: list("VERTEX_MODELS", defaultModels()),
  };
}

/** Credentials of the environment, or the emulator. */
async function chooseBackend(): Promise<{ options: VertexOptions; runsOn: string }> {
  const file = Deno.env.get("GOOGLE_APPLICATION_CREDENTIALS");
  const key = Deno.env.get("GOOGLE_SERVICE_ACCOUNT_KEY");
  const credentials = file ? await readKeyFile(file) : key;
  if (credentials) {
    const source = file ? `the key file ${file}` : "GOOGLE_SERVICE_ACCOUNT_KEY";
    return { options: { credentials }, runsOn: `the real Vertex AI, with ${source}` };
  }
  const emulator = await createEmulator({ chunkDelayMs: 20 });
  const { serviceAccountKey, tokenEndpoint, fetch } = emulator;
  return {
    options: {
      credentials: serviceAccountKey,
      tokenEndpoint,
      fetch(input, init) {
        // It records every request, for tests; a server that runs for days must not.
        if (emulator.requests.length > 1_000) emulator.reset();
        return fetch(input, init);
      },
    },
    runsOn: "the embedded emulator: no Google account, no cost, no model",
  };
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Error
      ? error.message
      : "it cannot be read";
    throw new StartError(`Cannot read GOOGLE_APPLICATION_CREDENTIALS (${path}): ${reason}`);
  }
}

function place(): { project: string | undefined; location: string } {
  return {
    project: Deno.env.get("GOOGLE_CLOUD_PROJECT") || undefined,
    location: Deno.env.get("GOOGLE_CLOUD_LOCATION") || "global",
  };
}

function list(name: string, otherwise = ""): string[] {
  const value = Deno.env.get(name) || otherwise;
  return value.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
}

function defaultModels(): string {
  return "google/gemini-3.1-pro-preview,google/gemini-3-flash-preview";
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
}

function greeting({ host, port, apiKeys, models }: Settings, runsOn: string): string {
  const base = `http://${host.includes(":") ? `[${host.replace(/[[\]]/g, "")}]` : host}:${port}/v1`;
  const key = apiKeys.length > 0 ? ' -H "authorization: Bearer $YOUR_KEY"' : "";
  const curl = (extra: string, flags = "") =>
    `curl ${flags}${base}/chat/completions -H "content-type: application/json"${key} ` +
    `-d '{"model":"${
      models[0]
    }","messages":[{"role":"user","content":"Why is the sky blue?"}]${extra}}'`;
  const real = runsOn.startsWith("the embedded")
    ? `
For a real project set GOOGLE_APPLICATION_CREDENTIALS (a service account's key file) or
GOOGLE_SERVICE_ACCOUNT_KEY (its JSON), and if need be GOOGLE_CLOUD_LOCATION and VERTEX_MODELS.
`
    : "";
  return `vertex-edge serves an OpenAI-compatible API on ${base}
It runs on ${runsOn}.
Models: ${models.join(", ")}

A completion:
  ${curl("")}

The same, streamed:
  ${curl(',"stream":true', "-N ")}
${real}
Ctrl-C ends it.`;
}
