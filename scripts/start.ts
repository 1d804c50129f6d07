/**
 * `deno task start`: the gateway on this machine, on the emulator, or on the real Vertex AI once the environment names
 * credentials. It needs no development dependency, so that a first look costs seconds.
 */
import { fromEnvironment, serviceAccount } from "../src/auth/mod.ts";
import { isVertexError } from "../src/errors.ts";
import { vertexGateway } from "../src/hono/mod.ts";
import { page } from "../src/playground/mod.ts";
import { createEmulator } from "../src/testing/mod.ts";
import { diagnose } from "../src/diagnose.ts";
import { createVertex, type Vertex, type VertexOptions } from "../src/vertex.ts";
import { guardLoopback } from "./guard_loopback.ts";
import { greeting } from "./start_greeting.ts";
import {
  inOwnWords,
  isLoopback,
  readSettings,
  type Settings,
  sourceOf,
  StartError,
  usage,
} from "./start_settings.ts";

type Handler = (request: Request) => Response | Promise<Response>;

/** Who answers. */
interface Backend {
  readonly options: VertexOptions;
  /** As in "It runs on …"; undefined for the emulator. */
  readonly runsOn: string | undefined;
}

if (Deno.args.includes("--help")) console.log(usage);
else await main();

async function main(): Promise<void> {
  let settings: Settings | undefined;
  try {
    settings = readSettings(Deno.args, (name) => Deno.env.get(name));
    const { options, runsOn } = await chooseBackend(settings);
    const vertex = clientOf(settings, options);
    if (settings.check) return await check(vertex, runsOn);
    const server = serve(settings, gatewayOf(settings, vertex));
    console.log(greeting(settings, server.addr.port, runsOn));
    await server.finished;
  } catch (error) {
    if (!(error instanceof StartError) && !isVertexError(error)) throw error;
    console.error(`error: ${inOwnWords(error.message, { ...settings })}`);
    Deno.exit(1);
  }
  // A mint under way, or a pause before another attempt, is nobody's any more.
  Deno.exit(0);
}

function clientOf(settings: Settings, options: VertexOptions): Vertex {
  const { project, locations, models } = settings;
  return createVertex({ ...options, project, location: locations, models });
}

/** Looks the credentials over instead of serving. */
async function check(vertex: Vertex, runsOn: string | undefined): Promise<never> {
  console.log(`Checking ${runsOn ?? "the embedded emulator"}`);
  const { ok, text } = await diagnose(vertex);
  console.log(text);
  Deno.exit(ok ? 0 : 1);
}

function gatewayOf({ host, apiKeys }: Settings, vertex: Vertex): Handler {
  const shared = apiKeys.length > 0;
  // Without keys only this machine's own programs get in, and the account is theirs.
  const allow = shared
    ? {}
    : { gsInputs: true, cachedContent: true, serverTools: true, safetySettings: true };
  const { fetch } = vertexGateway({
    vertex,
    apiKeys: shared ? apiKeys : "none",
    allow,
    playground: page,
  });
  const handler: Handler = (request) => fetch(request);
  return isLoopback(host) ? guardLoopback(handler) : handler;
}

/** Serves until the process is told to end; answers under way end with it. */
function serve(
  { host, port }: Settings,
  handler: Handler,
): Deno.HttpServer<Deno.NetAddr> {
  const stop = new AbortController();
  try {
    const server = Deno.serve(
      { hostname: host, port, signal: stop.signal, onListen() {} },
      (request) => handler(request),
    );
    // Windows knows no SIGTERM.
    const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
    for (const signal of signals) Deno.addSignalListener(signal, () => stop.abort());
    return server;
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse
      ? "the port is in use; choose another with --port"
      : reasonOf(error);
    throw new StartError(`Cannot listen on ${host}, port ${port}: ${reason}`);
  }
}

async function chooseBackend(settings: Settings): Promise<Backend> {
  const { keyFile, project, locations } = settings;
  const text = keyFile === undefined ? settings.key?.text : await readKeyFile(keyFile);
  if (text === undefined) return await emulate();
  const credentials = fromEnvironment({ GOOGLE_SERVICE_ACCOUNT_KEY: text }, {
    readFile: Deno.readTextFileSync,
  });
  const isKey = credentials.found.endsWith("(service_account)");
  if (isKey) {
    // Signs once without asking anybody: a broken key is better found now than by the first caller.
    const { getToken } = serviceAccount(text, { selfSigned: true });
    await getToken({ fetch, signal: new AbortController().signal, now: Date.now });
  }
  const place = `project ${project ?? credentials.projectId}, location ${
    locations.join(", then ")
  }`;
  const source = `with ${isKey ? "the key of " : ""}${keyFile ?? sourceOf(settings)}`;
  return {
    options: { credentials },
    runsOn: `the real Vertex AI, which costs money: ${place}, ${source}`,
  };
}

async function emulate(): Promise<Backend> {
  const emulator = await createEmulator({ chunkDelayMs: 20 });
  const options: VertexOptions = {
    credentials: emulator.serviceAccountKey,
    fetch(input, init) {
      // It records every request, for tests; a server that runs for days must not.
      if (emulator.requests.length > 1_000) emulator.reset();
      return emulator.fetch(input, init);
    },
  };
  return { options, runsOn: undefined };
}

async function readKeyFile(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : reasonOf(error);
    throw new StartError(`Cannot read GOOGLE_APPLICATION_CREDENTIALS (${path}): ${reason}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
