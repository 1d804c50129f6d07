import { assert, test } from "../../harness.ts";
import { THOUGHT_TAG_MARKER } from "../../../mod.ts";
import { failureOf, makePair } from "../chat/client.ts";
import { openDoors, type Streamed } from "./doors.ts";
import { question } from "./expectations.ts";
import { assembleStrictly } from "./strict_assembler.ts";

const frame = {
  id: "answer-1",
  created: 1,
  model: question.model,
  object: "chat.completion.chunk",
};

/** What OpenAI's client makes of these deltas, through `vertex.fetch`. */
async function assemble(deltas: readonly object[]): Promise<Streamed> {
  const { emulator, vertex } = await makePair();
  const chunks = deltas.map((delta) => ({ ...frame, choices: [{ index: 0, delta }] }));
  const end = { ...frame, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
  emulator.reply({ chunks: [...chunks, end] });
  const door = openDoors(vertex, [question.model ?? ""])[1];
  if (!door) throw new Error("no door");
  return await door.stream(question);
}

function extra(fields: object): { extra_content: { google: object } } {
  return { extra_content: { google: fields } };
}

test("openai keeps a message's signature when later deltas bring other additions", async () => {
  const { chunks, final } = await assemble([
    { content: "a", ...extra({ thought_signature: "c2ln" }) },
    { content: "b", ...extra({ other: 1 }) },
    { content: "c", extra_content: { vertex: { more: 2 } } },
  ]);
  const expected = { google: { thought_signature: "c2ln", other: 1 }, vertex: { more: 2 } };
  assert.deepEqual(final.choices[0]?.message.extra_content, expected);
  assert.deepEqual(assembleStrictly(chunks).choices[0]?.message.extra_content, expected);
});

test("openai keeps a call's signature when later fragments bring empty additions", async () => {
  const call = { id: "call-1", type: "function", index: 0 };
  const { final } = await assemble([
    {
      tool_calls: [{
        ...call,
        function: { name: "f", arguments: "{" },
        ...extra({ thought_signature: "c2ln" }),
      }],
    },
    { tool_calls: [{ ...call, function: { name: "f", arguments: "}" }, ...extra({}) }] },
    {
      tool_calls: [{ ...call, function: { arguments: "" }, ...extra({ thought_signature: "" }) }],
    },
  ]);
  assert.deepEqual(final.choices[0]?.message.tool_calls, [{
    id: "call-1",
    type: "function",
    function: { name: "f", arguments: "{}" },
    extra_content: { google: { thought_signature: "c2ln" } },
  }]);
});

test("a fragment that brings only a signature has arguments for strict clients", async () => {
  const { chunks, final } = await assemble([
    { tool_calls: [{ id: "call-1", index: 0, function: { name: "f", arguments: "{}" } }] },
    { tool_calls: [{ id: "call-1", ...extra({ thought_signature: "c2ln" }) }] },
  ]);
  const [, late] = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
  assert.deepEqual(late?.function, { arguments: "" });
  assert.strictEqual(
    final.choices[0]?.message.tool_calls?.[0]?.extra_content?.google?.thought_signature,
    "c2ln",
  );
});

test("a signature that comes late and without an id belongs to the call of its index", async () => {
  const call = { index: 0, type: "function", function: { name: "f", arguments: '{"a":1}' } };
  const { final } = await assemble([
    { tool_calls: [call] },
    { tool_calls: [{ ...call, index: 1 }] },
    {
      tool_calls: [{
        ...call,
        function: { name: "f", arguments: "" },
        ...extra({ thought_signature: "c2ln" }),
      }],
    },
  ]);
  const calls = final.choices[0]?.message.tool_calls;
  assert.deepEqual(calls?.map((one) => one.extra_content?.google?.thought_signature), [
    "c2ln",
    undefined,
  ]);
});

test("whole calls without ids that share an index and a name stay apart", async () => {
  const call = { index: 0, type: "function", function: { name: "f", arguments: '{"a":1}' } };
  const { final } = await assemble([
    { tool_calls: [{ ...call, ...extra({ thought_signature: "c2ln" }) }] },
    { tool_calls: [call] },
    { tool_calls: [{ index: 0, function: { name: "f", arguments: "" } }] },
  ]);
  assert.lengthOf(final.choices[0]?.message.tool_calls ?? [], 3);
});

function part(text: string, signature?: string): object {
  const additions = signature === undefined ? {} : extra({ thought_signature: signature });
  return { type: "text", text, ...additions };
}

test("parts of a stream are joined up to a signature, and plain text between them counts", async () => {
  const { final } = await assemble([
    { content: "a" },
    { content: [part("b")] },
    { content: [part("c", "c2ln")] },
    { content: "d" },
    { content: [part("e"), part("f")] },
    { content: [part("", "bWVocg==")] },
  ]);
  const message = final.choices[0]?.message;
  assert.strictEqual(message?.content, "abcdef");
  assert.deepEqual(message?.content_parts, [
    part("ab"),
    part("c", "c2ln"),
    part("de"),
    part("f", "bWVocg=="),
  ]);
});

test("a part that only thinks is no part of the answer, and text held back at the end is", async () => {
  const { emulator, vertex } = await makePair();
  const parts = [
    part(`<${THOUGHT_TAG_MARKER}>hm</${THOUGHT_TAG_MARKER}>`, "aG0="),
    part("a<", "YQ=="),
  ];
  const deltas = parts.map((content) => ({ content: [content] }));
  const chunks = deltas.map((delta) => ({ ...frame, choices: [{ index: 0, delta }] }));
  emulator.reply({
    chunks: [...chunks, { ...frame, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }],
  });
  const message = await vertex.chat.completions.stream({
    ...question,
    extra_body: { google: { thinking_config: { include_thoughts: true } } },
  }).finalMessage();
  assert.strictEqual(message.content, "a<");
  assert.strictEqual(message.reasoning_content, "hm");
  assert.deepEqual(message.content_parts, [part("a", "YQ=="), part("<")]);
});

test("a null after the usage takes nothing away", async () => {
  const { emulator, vertex } = await makePair();
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  for (const door of openDoors(vertex, [question.model ?? ""]).slice(0, 2)) {
    emulator.reply({
      chunks: [
        {
          ...frame,
          choices: [{ index: 0, delta: { content: "a" }, finish_reason: "stop" }],
          usage,
        },
        { ...frame, choices: [], usage: null },
      ],
    });
    const { chunks, final } = await door.stream(question);
    assert.deepEqual(final.usage, usage);
    assert.notProperty(chunks.at(-1), "usage");
  }
});

test("an event named error is one, whatever its data look like", async () => {
  for (const data of ['{"message":"gone","code":500}', "gone"]) {
    const { emulator, vertex } = await makePair();
    emulator.reply({ body: `event: error\ndata: ${data}\n\n` });
    const error = await failureOf(vertex.chat.completions.stream(question).finalMessage());
    assert.match(error.message, /gone/);
    assert.include(["stream_error", "http_error"], error.code);
  }
});
