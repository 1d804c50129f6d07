import { type SignatureStore, vertexGateway } from "../../../src/hono/mod.ts";
import { createVertex } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";
import { callOf, runTools } from "../chat/openai_run_tools.ts";
import { gatewayKey, openaiOn } from "../quirks/doors.ts";
import { type Desk, type DeskOptions, model, openDesk } from "./gateway_desk.ts";

const skip = "skip_thought_signature_validator";
const tool = {
  type: "function",
  function: { name: "get_weather", parameters: { type: "object", properties: {} } },
};
const question = { role: "user", content: "How is the weather in Boston and Paris?" };

function openStrict(options: DeskOptions = {}): Promise<Desk> {
  return openDesk({ emulator: { signatures: "exact" }, ...options });
}

/** Another process, as far as one can be had here: nothing is shared but Google and what is passed. */
function anotherGateway(
  { emulator }: Desk,
  options: { store?: SignatureStore; key?: string } = {},
): (body: unknown) => Promise<Response> {
  const { store, key = "a-key-of-the-team" } = options;
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    models: [model],
  });
  const gateway = vertexGateway({ vertex, apiKeys: [key], signatures: { store } });
  return async (body) =>
    await gateway.request("/v1/chat/completions", {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify(body),
    });
}

function memoryStore(): SignatureStore & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: (name) => Promise.resolve(entries.get(name)),
    set: (name, value) => Promise.resolve(entries.set(name, value)),
  };
}

/** Waits for writes that nobody else waits for. */
async function written({ entries }: { readonly entries: Map<string, string> }, count: number) {
  for (let turn = 0; turn < 200 && entries.size < count; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(entries.size, count);
}

/** Lets the model call twice at once, and gives the next request of a client that strips what it does not know. */
async function strippedTurn({ chat, emulator }: Desk, stream = false): Promise<object> {
  const calls = ["Boston", "Paris"].map((city) => ({ name: "get_weather", arguments: { city } }));
  emulator.reply({ toolCalls: calls });
  const response = await chat({ model, messages: [question], tools: [tool], stream });
  const text = await response.text();
  const parts = stream
    ? text.split("\n\n").flatMap((event) => event.startsWith("data: {") ? [event.slice(6)] : [])
    : [text];
  const said = parts.flatMap((part) => {
    const { choices } = JSON.parse(part);
    return (choices[0]?.delta ?? choices[0]?.message)?.tool_calls ?? [];
  });
  const tool_calls = said.filter(({ id }) => id)
    .map(({ id, function: { name } }) => ({
      id,
      type: "function",
      function: { name, arguments: "{}" },
    }));
  assert.lengthOf(tool_calls, 2);
  const results = tool_calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "{}" }));
  const messages = [question, { role: "assistant", content: null, tool_calls }, ...results];
  return { model, messages, tools: [tool] };
}

/** The signatures of the last request to Google, by call. */
function sentSignatures({ emulator }: Desk): (string | undefined)[] {
  const { messages } = JSON.parse(emulator.requests.at(-1)?.body ?? "{}");
  return messages.flatMap((message: { tool_calls?: object[] }) => message.tool_calls ?? [])
    .map((call: { extra_content?: { google?: { thought_signature?: string } } }) =>
      call.extra_content?.google?.thought_signature
    );
}

