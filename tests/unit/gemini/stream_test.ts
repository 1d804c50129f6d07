import {
  type Content,
  type GenerateContentResponse,
  streamGenerateContent,
} from "../../../src/gemini/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, makePair, reasonOf } from "../chat/client.ts";

const request = { model: "gemini-3.1-pro-preview", contents: "Hello there" };
const tools = [{
  functionDeclarations: [{
    name: "get_current_weather",
    parameters: {
      type: "object",
      properties: {
        location: { type: "string" },
        days: { type: "array", items: { type: "integer" } },
        exact: { type: "boolean" },
      },
      required: ["location"],
    },
  }],
}];
const toolConfig = { functionCallingConfig: { streamFunctionCallArguments: true } };
const weather = { ...request, contents: "What is the weather like?", tools, toolConfig };

test("streamGenerateContent() asks for events, and gives text in pieces that add up", async () => {
  const { emulator, vertex } = await makePair();
  const stream = streamGenerateContent(vertex, request);
  const pieces: string[] = [];
  for await (const text of stream.textStream) pieces.push(text);
  const answer = await stream.finalResponse();
  assert.isAbove(pieces.length, 3);
  assert.equal(answer.text, pieces.join(""));
  assert.lengthOf(answer.candidates[0]?.content?.parts ?? [], 1);
  assert.equal(answer.candidates[0]?.finishReason, "STOP");
  assert.equal(answer.usage?.total_tokens, answer.usageMetadata?.totalTokenCount);
  assert.match(emulator.requests.at(-1)?.url ?? "", /:streamGenerateContent\?alt=sse$/);
  assert.equal(emulator.openStreams, 0);
});

test("streamGenerateContent() keeps thoughts out of the text", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ thoughts: "Let me think about that.", text: "Here is the answer to it." });
  const stream = streamGenerateContent(vertex, {
    ...request,
    generationConfig: { thinkingConfig: { includeThoughts: true } },
  });
  const { text, candidates } = await stream.finalResponse();
  assert.equal(text, "Here is the answer to it.");
  assert.deepEqual(candidates[0]?.content?.parts, [
    { text: "Let me think about that.", thought: true },
    { text: "Here is the answer to it." },
  ]);
});

test("streamGenerateContent() puts streamed arguments together, signature on the first call", async () => {
  const { vertex } = await makePair({}, { signatures: "exact" });
  const stream = streamGenerateContent(vertex, weather);
  const chunks: GenerateContentResponse[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const calls = [
    { name: "get_current_weather", args: { location: "Boston, MA", days: [1, 2], exact: true } },
    {
      name: "get_current_weather",
      args: { location: "New Delhi, India", days: [2, 3], exact: false },
    },
  ];
  assert.deepEqual(chunks.flatMap(({ functionCalls }) => functionCalls), calls);
  const raw = chunks.flatMap(({ candidates }) => candidates[0]?.content?.parts ?? []);
  assert.isTrue(raw.some(({ functionCall }) => functionCall?.partialArgs?.length === 1));

  const answer = await stream.finalResponse();
  assert.deepEqual(answer.functionCalls, calls);
  const parts = answer.candidates[0]?.content?.parts ?? [];
  assert.deepEqual(parts.map(({ thoughtSignature }) => typeof thoughtSignature), [
    "string",
    "undefined",
  ]);
  assert.isTrue(parts.every((part) => !part.functionCall?.partialArgs));
});

test("streamGenerateContent() goes on with what a stream gave, signatures included", async () => {
  const { vertex } = await makePair({}, { signatures: "exact" });
  const contents: Content[] = [{ role: "user", parts: [{ text: "What is the weather like?" }] }];
  const asked = await streamGenerateContent(vertex, { ...weather, contents }).finalResponse();
  const content = asked.candidates[0]?.content;
  if (content) contents.push(content);
  contents.push({
    role: "user",
    parts: asked.functionCalls.map(({ name, args }) => ({
      functionResponse: { name, response: { output: `Snow in ${args.location}` } },
    })),
  });
  const stored: Content[] = JSON.parse(JSON.stringify(contents));
  const answer = await streamGenerateContent(vertex, { ...weather, contents: stored })
    .finalResponse();
  assert.include(answer.text, "Snow in Boston, MA");
});

test("streamGenerateContent() keeps a late signature on a part of its own", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ quirk: "signature-demanded", text: "A text that is signed." });
  const answer = await streamGenerateContent(vertex, request).finalResponse();
  const parts = answer.candidates[0]?.content?.parts ?? [];
  assert.equal(parts[0]?.text, "A text that is signed.");
  assert.equal(parts[1]?.text, "");
  assert.isString(parts[1]?.thoughtSignature);
  // The emulator demands it back.
  const user = { role: "user", parts: [{ text: "Go on" }] };
  const next = { ...request, contents: [user, { role: "model", parts }, user] };
  assert.isNotEmpty((await streamGenerateContent(vertex, next).finalResponse()).text);
});

