import type { ChatCompletionCreateParams, ChatCompletionMessageParam } from "../../../mod.ts";
import { nativeChat } from "../../../src/gemini/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, hello, makePair, type Pair } from "../chat/client.ts";

type Chat = ReturnType<typeof nativeChat>;

async function openChat(...options: Parameters<typeof makePair>): Promise<Pair & { chat: Chat }> {
  const pair = await makePair(...options);
  return { ...pair, chat: nativeChat(pair.vertex) };
}

/** What goes out for a request. */
async function sentFor(params: Omit<ChatCompletionCreateParams, "stream">): Promise<unknown> {
  const { emulator, chat } = await openChat();
  emulator.reply({ text: "ok" });
  await chat.chat.completions.create({ ...params, stream: false });
  return emulator.requests.at(-1)?.json;
}

const { model } = hello;
const user = { role: "user", content: "What is the weather?" } as const;
const tools = [{
  type: "function",
  function: {
    name: "get_weather",
    description: "Gets the weather",
    parameters: {
      type: "object",
      properties: { location: { type: "string" } },
      required: ["location"],
    },
  },
}] as const;

test("nativeChat() answers as chat completions do", async () => {
  const { emulator, vertex, chat } = await openChat();
  emulator.reply({ text: "Hello, world", times: 2 });
  const native = await chat.chat.completions.create({ ...hello, stream: false });
  assert.match(
    emulator.requests.at(-1)?.url ?? "",
    /publishers\/google\/models\/gemini-3.1-pro-preview:generateContent$/,
  );
  const usual = await vertex.chat.completions.create({ ...hello, stream: false });
  assert.deepEqual(native.choices, usual.choices);
  assert.deepEqual(Object.keys(native.usage ?? {}).sort(), Object.keys(usual.usage ?? {}).sort());
});

test("nativeChat() streams as chat completions do", async () => {
  const { emulator, chat } = await openChat();
  emulator.reply({ text: "Hello, wide and wonderful world", thoughts: "Greet them all." });
  const stream = chat.chat.completions.stream(hello);
  let text = "";
  for await (const piece of stream.textStream) text += piece;
  const { choices: [choice], usage } = await stream.finalChatCompletion();
  assert.equal(text, "Hello, wide and wonderful world");
  assert.equal(choice?.message.content, text);
  assert.equal(choice?.message.reasoning_content, "Greet them all.");
  assert.equal(choice?.finish_reason, "stop");
  assert.isAbove(usage?.completion_tokens_details?.reasoning_tokens ?? 0, 0);
  assert.match(emulator.requests.at(-1)?.url ?? "", /:streamGenerateContent\?alt=sse$/);
  assert.equal(emulator.openStreams, 0);
});

for (const stream of [false, true]) {
  for (const apiVersion of ["v1", "v1beta1"] as const) {
    const how = `${stream ? "streamed" : "plain"}, ${apiVersion}`;
    test(`nativeChat() returns results, ids and signatures to their calls, ${how}`, async () => {
      const { emulator, chat } = await openChat({ apiVersion }, { signatures: "exact" });
      const params = {
        model,
        tools,
        extra_body: { google: { stream_function_call_arguments: stream } },
      };
      const messages: ChatCompletionMessageParam[] = [user];
      const toolCalls = ["Boston", "Paris"].map((location) => ({
        name: "get_weather",
        arguments: { location },
      }));
      emulator.reply({ toolCalls });
      const asked = stream
        ? await chat.chat.completions.stream({ ...params, messages }).finalChatCompletion()
        : await chat.chat.completions.create({ ...params, messages });
      assert.equal(asked.choices[0]?.finish_reason, "tool_calls");
      const message = asked.choices[0]?.message;
      if (!message) throw new Error("no message");
      const calls = message.tool_calls ?? [];
      assert.deepEqual(
        calls.map((call) => JSON.parse(call.function.arguments)),
        toolCalls.map((call) => call.arguments),
      );
      messages.push(
        message,
        // In another order than the calls: Google wants theirs.
        ...calls.toReversed().map((call) => ({
          role: "tool" as const,
          tool_call_id: call.id,
          content: call.function.arguments,
        })),
      );
      const stored: ChatCompletionMessageParam[] = JSON.parse(JSON.stringify(messages));
      const answer = await chat.chat.completions.create({ ...params, messages: stored });
      assert.match(answer.choices[0]?.message.content ?? "", /Boston.*Paris/);
      const sent = JSON.stringify(emulator.requests.at(-1)?.json);
      assert.equal(sent.includes('"id":"function-call-'), apiVersion === "v1beta1");
      assert.notInclude(sent, "google:");
    });
  }
}

