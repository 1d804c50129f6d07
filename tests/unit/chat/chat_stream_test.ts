import { assert, test } from "../../harness.ts";
import { failureOf, hello, makePair, reasonOf } from "./client.ts";

test("create({ stream: true }) gives the object that stream() gives", async () => {
  const { vertex } = await makePair();
  const awaited = await vertex.chat.completions.create({ ...hello, stream: true });
  const direct = vertex.chat.completions.stream(hello);
  assert.sameMembers(Object.keys(awaited), Object.keys(direct));
  await Promise.all([awaited.finalMessage(), direct.finalMessage()]);
});

test("stream() is sent at once", async () => {
  const { vertex, emulator } = await makePair();
  const stream = vertex.chat.completions.stream(hello);
  for (let turn = 0; turn < 200 && emulator.requests.length < 2; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.equal(emulator.requests.at(-1)?.kind, "api");
  await stream.finalMessage();
});

test("ChatStream adds its chunks up to the plain answer", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "Good day to you, and to all of yours", times: 2 });
  const plain = await vertex.chat.completions.create(hello);
  const stream = vertex.chat.completions.stream(hello);
  let text = "";
  let chunks = 0;
  for await (const chunk of stream) {
    assert.equal(chunk.object, "chat.completion.chunk");
    text += chunk.choices[0]?.delta.content ?? "";
    chunks++;
  }
  assert.isAbove(chunks, 2);
  assert.equal(text, "Good day to you, and to all of yours");
  const whole = await stream.finalChatCompletion();
  assert.deepEqual(whole.choices, plain.choices);
  assert.deepEqual(whole.usage, plain.usage);
  assert.deepEqual(await stream.finalMessage(), plain.choices[0]?.message);
  assert.equal(await stream.finalContent(), text);
  assert.deepEqual(await stream.totalUsage(), plain.usage);
});

test("ChatStream.textStream gives the text piece by piece", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "One, two, three, four and five" });
  const pieces: string[] = [];
  for await (const piece of vertex.chat.completions.stream(hello).textStream) pieces.push(piece);
  assert.isAbove(pieces.length, 1);
  assert.equal(pieces.join(""), "One, two, three, four and five");
});

test("ChatStream has one consumer", async () => {
  const { vertex } = await makePair();
  const stream = vertex.chat.completions.stream(hello);
  const chunks = stream[Symbol.asyncIterator]();
  for (
    const claim of [
      () => stream[Symbol.asyncIterator](),
      () => stream.textStream[Symbol.asyncIterator](),
      () => stream.batches[Symbol.asyncIterator](),
      () => stream.toResponse(),
      () => stream.toReadableStream(),
    ]
  ) assert.throws(claim, /one consumer/);
  await chunks.next();
  await stream.finalMessage();
});

test("ChatStream.finalMessage() reads what its consumer left over, and the consumer still gets it", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "One, two, three, four and five", chunkBytes: 300 });
  const stream = vertex.chat.completions.stream(hello);
  const chunks = stream[Symbol.asyncIterator]();
  let text = (await chunks.next()).value?.choices[0]?.delta.content ?? "";
  assert.equal((await stream.finalMessage()).content, "One, two, three, four and five");
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    text += next.value.choices[0]?.delta.content ?? "";
  }
  assert.equal(text, "One, two, three, four and five");
});

test("ChatStream.finalMessage() may be asked for before the loop begins", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "One, two, three" });
  const stream = vertex.chat.completions.stream(hello);
  const final = stream.finalContent();
  let text = "";
  for await (const piece of stream.textStream) text += piece;
  assert.deepEqual([text, await final], ["One, two, three", "One, two, three"]);
});

test("ChatStream gives each caller of finalChatCompletion() a value of their own", async () => {
  const { vertex } = await makePair();
  const stream = vertex.chat.completions.stream(hello);
  const [first, second] = await Promise.all([
    stream.finalChatCompletion(),
    stream.finalChatCompletion(),
  ]);
  assert.deepEqual(first, second);
  first.choices.length = 0;
  assert.lengthOf(second.choices, 1);
});

test("ChatStream frees the connection when its loop is left", async () => {
  const { vertex, emulator } = await makePair({}, { chunkDelayMs: 5 });
  const stream = vertex.chat.completions.stream(hello);
  for await (const _ of stream) break;
  assert.equal(emulator.openStreams, 0);
  assert.equal((await failureOf(stream.finalChatCompletion())).code, "stream_truncated");
});

