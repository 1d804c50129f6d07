import { assert, test } from "../../harness.ts";
import { globalUrl, hello, model, openDesk, readEvents } from "./emulator_desk.ts";
import type { WireAnswer } from "./emulator_desk.ts";

async function ask(body: object): Promise<WireAnswer> {
  const { post } = await openDesk();
  const response = await post(body);
  const text = await response.text();
  assert.strictEqual(response.status, 200, text);
  return JSON.parse(text);
}

const weather = {
  type: "function",
  function: {
    name: "get_current_weather",
    parameters: {
      type: "object",
      properties: { location: { type: "string" }, days: { type: "integer", minimum: 3 } },
      required: ["location"],
    },
  },
};
const clock = { type: "function", function: { name: "read_clock" } };

test("emulator answers with exactly Vertex's fields", async () => {
  const now = () => 1_770_852_204_000;
  const { post } = await openDesk({ now });
  const body = await (await post(hello)).json();
  const { content } = body.choices[0].message;
  assert.match(content, /^You said: “Hello there”\. I am an emulator of Vertex AI/);
  assert.match(body.id, /^[\w-]{22}$/);
  assert.deepEqual(body, {
    choices: [{
      finish_reason: "stop",
      index: 0,
      logprobs: null,
      message: { content, role: "assistant" },
    }],
    created: 1_770_852_204,
    id: body.id,
    model,
    object: "chat.completion",
    system_fingerprint: "",
    usage: {
      completion_tokens: Math.ceil(content.length / 4),
      extra_properties: { google: { traffic_type: "ON_DEMAND" } },
      prompt_tokens: body.usage.prompt_tokens,
      total_tokens: body.usage.prompt_tokens + Math.ceil(content.length / 4),
    },
  });
});

test("emulator streams the same answer in several chunks, role on each, usage on the last", async () => {
  const plain = await ask(hello);
  const { post } = await openDesk();
  const response = await post({ ...hello, stream: true });
  assert.strictEqual(response.headers.get("content-type"), "text/event-stream");
  const text = await response.text();
  assert.match(text, /\n\ndata: \[DONE\]\n\n$/);
  const chunks = readEvents(text);
  assert.isAbove(chunks.length, 5);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  assert.strictEqual(
    choices.map(({ delta }) => delta?.content).join(""),
    plain.choices?.[0]?.message?.content,
  );
  for (const { delta } of choices) assert.strictEqual(delta?.role, "assistant");
  const finishes = choices.map((choice) => choice.finish_reason);
  assert.deepEqual(finishes, [...finishes.slice(1).map(() => undefined), "stop"]);
  assert.deepEqual(chunks.at(-1)?.usage, plain.usage);
  assert.deepEqual(chunks.slice(0, -1).filter((chunk) => "usage" in chunk), []);
});

test("two emulators give the same answers to the same calls", async () => {
  const now = () => 0;
  const texts = await Promise.all([0, 1].map(async () => {
    const { post } = await openDesk({ now });
    const first = await (await post({ ...hello, tools: [weather] })).text();
    return first + await (await post({ ...hello, stream: true })).text();
  }));
  assert.strictEqual(texts[0], texts[1]);
});

test("emulator calls a function with arguments that fit, and quotes its result", async () => {
  const first = await ask({
    ...hello,
    tools: [clock, weather],
    messages: [
      { role: "user", content: "How is the weather?" },
    ],
  });
  const choice = first.choices?.[0];
  assert.strictEqual(choice?.finish_reason, "tool_calls");
  assert.notProperty(choice?.message, "content");
  const [call] = choice?.message?.tool_calls ?? [];
  assert.strictEqual(call?.function.name, "get_current_weather");
  assert.deepEqual(JSON.parse(call?.function.arguments ?? ""), { location: "Boston, MA", days: 3 });
  assert.match(call?.id ?? "", /^function-call-[0-9a-f-]{36}$/);

  const second = await ask({
    model,
    tools: [clock, weather],
    messages: [
      { role: "user", content: "How is the weather?" },
      choice?.message,
      { role: "tool", tool_call_id: call?.id, content: '{"celsius":21}' },
    ],
  });
  const { content } = second.choices?.[0]?.message ?? {};
  assert.include(content, 'get_current_weather answered {"celsius":21}');
});

test("emulator honours tool_choice", async () => {
  const tools = [weather, clock];
  const named = { type: "function", function: { name: "read_clock" } };
  const chosen = await ask({ ...hello, tools, tool_choice: named });
  const [call] = chosen.choices?.[0]?.message?.tool_calls ?? [];
  assert.deepEqual(call?.function, { name: "read_clock", arguments: "{}" });
  const required = await ask({ ...hello, tools, tool_choice: "required" });
  assert.strictEqual(required.choices?.[0]?.finish_reason, "tool_calls");
  const none = await ask({ ...hello, tools, tool_choice: "none" });
  assert.strictEqual(none.choices?.[0]?.finish_reason, "stop");
});

