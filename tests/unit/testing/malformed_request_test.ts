/** Requests that no typed client would let through: the emulator names the field that is wrong, as Google does. */
import { assert, test } from "../../harness.ts";
import { hello, model, openDesk } from "./emulator_desk.ts";

type Fields = Record<string, unknown>;

const call = { id: "call-1", type: "function", function: { name: "f", arguments: "{}" } };
const result = { role: "tool", tool_call_id: "call-1", content: "{}" };
const pixel = "data:image/png;base64,AAAA";

const user = (content: unknown) => ({ model, messages: [{ role: "user", content }] });
const google = (fields: Fields) => ({ ...hello, extra_body: { google: fields } });
const thinking = (thinking_config: unknown) => google({ thinking_config });
const safety = (setting: Fields) => google({ safety_settings: [setting] });
const parameters = (schema: unknown, rest: Fields = {}) => ({
  ...hello,
  tools: [{ type: "function", function: { name: "f", parameters: schema, ...rest } }],
});
const called = (changes: Fields) => ({
  model,
  messages: [
    ...hello.messages,
    { role: "assistant", tool_calls: [{ ...call, ...changes }] },
    result,
  ],
});
const answered = (parts: unknown, used: string = model) => ({
  model: used,
  messages: [
    ...hello.messages,
    { role: "assistant", tool_calls: [call] },
    { ...result, extra_content: { google: { parts } } },
  ],
});

/** Each with a word of the refusal. */
const malformed: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  "messages that are no list": [{ model, messages: "Hello" }, /at least one contents field/],
  "a message that is text": [{ model, messages: ["Hello"] }, /messages\[0\]/],
  "a part that is text": [user(["Hello"]), /messages\[0\]\.content\[0\]/],
  "a text that is a number": [user([{ type: "text", text: 1 }]), /'text'/],
  "a detail that is none": [
    user([{ type: "image_url", image_url: { url: pixel, detail: "huge" } }]),
    /image_url\.detail/,
  ],
  "audio without its data": [
    user([{ type: "input_audio", input_audio: { format: "mp3" } }]),
    /input_audio\.data/,
  ],
  "audio that is text": [user([{ type: "input_audio", input_audio: "AAAA" }]), /format/],
  "a thought flag that is text": [
    user([{ type: "text", text: "x", extra_content: { google: { thought: "true" } } }]),
    /google\.thought'/,
  ],
  "a signature that is a number": [
    called({ extra_content: { google: { thought_signature: 1 } } }),
    /thought_signature/,
  ],
  "tool calls that are no list": [
    { model, messages: [...hello.messages, { role: "assistant", content: "x", tool_calls: {} }] },
    /tool_calls'/,
  ],
  "a call without an id": [called({ id: "" }), /tool_calls\[0\]\.id/],
  "a call of another type": [called({ type: "custom" }), /tool_calls\[0\]\.type/],
  "a call without a name": [called({ function: { arguments: "{}" } }), /function\.name/],
  "two calls with one id": [
    {
      model,
      messages: [...hello.messages, { role: "assistant", tool_calls: [call, call] }, result],
    },
    /same id/,
  ],
  "files of a tool that are no list": [answered({}), /google\.parts'/],
  "a file of a tool without a place": [
    answered([{ file_data: { mime_type: "image/png" } }]),
    /google\.parts\[0\]/,
  ],
  "a file of a tool that is text": [answered(["image.png"]), /google\.parts\[0\]/],
  "files of a tool before Gemini 3": [
    answered([{ inline_data: { mime_type: "image/png", data: "AAAA" } }], "google/gemini-2.5-pro"),
    /not supported for this model/,
  ],
  "a stream flag that is text": [{ ...hello, stream: "true" }, /'stream'/],
  "half a choice": [{ ...hello, n: 1.5 }, /'n' \(TYPE_INT32\)/],
  "a stop sequence that is a number": [{ ...hello, stop: [1] }, /'stop'/],
  "minimal effort where the model always thinks": [
    { ...hello, reasoning_effort: "minimal" },
    /THINKING_LEVEL_MINIMAL/,
  ],
  "no effort where the model always thinks": [
    { ...hello, reasoning_effort: "none" },
    /cannot be disabled/,
  ],
  "a thinking_config that is text": [thinking("high"), /thinking_config/],
  "include_thoughts that is text": [thinking({ include_thoughts: "yes" }), /include_thoughts/],
  "a thinking level that is none": [thinking({ thinking_level: "huge" }), /thinking_level/],
  "a harm that is none": [
    safety({ category: "HARM_CATEGORY", threshold: "OFF" }),
    /safety_settings\[0\]\.category/,
  ],
  "a threshold that is none": [
    safety({ category: "HARM_CATEGORY_HARASSMENT", threshold: "SOME" }),
    /safety_settings\[0\]\.threshold/,
  ],
  "an empty thought marker": [google({ thought_tag_marker: "" }), /thought_tag_marker/],
  "argument streaming that is text": [
    google({ stream_function_call_arguments: "yes" }),
    /stream_function_call_arguments/,
  ],
  "a cache that is a number": [google({ cached_content: 1 }), /cached_content': malformed/],
  "a cache without its project": [google({ cached_content: "mine" }), /cached_content': malformed/],
  "tools that are no list": [{ ...hello, tools: {} }, /'tools'/],
  "a description that is a number": [parameters({}, { description: 1 }), /description/],
  "parameters that are a string": [parameters({ type: "string" }), /must be OBJECT/],
  "parameters that are text": [parameters("object"), /parameters'/],
  "a schema that is text": [
    parameters({ type: "object", properties: { a: "string" } }),
    /properties\['a'\]/,
  ],
  "a list of what nobody says": [
    parameters({ type: "object", properties: { a: { type: "array" } } }),
    /items is missing/,
  ],
  "properties that are a list": [parameters({ type: "object", properties: [] }), /properties'/],
  "required that is text": [parameters({ type: "object", required: "a" }), /required'/],
  "a reference that is a number": [
    parameters({ type: "object", properties: { a: { $ref: 1 } } }),
    /unresolved reference/,
  ],
  "a reference to what is no schema": [
    parameters({ type: "object", properties: { a: { $ref: "#/$defs/A" } }, $defs: { A: true } }),
    /unresolved reference/,
  ],
  "a call that is required where there is no tool": [
    { ...hello, tool_choice: "required" },
    /needs function declarations/,
  ],
  "a choice of no tool": [
    { ...parameters({}), tool_choice: { type: "function" } },
    /is not declared/,
  ],
};

for (const [name, [body, said]] of Object.entries(malformed)) {
  test(`createEmulator() refuses ${name}`, async () => {
    const { post } = await openDesk();
    const response = await post(body);
    const { error } = await response.json();
    assert.match(error.message, said);
    assert.deepEqual([response.status, error.code, error.status], [400, 400, "INVALID_ARGUMENT"]);
  });
}
