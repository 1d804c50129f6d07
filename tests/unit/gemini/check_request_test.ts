import * as v from "valibot";
import { countTokens, generateContent } from "../../../src/gemini/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, makePair } from "../chat/client.ts";

const model = "gemini-3.1-pro-preview";
const contents = "Hello";
const declared = (declaration: object) => ({
  model,
  contents,
  tools: [{ functionDeclarations: [declaration] }],
});
const calling = (functionCallingConfig: object, names = ["f"]) => ({
  model,
  contents,
  tools: [{ functionDeclarations: names.map((name) => ({ name })) }],
  toolConfig: { functionCallingConfig },
});
const called = { role: "model", parts: [{ functionCall: { name: "f", args: {} } }] };
const result = { role: "user", parts: [{ functionResponse: { name: "f", response: {} } }] };

/** What is refused before anything is sent, and where the fault is said to be. */
const refused: readonly (readonly [string, unknown, string])[] = [
  ["no request", undefined, ""],
  ["no model", { contents }, "model"],
  ["another publisher's model", { model: "meta/llama-4", contents }, "model"],
  ["a model that leads elsewhere", { model: "../../x", contents }, "model"],
  ["no contents", { model }, "contents"],
  ["an empty list", { model, contents: [] }, "contents"],
  ["a text for parts", { model, contents: [{ parts: "x" }] }, "contents[0].parts"],
  ["no part", { model, contents: [{ parts: [] }] }, "contents[0].parts"],
  ["only an empty text", { model, contents: "" }, "contents[0].parts"],
  ["the role system", {
    model,
    contents: [{ role: "system", parts: [{ text: "x" }] }],
  }, "contents[0].role"],
  ["data without a type", {
    model,
    contents: [{ parts: [{ inline_data: { data: "AA==" } }] }],
  }, "contents[0].parts[0].inlineData.mimeType"],
  ["a result that is no object", {
    model,
    contents: [{ parts: [{ functionResponse: { name: "f", response: "x" } }] }],
  }, "contents[0].parts[0].functionResponse.response"],
  ["a call without a result", { model, contents: [called] }, "contents[0].parts"],
  ["too many results", {
    model,
    contents: [called, { parts: [...result.parts, ...result.parts] }],
  }, "contents[0].parts"],
  ["a piece of a call", {
    model,
    contents: [{ parts: [{ functionCall: { name: "f", willContinue: true } }] }, result],
  }, "contents[0].parts[0].functionCall"],
  ["a bad name", declared({ name: "1st" }), "tools[0].functionDeclarations[0].name"],
  ["a long name", declared({ name: "f".repeat(65) }), "tools[0].functionDeclarations[0].name"],
  [
    "two schemas",
    declared({ name: "f", parameters: {}, parametersJsonSchema: {} }),
    "tools[0].functionDeclarations[0].parametersJsonSchema",
  ],
  [
    "two results' schemas",
    declared({ name: "f", response: {}, response_json_schema: {} }),
    "tools[0].functionDeclarations[0].responseJsonSchema",
  ],
  [
    "a bad parameter name",
    declared({ name: "f", parameters: { type: "object", properties: { "a-b": {} } } }),
    "tools[0].functionDeclarations[0].parameters.properties.a-b",
  ],
  [
    "a schema that Gemini cannot be told",
    declared({
      name: "f",
      parameters: v.record(v.pipe(v.string(), v.email()), v.map(v.string(), v.string())),
    }),
    "tools[0].functionDeclarations[0].parameters",
  ],
  [
    "a library's schema for JSON Schema",
    declared({ name: "f", parametersJsonSchema: 3 }),
    "tools[0].functionDeclarations[0].parametersJsonSchema",
  ],
  ["a name twice", calling({}, ["f", "f"]), "tools[0].functionDeclarations[1].name"],
  ["129 functions", calling({}, Array.from({ length: 129 }, (_, n) => `f${n}`)), "tools"],
  ["an unknown mode", calling({ mode: "SOME" }), "toolConfig.functionCallingConfig.mode"],
  ["ANY without functions", calling({ mode: "ANY" }, []), "toolConfig.functionCallingConfig.mode"],
  [
    "names with AUTO",
    calling({ mode: "AUTO", allowed_function_names: ["f"] }),
    "toolConfig.functionCallingConfig.allowedFunctionNames",
  ],
  [
    "a name that is not declared",
    calling({ mode: "ANY", allowedFunctionNames: ["g"] }),
    "toolConfig.functionCallingConfig.allowedFunctionNames[0]",
  ],
  [
    "a text for a number",
    { model, contents, generationConfig: { temperature: "hot" } },
    "generationConfig.temperature",
  ],
  ["two schemas of the answer", {
    model,
    contents,
    generationConfig: {
      responseMimeType: "application/json",
      responseSchema: {},
      responseJsonSchema: {},
    },
  }, "generationConfig.responseJsonSchema"],
  ["budget and level", {
    model,
    contents,
    generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: "LOW" } },
  }, "generationConfig.thinkingConfig"],
  [
    "a setting without a threshold",
    { model, contents, safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT" }] },
    "safetySettings[0].threshold",
  ],
];

for (const [what, request, path] of refused) {
  test(`generateContent() refuses ${what} before anything is sent`, async () => {
    const { emulator, vertex } = await makePair();
    // JSON.parse would lose the schemas of libraries; what is refused does not fit the type.
    const error = await failureOf(generateContent(vertex, request as never));
    assert.equal(error.code, "invalid_request");
    assert.isUndefined(error.status);
    assert.equal(error.issues?.[0]?.path ?? "", path, error.message);
    assert.isEmpty(emulator.requests);
  });
}