test("ChatStream.abort() ends whoever waits, and frees the connection", async () => {
  const { vertex, emulator } = await makePair();
  emulator.fail({ fault: "hang-mid-stream" });
  const stream = await vertex.chat.completions.create({ ...hello, stream: true });
  const waiting = reasonOf(stream.finalMessage());
  stream.abort();
  assert.equal(Object(await waiting).name, "AbortError");
  assert.equal(emulator.openStreams, 0);
});

test("ChatStream.abort() ends a call that is not answered yet", async () => {
  const { vertex, emulator } = await makePair();
  await vertex.getAccessToken();
  emulator.fail({ fault: "hang" });
  const stream = vertex.chat.completions.stream(hello);
  const waiting = reasonOf(stream.finalMessage());
  stream.abort();
  assert.equal(Object(await waiting).name, "AbortError");
});

test("ChatStream rejects with the reason of the caller's signal, also in the middle", async () => {
  const { vertex, emulator } = await makePair();
  emulator.fail({ fault: "hang-mid-stream" });
  const controller = new AbortController();
  const stream = await vertex.chat.completions.create({ ...hello, stream: true }, {
    signal: controller.signal,
  });
  const reason = new Error("mine");
  const waiting = reasonOf(drain(stream));
  controller.abort(reason);
  assert.strictEqual(await waiting, reason);
  assert.equal(emulator.openStreams, 0);
});

test("ChatStream gives up on silence, and comments are silence", async () => {
  const { vertex, emulator } = await makePair({ idleTimeoutMs: 40 });
  for (const fault of ["hang-mid-stream", "keep-alive-only"] as const) {
    emulator.fail({ fault });
    const error = await failureOf(vertex.chat.completions.stream(hello).finalMessage());
    assert.equal(error.code, "timeout", fault);
    assert.equal(emulator.openStreams, 0);
  }
});

test("ChatStream gives up on a first chunk that does not come", async () => {
  const { vertex, emulator } = await makePair({ firstTokenTimeoutMs: 30 });
  emulator.fail({ fault: "keep-alive-only" });
  const error = await failureOf(vertex.chat.completions.create({ ...hello, stream: true }));
  assert.include(error.message, "30 ms");
});

test("ChatStream waits for its first chunk as long as its call says", async () => {
  const { vertex, emulator } = await makePair({ firstTokenTimeoutMs: 60_000 });
  emulator.fail({ fault: "keep-alive-only" });
  const stream = vertex.chat.completions.stream(hello, { firstTokenTimeoutMs: 20 });
  assert.include((await failureOf(stream.finalMessage())).message, "silent for 20 ms");
});

for (const option of ["timeoutMs", "firstTokenTimeoutMs", "idleTimeoutMs"] as const) {
  test(`stream() refuses a call's ${option} that is no number from 0 up`, async () => {
    const { vertex, emulator } = await makePair();
    for (const value of [-1, NaN, "5"]) {
      // What a program without types may pass.
      const options = { [option]: value as number };
      const error = await failureOf(vertex.chat.completions.stream(hello, options).finalMessage());
      assert.equal(error.code, "invalid_request");
      assert.include(error.message, `option ${option}`);
    }
    assert.isEmpty(emulator.requests);
  });
}

test("ChatStream hands on what came before a failure, then the failure", async () => {
  const { vertex, emulator } = await makePair();
  for (
    const [fault, code] of [["truncate-stream", "stream_truncated"], [
      "reset-mid-stream",
      "connection_failed",
    ]] as const
  ) {
    emulator.reply({ text: "One, two, three, four, five and six" });
    emulator.fail({ fault });
    const stream = vertex.chat.completions.stream(hello);
    let text = "";
    const error = await failureOf((async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    })());
    assert.equal(error.code, code);
    assert.isTrue(text.length > 0 && "One, two, three, four, five and six".startsWith(text), text);
    assert.equal((await failureOf(stream.finalMessage())).code, code);
  }
});

