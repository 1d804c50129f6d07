import { assert, test } from "../../harness.ts";
import { openDesk } from "./emulator_desk.ts";

const base = "https://aiplatform.googleapis.com";
const place = "projects/my-project/locations/global/publishers/google/models";

function urlOf(method: string, { version = "v1", model = "gemini-3.1-pro-preview" } = {}): string {
  return `${base}/${version}/${place}/${model}:${method}`;
}

const generate = urlOf("generateContent");
const user = { role: "user", parts: [{ text: "What is the weather?" }] };
const declaration = {
  name: "get_weather",
  parameters: {
    type: "OBJECT",
    properties: { location: { type: "STRING" } },
    required: ["location"],
  },
};
const tools = [{ functionDeclarations: [declaration] }];
const call = { functionCall: { name: "get_weather", args: { location: "Boston" } } };
const result = { functionResponse: { name: "get_weather", response: { output: 3 } } };

const served = [
  `${base}/v1beta1/${place}/gemini-2.5-flash:generateContent`,
  `https://us-central1-aiplatform.googleapis.com/v1/${
    place.replace("global", "us-central1")
  }/m:countTokens`,
  `https://aiplatform.eu.rep.googleapis.com/v1/${
    place.replace("global", "eu")
  }/m:streamGenerateContent`,
  `http://127.0.0.1:9000/v1/${place}/m:generateContent`,
  `${base}/v1/publishers/google/models/m:generateContent`,
];

for (const url of served) {
  test(`emulator serves ${url}`, async () => {
    const { post } = await openDesk();
    const response = await post({ contents: [user] }, { url });
    assert.equal(response.status, 200, await response.text());
  });
}

for (
  const url of [
    `https://us-central1-aiplatform.googleapis.com/v1/${place}/m:generateContent`,
    `${base}/v2/${place}/m:generateContent`,
    `${base}/v1/${place}/m:predict`,
    `${base}/v1/${place.replace("google", "meta")}/m:generateContent`,
  ]
) {
  test(`emulator does not serve ${url}`, async () => {
    const { post } = await openDesk();
    const response = await post({ contents: [user] }, { url });
    assert.equal(response.status, 404);
    await response.body?.cancel();
  });
}

test("native methods demand a token, a project and a model that exist", async () => {
  const { post } = await openDesk({ models: ["google/m"], projects: ["other"] });
  const refused = await post({ contents: [user] }, {
    url: generate,
    headers: { authorization: "Bearer stale" },
  });
  assert.equal(refused.status, 401);
  assert.equal((await post({ contents: [user] }, { url: generate })).status, 403);
  const elsewhere = generate.replace("my-project", "other");
  assert.equal((await post({ contents: [user] }, { url: elsewhere })).status, 404);
  const known = elsewhere.replace("gemini-3.1-pro-preview", "m");
  assert.equal((await post({ contents: [user] }, { url: known })).status, 200);
});

test("native methods take an API key without a project only", async () => {
  const { emulator } = await openDesk({ apiKeys: ["a-key"] });
  const init = {
    method: "POST",
    headers: { "x-goog-api-key": "a-key", "content-type": "application/json" },
    body: JSON.stringify({ contents: [user] }),
  };
  const express = `${base}/v1/publishers/google/models/m:generateContent`;
  assert.equal((await emulator.fetch(express, init)).status, 200);
  const refused = await emulator.fetch(generate, init);
  assert.equal(refused.status, 401);
  assert.include((await refused.json()).error.message, "API keys are not supported");
});

