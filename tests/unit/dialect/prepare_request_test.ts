import { prepareRequest } from "../../../src/dialect/prepare_request.ts";
import type { ChatCompletionCreateParams } from "../../../mod.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const model = "google/gemini-3.1-pro-preview";
const openapi = { openapi: true };
type Messages = ChatCompletionCreateParams["messages"];
const hello: Messages = [{ role: "user", content: "Hi" }];

function prepared(messages: Messages): unknown {
  return prepareRequest({ model, messages }, openapi).body.messages;
}

for (const { file, endpoint, body } of wireRequests.filter(({ endpoint }) => endpoint !== null)) {
  test(`prepareRequest() leaves Google's ${file} as it is`, () => {
    const request = body as unknown as ChatCompletionCreateParams;
    assert.deepEqual(
      prepareRequest(request, { openapi: endpoint === "openapi" }).body,
      Object(body),
    );
  });
}

test("prepareRequest() takes $schema out of schemas for Gemini, and nothing for other models", () => {
  const json_schema = { name: "event", schema: { $schema: "a version", type: "object" } };
  const request: ChatCompletionCreateParams = {
    model,
    messages: [{ role: "user", content: "Hello" }],
    response_format: { type: "json_schema", json_schema },
  };
  const plain = { type: "json_schema", json_schema: { name: "event", schema: { type: "object" } } };
  assert.deepEqual(prepareRequest(request, openapi).body.response_format, plain);
  assert.deepEqual(
    prepareRequest(request, { openapi: false }).body.response_format,
    Object(request.response_format),
  );
});

test("prepareRequest() turns developer into system", () => {
  const question = { role: "user" as const, content: "Hi" };
  assert.deepEqual(prepared([{ role: "developer", content: "Be brief" }, question]), [
    { role: "system", content: "Be brief" },
    question,
  ]);
});

test("prepareRequest() drops empty text parts, and keeps what stands on the others", () => {
  const part = {
    type: "text" as const,
    text: "Hi",
    extra_content: { google: { thought_signature: "c2ln" } },
  };
  // As a caller without types may hand it over.
  const bare = { type: "text" } as typeof part;
  const content = [{ type: "text" as const, text: "" }, part, bare];
  assert.deepEqual(prepared([{ role: "user", content }]), [{ role: "user", content: [part] }]);
});

const onlySystem: [name: string, messages: Messages][] = [
  ["no message", []],
  ["the system's message", [{ role: "system", content: "Be brief" }]],
  ["a developer's message", [{ role: "developer", content: "Be brief" }]],
  ["an answer that says nothing", [{ role: "assistant", content: "" }]],
  [
    "a refusal behind the system's message",
    [{ role: "system", content: "Be brief" }, { role: "assistant", content: null, refusal: "No" }],
  ],
];

for (const [name, messages] of onlySystem) {
  test(`prepareRequest() refuses a request of which nothing is left beside the system's: ${name}`, async () => {
    const error = await failureOf(() => prepared(messages));
    assert.strictEqual(error.code, "invalid_request");
    assert.deepEqual(error.issues?.map(({ path }) => path), ["messages"]);
    assert.match(error.message, /add one of the user/);
  });
}

test("prepareRequest() sends null for empty content beside tool calls", () => {
  const calls = [{ id: "a", type: "function" as const, function: { name: "f", arguments: "{}" } }];
  for (const content of ["", [], [{ type: "text" as const, text: "" }]]) {
    assert.deepEqual(prepared([{ role: "assistant", content, tool_calls: calls }]), [
      { role: "assistant", content: null, tool_calls: calls },
    ]);
  }
  assert.deepEqual(prepared([{ role: "assistant", content: "Hm", tool_calls: calls }]), [
    { role: "assistant", content: "Hm", tool_calls: calls },
  ]);
});

test("prepareRequest() joins the text parts of a tool's result", () => {
  const content = [{ type: "text" as const, text: '{"a":' }, { type: "text" as const, text: "1}" }];
  assert.deepEqual(prepared([{ role: "tool", tool_call_id: "a", content }]), [
    { role: "tool", tool_call_id: "a", content: '{"a":1}' },
  ]);
});

test("prepareRequest() turns a file with data into a part with a data URI", () => {
  const pdf = "data:application/pdf;base64,JVBERg==";
  assert.deepEqual(
    prepared([{
      role: "user",
      content: [{ type: "file", file: { file_data: pdf, filename: "a.pdf" } }],
    }]),
    [
      { role: "user", content: [{ type: "image_url", image_url: { url: pdf } }] },
    ],
  );
  assert.deepEqual(
    prepared([{
      role: "user",
      content: [{ type: "file", file: { file_data: "JVBERg==", filename: "a.pdf" } }],
    }]),
    [
      { role: "user", content: [{ type: "image_url", image_url: { url: pdf } }] },
    ],
  );
  const byId = { type: "file" as const, file: { file_id: "file-1" } };
  assert.deepEqual(prepared([{ role: "user", content: [byId] }]), [{
    role: "user",
    content: [byId],
  }]);
});

test("prepareRequest() sends no reasoning back, and keeps extra_content", () => {
  const extra_content = {
    google: { thought_signature: "c2ln" },
    vertex: { thought_signature: "b2xk" },
  };
  const message = {
    role: "assistant" as const,
    content: "Hi",
    refusal: null,
    reasoning_content: "Hm",
    extra_content,
  };
  assert.deepEqual(prepared([message]), [{ role: "assistant", content: "Hi", extra_content }]);
});

test("prepareRequest() asks for marked thoughts, unless the caller has a marker", () => {
  const ask = (google: object) =>
    prepareRequest({ model, messages: hello, extra_body: { google } }, openapi);
  const ours = ask({ thinking_config: { include_thoughts: true, thinking_budget: 9 } });
  assert.equal(ours.thoughts, "marked");
  assert.deepEqual(ours.body.extra_body, {
    google: {
      thinking_config: { include_thoughts: true, thinking_budget: 9 },
      thought_tag_marker: "vertex_edge_thought",
    },
  });
  const theirs = ask({ thinking_config: { include_thoughts: true }, thought_tag_marker: "think" });
  assert.equal(theirs.thoughts, "caller");
  assert.equal(ask({ thinking_config: { include_thoughts: false } }).thoughts, "none");
});

test("prepareRequest() takes an empty marker for none", () => {
  for (const thought_tag_marker of [null, ""]) {
    const thinking_config = { include_thoughts: true };
    const google = { thinking_config, thought_tag_marker } as object;
    const { body, thoughts } = prepareRequest(
      { model, messages: hello, extra_body: { google } },
      openapi,
    );
    assert.equal(thoughts, "marked");
    assert.deepEqual(body.extra_body, {
      google: { thinking_config, thought_tag_marker: "vertex_edge_thought" },
    });
  }
});

test("prepareRequest() sends open models no marker, and expects their own tag", () => {
  const extra_body = { google: { thinking_config: { include_thoughts: true } } };
  const open = "deepseek-ai/deepseek-r1-0528-maas";
  const { body, thoughts } = prepareRequest({ model: open, messages: hello, extra_body }, openapi);
  assert.equal(thoughts, "leading");
  assert.deepEqual(body.extra_body, extra_body);
});

test("prepareRequest() changes nothing for a self-deployed model", () => {
  const request: ChatCompletionCreateParams = {
    messages: [{ role: "developer", content: [{ type: "text", text: "" }] }],
    extra_body: { google: { thinking_config: { include_thoughts: true } } },
  };
  assert.deepEqual(prepareRequest(request, { openapi: false }).body, { ...request });
});
