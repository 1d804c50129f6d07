import { createVertex, isVertexError, type VertexOptions } from "../../mod.ts";
import { imagesOf } from "../../mod.ts";
import { nativeChat } from "../../src/gemini/mod.ts";
import { assert, test } from "../harness.ts";
import { failureOf, hello, makePair } from "./chat/client.ts";

const credentials = { getToken: () => Promise.resolve({ token: "t", type: "bearer" as const }) };

test("createVertex() asks nobody before the first call", () => {
  let asked = 0;
  const count = () => {
    asked++;
    return Promise.reject(new Error("asked"));
  };
  createVertex({ project: "my-project", credentials: { getToken: count }, fetch: count });
  assert.equal(asked, 0);
});

const wrong: [option: string, value: unknown][] = [
  ["fetch", {}],
  ["now", 5],
  ["waitUntil", true],
  ["models", "google/gemini-3.1-pro-preview"],
  ["models", [7]],
  ["location", null],
  ["location", 5],
  ["location", []],
  ["location", "Mars"],
  ["timeoutMs", -1],
  ["idleTimeoutMs", "1000"],
  ["imageHistory", "x"],
  ["endpoint", "../x"],
  ["apiVersion", "v2"],
  ["baseURL", "http://example.com"],
  ["project", "a/b"],
  ["onRequest", { hooks: { onRequest: 5 } }],
];

for (const [option, value] of wrong) {
  test(`createVertex() refuses ${option}: ${JSON.stringify(value)}, and names it`, () => {
    const given = option === "onRequest" ? value : { [option]: value };
    const options = { project: "my-project", credentials, ...Object(given) } as VertexOptions;
    try {
      createVertex(options);
    } catch (error) {
      assert.isTrue(isVertexError(error) && error.code === "invalid_config", String(error));
      assert.include(String(error), `option ${option}:`);
      return;
    }
    assert.fail("was taken");
  });
}

test("createVertex() never writes to its options", () => {
  const options = Object.freeze({
    project: "my-project",
    credentials: Object.freeze(credentials),
    location: Object.freeze(["eu", "us"]),
    models: Object.freeze([Object.freeze({ id: "fast", model: "google/gemini-3-flash-preview" })]),
    retry: Object.freeze({ maxAttempts: 1 }),
    hooks: Object.freeze({}),
  });
  assert.deepEqual(createVertex(options).locations, ["eu", "us"]);
});

test("A client with a baseURL takes no other location for a call", async () => {
  const { vertex } = await makePair({
    baseURL:
      "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/endpoints/openapi",
  });
  const error = await failureOf(vertex.chat.completions.create(hello, { location: "us-central1" }));
  assert.equal(error.code, "invalid_request");
  assert.isString((await vertex.chat.completions.create(hello, { location: "global" })).id);
});

test("nativeChat() offers every image of an answer", async () => {
  const { vertex, emulator } = await makePair();
  const image = (data: string) => ({ inlineData: { mimeType: "image/png", data } });
  emulator.reply({
    json: {
      candidates: [{
        index: 0,
        finishReason: "STOP",
        content: { role: "model", parts: [image("AAAA"), image("BBBB")] },
      }],
    },
  });
  const { choices } = await nativeChat(vertex).chat.completions.create(hello);
  const message = choices[0]?.message;
  if (!message) throw new Error("Cannot find the message");
  assert.deepEqual(imagesOf(message).map(({ url }) => url), [
    "data:image/png;base64,AAAA",
    "data:image/png;base64,BBBB",
  ]);
});
