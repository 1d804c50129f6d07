import { assert, test } from "../../harness.ts";
import { hello, model, openDesk, readError } from "./gateway_desk.ts";

/** A schema of objects in objects. */
function nested(levels: number): object {
  if (levels === 0) return { type: "string" };
  return { type: "object", properties: { camelCase: nested(levels - 1) } };
}

const part = (content: unknown) => ({ model, messages: [{ role: "user", content: [content] }] });
const google = (extension: object) => ({ ...hello, extra_body: { google: extension } });

const forbidden: [name: string, body: unknown, path: string, allow: string][] = [
  [
    "an image by gs://",
    part({ type: "image_url", image_url: "gs://b/a.png" }),
    "messages[0].content[0].image_url",
    "gsInputs",
  ],
  [
    "an image by gs:// in an object",
    part({ type: "image_url", image_url: { url: "gs://b/a.png" } }),
    "messages[0].content[0].image_url.url",
    "gsInputs",
  ],
  [
    "a sound by gs://",
    part({ type: "input_audio", input_audio: { format: "audio/mp3", data: "gs://b/a.mp3" } }),
    "messages[0].content[0].input_audio.data",
    "gsInputs",
  ],
  [
    "cached content",
    google({ cached_content: "projects/my-project/locations/global/cachedContents/1" }),
    "extra_body.google.cached_content",
    "cachedContent",
  ],
  [
    "server-side tools",
    google({ tools: [{ googleSearch: {} }] }),
    "extra_body.google.tools",
    "serverTools",
  ],
  ["web search", { ...hello, web_search_options: {} }, "web_search_options", "serverTools"],
  [
    "safety settings",
    google({ safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }] }),
    "extra_body.google.safety_settings",
    "safetySettings",
  ],
];

for (const [name, body, path, allow] of forbidden) {
  test(`vertexGateway() refuses ${name} unless it is allowed, and sends nothing`, async () => {
    const closed = await openDesk();
    const response = await closed.chat(body);
    assert.equal(response.status, 403);
    assert.deepInclude(await readError(response), { code: "permission_denied", param: path });
    assert.lengthOf(closed.emulator.requests, 0);
    const open = await openDesk({ gateway: { allow: { [allow]: true } } });
    assert.equal((await open.chat(body)).status, 200);
  });
}

test("vertexGateway() finds a gs:// address that only a parser of URLs sees", async () => {
  const { chat, emulator } = await openDesk();
  for (const url of [" gs://b/a.png", "\u0001g\ts://b/a.png", "GS\n://b/a.png"]) {
    const response = await chat(part({ type: "image_url", image_url: { url } }));
    assert.equal(response.status, 403, JSON.stringify(url));
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() finds a gs:// address in a tool's files, too", async () => {
  const { chat } = await openDesk();
  const body = {
    model,
    messages: [
      { role: "user", content: "Show me" },
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
      },
      {
        role: "tool",
        tool_call_id: "a",
        content: "{}",
        extra_content: {
          google: { parts: [{ file_data: { mime_type: "image/png", file_uri: "gs://b/a" } }] },
        },
      },
    ],
  };
  const error = await readError(await chat(body));
  assert.equal(error.param, "messages[2].extra_content.google.parts[0].file_data.file_uri");
});

test("vertexGateway() lets people write about gs:// addresses", async () => {
  const { chat } = await openDesk();
  for (const content of ["gs://b/a", [{ type: "text", text: "gs://b/a" }]]) {
    assert.equal((await chat({ model, messages: [{ role: "user", content }] })).status, 200);
  }
});

test("vertexGateway() refuses a body beyond its size, and sends nothing", async () => {
  const { chat, emulator } = await openDesk({ gateway: { maxBodyBytes: 1_000 } });
  const response = await chat({ ...hello, user: "x".repeat(1_000) });
  assert.equal(response.status, 413);
  assert.match((await readError(response)).message, /1000 bytes/);
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() knows a gs:// address in capitals and behind blanks", async () => {
  const { chat } = await openDesk();
  const response = await chat(part({ type: "image_url", image_url: " GS://b/a.png" }));
  assert.equal(response.status, 403);
});

const outOfTheWay: [name: string, body: unknown, path: string][] = [
  [
    "Llama Guard's settings",
    google({ model_safety_settings: { enabled: false } }),
    "extra_body.google.model_safety_settings",
  ],
  [
    "another spelling",
    google({ cachedContent: "projects/p/locations/l/cachedContents/1" }),
    "extra_body.google.cachedContent",
  ],
  ["what is not known yet", google({ something_new: 1 }), "extra_body.google.something_new"],
  ["another vendor's extension", { ...hello, extra_body: { other: {} } }, "extra_body.other"],
  ["an extension beside extra_body", { ...hello, google: { tools: [] } }, "google"],
  ["a tool that is no function", {
    ...hello,
    tools: [{ type: "google_search", google_search: {} }],
  }, "tools[0]"],
  ["a function with a tool beside it", {
    ...hello,
    tools: [{ type: "function", function: { name: "f" }, retrieval: {} }],
  }, "tools[0]"],
  [
    "a gs:// address outside the messages",
    { ...hello, prediction: { file_uri: "gs://b/a" } },
    "prediction.file_uri",
  ],
];

for (const [name, body, path] of outOfTheWay) {
  test(`vertexGateway() refuses ${name}, and sends nothing`, async () => {
    const { chat, emulator } = await openDesk();
    const response = await chat(body);
    assert.equal(response.status, 403);
    assert.equal((await readError(response)).param, path);
    assert.lengthOf(emulator.requests, 0);
  });
}

test("vertexGateway() lets what only shapes the answer through", async () => {
  const { chat } = await openDesk();
  const body = {
    ...google({
      thinking_config: { include_thoughts: true },
      media_resolution: "MEDIA_RESOLUTION_LOW",
    }),
    tools: [{
      type: "function",
      function: { name: "f", description: "Reads gs://b/a", parameters: nested(80) },
    }],
  };
  assert.equal((await chat(body)).status, 200);
});
