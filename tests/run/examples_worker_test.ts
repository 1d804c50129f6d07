/** The Worker to deploy, bundled unedited and run in workerd, with its bindings and its road to Google. */
import { Miniflare } from "miniflare";
import OpenAI from "openai";
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import { pathOf } from "../../scripts/root.ts";
import { assert } from "../harness.ts";
import { apiKey } from "./examples.ts";
import { pause } from "./until.ts";
import { bundle } from "./workerd.ts";

/** As much of `wrangler.jsonc` as decides how the Worker runs. */
interface WranglerConfig {
  readonly main: string;
  readonly compatibility_date: string;
  readonly compatibility_flags?: readonly string[];
  readonly kv_namespaces: readonly { readonly binding: string }[];
  readonly secrets: { readonly required: readonly string[] };
}

const folder = "examples/cloudflare-worker";
const hello = {
  model: "fast",
  messages: [{ role: "user" as const, content: "Why is the sky blue?" }],
};

// Its libraries keep timers and ports past the end.
Deno.test({
  name:
    "examples/cloudflare-worker serves OpenAI's client in workerd, and shares by KV what isolates have in common",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const emulator = await createEmulator({ signatures: "exact" });
    await using google = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => emulator.fetch(inTheOpen(request)),
    );
    const config = await readConfig();
    const secrets: Record<string, string> = {
      GOOGLE_SERVICE_ACCOUNT: JSON.stringify(emulator.serviceAccountKey),
      GATEWAY_KEYS: `${apiKey},another-key-of-the-team`,
    };
    assert.sameMembers([...config.secrets.required], Object.keys(secrets));
    const script = (await bundle({ entry: `${folder}/${config.main}` })).text;
    const kvPersist = await Deno.makeTempDir({ prefix: "kv_" });
    const start = () => startWorker(config, { script, secrets, kvPersist, port: google.addr.port });
    let call: ToolCall;
    {
      await using worker = await start();
      await converse(worker.origin, emulator);
      call = await callTool(worker.origin, emulator);
      const deadline = Date.now() + 5_000;
      while (await worker.storedKeys() < 2) {
        if (Date.now() > deadline) throw new Error("KV lacks the token or the signature");
        await pause(20);
      }
    }
    {
      await using another = await start();
      await answerTool(another.origin, call);
    }
    assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token", ...Array(4).fill("api")]);
    await Deno.remove(kvPersist, { recursive: true });
  },
});

async function converse(origin: string, emulator: Emulator): Promise<void> {
  const openai = new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 });
  emulator.reply({ text: "Because of Rayleigh scattering" });
  const { model, choices } = await openai.chat.completions.create(hello);
  assert.equal(model, "fast");
  assert.equal(choices[0]?.message.content, "Because of Rayleigh scattering");
  emulator.reply({ text: "Rayleigh, in pieces" });
  const streamed = openai.chat.completions.stream(hello);
  assert.equal(await streamed.finalContent(), "Rayleigh, in pieces");
  const stranger = await fetch(`${origin}/v1/models`, {
    headers: { authorization: "Bearer somebody-else's-key" },
  });
  assert.equal(stranger.status, 401);
  await stranger.body?.cancel();
  assert.match(await (await fetch(origin)).text(), /^<!doctype html>/);
}

type ToolCall = OpenAI.Chat.Completions.ChatCompletionMessageToolCall | undefined;

/** Has the model call a function: Gemini 3 wants that call's signature back. */
async function callTool(origin: string, emulator: Emulator): Promise<ToolCall> {
  const openai = new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 });
  emulator.reply({
    toolCalls: [{ name: "get_current_weather", arguments: { location: "Boston" } }],
  });
  const { choices } = await openai.chat.completions.create(hello);
  return choices[0]?.message.tool_calls?.[0];
}

/** Answers the call as a client does that has dropped the signature; the emulator refuses what lacks it. */
async function answerTool(origin: string, call: ToolCall): Promise<void> {
  if (call?.type !== "function") throw new Error("the model called no function");
  const { id, type, function: { name, arguments: args } } = call;
  const stripped = { id, type, function: { name, arguments: args } };
  const openai = new OpenAI({ baseURL: `${origin}/v1`, apiKey, maxRetries: 0 });
  const { response } = await openai.chat.completions.create({
    ...hello,
    messages: [
      ...hello.messages,
      { role: "assistant", tool_calls: [stripped] },
      { role: "tool", tool_call_id: id, content: "mild" },
    ],
  }).withResponse();
  assert.equal(response.headers.get("x-vertex-signatures"), "store");
}

interface KvList {
  list(): Promise<{ readonly keys: readonly unknown[] }>;
}

interface Surroundings {
  readonly script: string;
  readonly secrets: Record<string, string>;
  /** Where KV's entries outlive the process. */
  readonly kvPersist: string;
  /** Whatever the Worker dials leads to this port of loopback. */
  readonly port: number;
}

/** Starts the Worker as its configuration says. */
async function startWorker(config: WranglerConfig, surroundings: Surroundings) {
  const { script, secrets, kvPersist, port } = surroundings;
  const miniflare = new Miniflare({
    modules: true,
    script,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: [...config.compatibility_flags ?? []],
    kvNamespaces: config.kv_namespaces.map(({ binding }) => binding),
    kvPersist,
    bindings: secrets,
    outboundService: { external: { address: `127.0.0.1:${port}`, http: {} } },
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
  });
  const { origin } = await miniflare.ready;
  return {
    origin,
    async storedKeys() {
      const { binding = "" } = config.kv_namespaces[0] ?? {};
      // Its declarations lean on those of Workers, which are not installed.
      const namespace: unknown = await miniflare.getKVNamespace(binding);
      return (await (namespace as KvList).list()).keys.length;
    },
    [Symbol.asyncDispose]: () => miniflare.dispose(),
  };
}

/** workerd keeps the host it was told to dial, and drops the TLS on the way to a service. */
function inTheOpen(request: Request): Request {
  const url = new URL(request.url);
  return new Request(`https://${request.headers.get("host")}${url.pathname}${url.search}`, request);
}

async function readConfig(): Promise<WranglerConfig> {
  const text = await Deno.readTextFile(pathOf(`${folder}/wrangler.jsonc`));
  return JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ""));
}
