import { mergeDelta } from "../../../src/playground/app/merge_delta.ts";
import { readEvents } from "../../../src/playground/app/read_events.ts";
import type { AssistantMessage } from "../../../src/playground/app/wire.ts";
import { assert, test } from "../../harness.ts";

async function eventsOf(chunks: readonly Uint8Array<ArrayBuffer>[]): Promise<string[]> {
  const events: string[] = [];
  for await (const data of readEvents(ReadableStream.from(chunks))) events.push(data);
  return events;
}

test("readEvents() reads the same wherever a chunk ends", async () => {
  const text = ': hi\r\n\r\ndata: {"a":"ü"}\r\n\r\ndata:b\n\nevent: x\ndata: c\r\rdata: [DONE]\n\n';
  const bytes = new TextEncoder().encode(text);
  const events = ['{"a":"ü"}', "b", "c", "[DONE]"];
  for (let at = 0; at <= bytes.length; at++) {
    assert.deepEqual(await eventsOf([bytes.slice(0, at), bytes.slice(at)]), events, String(at));
  }
});

test("readEvents() gives up the body when its reader leaves", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("data: a\n\n")),
    cancel() {
      cancelled = true;
    },
  });
  for await (const data of readEvents(body)) {
    assert.equal(data, "a");
    break;
  }
  assert.isTrue(cancelled);
});

test("readEvents() passes on what broke the body", async () => {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode("data: a\n\n"));
    },
    pull(controller) {
      controller.error(new Error("It broke"));
    },
  });
  const events: string[] = [];
  let problem: unknown;
  try {
    for await (const data of readEvents(body)) events.push(data);
  } catch (error) {
    problem = error;
  }
  assert.equal(String(problem), "Error: It broke");
});

test("mergeDelta() adds up texts and calls, and keeps signatures where they came", () => {
  const message: AssistantMessage = { role: "assistant", content: null };
  const signed = { google: { thought_signature: "c2ln" } };
  const deltas = [
    { role: "assistant", reasoning_content: "Hm", extra_content: { google: { thought: true } } },
    { reasoning_content: "." },
    { content: "Let me" },
    { content: " see", extra_content: signed },
    {
      tool_calls: [{
        index: 0,
        id: "a",
        type: "function",
        function: { name: "f", arguments: '{"x"' },
        extra_content: signed,
      }],
    },
    {
      tool_calls: [
        { index: 1, id: "b", type: "function", function: { name: "g", arguments: "{}" } },
        { index: 0, function: { arguments: ":1}" } },
      ],
    },
    null,
  ];
  for (const delta of deltas) mergeDelta(message, delta);
  assert.deepEqual(message, {
    role: "assistant",
    reasoning_content: "Hm.",
    content: "Let me see",
    extra_content: signed,
    tool_calls: [
      {
        id: "a",
        type: "function",
        function: { name: "f", arguments: '{"x":1}' },
        extra_content: signed,
      },
      { id: "b", type: "function", function: { name: "g", arguments: "{}" } },
    ],
  });
});

test("mergeDelta() writes to no prototype, and into no hole", () => {
  const message: AssistantMessage = { role: "assistant", content: null };
  mergeDelta(message, JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}}}'));
  mergeDelta(message, { tool_calls: [{ index: 1e9, function: { arguments: "" } }] });
  assert.isUndefined(({} as { a?: unknown }).a);
  assert.isUndefined((message as { a?: unknown }).a);
  assert.lengthOf(message.tool_calls ?? [], 1);
});

test("mergeDelta() joins lists, and takes anew what does not grow", () => {
  const message: AssistantMessage = { role: "assistant", content: "x" };
  const image = (data: string) => ({ type: "image_url", image_url: { url: data } });
  mergeDelta(message, { images: [image("a")], audio: { id: "1", data: "AA", expires_at: 1 } });
  mergeDelta(message, { images: [image("b")], audio: { id: "2", data: "BB", expires_at: null } });
  mergeDelta(message, { content: null, tool_calls: [null, "x"] });
  assert.deepEqual({ ...message }, {
    role: "assistant",
    content: "x",
    images: [image("a"), image("b")],
    audio: { id: "2", data: "AABB", expires_at: 1 },
    tool_calls: [],
  });
});
