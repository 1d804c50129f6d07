import type { ChatCompletionChunk, WireChunk } from "../../../mod.ts";
import { quirks } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { expectations } from "../quirks/expectations.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { failureOf, hello, makePair } from "./client.ts";

const frame = {
  id: "a",
  created: 1,
  model: "google/gemini-3.1-pro-preview",
  object: "chat.completion.chunk",
};

/** A chunk of Vertex's own making: it repeats the role, and says no finish reason before there is one. */
function piece(content: string, more: object = {}): string {
  const delta = { content, role: "assistant" };
  return `data: ${
    JSON.stringify({ ...frame, choices: [{ delta, index: 0, logprobs: null, ...more }] })
  }\n\n`;
}

const end = piece("", { finish_reason: "stop" });

/** All that a stream gives, batch by batch, and the failure that it ends in. */
async function read(batches: AsyncIterable<WireChunk[]>): Promise<{
  chunks: WireChunk[];
  error?: unknown;
}> {
  const chunks: WireChunk[] = [];
  try {
    for await (const batch of batches) {
      assert.isNotEmpty(batch);
      chunks.push(...batch);
    }
    return { chunks };
  } catch (error) {
    return { chunks, error };
  }
}

/** What the text says, with the nulls that it may leave out. */
function said(wire: string): unknown {
  const chunk: ChatCompletionChunk = JSON.parse(wire);
  for (const choice of chunk.choices) choice.finish_reason ??= null;
  return chunk;
}

for (const quirk of quirks) {
  test(`WireChunk.wire says what its chunk says, for ${quirk}`, async () => {
    const { request, script } = expectations[quirk];
    const { emulator, vertex } = await makePair();
    emulator.reply({ ...script, quirk });
    const { chunks } = await read(vertex.chat.completions.stream({ ...hello, ...request }).batches);
    for (const { chunk, wire } of chunks) {
      if (wire !== undefined) assert.deepEqual(said(wire), chunk);
    }
  });
}

test("WireChunk.wire is the server's text where nothing is wrong with it", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ body: `${piece("One, ")}${piece("\u2028 two")}${end}data: [DONE]\n\n` });
  const { chunks } = await read(vertex.chat.completions.stream(hello).batches);
  const texts = [piece("One, "), piece("\u2028 two"), end].map((text) => text.slice(6, -2));
  assert.deepEqual(chunks.map(({ wire }) => wire), texts);
  assert.isNull(chunks[0]?.chunk.choices[0]?.finish_reason);
});

for (
  const [what, body] of [
    ["a renumbered call", wireResponses["streamed-function-call-arguments.sse"]?.split("\n\n")[0]],
    ["a missing ID", piece("a").replace('"id":"a",', "")],
    ["a reason in other words", piece("a", { finish_reason: "SAFETY" })],
    ["a null that OpenAI does not know", piece("a").replace('"content"', '"audio":null,"content"')],
    ["a prototype", piece("a").replace('"id"', '"__proto__":{"a":1},"id"')],
    ["a prototype in other letters", piece("a").replace('"id"', '"\\u005f_proto__":{},"id"')],
    ["usage in other numbers", piece("a").replace('"id"', '"usage":{"prompt_tokens":1},"id"')],
  ] as const
) {
  test(`WireChunk.wire is absent where the repair changed ${what}`, async () => {
    const { emulator, vertex } = await makePair();
    emulator.reply({ body: `${body?.trimEnd()}\n\n${end}data: [DONE]\n\n` });
    const { chunks } = await read(vertex.chat.completions.stream(hello).batches);
    assert.notProperty(chunks[0], "wire");
  });
}

test("WireChunk.wire is there again after a prototype was taken out of another event", async () => {
  const { emulator, vertex } = await makePair();
  const body = piece("a").replace('"id"', '"__proto__":{"a":1},"id"');
  emulator.reply({ body: `${body}${end}data: [DONE]\n\n` });
  const { chunks } = await read(vertex.chat.completions.stream(hello).batches);
  assert.deepEqual(chunks.map(({ wire }) => wire), [undefined, end.slice(6, -2)]);
});

test("WireChunk.wire is absent where the model has another name", async () => {
  const { emulator, vertex } = await makePair({ models: [{ id: "fast", model: frame.model }] });
  emulator.reply({ body: `${piece("a")}${end}data: [DONE]\n\n` });
  const { chunks } = await read(
    vertex.chat.completions.stream({ ...hello, model: "fast" }).batches,
  );
  assert.deepEqual(chunks.map(({ chunk, wire }) => [chunk.model, wire]), [
    ["fast", undefined],
    ["fast", undefined],
  ]);
});

test("ChatStream.batches gives what came in one read together, and a failure after it", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ body: `${piece("One, ")}${piece("two")}data: {"error":{"code":500}}\n\n` });
  const { chunks, error } = await read(vertex.chat.completions.stream(hello).batches);
  assert.deepEqual(chunks.map(({ chunk }) => chunk.choices[0]?.delta.content), ["One, ", "two"]);
  assert.strictEqual((await failureOf(Promise.reject(error))).code, "stream_error");
});

test("ChatStream.batches ends the call when its reader leaves", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ text: "One, two, three, four and five", chunkBytes: 300 });
  const stream = vertex.chat.completions.stream(hello);
  for await (const batch of stream.batches) {
    assert.isNotEmpty(batch);
    break;
  }
  assert.strictEqual((await failureOf(stream.finalMessage())).code, "stream_truncated");
});

test("ChatStream.toResponse() hands unchanged events on as they came", async () => {
  const { emulator, vertex } = await makePair();
  const body = `${piece("One, ")}${piece("two")}${end}data: [DONE]\n\n`;
  emulator.reply({ body });
  assert.strictEqual(await vertex.chat.completions.stream(hello).toResponse().text(), body);
});