/** What Google refuses with 400, and what the message must hold. */
const refused: readonly (readonly [string, object, RegExp])[] = [
  ["an unknown field", { contents: [user], content: [] }, /Unknown name "content": Cannot find/],
  ["a field given twice", { contents: [user], safetySettings: [], safety_settings: [] }, /twice/],
  ["no contents", {}, /at least one contents/],
  ["no parts", { contents: [{ role: "user" }] }, /at least one parts/],
  ["the role system", { contents: [{ ...user, role: "system" }] }, /valid role: user, model/],
  ["an unknown part", { contents: [{ parts: [{ txt: "x" }] }] }, /Unknown name "txt"/],
  ["an empty part", { contents: [{ parts: [{}] }] }, /one initialized field/],
  ["two parts in one", { contents: [{ parts: [{ text: "x", ...call }] }] }, /one initialized/],
  ["an empty text", { contents: [{ parts: [{ text: "" }] }] }, /empty text parameter/],
  ["data that is no base64", {
    contents: [{ parts: [{ inlineData: { mimeType: "image/png", data: "%" } }] }],
  }, /Base64/],
  ["data without a type", {
    contents: [{ parts: [{ inlineData: { data: "AAAA" } }] }],
  }, /mimeType/],
  ["a file of nowhere", {
    contents: [{ parts: [{ fileData: { mimeType: "image/png", fileUri: "a.png" } }] }],
  }, /Unsupported file uri/],
  ["arguments that are no object", {
    contents: [{ parts: [{ functionCall: { name: "f", args: [] } }] }],
  }, /Struct/],
  ["an id on v1", {
    contents: [user, { parts: [{ functionCall: { ...call.functionCall, id: "x" } }] }],
  }, /Unknown name "id" at 'contents\[1\].parts\[0\].function_call'/],
  ["a result without its call", { contents: [user, { parts: [result] }] }, /number of function/],
  ["a call without its result", { contents: [user, { parts: [call] }] }, /number of function/],
  ["too few results", {
    contents: [user, { role: "model", parts: [call, call] }, { parts: [result] }],
  }, /number of function/],
  ["a result of another function", {
    contents: [user, { parts: [call] }, {
      parts: [{ functionResponse: { name: "g", response: {} } }],
    }],
  }, /no call of g/],
  ["a call of the user's", {
    contents: [{ role: "user", parts: [call] }, { parts: [result] }],
  }, /cannot hold/],
  ["a result that is no object", {
    contents: [user, { parts: [call] }, {
      parts: [{ functionResponse: { name: "get_weather", response: "x" } }],
    }],
  }, /Struct/],
  [
    "a bad name",
    { contents: [user], tools: [{ functionDeclarations: [{ name: "1" }] }] },
    /Invalid function name/,
  ],
  [
    "a name twice",
    { contents: [user], tools: [...tools, ...tools] },
    /duplicate function declaration found: get_weather/,
  ],
  ["129 functions", {
    contents: [user],
    tools: [{ functionDeclarations: Array.from({ length: 129 }, (_, n) => ({ name: `f${n}` })) }],
  }, /at most 128/],
  ["an unknown keyword", {
    contents: [user],
    tools: [{
      functionDeclarations: [{ name: "f", parameters: { type: "OBJECT", $schema: "x" } }],
    }],
  }, /Unknown name "\$schema"/],
  ["an unknown keyword of JSON Schema", {
    contents: [user],
    tools: [{
      functionDeclarations: [{
        name: "f",
        parametersJsonSchema: { properties: { a: { patternProperties: {} } } },
      }],
    }],
  }, /patternProperties/],
  ["two schemas", {
    contents: [user],
    tools: [{ functionDeclarations: [{ ...declaration, parametersJsonSchema: {} }] }],
  }, /only one of/],
  ["an unknown mode", {
    contents: [user],
    tools,
    toolConfig: { functionCallingConfig: { mode: "required" } },
  }, /\(Mode\)/],
  ["ANY without functions", {
    contents: [user],
    toolConfig: { functionCallingConfig: { mode: "ANY" } },
  }, /needs function declarations/],
  ["names with AUTO", {
    contents: [user],
    tools,
    toolConfig: { functionCallingConfig: { allowedFunctionNames: ["get_weather"] } },
  }, /mode is not ANY/],
  ["a name that is not declared", {
    contents: [user],
    tools,
    tool_config: { function_calling_config: { mode: "ANY", allowed_function_names: ["g"] } },
  }, /g is not declared/],
  ["a temperature of 3", { contents: [user], generationConfig: { temperature: 3 } }, /range/],
  ["a schema without a type", {
    contents: [user],
    generationConfig: { responseSchema: { type: "OBJECT" } },
  }, /response_mime_type/],
  ["stops that are no texts", {
    contents: [user],
    generationConfig: { stopSequences: [1] },
  }, /stop_sequences/],
  ["an unknown modality", {
    contents: [user],
    generationConfig: { responseModalities: ["SMELL"] },
  }, /response_modalities/],
  ["a type of answer that is none", {
    contents: [user],
    generationConfig: { responseMimeType: "json" },
  }, /response_mime_type/],
  ["two schemas of the answer", {
    contents: [user],
    generationConfig: {
      responseMimeType: "application/json",
      responseSchema: {},
      responseJsonSchema: {},
    },
  }, /Only one of response_schema/],
  ["a list that is none", { contents: user }, /expected a list/],
  ["a content that is none", { contents: ["x"] }, /expected an object/],
  ["a text that is none", { contents: [{ parts: [{ text: 3 }] }] }, /TYPE_STRING/],
  ["a thought that is none", { contents: [{ parts: [{ text: "x", thought: 1 }] }] }, /TYPE_BOOL/],
  ["a signature that is none", {
    contents: [{ parts: [{ text: "x", thoughtSignature: 1 }] }],
  }, /TYPE_BYTES/],
  ["two schemas of a result", {
    contents: [user],
    tools: [{ functionDeclarations: [{ name: "f", response: {}, responseJsonSchema: {} }] }],
  }, /only one of response/],
  ["names that are no list", {
    contents: [user],
    tools,
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: "f" } },
  }, /expected a list/],
  ["an unknown threshold", {
    contents: [user],
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "SOME" }],
  }, /HarmBlockThreshold/],
  ["a cache without a name", { contents: [user], cachedContent: "mine" }, /malformed name/],
  ["budget and level", {
    contents: [user],
    generationConfig: { thinkingConfig: { thinkingBudget: 1, thinkingLevel: "LOW" } },
  }, /only one of thinking/],
  ["an unknown harm", {
    contents: [user],
    safetySettings: [{ category: "HARM", threshold: "OFF" }],
  }, /HarmCategory/],
  ["a cache elsewhere", {
    contents: [user],
    cachedContent: "projects/p/locations/eu/cachedContents/1",
  }, /is in location eu/],
];

