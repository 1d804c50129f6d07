/** Signatures that two processes share through real stores, and a limit through a real binding. */
import { Miniflare } from "miniflare";
import { limitByMemory } from "../../examples/rate_limit.ts";
import { denoKvTokenStore } from "../../src/auth/mod.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import { createVertex } from "../../src/vertex.ts";
import { assert, test } from "../harness.ts";
import { pause } from "./until.ts";
import { bundle } from "./workerd.ts";

const model = "google/gemini-3.1-pro-preview";
const question = { role: "user", content: "How is the weather?" };
const tools = [{
  type: "function",
  function: { name: "get_weather", parameters: { type: "object", properties: {} } },
}];

type Ask = (body: object, headers?: Record<string, string>) => Promise<Response>;

/** The model calls a tool; gives the next request of a client that strips signatures. */
async function strippedTurn(emulator: Emulator, ask: Ask): Promise<object> {
  emulator.reply({ toolCalls: [{ name: "get_weather", arguments: {} }] });
  const { choices } = await (await ask({ model, messages: [question], tools })).json();
  const [{ id, function: called }] = choices[0].message.tool_calls;
  const message = {
    role: "assistant",
    content: null,
    tool_calls: [{ id, type: "function", function: called }],
  };
  const result = { role: "tool", tool_call_id: id, content: "{}" };
  return { model, messages: [question, message, result], tools };
}

/** Waits for the write that nobody else waits for. */
async function oneOf(list: () => Promise<readonly unknown[]>): Promise<void> {
  for (let turn = 0; turn < 100 && (await list()).length === 0; turn++) await pause(20);
  assert.lengthOf(await list(), 1);
}

function askOf(fetch: (request: Request) => Response | Promise<Response>, origin: string): Ask {
  return async (body, headers = {}) =>
    await fetch(
      new Request(`${origin}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: "Bearer a-key-of-the-team", ...headers },
        body: JSON.stringify(body),
      }),
    );
}

function gatewayOn(emulator: Emulator, kv: Deno.Kv): Ask {
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    models: [model],
  });
  const signatures = { store: denoKvTokenStore(kv) };
  const gateway = vertexGateway({
    vertex,
    apiKeys: ["a-key-of-the-team", "a-key-of-others"],
    signatures,
  });
  return askOf((request) => gateway.fetch(request), "http://gateway.test");
}

test("two gateways share signatures through Deno KV, and none with another caller", async () => {
  const kv = await Deno.openKv(":memory:");
  try {
    const emulator = await createEmulator({ signatures: "exact" });
    const body = await strippedTurn(emulator, gatewayOn(emulator, kv));
    await oneOf(() => Array.fromAsync(kv.list({ prefix: [] })));
    const another = gatewayOn(emulator, kv);
    const response = await another(body);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-vertex-signatures"), "store");
    await response.body?.cancel();
    const stranger = await another(body, { authorization: "Bearer a-key-of-others" });
    assert.equal(stranger.headers.get("x-vertex-signatures"), "skip");
    await stranger.body?.cancel();
  } finally {
    kv.close();
  }
});

// The limiter's memory has an interval for as long as the process lives, and Miniflare's libraries keep timers and ports.
const unsanitized = { sanitizeOps: false, sanitizeResources: false };

Deno.test(
  "limitByMemory() limits each caller by itself, in OpenAI's shape",
  unsanitized,
  async () => {
    const emulator = await createEmulator();
    const vertex = createVertex({
      credentials: emulator.serviceAccountKey,
      fetch: emulator.fetch,
      models: [model],
    });
    const gateway = vertexGateway({
      vertex,
      apiKeys: ["a-key-of-the-team", "a-key-of-others"],
      before: limitByMemory(2, 10_000),
    });
    const ask = askOf((request) => gateway.fetch(request), "http://gateway.test");
    const body = { model, messages: [question] };
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) statuses.push((await ask(body)).status);
    assert.deepEqual(statuses, [200, 200, 429]);
    assert.equal((await (await ask(body)).json()).error.code, "rate_limit_exceeded");
    assert.equal((await ask(body, { authorization: "Bearer a-key-of-others" })).status, 200);
    assert.lengthOf(emulator.requests.filter(({ kind }) => kind === "api"), 3);
  },
);

Deno.test({
  name: "Workers share signatures through KV and limits through the platform's binding",
  ...unsanitized,
  async fn() {
    const emulator = await createEmulator({ signatures: "exact" });
    await using google = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => emulator.app.fetch(request),
    );
    const upstream = `http://127.0.0.1:${google.addr.port}`;
    const vertex = createVertex({
      credentials: emulator.serviceAccountKey,
      tokenEndpoint: `${upstream}/token`,
    });
    const miniflare = new Miniflare({
      modules: true,
      script: (await bundle({ entry: "tests/run/gateway_signatures_worker.ts" })).text,
      compatibilityDate: "2026-01-01",
      kvNamespaces: ["TOKENS"],
      ratelimits: { LIMIT: { namespace_id: "1", simple: { limit: 2, period: 60 } } },
      host: "127.0.0.1",
      port: 0,
      cf: false,
      telemetry: { enabled: false },
    });
    try {
      const { origin } = await miniflare.ready;
      const headers = { "x-upstream": upstream, "x-token": await vertex.getAccessToken() };
      const plain = askOf((request) => fetch(request), origin);
      const ask: Ask = (body, more = {}) => plain(body, { ...headers, ...more });
      const body = await strippedTurn(emulator, ask);
      await oneOf(async () => await (await fetch(`${origin}/entries`)).json());
      const response = await ask(body);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get("x-vertex-signatures"), "store");
      const stranger = await ask(body, { authorization: "Bearer a-key-of-others" });
      assert.equal(stranger.headers.get("x-vertex-signatures"), "skip");

      const statuses: number[] = [];
      const hello = { model, messages: [question] };
      for (let turn = 0; turn < 3; turn++) {
        const limited = await ask(hello, { "x-limited": "1" });
        statuses.push(limited.status);
        const { error } = await limited.json();
        if (turn === 2) assert.equal(error.code, "rate_limit_exceeded");
      }
      assert.deepEqual(statuses, [200, 200, 429]);
    } finally {
      await miniflare.dispose();
    }
  },
});