test("ChatStream hands on what came in the same read as an error", async () => {
  const { vertex, emulator } = await makePair();
  const chunk = { choices: [{ index: 0, delta: { content: "Half" } }] };
  const body = `data: ${
    JSON.stringify(chunk)
  }\n\ndata: {"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}\n\n`;
  emulator.reply({ body });
  const stream = vertex.chat.completions.stream(hello);
  let text = "";
  const error = await failureOf((async () => {
    for await (const piece of stream.textStream) text += piece;
  })());
  assert.deepEqual([text, error.code, error.status], ["Half", "stream_error", 503]);
});

test("ChatStream tries again where the first event is an error", async () => {
  const { vertex, emulator } = await makePair({ retry: { maxAttempts: 2, baseDelayMs: 0 } });
  emulator.reply({
    body: 'data: {"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}\n\n',
  });
  emulator.reply({ text: "Here" });
  assert.equal(await vertex.chat.completions.stream(hello).finalContent(), "Here");
});

test("ChatStream takes a last event without its blank line, if it is whole", async () => {
  const { vertex, emulator } = await makePair();
  const chunk = JSON.stringify({
    choices: [{ index: 0, delta: { content: "All" }, finish_reason: "stop" }],
  });
  emulator.reply({ body: `data: ${chunk}` });
  assert.equal(await vertex.chat.completions.stream(hello).finalContent(), "All");
  emulator.reply({ body: `data: ${chunk.slice(0, -5)}` });
  assert.equal(
    (await failureOf(vertex.chat.completions.stream(hello).finalContent())).code,
    "stream_truncated",
  );
});

test("ChatStream.toResponse() is OpenAI's event stream", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "One, two, three" });
  const response = vertex.chat.completions.stream(hello).toResponse({ headers: { "x-mine": "1" } });
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(response.headers.get("x-mine"), "1");
  const events = (await response.text()).split("\n\n");
  assert.deepEqual(events.splice(-2), ["data: [DONE]", ""]);
  const text = events.map((event) => JSON.parse(event.slice(6)).choices[0].delta.content ?? "")
    .join("");
  assert.equal(text, "One, two, three");
});

test("ChatStream.toResponse() ends in an error event, and without [DONE], where the stream breaks", async () => {
  const { vertex, emulator } = await makePair();
  emulator.fail({ fault: "reset-mid-stream" });
  const text = await vertex.chat.completions.stream(hello).toResponse().text();
  const last = text.trimEnd().split("\n\n").at(-1) ?? "";
  assert.equal(JSON.parse(last.slice(6)).error.code, "connection_failed");
  assert.notInclude(text, "[DONE]");
});

test("ChatStream.toResponse() aborts the call when its body is cancelled", async () => {
  const { vertex, emulator } = await makePair({}, { chunkDelayMs: 5 });
  const reader = vertex.chat.completions.stream(hello).toResponse().body?.getReader();
  await reader?.read();
  await reader?.cancel();
  assert.equal(emulator.openStreams, 0);
});

test("ChatStream.toReadableStream() is one line of JSON for each chunk", async () => {
  const { vertex } = await makePair();
  const text = await new Response(vertex.chat.completions.stream(hello).toReadableStream()).text();
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.isAbove(lines.length, 1);
  assert.equal(lines.at(-1).choices[0].finish_reason, "stop");
});

test("ChatStream that fails unseen is no unhandled rejection", async () => {
  const { vertex, emulator } = await makePair();
  await vertex.getAccessToken();
  emulator.fail({ status: 400 });
  vertex.chat.completions.stream(hello);
  vertex.chat.completions.stream({ model: "bare", messages: [] });
  await new Promise((resolve) => setTimeout(resolve, 20));
});

test("ChatStream reports a refused request when it is read", async () => {
  const { vertex } = await makePair();
  const stream = vertex.chat.completions.stream({
    model: "bare",
    messages: [{ role: "user", content: "Hi" }],
  });
  assert.equal((await failureOf(stream.finalMessage())).code, "invalid_request");
  const created = vertex.chat.completions.create({ model: "bare", messages: [], stream: true });
  assert.equal((await failureOf(created)).code, "invalid_request");
});

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream) { /* to the end */ }
}

test("ChatStream tells the hook of a failure, also if nobody reads it", async () => {
  const errors: unknown[] = [];
  const { vertex, emulator } = await makePair({
    hooks: { onError: ({ error }) => errors.push(error) },
  });
  emulator.fail({ status: 400 });
  const error = await failureOf(vertex.chat.completions.create({ ...hello, stream: true }));
  assert.deepEqual(errors, [error]);
});
