import { assert, test } from "../../harness.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { hello, openDesk, readEvents } from "./emulator_desk.ts";

async function readChunks(response: Response): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    chunks.push(read.value);
  }
  return chunks;
}

test("reply() gives scripts in order, each as often as it says, then its own answers", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ text: "one" });
  emulator.reply({ text: "two", times: 2 });
  const texts: string[] = [];
  for (let call = 0; call < 4; call++) {
    texts.push((await (await post(hello)).json()).choices[0].message.content);
  }
  assert.deepEqual(texts.slice(0, 3), ["one", "two", "two"]);
  assert.match(texts[3] ?? "", /^You said/);
});

test("reply() keeps a script for the next call that passes the checks", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ text: "mine" });
  assert.strictEqual((await post({ ...hello, model: "bare" })).status, 400);
  assert.strictEqual((await (await post(hello)).json()).choices[0].message.content, "mine");
});

test("reply() gives scripted calls, thoughts and a finish reason", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({
    toolCalls: [
      { name: "f", arguments: { a: 1 } },
      { name: "g", arguments: "not json", id: "call-g", signature: "c2ln" },
    ],
    thoughts: "Hm.",
    finishReason: "odd",
  });
  const [choice] = (await (await post(hello)).json()).choices;
  const [first, second] = choice.message.tool_calls;
  assert.deepEqual(first.function, { name: "f", arguments: '{"a":1}' });
  assert.isString(first.extra_content.google.thought_signature);
  assert.deepEqual(second, {
    extra_content: { google: { thought_signature: "c2ln" } },
    function: { name: "g", arguments: "not json" },
    id: "call-g",
    type: "function",
  });
  assert.strictEqual(choice.finish_reason, "odd");
  assert.strictEqual(choice.message.content, "Hm.");
});

test("reply() serves raw JSON with a status and headers", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ json: { b: 1, a: 2 }, status: 202, headers: { "x-test": "1" } });
  const response = await post({ ...hello, stream: true });
  assert.strictEqual(response.status, 202);
  assert.strictEqual(response.headers.get("x-test"), "1");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.deepEqual(await response.json(), { b: 1, a: 2 });
});

test("reply() serves raw chunks, with and without [DONE]", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ chunks: [{ choices: [] }, [1]] });
  emulator.reply({ chunks: [{ choices: [] }], done: false });
  assert.strictEqual(
    await (await post(hello)).text(),
    'data: {"choices":[]}\n\ndata: [1]\n\ndata: [DONE]\n\n',
  );
  assert.strictEqual(await (await post(hello)).text(), 'data: {"choices":[]}\n\n');
});

test("reply() serves a body byte for byte, text and bytes", async () => {
  const { emulator, post } = await openDesk();
  const sample = wireResponses["streamed-function-call-arguments.sse"];
  emulator.reply({ body: sample });
  const streamed = await post({ ...hello, stream: true });
  assert.strictEqual(streamed.headers.get("content-type"), "text/event-stream");
  assert.strictEqual(await streamed.text(), sample);

  const bytes = Uint8Array.of(0, 255, 10, 13, 128);
  emulator.reply({ body: bytes, contentType: "application/octet-stream", status: 418 });
  const binary = await post(hello);
  assert.strictEqual(binary.status, 418);
  assert.strictEqual(binary.headers.get("content-type"), "application/octet-stream");
  assert.deepEqual(new Uint8Array(await binary.arrayBuffer()), bytes);
});

test("reply() cuts the body where it is told to", async () => {
  const { emulator, post } = await openDesk();
  const body = "0123456789";
  emulator.reply({ body, writes: [1, 0, 3] });
  emulator.reply({ body, writes: [2], chunkBytes: 3 });
  emulator.reply({ body, writes: [100] });
  emulator.reply({ body, chunkBytes: 1 });
  const sizes = async () => (await readChunks(await post(hello))).map((chunk) => chunk.length);
  assert.deepEqual(await sizes(), [1, 3, 6]);
  assert.deepEqual(await sizes(), [2, 3, 3, 2]);
  assert.deepEqual(await sizes(), [10]);
  assert.deepEqual(await sizes(), Array.from(body, () => 1));
});

test("emulator writes one event at a time", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ text: "one two three four five six seven", chunkDelayMs: 2 });
  const chunks = await readChunks(await post({ ...hello, stream: true }));
  const text = chunks.map((chunk) => new TextDecoder().decode(chunk));
  assert.strictEqual(chunks.length, 4);
  for (const event of text) assert.match(event, /^data: .*\n\n$/);
  assert.strictEqual(readEvents(text.join("")).length, 3);
});

test("chunkDelayMs of a script replaces the emulator's pause between writes", async () => {
  const { emulator, post } = await openDesk({ chunkDelayMs: 60_000 });
  emulator.reply({ text: "one two three four five six seven", chunkDelayMs: 0 });
  assert.strictEqual((await readChunks(await post({ ...hello, stream: true }))).length, 4);

  const reader = (await post({ ...hello, stream: true })).body?.getReader();
  await reader?.read();
  let arrived = false;
  const second = reader?.read().then(() => arrived = true, () => {});
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.isFalse(arrived);
  await reader?.cancel();
  await second;
});

test("reply() refuses what cannot be played, and takes nothing for the emulator's own answer", async () => {
  const { emulator, post } = await openDesk();
  for (const status of [999, 0, 200.5]) {
    assert.throws(() => emulator.reply({ json: {}, status }), TypeError, /its status is no whole/);
  }
  assert.throws(() => emulator.reply({ text: "a", times: NaN }), TypeError, /its times is no/);
  emulator.reply({});
  assert.isNotEmpty((await (await post(hello)).json()).choices[0].message.content);
});
