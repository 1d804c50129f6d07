import { buildRequest } from "../../../src/playground/app/build_request.ts";
import { readConversation, writeConversation } from "../../../src/playground/app/conversation.ts";
import { createSettings, problemOf } from "../../../src/playground/app/settings.ts";
import { shortenData, writeSnippet } from "../../../src/playground/app/snippets.ts";
import type { Message } from "../../../src/playground/app/wire.ts";
import { assert, test } from "../../harness.ts";

const messages: Message[] = [{ role: "user", content: "It's `so` ${x}" }];
const settings = { ...createSettings(), model: "google/gemini-3.1-pro-preview" };
const target = { base: "https://example.com/v1", keyed: true };

test("buildRequest() leaves out what stands at its default", () => {
  assert.deepEqual(buildRequest({ ...settings, thoughts: false }, messages), {
    model: settings.model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
});

test("buildRequest() never sends an effort beside a thinking_config", () => {
  const of = (effort: string, thoughts: boolean) => {
    const body = buildRequest({ ...settings, effort, thoughts }, messages);
    return [body.reasoning_effort, body.extra_body];
  };
  const config = { include_thoughts: true };
  assert.deepEqual(of("", true), [undefined, { google: { thinking_config: config } }]);
  assert.deepEqual(of("high", false), ["high", undefined]);
  assert.deepEqual(of("none", true), ["none", undefined]);
  const both = { ...config, thinking_level: "HIGH" };
  assert.deepEqual(of("high", true), [undefined, { google: { thinking_config: both } }]);
});

test("problemOf() says what is wrong with the text of a setting", () => {
  assert.isUndefined(problemOf("toolsJson", settings.toolsJson));
  assert.isUndefined(problemOf("schemaJson", settings.schemaJson));
  assert.isString(problemOf("toolsJson", "{}"));
  assert.isString(problemOf("schemaJson", "3"));
  assert.isString(problemOf("schemaJson", "{"));
});

test("writeSnippet() writes code that makes the same request", () => {
  const body = buildRequest({ ...settings, system: "a\nJSON\n'b'" }, messages);
  const curl = writeSnippet("curl", body, target);
  assert.include(curl, 'authorization: Bearer $API_KEY"');
  const here = /<<'JSON'\n([^]*)\nJSON$/.exec(curl)?.[1] ?? "";
  assert.deepEqual(JSON.parse(here), body);
  assert.notMatch(here, /^JSON$/m);
  for (const kind of ["openai", "client"] as const) {
    const code = writeSnippet(kind, body, target);
    const literal = /create\((\{[^]*\n\})\);/.exec(code)?.[1] ?? "";
    assert.deepEqual(JSON.parse(literal.replace(/^( +)(\w+):/gm, '$1"$2":')), body);
    assert.match(code, /process\.env\./);
  }
  assert.notInclude(writeSnippet("curl", body, { ...target, keyed: false }), "API_KEY");
});

test("shortenData() leaves out the bytes of images", () => {
  const url = `data:image/png;base64,${"A".repeat(10_000)}`;
  assert.isBelow(shortenData(JSON.stringify({ url, text: "kept" })).length, 100);
  assert.include(shortenData(JSON.stringify({ url, text: "kept" })), "kept");
});

test("readConversation() reads what writeConversation() wrote", () => {
  const answer: Message = {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
  };
  Object.assign(answer, { extra_content: { google: { thought_signature: "c2ln" } } });
  const conversation = {
    settings: { ...settings, temperature: 0.5, tools: true },
    messages: [...messages, answer, { role: "tool" as const, tool_call_id: "a", content: "1" }],
  };
  assert.deepEqual(readConversation(writeConversation(conversation)), conversation);
});

test("readConversation() refuses what is no conversation", () => {
  const file = (...messages: unknown[]) =>
    JSON.stringify({ format: "vertex-edge-playground", messages });
  const image = (url: unknown) => ({ type: "image_url", image_url: { url } });
  const wrong = [
    "",
    "[]",
    "{}",
    file("hello"),
    file({ role: "system", content: "x" }),
    file({ role: "user", content: [image("https://example.com/x.png")] }),
    file({ role: "user", content: [image("data:text/html;base64,AA==")] }),
    file({ role: "assistant", content: 3 }),
    file({ role: "assistant", content: "", images: [{}] }),
    file({ role: "assistant", content: "", tool_calls: [{ id: "a" }] }),
    file({ role: "tool", content: "x" }),
  ];
  for (const text of wrong) assert.throws(() => readConversation(text), /^Cannot import/, text);
});

test("readConversation() takes known settings of the right type alone", () => {
  const read = readConversation(JSON.stringify({
    format: "vertex-edge-playground",
    settings: { temperature: "hot", max_tokens: 5, system: 3, tools: "yes", key: "k", top_p: null },
    messages: [],
  }));
  assert.deepEqual(read.settings, { ...createSettings(), max_tokens: 5 });
});
