import { countTokens, generateContent } from "../../../src/gemini/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, makePair, reasonOf } from "../chat/client.ts";

const request = { model: "gemini-3.1-pro-preview", contents: "Hello there" };

test("generateContent() leaves every field where Google has it", async () => {
  const { emulator, vertex } = await makePair();
  const json = {
    candidates: [{
      content: {
        role: "model",
        parts: [
          { text: "Thinking.", thought: true },
          { text: "Hello" },
          { text: " there", thoughtSignature: "AAAA" },
          { functionCall: { id: "call-1", name: "f" }, thoughtSignature: "BBBB" },
          { inlineData: { mimeType: "image/png", data: "AAAA" } },
        ],
      },
      finishReason: "STOP",
      avgLogprobs: -0.5,
      safetyRatings: [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }],
      groundingMetadata: { webSearchQueries: ["x"] },
      newField: { deep: [1] },
    }],
    usageMetadata: {
      promptTokenCount: 10,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 7,
      toolUsePromptTokenCount: 3,
      cachedContentTokenCount: 4,
      totalTokenCount: 25,
      trafficType: "ON_DEMAND",
    },
    modelVersion: "gemini-3.1-pro-preview",
    responseId: "r-1",
    createTime: "2026-09-01T00:00:00Z",
  };
  emulator.reply({ json });
  const { text, functionCalls, usage, ...raw } = await generateContent(vertex, request);
  assert.deepEqual(Object(raw), json);
  assert.equal(text, "Hello there");
  assert.deepEqual(functionCalls, [{ id: "call-1", name: "f", args: {} }]);
  assert.deepEqual(usage, {
    prompt_tokens: 13,
    completion_tokens: 12,
    total_tokens: 25,
    completion_tokens_details: { reasoning_tokens: 7 },
    prompt_tokens_details: { cached_tokens: 4 },
    extra_properties: { google: { traffic_type: "ON_DEMAND" } },
  });
});

test("generateContent() echoes the ids that the server gave, and makes up none", async () => {
  const tools = [{ functionDeclarations: [{ name: "f" }] }];
  for (const apiVersion of ["v1", "v1beta1"] as const) {
    const { emulator, vertex } = await makePair({ apiVersion }, { signatures: "exact" });
    const user = { role: "user", parts: [{ text: "Call f" }] };
    const asked = await generateContent(vertex, { ...request, contents: [user], tools });
    const [call] = asked.functionCalls;
    assert.equal(call?.id !== undefined, apiVersion === "v1beta1");
    const { id, name = "" } = call ?? {};
    const content = asked.candidates[0]?.content;
    if (!content) throw new Error("no content");
    await generateContent(vertex, {
      ...request,
      contents: [user, content, {
        role: "user",
        parts: [{ functionResponse: { ...(id !== undefined && { id }), name, response: {} } }],
      }],
      tools,
    });
    assert.equal(JSON.stringify(emulator.requests.at(-1)?.json).includes('"id"'), id !== undefined);
  }
});

test("generateContent() gives a multimodal function response to the model", async () => {
  const { vertex } = await makePair();
  const { text } = await generateContent(vertex, {
    ...request,
    contents: [
      { role: "user", parts: [{ text: "Show me the green shirt" }] },
      { role: "model", parts: [{ functionCall: { name: "get_image", args: {} } }] },
      {
        role: "user",
        parts: [{
          functionResponse: {
            name: "get_image",
            response: { image_ref: { $ref: "dress.jpg" } },
            parts: [{
              fileData: {
                mimeType: "image/jpg",
                displayName: "dress.jpg",
                fileUri: "gs://cloud-samples-data/generative-ai/image/dress.jpg",
              },
            }],
          },
        }],
      },
    ],
  });
  assert.include(text, "and 1 attached file");
});

test("generateContent() is refused without the signature that was issued", async () => {
  const { vertex } = await makePair({}, { signatures: "exact" });
  const error = await failureOf(generateContent(vertex, {
    ...request,
    contents: [
      { role: "user", parts: [{ text: "Call f" }] },
      { role: "model", parts: [{ functionCall: { name: "f", args: {} } }] },
      { role: "user", parts: [{ functionResponse: { name: "f", response: {} } }] },
    ],
  }));
  assert.equal(error.code, "invalid_request");
  assert.equal(error.status, 400);
  assert.include(error.message, "missing a `thought_signature`");
});

test("generateContent() makes a blocked prompt the error content_filtered", async () => {
  const { emulator, vertex } = await makePair({ retry: { maxAttempts: 3, baseDelayMs: 0 } });
  emulator.reply({
    json: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: {} },
  });
  const error = await failureOf(generateContent(vertex, request));
  assert.equal(error.code, "content_filtered");
  assert.equal(error.googleStatus, "PROHIBITED_CONTENT");
  assert.isFalse(error.retryable);
  assert.lengthOf(emulator.requests.filter(({ kind }) => kind === "api"), 1);
});

