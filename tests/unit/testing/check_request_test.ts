import { assert, test } from "../../harness.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { globalUrl, hello, model, openDesk } from "./emulator_desk.ts";

const weather = {
  type: "function",
  function: {
    name: "get_current_weather",
    parameters: { type: "object", properties: { location: { type: "string" } } },
  },
};
const call = {
  id: "call-1",
  type: "function",
  function: { name: "get_current_weather", arguments: "{}" },
};
const asked = [{ role: "user", content: "Weather?" }, { role: "assistant", tool_calls: [call] }];
const result = { role: "tool", tool_call_id: "call-1", content: "{}" };

function withTool(name: string, parameters: unknown): Record<string, unknown> {
  return { ...hello, tools: [{ type: "function", function: { name, parameters } }] };
}

function withGoogle(google: unknown, rest: Record<string, unknown> = {}): Record<string, unknown> {
  return { ...hello, ...rest, extra_body: { google } };
}

function withUser(content: unknown): Record<string, unknown> {
  return { model, messages: [{ role: "user", content }] };
}

/** What Google refuses, and a word of its sentence. */
const refused: Readonly<Record<string, readonly [unknown, RegExp]>> = {
  "no messages": [{ model, messages: [] }, /at least one contents field/],
  "only a system message": [
    { model, messages: [{ role: "system", content: "Be terse." }] },
    /at least one parts field/,
  ],
  "the role developer": [
    { model, messages: [{ role: "developer", content: "x" }, ...hello.messages] },
    /Invalid role/,
  ],
  "empty content": [withUser(""), /empty text parameter/],
  "an empty text part": [withUser([{ type: "text", text: "" }]), /empty text parameter/],
  "no part": [withUser([]), /at least one parts field/],
  "no content": [withUser(null), /at least one parts field/],
  "an unknown part": [withUser([{ type: "file", file: { file_data: "x" } }]), /"file"/],
  "an image that is no URI": [
    withUser([{ type: "image_url", image_url: { url: "picture.png" } }]),
    /Unsupported file uri/,
  ],
  "a wrong audio format": [
    withUser([{ type: "input_audio", input_audio: { format: "flacc", data: "AAAA" } }]),
    /format/,
  ],
  "mixed details before Gemini 3": [
    {
      model: "google/gemini-2.5-flash",
      messages: [{
        role: "user",
        content: ["low", "high"].map((detail) => ({
          type: "image_url",
          image_url: { url: "gs://b/a.png", detail },
        })),
      }],
    },
    /same detail/,
  ],
  'content "" beside tool calls': [
    { model, messages: [asked[0], { ...asked[1], content: "" }, result] },
    /empty text parameter/,
  ],
  "arguments that are a list": [
    {
      model,
      messages: [
        asked[0],
        {
          role: "assistant",
          tool_calls: [{ ...call, function: { name: "f", arguments: "[1]" } }],
        },
        result,
      ],
    },
    /Expected a valid JSON object/,
  ],
  "arguments that are no JSON": [
    {
      model,
      messages: [
        asked[0],
        { role: "assistant", tool_calls: [{ ...call, function: { name: "f", arguments: "" } }] },
        result,
      ],
    },
    /Expected a valid JSON object/,
  ],
  "no result": [{ model, messages: asked }, /number of function response parts/],
  "a result too many": [
    { model, messages: [...asked, result, { ...result, tool_call_id: "call-2" }] },
    /number of function response parts/,
  ],
  "a result for another call": [
    { model, messages: [...asked, { ...result, tool_call_id: "call-2" }] },
    /number of function response parts/,
  ],
  "a user message in the place of a result": [
    { model, messages: [...asked, hello.messages[0]] },
    /number of function response parts/,
  ],
  "a result out of nowhere": [
    { model, messages: [...hello.messages, result] },
    /number of function response parts/,
  ],
  "a result that is a list of parts": [
    { model, messages: [...asked, { ...result, content: [{ type: "text", text: "x" }] }] },
    /type string/,
  ],
  "a function name with a blank": [withTool("get weather", undefined), /Invalid function name/],
  "a function name that begins with a digit": [withTool("1st", undefined), /Invalid function name/],
  "a function name of 65 letters": [withTool("a".repeat(65), undefined), /Invalid function name/],
  "129 functions": [
    {
      ...hello,
      tools: Array.from({ length: 129 }, (_, n) => ({
        type: "function",
        function: { name: `f${n}` },
      })),
    },
    /at most 128/,
  ],
  "the same function twice": [{ ...hello, tools: [weather, weather] }, /duplicate/],
  "another type of tool": [{ ...hello, tools: [{ type: "web_search" }] }, /only "function"/],
  "$schema": [withTool("f", { $schema: "x", type: "object" }), /Unknown name "\$schema"/],
  "patternProperties": [
    withTool("f", { type: "object", patternProperties: {} }),
    /Unknown name "patternProperties"/,
  ],
  "const deep inside": [
    withTool("f", {
      type: "object",
      properties: { a: { type: "array", items: { anyOf: [{ const: 1 }] } } },
    }),
    /Unknown name "const" at 'tools\[0\].function.parameters.properties\['a'\].items.any_of\[0\]'/,
  ],
  "a list of types": [
    withTool("f", { type: "object", properties: { a: { type: ["string", "null"] } } }),
    /type/,
  ],
  "an enum of numbers": [
    withTool("f", { type: "object", properties: { a: { type: "integer", enum: [1] } } }),
    /enum/,
  ],
  "a required property that is not there": [
    withTool("f", { type: "object", properties: {}, required: ["a"] }),
    /property is not defined/,
  ],
  "a recursive schema": [
    withTool("f", {
      type: "object",
      properties: { a: { $ref: "#/$defs/A" } },
      $defs: { A: { type: "object", properties: { a: { $ref: "#/$defs/A" } } } },
    }),
    /recursive/,
  ],
  "parameters that are a list": [withTool("f", { type: "array", items: {} }), /must be OBJECT/],
  "a parameter name with a dash": [
    withTool("f", { type: "object", properties: { "a-b": { type: "string" } } }),
    /Invalid parameter name/,
  ],
  "an unknown tool_choice": [{ ...hello, tools: [weather], tool_choice: "any" }, /tool_choice/],
  "a tool_choice of an undeclared function": [
    {
      ...hello,
      tools: [weather],
      tool_choice: { type: "function", function: { name: "other" } },
    },
    /not declared/,
  ],
  "an unknown reasoning_effort": [
    { ...hello, reasoning_effort: "extreme" },
    /none, minimal, low, medium, high/,
  ],
  "effort and thinking_config": [
    withGoogle({ thinking_config: { thinking_budget: 100 } }, { reasoning_effort: "low" }),
    /found both/,
  ],
  "budget and level": [
    withGoogle({ thinking_config: { thinking_budget: 100, thinking_level: "LOW" } }),
    /only one of thinking budget/,
  ],
  "thoughts without thinking": [
    withGoogle({ thinking_config: { include_thoughts: true } }, {
      model: "google/gemini-2.0-flash-001",
    }),
    /only enabled when thinking is enabled/,
  ],
  "no budget for a model that always thinks": [
    withGoogle({ thinking_config: { thinking_budget: 0 } }),
    /thinking_budget 0/,
  ],
  "a wrong safety category": [
    withGoogle({ safety_settings: [{ category: "RUDE", threshold: "OFF" }] }),
    /HarmCategory/,
  ],
  "cached content of another location": [
    withGoogle({ cached_content: "projects/p/locations/us-central1/cachedContents/1" }),
    /us-central1/,
  ],
  "a temperature of 3": [{ ...hello, temperature: 3 }, /temperature/],
  "a max_tokens of 0": [{ ...hello, max_tokens: 0 }, /max_tokens/],
  "an unknown modality": [{ ...hello, modalities: ["smell"] }, /smell/],
  "an unknown response format": [{ ...hello, response_format: { type: "yaml" } }, /yaml/],
  "tools with JSON before Gemini 3": [
    {
      ...hello,
      model: "google/gemini-2.5-flash",
      tools: [weather],
      response_format: { type: "json_object" },
    },
    /response mime type: 'application\/json' is unsupported/,
  ],
};