test("countTokens() refuses as generateContent() does", async () => {
  const { emulator, vertex } = await makePair();
  const error = await failureOf(countTokens(vertex, { model, contents: [] }));
  assert.equal(error.message, "Cannot count tokens: Expected at least one content at contents");
  assert.isEmpty(emulator.requests);
});

test("generateContent() respells its own fields and leaves the caller's data alone", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ text: "ok" });
  const request = {
    model,
    contents: [
      { role: "user", parts: [{ text: "x" }, { text: "" }] },
      {
        role: "model",
        parts: [{
          function_call: { name: "f", args: { some_key: { other_key: 1 } } },
          thought_signature: "AAAA",
        }],
      },
      {
        role: "user",
        parts: [{ function_response: { name: "f", response: { some_key: 1 } } }],
      },
    ],
    system_instruction: { parts: [{ text: "Be terse." }] },
    safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }],
    labels: { cost_center: "a_b" },
  };
  const before = structuredClone(request);
  await generateContent(vertex, request);
  assert.deepEqual(request, before);
  assert.deepEqual(emulator.requests.at(-1)?.json, {
    contents: [
      { role: "user", parts: [{ text: "x" }] },
      {
        role: "model",
        parts: [{
          functionCall: { name: "f", args: { some_key: { other_key: 1 } } },
          thoughtSignature: "AAAA",
        }],
      },
      { role: "user", parts: [{ functionResponse: { name: "f", response: { some_key: 1 } } }] },
    ],
    systemInstruction: { parts: [{ text: "Be terse." }] },
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }],
    labels: { cost_center: "a_b" },
  });
});

test("generateContent() sends fields that it does not know", async () => {
  const { emulator, vertex } = await makePair();
  emulator.fail({ status: 400 });
  const request = { model, contents, somethingNew: { a: 1 } };
  await failureOf(generateContent(vertex, request));
  assert.deepNestedInclude(emulator.requests.at(-1)?.json, { "somethingNew.a": 1 });
});

test("generateContent() takes the schemas of a library", async () => {
  const { emulator, vertex } = await makePair();
  const Weather = v.object({ location: v.string(), unit: v.optional(v.picklist(["c", "f"])) });
  const answer = await generateContent(vertex, {
    model,
    contents: "What is the weather?",
    tools: [{ functionDeclarations: [{ name: "get_weather", parameters: Weather }] }],
  });
  assert.isTrue(v.is(Weather, answer.functionCalls[0]?.args));
  const path = "tools[0].functionDeclarations[0].parameters.properties.location.type";
  assert.match(String(sentAt(emulator.requests.at(-1)?.json, path)), /string/i);
});

test("generateContent() takes a library's schema for the answer", async () => {
  const { emulator, vertex } = await makePair();
  const Event = v.object({ name: v.string(), participants: v.array(v.string()) });
  const { text } = await generateContent(vertex, {
    model,
    contents: "Alice and Bob are going to a science fair on Friday.",
    generationConfig: { responseSchema: Event },
  });
  assert.isTrue(v.is(Event, JSON.parse(text)));
  assert.deepNestedPropertyVal(
    emulator.requests.at(-1)?.json,
    "generationConfig.responseMimeType",
    "application/json",
  );
});

for (
  const [name, sent] of [
    ["gemini-3-flash-preview", "publishers/google/models/gemini-3-flash-preview"],
    ["google/gemini-3-flash-preview", "publishers/google/models/gemini-3-flash-preview"],
    [
      "publishers/google/models/gemini-3-flash-preview",
      "publishers/google/models/gemini-3-flash-preview",
    ],
    ["fast", "publishers/google/models/gemini-3-flash-preview"],
    ["endpoints/123", "endpoints/123"],
  ] as const
) {
  test(`generateContent() finds the model ${name}`, async () => {
    const { emulator, vertex } = await makePair({
      models: [{ id: "fast", model: "google/gemini-3-flash-preview" }],
    });
    await generateContent(vertex, { model: name, contents }).catch(() => {});
    assert.match(emulator.requests.at(-1)?.url ?? "", new RegExp(`/locations/global/${sent}:gen`));
  });
}

test("generateContent() goes where the cache is, whatever the ladder prefers", async () => {
  const { emulator, vertex } = await makePair({ location: ["us-central1", "eu"] });
  const cachedContent = "projects/my-project/locations/eu/cachedContents/1";
  await generateContent(vertex, { model, contents, cachedContent });
  assert.include(emulator.requests.at(-1)?.url, "/locations/eu/");
  const elsewhere = { model, contents, cachedContent: cachedContent.replace("eu", "us") };
  const error = await failureOf(generateContent(vertex, elsewhere));
  assert.equal(error.issues?.[0]?.path, "cachedContent");
});

test("generateContent() takes a baseURL as far as its endpoint, or as it is", async () => {
  for (
    const baseURL of [
      "https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/us-central1/endpoints/openapi",
      "http://127.0.0.1:1/v1/projects/p/locations/us-central1/",
    ]
  ) {
    const { emulator, vertex } = await makePair({ baseURL });
    await generateContent(vertex, { model, contents });
    assert.include(
      emulator.requests.at(-1)?.url,
      `/v1/projects/p/locations/us-central1/publishers/google/models/${model}:generateContent`,
    );
  }
});

function sentAt(json: unknown, path: string): unknown {
  let value: unknown = json;
  for (const key of path.split(/[.[\]]+/)) value = Object(value)[key];
  return value;
}
