import { createVertex } from "../../../mod.ts";
import { apiKey } from "../../../src/auth/mod.ts";
import { countTokens, generateContent, nativeChat } from "../../../src/gemini/mod.ts";
import { failureOf, leaksOf, startEmulator } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const key = "AIzaPlantedSecretKey";
const messages = [{ role: "user" as const, content: "Hello" }];
const model = "google/gemini-3-flash-preview";

test("apiKey() opens express mode: no project, no location, and the key in its header", async () => {
  const emulator = await startEmulator({ apiKeys: [key] });
  const vertex = createVertex({ credentials: apiKey(key), fetch: emulator.fetch });
  const contents = "Hello";
  const { totalTokens } = await countTokens(vertex, { model, contents });
  assert.isAbove(totalTokens, 0);
  const [request] = emulator.requests;
  assert.equal(
    request?.url,
    "https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-3-flash-preview:countTokens",
  );
  assert.equal(request?.headers["x-goog-api-key"], key);
  assert.notProperty(request?.headers, "authorization");
});

test("apiKey() serves generateContent, and chat over it", async () => {
  const emulator = await startEmulator({ apiKeys: [key] });
  const vertex = createVertex({ credentials: apiKey(key), fetch: emulator.fetch });
  const { candidates } = await generateContent(vertex, { model, contents: "Hello" });
  assert.isNotEmpty(candidates);
  const completion = await nativeChat(vertex).chat.completions.create({ model, messages });
  assert.isNotEmpty(completion.choices[0]?.message.content);
});

test("apiKey() refuses chat completions in express mode before anything is sent", async () => {
  const emulator = await startEmulator({ apiKeys: [key] });
  const vertex = createVertex({ credentials: apiKey(key), fetch: emulator.fetch });
  for (const stream of [false, true]) {
    const error = await failureOf(() =>
      vertex.chat.completions.create({ model, messages, stream })
    );
    assert.equal(error.code, "invalid_config");
    assert.match(
      error.message,
      /express mode.*use generateContent or nativeChat.*or other credentials/,
    );
  }
  assert.lengthOf(emulator.requests, 0);
});

test("apiKey() with a project is refused by Vertex AI, with a cure", async () => {
  const emulator = await startEmulator();
  const credentials = apiKey(key);
  const vertex = createVertex({ credentials, project: "my-project", fetch: emulator.fetch });
  const error = await failureOf(() => vertex.chat.completions.create({ model, messages }));
  assert.deepEqual([error.code, error.status], ["auth_failed", 401]);
  assert.match(error.message, /API keys are not supported by this API.*native methods of express/);
  assert.deepEqual(leaksOf(error, key), []);
});

test("apiKey() is no access token, and getAccessToken() says so", async () => {
  const emulator = await startEmulator();
  const vertex = createVertex({ credentials: apiKey(key), fetch: emulator.fetch });
  const error = await failureOf(() => vertex.getAccessToken());
  assert.equal(error.code, "auth_failed");
  assert.match(error.message, /the credentials are an API key/);
});

const unusable: Record<string, [key: unknown, said: RegExp]> = {
  "an empty text": [" ", /it is empty/],
  "no text": [undefined, /it is empty/],
  "a line break": ["AIzaPlanted\nSecretKey", /characters that no header holds/],
  "an access token": ["ya29.planted-secret", /access token; use accessToken/],
};
for (const [name, [given, said]] of Object.entries(unusable)) {
  test(`apiKey() refuses ${name}`, async () => {
    // @ts-expect-error Callers without types pass anything.
    const error = await failureOf(() => apiKey(given));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, String(given)), []);
  });
}