for (const [name, [body, expected]] of Object.entries(refused)) {
  test(`emulator refuses ${name}`, async () => {
    const { post } = await openDesk();
    const response = await post(body);
    const { error } = await response.json();
    assert.strictEqual(response.status, 400);
    assert.strictEqual(error.code, 400);
    assert.strictEqual(error.status, "INVALID_ARGUMENT");
    assert.match(error.message, expected);
  });
}

/** What looks odd and is accepted. */
const accepted: Readonly<Record<string, unknown>> = {
  "fields Google does not know": {
    ...hello,
    logprobs: true,
    user: "u",
    parallel_tool_calls: false,
    stream_options: { include_usage: true },
    google: { thinking_config: 1 },
  },
  "null in the place of a setting": { ...hello, temperature: null, stop: null, tools: null },
  "null content beside tool calls": {
    model,
    messages: [asked[0], { ...asked[1], content: null }, result],
  },
  "two results in the other order": {
    model,
    messages: [
      asked[0],
      { role: "assistant", tool_calls: [call, { ...call, id: "call-2" }] },
      { ...result, tool_call_id: "call-2" },
      result,
    ],
  },
  "128 functions": {
    ...hello,
    tools: Array.from({ length: 128 }, (_, n) => ({
      type: "function",
      function: { name: `f${n}` },
    })),
  },
  "types in capitals": withTool("f", {
    type: "OBJECT",
    properties: { a: { type: "STRING", enum: ["x"] } },
  }),
  "a reference that ends": withTool("f", {
    type: "object",
    properties: { a: { $ref: "#/$defs/A" }, b: { $ref: "#/$defs/A" } },
    $defs: { A: { type: "string" } },
  }),
  "tool_choice validated": { ...hello, tools: [weather], tool_choice: "validated" },
  "stop as a list": { ...hello, stop: ["a", "b"] },
  "a partner's model with its own parameters": {
    model: "deepseek-ai/deepseek-v3.2-maas",
    messages: [{ role: "developer", content: "" }],
    chat_template_kwargs: { thinking: true },
  },
};

