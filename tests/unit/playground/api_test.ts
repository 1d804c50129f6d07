import { vertexGateway } from "../../../src/hono/mod.ts";
import { type Api, ApiError, createApi } from "../../../src/playground/app/api.ts";
import { type Chat, createChat } from "../../../src/playground/app/chat.ts";
import { createSettings } from "../../../src/playground/app/settings.ts";
import { createEmulator, type Emulator } from "../../../src/testing/mod.ts";
import { createVertex } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";

const model = "google/gemini-3-flash-preview";
const place = { origin: "https://example.com", pathname: "/" };
const user = { role: "user" as const, content: "Hello" };

interface Street {
  readonly api: Api;
  readonly chat: Chat;
  readonly emulator: Emulator;
}

/** A conversation, the gateway and the emulator, without a network between them. */
async function open({ stream = true }: { readonly stream?: boolean } = {}): Promise<Street> {
  const emulator = await createEmulator();
  const { serviceAccountKey: credentials, fetch } = emulator;
  const vertex = createVertex({ credentials, fetch, models: [model], retry: { maxAttempts: 1 } });
  const gateway = vertexGateway({ vertex, apiKeys: ["a-long-random-key"] });
  const api = createApi(place, async (url, init) => await gateway.request(url, init));
  api.key = "a-long-random-key";
  const chat = createChat(api, { ...createSettings(), model, stream }, () => {});
  return { api, chat, emulator };
}

/** A conversation with a server that gives one response. */
function chatWith(respond: () => Promise<Response>): Chat {
  return createChat(createApi(place, respond), createSettings(), () => {});
}

test("a conversation goes over the gateway, streamed or whole", async () => {
  for (const stream of [true, false]) {
    const { api, chat, emulator } = await open({ stream });
    assert.deepEqual(await api.listModels(), [model]);
    emulator.reply({ thoughts: "Hm.", text: "So it is." });
    await chat.send(user);
    const [, { message, note } = {}] = chat.turns;
    assert.include(message, { content: "So it is.", reasoning_content: "Hm." });
    assert.equal(note?.finishReason, "stop");
    assert.isAbove(note?.usage?.completion_tokens ?? 0, 0);
    assert.isUndefined(chat.failure);
  }
});

test("a conversation tells a failure as the gateway does", async () => {
  const { api, chat, emulator } = await open();
  emulator.fail({ status: 429, message: "Too many of them", retryInfo: "7s" });
  assert.deepEqual(await chat.send(user), []);
  assert.include(chat.failure, {
    status: 429,
    code: "rate_limited",
    retryAfter: "7",
    final: false,
  });
  assert.include(JSON.stringify(chat.failure?.details), "RetryInfo");
  emulator.fail({ status: 400, message: "No" });
  assert.deepEqual(await chat.again(), [user]);
  assert.include(chat.failure, { status: 400, final: true });
  api.key = "another";
  assert.deepEqual(await chat.send(user), []);
  assert.include(chat.failure, { status: 401, code: "invalid_api_key" });
  assert.deepEqual(chat.turns, [{ message: user }]);
});

test("a conversation keeps the words before a stream broke, and stops when it is told to", async () => {
  const { chat, emulator } = await open();
  emulator.reply({ quirk: "error-event", text: "It began so well and", errorAfterChunks: 1 });
  await chat.send(user);
  assert.isString(chat.failure?.message);
  assert.lengthOf(chat.turns, 2);
  emulator.reply({ text: "word ".repeat(300), chunkDelayMs: 10 });
  const talking = chat.again();
  assert.isTrue(chat.busy);
  assert.deepEqual(chat.openCalls(), []);
  chat.stop();
  await talking;
  assert.isFalse(chat.busy);
  assert.isUndefined(chat.failure);
  assert.equal(chat.turns[1]?.note?.finishReason, "stopped");
});

test("a conversation says what is wrong with an answer that is none", async () => {
  const events = { headers: { "content-type": "text/event-stream" } };
  const piece = 'data: {"choices":[{"delta":{"content":"A"}}]}\n\n';
  const cases: [Response | Error, RegExp][] = [
    [new Error("no network"), /^Cannot reach the gateway/],
    [new Response("3"), /^The answer is no JSON object$/],
    [new Response("{"), /JSON|property/i],
    [new Response(piece, events), /^The stream ended before/],
    [new Response("Bad <b>gateway</b>", { status: 502 }), /^Bad <b>gateway<\/b>$/],
    [new Response('"Down"', { status: 503 }), /^Down$/],
  ];
  for (const [response, said] of cases) {
    const chat = chatWith(() =>
      response instanceof Error ? Promise.reject(response) : Promise.resolve(response)
    );
    assert.deepEqual(await chat.send(user), []);
    assert.match(chat.failure?.message ?? "", said);
  }
});

test("createApi() takes a key that no header can carry for a wrong one", async () => {
  const { api } = await open();
  api.key = "ключ";
  const problem: unknown = await api.listModels().catch((error) => error);
  const message = "The key holds characters that no header can carry";
  assert.deepEqual(problem instanceof ApiError && problem.failure, { status: 401, message });
});

test("createApi() finds the API under any path", () => {
  for (const [pathname, base] of [["/", "/v1"], ["/ai", "/ai/v1"], ["/ai/", "/ai/v1"]] as const) {
    assert.equal(createApi({ ...place, pathname }).base, place.origin + base);
  }
});