test("streamGenerateContent() reads calls that end without an end, and late markers", async () => {
  const { emulator, vertex } = await makePair();
  const part = (functionCall: object, more = {}) => ({
    candidates: [{ content: { role: "model", parts: [{ functionCall, ...more }] } }],
  });
  emulator.reply({
    chunks: [
      part({ name: "a", id: "1", willContinue: true }),
      part({
        partialArgs: [{ jsonPath: "$.x", stringValue: "o", willContinue: true }],
        willContinue: true,
      }, { thoughtSignature: "LATE" }),
      part({ id: "1", name: "a", partialArgs: [{ jsonPath: "$.x", stringValue: "ne" }] }),
      part({}),
      part({ name: "b" }),
      part({ name: "c", willContinue: true }),
      { candidates: [{ finishReason: "STOP" }] },
    ],
  });
  const answer = await streamGenerateContent(vertex, request).finalResponse();
  assert.deepEqual(answer.functionCalls, [
    { id: "1", name: "a", args: { x: "one" } },
    { name: "b", args: {} },
    { name: "c", args: {} },
  ]);
  assert.equal(answer.candidates[0]?.content?.parts[0]?.thoughtSignature, "LATE");
});

test("streamGenerateContent() keeps candidates apart", async () => {
  const { vertex } = await makePair();
  const stream = streamGenerateContent(vertex, {
    ...request,
    generationConfig: { candidateCount: 2 },
  });
  const { candidates } = await stream.finalResponse();
  const texts = candidates.map(({ content }) => content?.parts[0]?.text);
  assert.lengthOf(texts, 2);
  assert.equal(texts[1], `(Choice 2) ${texts[0]}`);
});

test("ContentStream has one consumer", async () => {
  const { vertex } = await makePair();
  const stream = streamGenerateContent(vertex, request);
  for await (const _ of stream);
  assert.throws(() => stream[Symbol.asyncIterator](), /one consumer/);
  assert.throws(() => stream.textStream[Symbol.asyncIterator](), /one consumer/);
  const drained = streamGenerateContent(vertex, request);
  await drained.finalResponse();
  assert.throws(() => drained[Symbol.asyncIterator](), /one consumer/);
});

test("ContentStream closes the connection when its reader leaves", async () => {
  const { emulator, vertex } = await makePair();
  const stream = streamGenerateContent(vertex, request);
  for await (const _ of stream) break;
  assert.equal(emulator.openStreams, 0);
  assert.equal((await failureOf(stream.finalResponse())).code, "stream_truncated");
});

test("ContentStream.abort() ends the call, whoever waits for it", async () => {
  const { emulator, vertex } = await makePair();
  emulator.fail({ fault: "hang-mid-stream" });
  const stream = streamGenerateContent(vertex, request);
  const reading = stream[Symbol.asyncIterator]();
  await reading.next();
  stream.abort();
  assert.propertyVal(await reasonOf(stream.finalResponse()), "name", "AbortError");
  assert.equal(emulator.openStreams, 0);
});

test("streamGenerateContent() ends with the caller's signal, before and after the head", async () => {
  for (const fault of ["hang", "hang-mid-stream"] as const) {
    const { emulator, vertex } = await makePair();
    // On a busy machine, the mint alone may take longer than the call has.
    await vertex.getAccessToken();
    emulator.fail({ fault });
    const controller = new AbortController();
    const reason = new Error("enough");
    const { signal } = controller;
    const stream = streamGenerateContent(vertex, request, { signal });
    setTimeout(() => controller.abort(reason), 5);
    assert.equal(await reasonOf(stream.finalResponse()), reason);
    assert.equal(emulator.openStreams, 0);
  }
});

test("streamGenerateContent() tries again when the first event is an error", async () => {
  const { emulator, vertex } = await makePair({ retry: { maxAttempts: 2, baseDelayMs: 0 } });
  emulator.reply({ quirk: "error-event", errorAfterChunks: 0 });
  const attempts: number[] = [];
  const stream = streamGenerateContent(vertex, request, {
    onResponse: (info) => attempts.push(info.attempts),
  });
  assert.isNotEmpty((await stream.finalResponse()).text);
  assert.deepEqual(attempts, [2]);
});

for (
  const quirk of ["error-event", "error-event-array", "error-event-named", "error-bare"] as const
) {
  test(`streamGenerateContent() gives what came before ${quirk}, then one typed error`, async () => {
    const { emulator, vertex } = await makePair();
    emulator.reply({ quirk, errorAfterChunks: 2 });
    const stream = streamGenerateContent(vertex, request);
    let chunks = 0;
    const error = await failureOf((async () => {
      for await (const _ of stream) chunks++;
    })());
    assert.equal(chunks, 2);
    assert.equal(error.code, "stream_error");
    assert.equal(error.status, quirk === "error-bare" ? 499 : 429);
    assert.equal(emulator.openStreams, 0);
  });
}