test("nativeChat() never sends an id of another provider's", async () => {
  const sent = await sentFor({
    model,
    messages: [
      user,
      {
        role: "assistant",
        content: null,
        tool_calls: [{
          id: "call_abc",
          type: "function",
          function: { name: "get_weather", arguments: '{"location":"Boston"}' },
          extra_content: {
            google: { thought_signature: "skip_thought_signature_validator" },
          },
        }],
      },
      { role: "tool", tool_call_id: "call_abc", content: "snow" },
    ],
  });
  assert.deepEqual(sent, {
    contents: [
      { role: "user", parts: [{ text: "What is the weather?" }] },
      {
        role: "model",
        parts: [{
          functionCall: { name: "get_weather", args: { location: "Boston" } },
          thoughtSignature: "skip_thought_signature_validator",
        }],
      },
      {
        role: "user",
        parts: [{ functionResponse: { name: "get_weather", response: { output: "snow" } } }],
      },
    ],
  });
});

test("nativeChat() says every setting natively", async () => {
  assert.deepEqual(
    await sentFor({
      model,
      messages: [{ role: "developer", content: "Be terse." }, user],
      tools: [...tools],
      tool_choice: { type: "function", function: { name: "get_weather" } },
      temperature: 0.5,
      top_p: 0.9,
      n: 2,
      max_tokens: 100,
      stop: "END",
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: null,
      reasoning_effort: "low",
      response_format: {
        type: "json_schema",
        json_schema: { name: "x", schema: { type: "object", properties: {} } },
      },
      extra_body: {
        google: {
          safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }],
          cached_content: "projects/p/locations/global/cachedContents/1",
          tools: [{ googleSearch: {} }],
          media_resolution: "MEDIA_RESOLUTION_LOW",
        },
      },
      user: "somebody",
    }),
    {
      contents: [{ role: "user", parts: [{ text: "What is the weather?" }] }],
      systemInstruction: { parts: [{ text: "Be terse." }] },
      tools: [{ functionDeclarations: [tools[0].function] }, { googleSearch: {} }],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["get_weather"] } },
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        candidateCount: 2,
        maxOutputTokens: 100,
        stopSequences: ["END"],
        seed: 7,
        presencePenalty: 0.1,
        mediaResolution: "MEDIA_RESOLUTION_LOW",
        thinkingConfig: { thinkingBudget: 1024 },
        responseMimeType: "application/json",
        responseSchema: { type: "object", properties: {} },
      },
      safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }],
      cachedContent: "projects/p/locations/global/cachedContents/1",
    },
  );
});

test("nativeChat() hands on images, audio and files by value and by address", async () => {
  const sent = await sentFor({
    model,
    messages: [{
      role: "user",
      content: [
        { type: "text", text: "Look" },
        { type: "image_url", image_url: { url: "gs://b/a.png" } },
        { type: "image_url", image_url: { url: "data:application/pdf;base64,AAAA" } },
        { type: "input_audio", input_audio: { format: "mp3", data: "AAAA" } },
        { type: "input_audio", input_audio: { format: "video/mp4", data: "gs://b/v.mp4" } },
      ],
    }],
  });
  assert.deepNestedPropertyVal(sent, "contents[0].parts", [
    { text: "Look" },
    { fileData: { mimeType: "image/png", fileUri: "gs://b/a.png" } },
    { inlineData: { mimeType: "application/pdf", data: "AAAA" } },
    { inlineData: { mimeType: "audio/mp3", data: "AAAA" } },
    { fileData: { mimeType: "video/mp4", fileUri: "gs://b/v.mp4" } },
  ]);
});

test("nativeChat() returns an image that the model made, signature included", async () => {
  const { emulator, chat } = await openChat();
  const messages: ChatCompletionMessageParam[] = [{ role: "user", content: "Draw" }];
  const drawn = await chat.chat.completions.create({ model, messages, modalities: ["image"] });
  const message = drawn.choices[0]?.message;
  assert.match(message?.images?.[0]?.image_url.url ?? "", /^data:image\/png;base64,/);
  if (message) messages.push(message, { role: "user", content: "Redraw" });
  await chat.chat.completions.create({ model, messages });
  const path = "contents[1].parts[0]";
  const sent = emulator.requests.at(-1)?.json;
  assert.deepNestedPropertyVal(sent, `${path}.inlineData.mimeType`, "image/png");
  assert.deepNestedPropertyVal(
    sent,
    `${path}.thoughtSignature`,
    message?.extra_content?.google?.thought_signature,
  );
});

for (
  const [native, finish] of [
    ["STOP", "stop"],
    ["MAX_TOKENS", "length"],
    ["SAFETY", "content_filter"],
    ["MALFORMED_FUNCTION_CALL", "content_filter"],
    ["SOMETHING_NEW", "stop"],
  ] as const
) {
  test(`nativeChat() says ${native} as ${finish}`, async () => {
    const { emulator, chat } = await openChat();
    emulator.reply({ json: { candidates: [{ finishReason: native }] } });
    const { choices: [choice] } = await chat.chat.completions.create({ ...hello, stream: false });
    assert.equal(choice?.finish_reason, finish);
  });
}