for (const stream of [false, true]) {
  const how = stream ? "streamed" : "plain";

  test(`a gateway gives back what a client has stripped, ${how}`, async () => {
    const desk = await openStrict();
    const response = await desk.chat({ ...await strippedTurn(desk, stream), stream });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-vertex-signatures"), "store");
    const [first, second] = sentSignatures(desk);
    assert.match(first ?? "", /^[A-Za-z0-9+/=]{20,}$/);
    assert.isUndefined(second);
    await response.text();
  });

  test(`runTools of openai, which strips signatures, gets through two steps, ${how}`, async () => {
    const desk = await openStrict();
    const { gateway, emulator } = desk;
    emulator.reply({ toolCalls: ["Boston", "Paris"].map(callOf), quirk: "tool-index-flip" });
    emulator.reply({ toolCalls: [callOf("Rome")] });
    emulator.reply({ text: "It is mild." });
    const sources: (string | null)[] = [];
    const client = openaiOn(async (input, init) => {
      const response = await gateway.fetch(new Request(input, init));
      sources.push(response.headers.get("x-vertex-signatures"));
      return response;
    });
    const asked: string[] = [];
    const answer = await runTools(client, stream, (city) => asked.push(city));
    assert.equal(answer, "It is mild.");
    assert.deepEqual(asked, ["Boston", "Paris", "Rome"]);
    assert.deepEqual(sources, [null, "store", "store"]);
    const signatures = sentSignatures(desk);
    assert.deepEqual(signatures.map((one) => one === undefined), [false, true, false]);
    assert.notInclude(signatures, skip);
  });
}

test("a gateway leaves alone what the client sends back, and says so", async () => {
  const desk = await openStrict();
  desk.emulator.reply({ toolCalls: [callOf("Boston")] });
  const { choices: [choice] } = await (await desk.chat({
    model,
    messages: [question],
    tools: [tool],
  })).json();
  const { message } = choice;
  const result = { role: "tool", tool_call_id: message.tool_calls[0].id, content: "{}" };
  const response = await desk.chat({ model, messages: [question, message, result], tools: [tool] });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-vertex-signatures"), "echo");
  assert.deepEqual(sentSignatures(desk), [
    message.tool_calls[0].extra_content.google.thought_signature,
  ]);
});

test("a gateway that knows nothing of a call sends Google's marker, which Google takes", async () => {
  const desk = await openStrict();
  const body = await strippedTurn(desk);
  const response = await anotherGateway(desk)(body);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-vertex-signatures"), "skip");
  assert.deepEqual(sentSignatures(desk), [skip, undefined]);
});

test("a gateway in another process has signatures from the store that both share", async () => {
  for (const stream of [false, true]) {
    const store = memoryStore();
    const desk = await openStrict({ gateway: { signatures: { store } } });
    const body = await strippedTurn(desk, stream);
    await written(store, 1);
    const response = await anotherGateway(desk, { store })(body);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-vertex-signatures"), "store");
    assert.notInclude(sentSignatures(desk), skip);
  }
});

test("a tool call's ID gives nobody the signature of another caller", async () => {
  const store = memoryStore();
  const desk = await openStrict({ gateway: { signatures: { store } } });
  const body = await strippedTurn(desk);
  await written(store, 1);
  const before = new Map(store.entries);
  const response = await anotherGateway(desk, { store, key: "a-key-of-others" })(body);
  assert.equal(response.headers.get("x-vertex-signatures"), "skip");
  assert.deepEqual(sentSignatures(desk), [skip, undefined]);
  for (const [name, value] of before) assert.equal(store.entries.get(name), value);
});

test("a store that is down, slow or absent costs a marker and no call", async () => {
  const never = () => new Promise<never>(() => {});
  const down = () => Promise.reject(new Error("down"));
  for (const store of [{ get: down, set: down }, { get: never, set: never }]) {
    const desk = await openStrict({ gateway: { signatures: { store } } });
    const body = await strippedTurn(desk);
    const response = await anotherGateway(desk, { store })(body);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("x-vertex-signatures"), "skip");
    // Its own memory does without.
    assert.equal((await desk.chat(body)).headers.get("x-vertex-signatures"), "store");
    await response.text();
  }
});

test("a store is made from the runtime's bindings, and may fail to be", async () => {
  const store = memoryStore();
  const seen: unknown[] = [];
  const desk = await openStrict({
    gateway: {
      signatures: {
        store(env) {
          seen.push(env);
          if (seen.length > 1) throw new Error("no binding");
          return store;
        },
      },
    },
  });
  const body = await strippedTurn(desk);
  await written(store, 1);
  assert.equal((await desk.chat(body)).status, 200);
});

