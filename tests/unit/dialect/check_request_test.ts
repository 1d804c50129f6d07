import { checkRequest } from "../../../src/dialect/check_request.ts";
import { isVertexError, type VertexIssue } from "../../../src/errors.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { assert, test } from "../../harness.ts";

const model = "google/gemini-3.1-pro-preview";
const messages = [{ role: "user", content: "Hi" }];
const call = (name: string, json: string) => ({
  role: "assistant",
  tool_calls: [{ id: "a", type: "function", function: { name, arguments: json } }],
});
const result = { role: "tool", tool_call_id: "a", content: "{}" };
const tool = (name: string) => ({ type: "function", function: { name } });

function issuesOf(request: unknown, openapi = true): VertexIssue[] {
  try {
    checkRequest(request, { openapi });
  } catch (error) {
    assert.isTrue(isVertexError(error) && error.code === "invalid_request", String(error));
    return isVertexError(error) ? error.issues ?? [] : [];
  }
  return [];
}

const refused: [name: string, request: unknown, path: string, cure: RegExp][] = [
  ["nothing", undefined, "", /object/i],
  ["a list", [], "messages", /array|messages/i],
  ["no messages", { model }, "messages", /Expected "messages"/],
  [
    "an unknown role",
    { model, messages: [{ role: "robot", content: "Hi" }] },
    "messages[0].role",
    /"user"/,
  ],
  [
    "content that is a number",
    { model, messages: [{ role: "user", content: 7 }] },
    "messages[0].content",
    /text, or an array/,
  ],
  [
    "a part without type",
    { model, messages: [{ role: "user", content: [{ text: "Hi" }] }] },
    "messages[0].content[0].type",
    /Expected "type"/,
  ],
  [
    "a part's text that is a number",
    { model, messages: [{ role: "user", content: [{ type: "text", text: 7 }] }] },
    "messages[0].content[0].text",
    /string/,
  ],
  [
    "an image without URL",
    { model, messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
    "messages[0].content[0].image_url.url",
    /url/i,
  ],
  ["a temperature in words", { model, messages, temperature: "hot" }, "temperature", /number/],
  ["stream in words", { model, messages, stream: "yes" }, "stream", /boolean/],
  [
    "a bare model",
    { model: "gemini-3.1-pro-preview", messages },
    "model",
    /google\/gemini-3\.1-pro-preview/,
  ],
  ["no model", { messages }, "model", /publisher\/model/],
  [
    "effort and a thinking config",
    {
      model,
      messages,
      reasoning_effort: "low",
      extra_body: { google: { thinking_config: { thinking_budget: 1 } } },
    },
    "reasoning_effort",
    /keep one/,
  ],
  [
    "a bad function name",
    { model, messages, tools: [tool("ok"), tool("9lives")] },
    "tools[1].function.name",
    /letter or underscore/,
  ],
  [
    "a function name of 65 letters",
    { model, messages, tools: [tool("x".repeat(65))] },
    "tools[0].function.name",
    /at most 64/,
  ],
  [
    "129 tools",
    { model, messages, tools: Array.from({ length: 129 }, (_, n) => tool(`f${n}`)) },
    "tools",
    /at most 128/,
  ],
  [
    "arguments that are no JSON",
    { model, messages: [...messages, call("f", "{"), result] },
    "messages[1].tool_calls[0].function.arguments",
    /"\{\}"/,
  ],
  [
    "arguments that are a list",
    { model, messages: [...messages, call("f", "[]"), result] },
    "messages[1].tool_calls[0].function.arguments",
    /object/,
  ],
  [
    "an empty text",
    { model, messages: [{ role: "user", content: "" }] },
    "messages[0].content",
    /not empty/,
  ],
  [
    "nothing but empty parts",
    { model, messages: [{ role: "user", content: [{ type: "text", text: "" }] }] },
    "messages[0].content",
    /not empty/,
  ],
  [
    "nothing but a part without its text",
    { model, messages: [{ role: "user", content: [{ type: "text" }] }] },
    "messages[0].content",
    /not empty/,
  ],
  [
    "a bad name among deprecated functions",
    { model, messages, functions: [{ name: "ok" }, { name: "9lives" }] },
    "functions[1].name",
    /letter or underscore/,
  ],
  [
    "129 deprecated functions",
    { model, messages, functions: Array.from({ length: 129 }, (_, n) => ({ name: `f${n}` })) },
    "functions",
    /at most 128/,
  ],
  [
    "arguments of a deprecated call that are no object",
    {
      model,
      messages: [...messages, { role: "assistant", function_call: { name: "f", arguments: "[1" } }],
    },
    "messages[1].function_call.arguments",
    /"\{\}"/,
  ],
  [
    "a call without result",
    { model, messages: [...messages, call("f", "{}"), ...messages] },
    "messages[1].tool_calls",
    /one tool message for each/,
  ],
  [
    "a result too many",
    { model, messages: [...messages, call("f", "{}"), result, result] },
    "messages[1].tool_calls",
    /not 2/,
  ],
];

for (const [name, request, path, cure] of refused) {
  test(`checkRequest() refuses ${name}, with the place and the cure`, () => {
    const issues = issuesOf(request);
    const paths = issues.map((issue) => issue.path);
    assert.include(paths, path);
    assert.match(issues.find((issue) => issue.path === path)?.message ?? "", cure);
  });
}

test("checkRequest() names every problem, and the first one in its message", () => {
  assert.lengthOf(
    issuesOf({ model: "bare", messages: [{ role: "user", content: "" }], tools: [tool("1")] }),
    3,
  );
  assert.throws(
    () => checkRequest({ model: "bare", messages }, { openapi: true }),
    'Cannot send the request: Expected publisher/model, such as "google/bare" at model',
  );
});

test("checkRequest() holds a self-deployed model to no rule of Gemini's", () => {
  const request = {
    messages: [{ role: "system", content: "" }],
    tools: [tool("9")],
    reasoning_effort: "low",
  };
  assert.deepEqual(issuesOf(request, false), []);
  assert.isNotEmpty(issuesOf({ messages: 7 }, false));
});

test("checkRequest() counts no results of a result, which makes no calls", () => {
  const odd = { ...result, tool_calls: call("f", "{}").tool_calls };
  assert.deepEqual(issuesOf({ model, messages: [...messages, call("f", "{}"), odd] }), []);
});

test("checkRequest() lets unknown fields, parts and tools pass", () => {
  const request = {
    model,
    messages: [{
      role: "user",
      name: "me",
      content: [{ type: "video_url", video_url: { url: "gs://b/v" } }],
    }],
    tools: [{ type: "custom", custom: { name: "x" } }],
    new_field: [1],
    tool_choice: "validated",
    stop: null,
  };
  assert.deepEqual(issuesOf(request), []);
});

for (const { file, endpoint, body } of wireRequests.filter(({ endpoint }) => endpoint !== null)) {
  test(`checkRequest() accepts Google's ${file}`, () => {
    assert.deepEqual(issuesOf(body, endpoint === "openapi"), []);
  });
}