for (const [name, body] of Object.entries(accepted)) {
  test(`emulator accepts ${name}`, async () => {
    const { post } = await openDesk();
    const response = await post(body);
    assert.strictEqual(response.status, 200, await response.text());
  });
}

for (const request of wireRequests) {
  if (request.endpoint === null) continue;
  test(`emulator accepts the documented request ${request.file}`, async () => {
    const { emulator, post } = await openDesk({ signatures: "present" });
    const response = await post(request.body, { url: request.url });
    assert.strictEqual(response.status, 200, await response.text());
    const recorded = emulator.requests.at(-1);
    assert.strictEqual(recorded?.url, request.url);
    assert.deepEqual(recorded?.json, request.body);
  });
}

test("emulator answers a malformed model with an array", async () => {
  const { post } = await openDesk();
  for (const bad of ["gemini-3.1-pro-preview", undefined, "", "a/b/c"]) {
    const response = await post({ ...hello, model: bad });
    assert.strictEqual(response.status, 400);
    const body = await response.json();
    assert.isArray(body);
    assert.include(body[0].error.message, `Malformed publisher model (${bad ?? ""})`);
  }
});

test("emulator knows only the models and projects it is given", async () => {
  const { post } = await openDesk({ models: [model], projects: ["my-project"] });
  assert.strictEqual((await post(hello)).status, 200);
  const missing = await post({ ...hello, model: "google/gemini-9" });
  assert.strictEqual(missing.status, 404);
  assert.include(
    (await missing.json()).error.message,
    "`projects/my-project/locations/global/publishers/google/models/gemini-9` was not found",
  );
  const url = globalUrl.replace("my-project", "other");
  const denied = await post(hello, { url });
  assert.strictEqual(denied.status, 403);
  assert.include((await denied.json()).error.message, "aiplatform.endpoints.predict");
});

test("emulator does not serve publishers that have their own routes", async () => {
  const { post } = await openDesk();
  assert.strictEqual((await post({ ...hello, model: "anthropic/claude-x" })).status, 404);
});

test("emulator demands JSON and says so", async () => {
  const { post } = await openDesk();
  for (const body of ["", "{", "[]", "null", "hello"]) {
    const response = await post(body);
    assert.strictEqual(response.status, 400);
    assert.match((await response.json()).error.message, /Invalid JSON payload/);
  }
  const typed = await post(hello, { headers: { "content-type": "text/plain" } });
  assert.strictEqual(typed.status, 400);
  assert.match((await typed.json()).error.message, /content type/);
});

test("emulator checks a self-deployed model's request for messages only", async () => {
  const { post } = await openDesk();
  const url = globalUrl.replace("openapi", "1234567890");
  assert.strictEqual((await post({ messages: [{ role: "developer" }] }, { url })).status, 200);
  assert.strictEqual((await post({}, { url })).status, 400);
});