for (const [what, body, message] of refused) {
  test(`native methods refuse ${what}`, async () => {
    const { post } = await openDesk();
    const response = await post(body, { url: generate });
    assert.equal(response.status, 400);
    const { error } = await response.json();
    assert.equal(error.status, "INVALID_ARGUMENT");
    assert.match(error.message, message);
  });
}

test("native methods know what came with Gemini 3", async () => {
  const { post } = await openDesk();
  const url = urlOf("generateContent", { model: "gemini-2.5-flash" });
  const media = [{ inlineData: { mimeType: "image/png", data: "AAAA" } }];
  const withMedia = { functionResponse: { ...result.functionResponse, parts: media } };
  for (
    const body of [
      { contents: [user, { parts: [call] }, { parts: [withMedia] }] },
      {
        contents: [user],
        tools,
        toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } },
      },
      { contents: [user], tools, generationConfig: { responseMimeType: "application/json" } },
    ]
  ) {
    assert.equal((await post(body, { url })).status, 400);
    assert.equal((await post(body, { url: generate })).status, 200);
  }
});

test("generateContent calls a function with arguments that fit, and signs the call", async () => {
  const { post } = await openDesk();
  const response = await post({ contents: [user], tools }, { url: generate });
  const { candidates: [candidate], usageMetadata, modelVersion } = await response.json();
  const [{ thoughtSignature, functionCall }] = candidate.content.parts;
  assert.deepEqual(functionCall, { name: "get_weather", args: { location: "Boston, MA" } });
  assert.isString(thoughtSignature);
  assert.equal(candidate.finishReason, "STOP");
  assert.equal(modelVersion, "gemini-3.1-pro-preview");
  const { promptTokenCount, candidatesTokenCount, totalTokenCount } = usageMetadata;
  assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount);
});

test("generateContent gives ids on v1beta1, and holds results to them", async () => {
  const { post } = await openDesk();
  const url = urlOf("generateContent", { version: "v1beta1" });
  const { candidates: [{ content }] } = await (await post({ contents: [user], tools }, { url }))
    .json();
  const { id } = content.parts[0].functionCall;
  assert.match(id, /^function-call-/);
  const answer = (given: object) =>
    post({
      contents: [user, content, {
        parts: [{ functionResponse: { ...result.functionResponse, ...given } }],
      }],
    }, { url });
  assert.equal((await answer({ id })).status, 200);
  assert.equal((await answer({})).status, 200);
  assert.equal((await answer({ id: "another" })).status, 400);
});

test("generateContent demands signatures as its mode says", async () => {
  const { post } = await openDesk({ signatures: "exact" });
  const { candidates: [{ content }] } = await (await post({ contents: [user], tools }, {
    url: generate,
  })).json();
  const [signed] = content.parts;
  const answer = async (part: object) => {
    const contents = [user, { role: "model", parts: [part] }, { parts: [result] }];
    const response = await post({ contents }, { url: generate });
    const { error } = await response.json();
    return error?.message ?? "";
  };
  assert.equal(await answer(signed), "");
  assert.include(await answer({ functionCall: signed.functionCall }), "missing a `thought_sig");
  assert.include(await answer({ ...signed, thoughtSignature: "AAAA" }), "is not valid");
});