test("nativeChat() says that a prompt was blocked as chat does", async () => {
  const { emulator, chat } = await openChat();
  const blocked = { promptFeedback: { blockReason: "JAILBREAK" } };
  emulator.reply({ json: blocked });
  const plain = await chat.chat.completions.create({ ...hello, stream: false });
  emulator.reply({ chunks: [blocked] });
  const streamed = await chat.chat.completions.stream(hello).finalChatCompletion();
  for (const { choices: [choice] } of [plain, streamed]) {
    assert.equal(choice?.finish_reason, "content_filter");
    assert.equal(choice?.native_finish_reason, "content_filter: JAILBREAK");
    assert.isNull(choice?.message.content);
  }
});

for (
  const [quirk, code] of [
    ["error-event", "stream_error"],
    ["error-bare", "stream_error"],
    ["truncated", "stream_truncated"],
  ] as const
) {
  test(`nativeChat() fails of ${quirk} as chat does`, async () => {
    const { emulator, chat } = await openChat();
    emulator.reply({ quirk, errorAfterChunks: 2 });
    const error = await failureOf(chat.chat.completions.stream(hello).finalChatCompletion());
    assert.equal(error.code, code);
    assert.equal(emulator.openStreams, 0);
  });
}

for (
  const [what, script, code] of [
    ["an error inside a 200", { quirk: "error-in-200" }, "invalid_request"],
    ["HTML", { body: "<html>Hi</html>", contentType: "text/html" }, "invalid_response"],
    ["broken JSON", { body: '{"candidates"' }, "invalid_response"],
    ["candidates that are none", { json: { candidates: [3] } }, "empty_response"],
  ] as const
) {
  test(`nativeChat() makes one typed error of ${what}`, async () => {
    const { emulator, chat } = await openChat();
    emulator.reply(script);
    const error = await failureOf(chat.chat.completions.create({ ...hello, stream: false }));
    assert.equal(error.code, code);
    assert.equal(emulator.openStreams, 0);
  });
}

test("nativeChat() reads a JSON array as a stream", async () => {
  const { emulator, chat } = await openChat();
  const candidate = (text: string) => ({ content: { parts: [{ text }] } });
  emulator.reply({
    json: [{ candidates: [candidate("One ")] }, {
      candidates: [{ ...candidate("two"), finishReason: "STOP" }],
    }],
  });
  assert.equal(await chat.chat.completions.stream(hello).finalContent(), "One two");
});

test("nativeChat() keeps to the deadlines", async () => {
  const { emulator, chat } = await openChat({ firstTokenTimeoutMs: 20, timeoutMs: 20 });
  emulator.fail({ fault: "hang-mid-stream", times: 2 });
  const plain = await failureOf(chat.chat.completions.create({ ...hello, stream: false }));
  emulator.reply({ quirk: "plain-for-stream" });
  const streamed = await failureOf(chat.chat.completions.stream(hello).finalContent());
  assert.deepEqual([plain.code, streamed.code], ["timeout", "timeout"]);
  assert.equal(emulator.openStreams, 0);
});

for (
  const [choice, expected] of [
    ["auto", { mode: "AUTO" }],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
    ["validated", { mode: "VALIDATED" }],
    [
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: [tools[0]] } },
      { mode: "ANY", allowedFunctionNames: ["get_weather"] },
    ],
    [
      { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [tools[0]] } },
      { mode: "VALIDATED", allowedFunctionNames: ["get_weather"] },
    ],
  ] as const
) {
  test(`nativeChat() says the tool choice ${JSON.stringify(choice)} natively`, async () => {
    const sent = await sentFor({ model, messages: [user], tools, tool_choice: choice });
    assert.deepNestedPropertyVal(sent, "toolConfig.functionCallingConfig", expected);
  });
}

for (
  const [format, mimeType] of [
    ["text", "text/plain"],
    ["json_object", "application/json"],
    ["text/x.enum", "text/x.enum"],
  ] as const
) {
  test(`nativeChat() says the format ${format} natively`, async () => {
    const sent = await sentFor({ model, messages: [user], response_format: { type: format } });
    assert.deepNestedPropertyVal(sent, "generationConfig", { responseMimeType: mimeType });
  });
}

test("nativeChat() frees the connection when its reader leaves", async () => {
  const { emulator, chat } = await openChat();
  for await (const _ of chat.chat.completions.stream(hello)) break;
  assert.equal(emulator.openStreams, 0);
});

test("nativeChat() refuses what cannot work before anything is sent", async () => {
  const { emulator, chat } = await openChat();
  const create = (params: object) =>
    failureOf(chat.chat.completions.create({ ...hello, ...params, stream: false }));
  assert.equal((await create({ model: "meta/llama-4" })).issues?.[0]?.path, "model");
  assert.equal(
    (await create({ tools: [tools[0], tools[0]] })).issues?.[0]?.path,
    "tools[0].functionDeclarations[1].name",
  );
  assert.isEmpty(emulator.requests);
});