test("emulator makes objects that fit response_format", async () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string" },
      participants: { type: "array", items: { type: "string" } },
    },
    required: ["name", "participants"],
  };
  const structured = await ask({
    ...hello,
    response_format: { type: "json_schema", json_schema: { name: "Event", schema } },
  });
  assert.deepEqual(JSON.parse(structured.choices?.[0]?.message?.content), {
    name: "Alice",
    participants: ["Alice", "Bob"],
  });
  const free = await ask({ ...hello, response_format: { type: "json_object" } });
  assert.isObject(JSON.parse(free.choices?.[0]?.message?.content));
});

test("emulator draws when asked for an image, with text if that is asked for too", async () => {
  const only = await ask({ ...hello, modalities: ["image"] });
  assert.isNull(only.choices?.[0]?.message?.content);
  assert.match(only.choices?.[0]?.message?.audio?.data ?? "", /^iVBORw0KGgo/);
  assert.isString(only.choices?.[0]?.message?.extra_content?.google?.thought_signature);
  const both = await ask({ ...hello, modalities: ["text", "image"] });
  assert.isString(both.choices?.[0]?.message?.content);
  assert.isDefined(both.choices?.[0]?.message?.audio);
});

test("emulator thinks aloud when asked: tagged with a marker, flagged in deltas", async () => {
  const thinking_config = { include_thoughts: true };
  const google = { thinking_config, thought_tag_marker: "think" };
  const plain = await ask({ ...hello, extra_body: { google } });
  assert.match(
    plain.choices?.[0]?.message?.content,
    /^<think>The user wrote .*<\/think>You said/,
  );
  assert.isAbove(plain.usage?.completion_tokens_details?.reasoning_tokens ?? 0, 0);

  const { post } = await openDesk();
  const response = await post({ ...hello, stream: true, extra_body: { google } });
  const deltas = readEvents(await response.text()).map((chunk) => chunk.choices?.[0]?.delta);
  assert.match(deltas[0]?.content, /^<think>/);
  const firstAnswer = deltas.findIndex((delta) => delta?.extra_content === undefined);
  assert.match(deltas[firstAnswer]?.content, /^<\/think>You said/);
  for (const delta of deltas.slice(0, firstAnswer)) {
    assert.isTrue(delta?.extra_content?.google?.thought);
  }
});

test("emulator counts reasoning only when there is thinking", async () => {
  assert.notProperty((await ask(hello)).usage, "completion_tokens_details");
  const low = (await ask({ ...hello, reasoning_effort: "low" })).usage;
  const high = (await ask({ ...hello, reasoning_effort: "high" })).usage;
  const count = (usage: WireAnswer["usage"]) =>
    usage?.completion_tokens_details?.reasoning_tokens ?? 0;
  assert.isAbove(count(low), 0);
  assert.isAbove(count(high), count(low));
});

test("emulator stops at max_tokens and at stop sequences", async () => {
  const short = await ask({ ...hello, max_tokens: 2 });
  assert.strictEqual(short.choices?.[0]?.finish_reason, "length");
  assert.strictEqual(short.choices?.[0]?.message?.content, "You said");
  assert.strictEqual(short.usage?.completion_tokens, 2);
  const stopped = await ask({ ...hello, stop: ["emulator", "Vertex"] });
  assert.strictEqual(stopped.choices?.[0]?.finish_reason, "stop");
  assert.match(stopped.choices?.[0]?.message?.content, /I am an $/);
  const cut = await ask({ ...hello, tools: [weather], max_completion_tokens: 2 });
  assert.strictEqual(cut.choices?.[0]?.finish_reason, "length");
  assert.strictEqual(cut.choices?.[0]?.message?.tool_calls?.[0]?.function.arguments, '{"locati');
});

test("emulator gives as many choices as n says, and they differ", async () => {
  const { choices = [] } = await ask({ ...hello, n: 3 });
  assert.deepEqual(choices.map(({ index }) => index), [0, 1, 2]);
  assert.strictEqual(new Set(choices.map(({ message }) => message?.content)).size, 3);
});

test("emulator acknowledges what came with the message", async () => {
  const content = [
    { type: "text", text: "Describe these" },
    { type: "image_url", image_url: "gs://bucket/a.jpg" },
    { type: "image_url", image_url: { url: "data:video/mp4;base64,AAAA" } },
    { type: "input_audio", input_audio: { format: "audio/mp3", data: "gs://bucket/a.mp3" } },
  ];
  const answer = await ask({ model, messages: [{ role: "user", content }] });
  const text = answer.choices?.[0]?.message?.content;
  assert.include(text, "an image (gs://bucket/a.jpg)");
  assert.include(text, "a file of type video/mp4");
  assert.include(text, "a file of type audio/mp3 (gs://bucket/a.mp3)");
});

test("emulator answers a self-deployed model without a signature or a model name", async () => {
  const { post } = await openDesk();
  const url = globalUrl.replace("openapi", "1234567890");
  const response = await post({ messages: hello.messages, tools: [weather] }, { url });
  const body = await response.json();
  assert.strictEqual(body.model, "1234567890");
  assert.notProperty(body.choices[0].message.tool_calls[0], "extra_content");
});