test("generateContent() gives a candidate that was withheld, with its reason", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ quirk: "finish-filter" });
  const { candidates, text, functionCalls } = await generateContent(vertex, request);
  assert.deepEqual(candidates, [{ finishReason: "SAFETY" }]);
  assert.equal(text, "");
  assert.isEmpty(functionCalls);
});

test("generateContent() tries again when the answer is empty", async () => {
  const { emulator, vertex } = await makePair({ retry: { maxAttempts: 2, baseDelayMs: 0 } });
  emulator.reply({ json: { usageMetadata: { totalTokenCount: 3 } } });
  assert.isNotEmpty((await generateContent(vertex, request)).text);
  emulator.reply({ json: {}, times: 2 });
  assert.equal((await failureOf(generateContent(vertex, request))).code, "empty_response");
});

for (
  const [name, script, code] of [
    ["an error inside a 200", { quirk: "error-in-200" }, "invalid_request"],
    ["HTML", { body: "<html>Hi</html>", contentType: "text/html" }, "invalid_response"],
    ["a list", { json: [] }, "invalid_response"],
    ["candidates that are none", { json: { candidates: [3] } }, "invalid_response"],
    ["an error in an array", { quirk: "error-array" }, "invalid_request"],
  ] as const
) {
  test(`generateContent() makes one typed error of ${name}`, async () => {
    const { emulator, vertex } = await makePair();
    emulator.reply(script);
    assert.equal((await failureOf(generateContent(vertex, request))).code, code);
    assert.equal(emulator.openStreams, 0);
  });
}

test("generateContent() climbs down the ladder, and tries a new token", async () => {
  const { emulator, vertex } = await makePair({
    location: ["europe-west4", "eu"],
    retry: { maxAttempts: 2, baseDelayMs: 0 },
  });
  emulator.fail({ status: 429, location: "europe-west4" });
  const places: string[] = [];
  const onResponse = ({ location }: { location: string }) => places.push(location);
  await generateContent(vertex, request, { onResponse });
  emulator.revokeTokens();
  await generateContent(vertex, request, { onResponse, location: "eu" });
  assert.deepEqual(places, ["eu", "eu"]);
});

test("generateContent() rejects with the signal's own reason", async () => {
  const { emulator, vertex } = await makePair();
  // Else a busy machine is still minting then, which goes on for others.
  await vertex.getAccessToken();
  emulator.fail({ fault: "hang" });
  const controller = new AbortController();
  const { signal } = controller;
  setTimeout(() => controller.abort("enough"), 5);
  assert.equal(await reasonOf(generateContent(vertex, request, { signal })), "enough");
});

test("generateContent() and countTokens() keep to their deadline", async () => {
  const { emulator, vertex } = await makePair();
  await vertex.getAccessToken();
  emulator.fail({ fault: "hang", times: 2 });
  for (const call of [generateContent, countTokens]) {
    assert.equal((await failureOf(call(vertex, request, { timeoutMs: 10 }))).code, "timeout");
  }
});

test("countTokens() counts what generateContent() is billed for", async () => {
  const { emulator, vertex } = await makePair();
  const { totalTokens } = await countTokens(vertex, request);
  const { usageMetadata } = await generateContent(vertex, request);
  assert.isAbove(totalTokens, 0);
  assert.equal(totalTokens, usageMetadata?.promptTokenCount);
  emulator.reply({ json: { totalTokens: "many" } });
  assert.equal(
    (await countTokens(vertex, request)).totalTokens,
    totalTokens,
    "no script is used up",
  );
});

test("countTokens() makes a typed error of what is no count", async () => {
  const { vertex } = await makePair({
    credentials: {
      projectId: "p",
      getToken: () => Promise.resolve({ token: "t", type: "bearer" }),
    },
    fetch: () => Promise.resolve(Response.json({ totalTokens: "many" })),
  });
  assert.equal((await failureOf(countTokens(vertex, request))).code, "invalid_response");
});

test("generateContent() works with an API key in express mode", async () => {
  const { emulator, vertex } = await makePair({
    baseURL: "https://aiplatform.googleapis.com/v1",
    credentials: { getToken: () => Promise.resolve({ token: "a-key", type: "apiKey" as const }) },
  }, { apiKeys: ["a-key"] });
  await generateContent(vertex, request);
  assert.equal(
    emulator.requests.at(-1)?.url,
    `https://aiplatform.googleapis.com/v1/publishers/google/models/${request.model}:generateContent`,
  );
});

test("vertex.fetch serves the native calls of other SDKs", async () => {
  const { vertex } = await makePair();
  const response = await vertex.fetch(
    "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/publishers/google/models/m:countTokens",
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ contents: [{ parts: [{ text: "Hello" }] }] }),
    },
  );
  assert.isAbove((await response.json()).totalTokens, 0);
});