test("streamGenerateContent() gives what came in one read with an error, then the error", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ quirk: "error-event", errorAfterChunks: 2, chunkBytes: 1_000_000 });
  const stream = streamGenerateContent(vertex, request);
  let chunks = 0;
  const error = await failureOf((async () => {
    for await (const _ of stream) chunks++;
  })());
  assert.deepEqual([chunks, error.code], [2, "stream_error"]);
});

test("streamGenerateContent() sends nothing when it is aborted already", async () => {
  const { emulator, vertex } = await makePair();
  const signal = AbortSignal.abort("enough");
  const stream = streamGenerateContent(vertex, request, { signal });
  assert.equal(await reasonOf(stream.finalResponse()), "enough");
  assert.isEmpty(emulator.requests.filter(({ kind }) => kind === "api"));
});

test("streamGenerateContent() makes typed errors of what goes wrong in a JSON array", async () => {
  const { emulator, vertex } = await makePair();
  const chunk = { candidates: [{ content: { parts: [{ text: "One" }] } }] };
  for (
    const [json, code] of [
      [[chunk], "stream_truncated"],
      [[chunk, { error: { code: 429, message: "slow down" } }], "stream_error"],
      [[{ error: { code: 429, message: "slow down" } }], "rate_limited"],
      [[chunk, 3], "invalid_response"],
    ] as const
  ) {
    emulator.reply({ json });
    const error = await failureOf(streamGenerateContent(vertex, request).finalResponse());
    assert.equal(error.code, code);
  }
});

test("streamGenerateContent() takes an end without a finish reason for an accident", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ quirk: "truncated" });
  const error = await failureOf(streamGenerateContent(vertex, request).finalResponse());
  assert.equal(error.code, "stream_truncated");
  emulator.fail({ fault: "truncate-mid-event" });
  const cut = await failureOf(streamGenerateContent(vertex, request).finalResponse());
  assert.equal(cut.code, "stream_truncated");
  emulator.fail({ fault: "reset-mid-event" });
  const broken = await failureOf(streamGenerateContent(vertex, request).finalResponse());
  assert.equal(broken.code, "connection_failed");
});

test("streamGenerateContent() counts silence, comments included", async () => {
  const { emulator, vertex } = await makePair({ firstTokenTimeoutMs: 20, idleTimeoutMs: 20 });
  for (const fault of ["keep-alive-only", "hang-mid-stream"] as const) {
    emulator.fail({ fault });
    const error = await failureOf(streamGenerateContent(vertex, request).finalResponse());
    assert.equal(error.code, "timeout");
    assert.include(error.message, "silent for 20 ms");
    assert.equal(emulator.openStreams, 0);
  }
});

test("streamGenerateContent() waits for its first chunk as long as its call says", async () => {
  const { emulator, vertex } = await makePair({ firstTokenTimeoutMs: 60_000 });
  emulator.fail({ fault: "keep-alive-only" });
  const stream = streamGenerateContent(vertex, request, { firstTokenTimeoutMs: 20 });
  assert.include((await failureOf(stream.finalResponse())).message, "silent for 20 ms");
  const refused = streamGenerateContent(vertex, request, { firstTokenTimeoutMs: -1 });
  assert.equal((await failureOf(refused.finalResponse())).code, "invalid_request");
});

test("streamGenerateContent() reads an answer however it is cut", async () => {
  const { emulator, vertex } = await makePair();
  const whole = await streamGenerateContent(vertex, request).finalResponse();
  for (const chunkBytes of [1, 7, 64]) {
    emulator.reply({ chunkBytes });
    const { text } = await streamGenerateContent(vertex, request).finalResponse();
    assert.equal(text, whole.text);
  }
});

test("streamGenerateContent() reads a JSON array, and a plain answer, as a stream", async () => {
  const { emulator, vertex } = await makePair();
  const candidates = (text: string) => [{ content: { parts: [{ text }] } }];
  emulator.reply({
    json: [{ candidates: candidates("One ") }, {
      candidates: [{ ...candidates("two")[0], finishReason: "STOP" }],
    }],
  });
  assert.equal((await streamGenerateContent(vertex, request).finalResponse()).text, "One two");
  emulator.reply({ quirk: "plain-for-stream", text: "All of it" });
  const stream = streamGenerateContent(vertex, request);
  const texts: string[] = [];
  for await (const text of stream.textStream) texts.push(text);
  assert.deepEqual(texts, ["All of it"]);
});

test("streamGenerateContent() tells the hooks of usage and of failures, also unread ones", async () => {
  const told: string[] = [];
  const { emulator, vertex } = await makePair({
    hooks: {
      onUsage: ({ model }) => told.push(model),
      onError: ({ error }) => told.push(Object(error).code),
    },
  });
  await streamGenerateContent(vertex, request).finalResponse();
  emulator.fail({ status: 403 });
  streamGenerateContent(vertex, request);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(told, ["gemini-3.1-pro-preview", "permission_denied"]);
});