test("streamGenerateContent sends events that end with CR LF, counts last, no [DONE]", async () => {
  const { post } = await openDesk();
  const url = `${urlOf("streamGenerateContent")}?alt=sse`;
  const response = await post({ contents: [user] }, { url });
  const text = await response.text();
  assert.match(response.headers.get("content-type") ?? "", /event-stream/);
  assert.notInclude(text, "[DONE]");
  const events = text.split("\r\n\r\n").filter(Boolean).map((event) => JSON.parse(event.slice(6)));
  assert.isAbove(events.length, 2);
  assert.deepEqual(events[0].usageMetadata, { trafficType: "ON_DEMAND" });
  assert.isUndefined(events[0].candidates[0].finishReason);
  assert.equal(events.at(-1).candidates[0].finishReason, "STOP");
  assert.isNumber(events.at(-1).usageMetadata.totalTokenCount);
});

test("streamGenerateContent without alt=sse is one JSON array in several writes", async () => {
  const { post } = await openDesk();
  const response = await post({ contents: [user] }, { url: urlOf("streamGenerateContent") });
  assert.match(response.headers.get("content-type") ?? "", /json/);
  const chunks = await response.json();
  assert.isArray(chunks);
  assert.equal(chunks.at(-1).candidates[0].finishReason, "STOP");
});

test("streamGenerateContent streams arguments in pieces if asked", async () => {
  const { post, emulator } = await openDesk();
  emulator.reply({
    toolCalls: [{ name: "f", arguments: { a: { "b c": [true, null] }, d: 1, e: "text" } }, {
      name: "g",
      arguments: {},
    }],
  });
  const response = await post({
    contents: [user],
    tools,
    toolConfig: { functionCallingConfig: { streamFunctionCallArguments: true } },
  }, { url: urlOf("streamGenerateContent") });
  const chunks: { candidates: { content: { parts: { functionCall: object }[] } }[] }[] =
    await response.json();
  assert.deepEqual(
    chunks.map(({ candidates: [candidate] }) => candidate?.content.parts[0]?.functionCall),
    [
      { name: "f", willContinue: true },
      piece({ jsonPath: "$.a['b c'][0]", boolValue: true }),
      piece({ jsonPath: "$.a['b c'][1]", nullValue: "NULL_VALUE" }),
      piece({ jsonPath: "$.d", numberValue: 1 }),
      piece({ jsonPath: "$.e", stringValue: "te", willContinue: true }),
      piece({ jsonPath: "$.e", stringValue: "xt" }),
      {},
      { name: "g" },
    ],
  );
});

function piece(partialArg: object): object {
  return { partialArgs: [partialArg], willContinue: true };
}

test("countTokens counts, and uses up no reply", async () => {
  const { post, emulator } = await openDesk();
  emulator.reply({ text: "mine" });
  const counted = await (await post({ contents: [user] }, { url: urlOf("countTokens") })).json();
  assert.isAbove(counted.totalTokens, 0);
  const answered = await (await post({ contents: [user] }, { url: generate })).json();
  assert.equal(answered.candidates[0].content.parts[0].text, "mine");
  assert.equal(answered.usageMetadata.promptTokenCount, counted.totalTokens);
});

test("native replies follow scripts: thoughts, candidates, limits, schemas", async () => {
  const { post, emulator } = await openDesk();
  emulator.reply({ thoughts: "Hm.", text: "Well", finishReason: "RECITATION" });
  const thought = await (await post({ contents: [user] }, { url: generate })).json();
  assert.deepEqual(thought.candidates, [{
    content: { role: "model", parts: [{ text: "Hm.", thought: true }, { text: "Well" }] },
    finishReason: "RECITATION",
  }]);
  assert.isAbove(thought.usageMetadata.thoughtsTokenCount, 0);

  const config = { candidateCount: 2, maxOutputTokens: 3 };
  const cut = await (await post({ contents: [user], generationConfig: config }, { url: generate }))
    .json();
  assert.deepEqual(
    cut.candidates.map(({ index, finishReason }: { index: number; finishReason: string }) => [
      index,
      finishReason,
    ]),
    [[0, "MAX_TOKENS"], [1, "MAX_TOKENS"]],
  );

  const typed = {
    responseMimeType: "application/json",
    responseJsonSchema: { type: "object", properties: { n: { type: "integer" } } },
  };
  const json = await (await post({ contents: [user], generationConfig: typed }, { url: generate }))
    .json();
  assert.isNumber(JSON.parse(json.candidates[0].content.parts[0].text).n);
});