test("writes to the store go on after the answer, under the runtime's waitUntil", async () => {
  const written: string[] = [];
  const store: SignatureStore = {
    get: () => Promise.resolve(undefined),
    async set(name) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      written.push(name);
    },
  };
  const { gateway, emulator } = await openStrict({ gateway: { signatures: { store } } });
  emulator.reply({ toolCalls: [callOf("Boston")] });
  const kept: Promise<unknown>[] = [];
  const request = new Request("http://gateway.test/v1/chat/completions", {
    method: "POST",
    headers: { authorization: "Bearer a-key-of-the-team" },
    body: JSON.stringify({ model, messages: [question], tools: [tool] }),
  });
  const waitUntil = (promise: Promise<unknown>) => void kept.push(promise);
  const response = await gateway.fetch(request, {}, {
    waitUntil,
    passThroughOnException() {},
    props: {},
  });
  await response.text();
  assert.lengthOf(written, 0);
  await Promise.all(kept);
  assert.lengthOf(written, 1);
});

test("a gateway sends no marker for calls that came without a signature", async () => {
  const desk = await openDesk();
  const call = { id: "a", type: "function", function: { name: "get_weather", arguments: "{}" } };
  const message = { role: "assistant", content: null, tool_calls: [call] };
  desk.emulator.reply({
    json: {
      id: "x",
      object: "chat.completion",
      created: 1,
      model,
      choices: [{ index: 0, message, finish_reason: "tool_calls", logprobs: null }],
    },
  });
  await desk.chat({ model, messages: [question], tools: [tool] });
  const result = { role: "tool", tool_call_id: "a", content: "{}" };
  const response = await desk.chat({ model, messages: [question, message, result], tools: [tool] });
  assert.equal(response.status, 200);
  assert.isNull(response.headers.get("x-vertex-signatures"));
  assert.deepEqual(sentSignatures(desk), [undefined]);
});

test("a gateway keeps the signature of every choice's calls", async () => {
  const store = memoryStore();
  const { chat, emulator } = await openStrict({ gateway: { signatures: { store } } });
  emulator.reply({ toolCalls: [callOf("Boston")] });
  const response = await chat({ model, messages: [question], tools: [tool], n: 2 });
  const { choices } = await response.json();
  const ids = new Set(
    choices.map((choice: { message: { tool_calls: { id: string }[] } }) =>
      choice.message.tool_calls[0]?.id
    ),
  );
  assert.equal(ids.size, 2);
  await written(store, 2);
});

test("a gateway with signatures off hands requests on as they came", async () => {
  const desk = await openStrict({ gateway: { signatures: "off" } });
  const response = await desk.chat(await strippedTurn(desk));
  assert.equal(response.status, 400);
  assert.match(await response.text(), /thought_signature/);
  assert.deepEqual(sentSignatures(desk), [undefined, undefined]);
});

test("a gateway signs nothing for models that are not Google's", async () => {
  const other = "deepseek-ai/deepseek-r1-maas";
  const desk = await openDesk({ vertex: { models: [other] } });
  const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
  const messages = [
    question,
    { role: "assistant", content: null, tool_calls: [call] },
    { role: "tool", tool_call_id: "a", content: "{}" },
  ];
  const response = await desk.chat({ model: other, messages });
  assert.equal(response.status, 200);
  assert.isNull(response.headers.get("x-vertex-signatures"));
  assert.deepEqual(sentSignatures(desk), [undefined]);
});

test("vertexGateway() refuses signature options that cannot work", async () => {
  const { vertex } = await openDesk();
  const wrong = [{ ttlMs: 0 }, { ttlMs: NaN }, { store: {} as SignatureStore }];
  for (const signatures of wrong) {
    const make = () => vertexGateway({ vertex, apiKeys: [gatewayKey], signatures });
    assert.throws(make, /option signatures/);
  }
});
