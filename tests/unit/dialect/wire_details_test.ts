/** Details of the wire that a change is likely to get wrong without anybody's notice. */
import { createAccumulator } from "../../../src/dialect/accumulate.ts";
import type { ChatCompletionMessageParam } from "../../../src/dialect/chat_message_param.ts";
import { createEdits } from "../../../src/dialect/edits.ts";
import { normalizeUsage } from "../../../src/dialect/normalize_usage.ts";
import { prepareMessage } from "../../../src/dialect/prepare_message.ts";
import { createChunkRepair } from "../../../src/dialect/repair_chunk.ts";
import { withoutThoughtFlag } from "../../../src/dialect/repair_choice.ts";
import { createThoughtSplitter, THOUGHT_TAG_MARKER } from "../../../src/dialect/split_thoughts.ts";
import { assert, test } from "../../harness.ts";

const usages: Record<
  string,
  [raw: object, counts: [prompt: number, completion: number, total: number]]
> = {
  "no prompt": [{ completion_tokens: 7, total_tokens: 12 }, [5, 7, 12]],
  "a completion alone": [{ completion_tokens: 7 }, [0, 7, 7]],
  "a prompt of nothing": [
    {
      prompt_tokens: 0,
      completion_tokens: 5,
      total_tokens: 9,
      completion_tokens_details: { reasoning_tokens: 4 },
    },
    [0, 9, 9],
  ],
  "a count that is negative": [{ prompt_tokens: -1, completion_tokens: 2, total_tokens: 3 }, [
    1,
    2,
    3,
  ]],
};

for (const [name, [raw, counts]] of Object.entries(usages)) {
  test(`normalizeUsage() makes three counts of ${name}`, () => {
    const usage = normalizeUsage(raw, createEdits());
    assert.deepEqual(
      [usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens],
      counts,
    );
  });
}

function accumulated(...deltas: readonly object[]): object | undefined {
  const accumulator = createAccumulator();
  const repair = createChunkRepair({ thoughts: "none", model: "m" });
  for (const delta of deltas) accumulator.add(repair.chunk({ choices: [{ index: 0, delta }] }));
  return accumulator.completion().choices[0]?.message;
}

test("createAccumulator() lets sound and its transcript grow, and nothing else of it", () => {
  const message = accumulated(
    { audio: { id: "sound", data: "AAAA", transcript: "He" } },
    { audio: { id: "sound", data: "BBBB", transcript: "llo", expires_at: 7 } },
  );
  assert.deepInclude(message, {
    audio: { id: "sound", data: "AAAABBBB", transcript: "Hello", expires_at: 7 },
  });
});

test("createAccumulator() takes a text that it does not know as said anew", () => {
  assert.include(accumulated({ mood: "calm" }, { mood: "merry" }), { mood: "merry" });
});

test("createAccumulator() takes additions as they came last, since each says all before it", () => {
  const additions = { extra_content: { acme: { data: "AAAA" } } };
  assert.deepInclude(accumulated(additions, additions), additions);
});

test("withoutThoughtFlag() leaves nothing where there was nothing else", () => {
  assert.isUndefined(withoutThoughtFlag({ google: { thought: true } }));
  const google = { thought_signature: "AAAA" };
  assert.deepEqual(withoutThoughtFlag({ google: { ...google, thought: true } }), { google });
  assert.deepEqual(withoutThoughtFlag({ google: { thought: true }, other: 1 }), { other: 1 });
  assert.deepEqual(withoutThoughtFlag({ other: 1 }), { other: 1 });
});

test("createChunkRepair() keeps what was counted where a later usage counts nothing", () => {
  const { chunk } = createChunkRepair({ thoughts: "none", model: "m" });
  const counts = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  const extra_properties = { google: { traffic_type: "ON_DEMAND" } };
  const usages = [{ extra_properties }, counts, {}, { extra_properties, total_tokens: null }]
    .map((usage) => chunk({ choices: [], usage }).usage);
  assert.deepEqual(
    usages,
    [undefined, counts, counts, { ...counts, extra_properties }] as object[],
  );
});

test("createChunkRepair() takes a whole message for a delta, but not behind deltas", () => {
  const call = { type: "function", function: { name: "f", arguments: "{}" } };
  const message = { role: "assistant", content: "Hello", tool_calls: [call, call] };
  const whole = JSON.stringify({ choices: [{ index: 0, message, finish_reason: "stop" }] });
  const { chunk } = createChunkRepair({ thoughts: "none", model: "m" });
  const [choice] = chunk(JSON.parse(whole)).choices;
  assert.strictEqual(choice?.delta.content, "Hello");
  assert.deepEqual(choice?.delta.tool_calls?.map(({ index }) => index), [0, 1]);
  assert.notProperty(choice, "message");
  const [again] = chunk(JSON.parse(whole)).choices;
  assert.notProperty(again?.delta, "content");
});

test("createChunkRepair() does not tell an image twice that was told before", () => {
  const audio = { data: "AAAA", extra_content: { google: { mime_type: "image/png" } } };
  const options = { thoughts: "none", model: "m" } as const;
  const once = createChunkRepair(options).chunk({ choices: [{ index: 0, delta: { audio } }] });
  assert.lengthOf(once.choices[0]?.delta.images ?? [], 1);
  const again = createChunkRepair(options);
  assert.deepEqual(again.chunk(structuredClone(once)), once);
  assert.isFalse(again.changed);
});

