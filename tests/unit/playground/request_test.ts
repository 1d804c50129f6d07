import { buildRequest } from "../../../src/playground/app/build_request.ts";
import { readConversation, writeConversation } from "../../../src/playground/app/conversation.ts";
import { mergeDelta } from "../../../src/playground/app/merge_delta.ts";
import { createSettings, problemOf } from "../../../src/playground/app/settings.ts";
import { shortenData, writeSnippet } from "../../../src/playground/app/snippets.ts";
import {
  type AssistantMessage,
  imagesOf,
  type Message,
  partsOf,
  soundOf,
} from "../../../src/playground/app/wire.ts";
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

test("buildRequest() sends what was set", () => {
  const numbers = { temperature: 0, top_p: 0.5, max_tokens: 7 };
  const on = { tools: true, streamArguments: true, structured: true, images: true };
  const body = buildRequest({ ...settings, ...numbers, ...on, system: "Be brief" }, messages);
  assert.deepEqual(body, {
    model: settings.model,
    messages: [{ role: "system", content: "Be brief" }, ...messages],
    stream: true,
    stream_options: { include_usage: true },
    ...numbers,
    modalities: ["text", "image"],
    tools: JSON.parse(settings.toolsJson),
    response_format: {
      type: "json_schema",
      json_schema: { name: "answer", schema: JSON.parse(settings.schemaJson) },
    },
    extra_body: {
      google: {
        thinking_config: { include_thoughts: true },
        stream_function_call_arguments: true,
      },
    },
  });
  const whole = buildRequest({ ...settings, ...on, stream: false, thoughts: false }, messages);
  assert.doesNotHaveAnyKeys(whole, ["stream", "stream_options", "extra_body"]);
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
  const open = { ...target, keyed: false };
  for (const kind of ["curl", "openai"] as const) {
    assert.notInclude(writeSnippet(kind, body, open), "API_KEY");
  }
  const whole = buildRequest({ ...settings, stream: false }, messages);
  assert.notInclude(writeSnippet("curl", whole, target), "curl -N");
  assert.include(writeSnippet("client", whole, target), "completion.choices[0].message");
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
    file({ role: "assistant", content: "", audio: "AAAA" }),
    file({ role: "assistant", content: "", audio: { data: { length: 3 } } }),
    file({
      role: "assistant",
      content: "",
      audio: { extra_content: { google: { mime_type: 5 } } },
    }),
    file({ role: "user", content: ["x"] }),
    file({ role: "tool", content: "x" }),
  ];
  for (const text of wrong) assert.throws(() => readConversation(text), /^Cannot import/, text);
});

test("readConversation() reads an answer whose server said null for nothing", () => {
  const message: AssistantMessage = { role: "assistant", content: null };
  const delta = { content: "Hi", reasoning_content: null, tool_calls: null, audio: null };
  mergeDelta(message, { ...delta, images: null });
  const kept = readConversation(writeConversation({ settings, messages: [message] })).messages;
  assert.deepEqual(kept, [message]);
});

test("partsOf() reads a message in either form", () => {
  const parts = [{ type: "text" as const, text: "Hi" }];
  assert.deepEqual(partsOf({ role: "user", content: "Hi" }), parts);
  assert.deepEqual(partsOf({ role: "user", content: parts }), parts);
});

test("imagesOf() and soundOf() give what carries its own bytes, whatever a server sends", () => {
  const of = (mime_type: unknown, data: unknown) => {
    const audio = { data, extra_content: { google: { mime_type } } };
    // A server is bound by no type.
    const message = { role: "assistant", content: null, audio } as AssistantMessage;
    return [imagesOf(message), soundOf(message)];
  };
  assert.deepEqual(of("image/png", "AAAA"), [["data:image/png;base64,AAAA"], undefined]);
  assert.deepEqual(of("audio/mpeg", "AAAA"), [[], "data:audio/mpeg;base64,AAAA"]);
  assert.deepEqual(of(undefined, "AAAA"), [[], "data:audio/wav;base64,AAAA"]);
  for (const type of ["text/html", "image/png,", "audio/x y", 5, {}]) {
    assert.deepEqual(of(type, "AAAA"), [[], undefined], String(type));
  }
  for (const data of ["", undefined, 5, { length: 3 }]) {
    assert.deepEqual(of("image/png", data), [[], undefined]);
    assert.deepEqual(of("audio/wav", data), [[], undefined]);
  }
  const image = (url: string) => ({ type: "image_url" as const, image_url: { url } });
  const images = [image("data:image/webp;base64,AA=="), image("https://example.com/x.png")];
  const message = { role: "assistant" as const, content: null, images };
  assert.deepEqual(imagesOf(message), ["data:image/webp;base64,AA=="]);
});

test("readConversation() takes known settings of the right type alone", () => {
  const read = readConversation(JSON.stringify({
    format: "vertex-edge-playground",
    settings: { temperature: "hot", max_tokens: 5, system: 3, tools: "yes", key: "k", top_p: null },
    messages: [],
  }));
  assert.deepEqual(read.settings, { ...createSettings(), max_tokens: 5 });
  const bare = JSON.stringify({ format: "vertex-edge-playground", messages: [] });
  assert.deepEqual(readConversation(bare).settings, createSettings());
});