test("createChunkRepair() reads a reason in Google's own spelling, and takes it away", () => {
  const { chunk } = createChunkRepair({ thoughts: "none", model: "m" });
  const { choices } = chunk({ choices: [{ index: 0, delta: {}, finishReason: "MAX_TOKENS" }] });
  assert.deepInclude(choices[0], { finish_reason: "length", native_finish_reason: "MAX_TOKENS" });
  assert.notProperty(choices[0], "finishReason");
});

test("createThoughtSplitter() forgets a flagged thought once it is over, and keeps to tags then", () => {
  const splitter = createThoughtSplitter("marked");
  const pieces = [
    splitter.push("a", true),
    splitter.push("b", false),
    splitter.push(`<${THOUGHT_TAG_MARKER}>c`, false),
    splitter.push(`d</${THOUGHT_TAG_MARKER}>e`, false),
    splitter.end(),
  ];
  assert.equal(pieces.map(({ reasoning }) => reasoning).join(""), "acd");
  assert.equal(pieces.map(({ content }) => content).join(""), "be");
});

const image = { type: "image_url" as const, image_url: { url: "data:image/png;base64,AAAA" } };

function prepared(message: object): object | undefined {
  // What a caller without types may hand over.
  return prepareMessage(message as ChatCompletionMessageParam, "omit")[0];
}

test("prepareMessage() sends no image back in the slot for sound, and sound only without images", () => {
  const answer = { role: "assistant", content: "Here" };
  const sound = { id: "sound" };
  assert.deepEqual(prepared({ ...answer, audio: sound }), { ...answer, audio: sound });
  assert.deepEqual(prepared({ ...answer, audio: sound, images: [image] }), answer);
  const picture = { data: "AAAA", extra_content: { google: { mime_type: "image/png" } } };
  assert.deepEqual(prepared({ ...answer, audio: picture }), answer);
});

test("prepareMessage() leaves alone what is no file with its data", () => {
  const parts = [
    { type: "file", file: "a.pdf" },
    { type: "file", file: { file_id: "f" } },
    { type: "text", text: "Hello", file: { file_data: "AAAA" } },
  ];
  for (const part of parts) {
    const message = { role: "user", content: [part] };
    assert.deepEqual(prepared(message), message);
  }
});

test("prepareMessage() sends images back behind what was said, or leaves them out", () => {
  const image = { type: "image_url" as const, image_url: { url: "data:image/png;base64,AA==" } };
  const answer: ChatCompletionMessageParam = {
    role: "assistant",
    content: "Here it is",
    images: [image],
  };
  const said = { type: "text", text: "Here it is" };
  assert.deepEqual(prepareMessage(answer, "send"), [
    { role: "assistant", content: [said, image] },
  ] as object[]);
  assert.deepEqual(prepareMessage(answer, "omit"), [
    { role: "assistant", content: "Here it is" },
  ] as object[]);
});

test("prepareMessage() sends parts back only while they say what the content says", () => {
  const extra_content = { google: { thought_signature: "c2lnbmF0dXJl" } };
  const content_parts = [{ type: "text" as const, text: "Hello", extra_content }];
  const prepared = (content: string) =>
    prepareMessage({ role: "assistant", content, content_parts }, "send").map((one) => one.content);
  assert.deepEqual(prepared("Hello"), [content_parts]);
  assert.deepEqual(prepared("Changed"), ["Changed"]);
});

test("prepareMessage() sends parts without any text back where the content is null", () => {
  const extra_content = { google: { thought_signature: "c2lnbmF0dXJl" } };
  const content_parts = [{ type: "image_url", extra_content }];
  assert.deepEqual(prepared({ role: "assistant", content: null, content_parts }), {
    role: "assistant",
    content: content_parts,
  });
});

test("createAccumulator() gives the calls of a whole message no index", () => {
  const accumulator = createAccumulator();
  const repair = createChunkRepair({ thoughts: "none", model: "m" });
  const call = { id: "a", type: "function", index: 3, function: { name: "f", arguments: "{}" } };
  const choice = { index: 0, delta: { tool_calls: [call] }, finish_reason: "tool_calls" };
  accumulator.add(repair.chunk({ choices: [choice] }));
  const { message } = accumulator.completion().choices[0] ?? {};
  assert.deepEqual(message?.tool_calls?.map((call) => Object.keys(call).sort()), [
    ["function", "id", "type"],
  ]);
});

test("createChunkRepair() tells a finish reason that is no text from one that is missing", () => {
  const repair = createChunkRepair({ thoughts: "none", model: "m" });
  const changes = ["", null, undefined].map((finish_reason) => {
    const delta = { role: "assistant", content: "a" };
    const choices = [{ index: 0, delta, finish_reason }];
    repair.chunk({ id: "i", object: "chat.completion.chunk", created: 1, model: "m", choices });
    return repair.changed;
  });
  assert.deepEqual(changes, [true, false, false]);
});
