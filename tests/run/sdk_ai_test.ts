/** The AI SDK over real sockets: its `ai` package needs permissions on Deno, so it runs here alone. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
// @ts-types="./ai_sdk.d.ts"
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { assert, test } from "../harness.ts";
import type { AnswerScript } from "../../src/testing/mod.ts";
import { wireResponses } from "../vectors/wire.ts";
import { openStreet, type Street } from "./sdk_street.ts";

const modelId = "google/gemini-3.1-pro-preview";
const doors = ["vertex.fetch", "the gateway"] as const;

function modelOf(street: Street, door: typeof doors[number]): object {
  const { baseURL, fetch, apiKey } = street.doors[door];
  return createOpenAICompatible({ name: "vertex", baseURL, fetch, apiKey })(modelId);
}

const parameters = {
  type: "object",
  properties: { location: { type: "string" }, unit: { enum: ["celsius", "fahrenheit"] } },
  required: ["location", "unit"],
};
const description = "Gets the weather of a place";
const get_current_weather = tool({ description, inputSchema: jsonSchema(parameters) });
const runningWeather = tool({
  description,
  inputSchema: jsonSchema(parameters),
  execute: () => Promise.resolve({ celsius: 20 }),
});

for (const door of doors) {
  test(`the AI SDK reads Google's transcript through ${door}`, async () => {
    await using street = await openStreet();
    street.emulator.reply({ body: wireResponses["streamed-function-call-arguments.sse"] });
    const result = streamText({
      model: modelOf(street, door),
      prompt: "How is the weather in Boston and New Delhi?",
      tools: { get_current_weather },
    });
    const calls = await result.toolCalls;
    assert.deepEqual(
      calls.map(({ toolCallId, toolName, input }) => ({ toolCallId, toolName, input })),
      [
        {
          toolCallId: "function-call-c855348a-459a-46a4-a8ad-aa0a4e7c3563",
          toolName: "get_current_weather",
          input: { location: "Boston, MA", unit: "celsius" },
        },
        {
          toolCallId: "function-call-df0d087c-ad74-46f1-ba4a-9353cbf288a8",
          toolName: "get_current_weather",
          input: { location: "New Delhi, India", unit: "celsius" },
        },
      ],
    );
    assert.deepEqual(
      calls.map(({ providerMetadata }) => providerMetadata?.vertex?.thoughtSignature),
      ["...", undefined],
    );
    assert.strictEqual(await result.finishReason, "tool-calls");
    const { inputTokens, outputTokens, totalTokens, outputTokenDetails } = await result.usage;
    assert.deepEqual([inputTokens, outputTokens, totalTokens, outputTokenDetails.reasoningTokens], [
      27,
      549,
      576,
      504,
    ]);
  });

  for (const mode of ["plain", "streamed"] as const) {
    test(`the AI SDK keeps signatures through a tool conversation by ${door}, ${mode}`, async () => {
      await using street = await openStreet({ signatures: "exact" });
      const { emulator } = street;
      emulator.reply({ quirk: ["tool-index-zero", "tool-text-first"] });
      emulator.reply({ quirk: "signature-on-call" });
      emulator.reply({ text: "It is mild." });
      const settings = {
        model: modelOf(street, door),
        prompt: "How is the weather in Boston and New Delhi?",
        tools: { get_current_weather: runningWeather },
        stopWhen: stepCountIs(5),
        maxRetries: 0,
      };
      const result = mode === "plain" ? await generateText(settings) : streamText(settings);
      assert.strictEqual(await result.text, "It is mild.");
      assert.lengthOf(await result.steps, 3);
      const last = emulator.requests.at(-1)?.body ?? "";
      assert.strictEqual(last.match(/"thought_signature":/g)?.length, 2);
    });
  }

  test(`the AI SDK goes on after a signature that it dropped, by ${door}`, async () => {
    await using street = await openStreet({ signatures: "exact" });
    street.emulator.reply({ quirk: ["tool-index-zero", "signature-late"] });
    street.emulator.reply({ text: "It is mild." });
    const result = streamText({
      model: modelOf(street, door),
      prompt: "How is the weather in Boston and New Delhi?",
      tools: { get_current_weather: runningWeather },
      stopWhen: stepCountIs(3),
      maxRetries: 0,
    });
    assert.strictEqual(await result.text, "It is mild.");
    assert.include(street.emulator.requests.at(-1)?.body ?? "", '"thought_signature":');
  });

  const tellings: Record<string, AnswerScript> = {
    "tool-index-missing": { quirk: "tool-index-missing" },
    "tool-split-anonymous": { quirk: "tool-split-anonymous" },
    "tool-index-gap": { quirk: "tool-index-gap" },
    "tool-id-empty": { quirk: "tool-id-empty" },
    "tool-args-control": { quirk: "tool-args-control" },
  };
  for (const [quirk, script] of Object.entries(tellings)) {
    test(`the AI SDK runs the tools of ${quirk} by ${door}, streamed`, async () => {
      await using street = await openStreet();
      street.emulator.reply(script);
      street.emulator.reply({ text: "Mild." });
      const result = streamText({
        model: modelOf(street, door),
        prompt: "How is the weather?",
        tools: { get_current_weather: runningWeather },
        stopWhen: stepCountIs(5),
        maxRetries: 0,
      });
      assert.strictEqual(await result.text, "Mild.");
      assert.lengthOf(await result.steps, 2);
    });
  }

  test(`the AI SDK gets thoughts apart through ${door}`, async () => {
    await using street = await openStreet();
    street.emulator.reply({ quirk: "thought-inline-think", thoughts: "Hm", text: "Yes" });
    const { baseURL, fetch, apiKey } = street.doors[door];
    const provider = createOpenAICompatible({ name: "vertex", baseURL, fetch, apiKey });
    const result = streamText({ model: provider("deepseek-ai/deepseek-r1-maas"), prompt: "So?" });
    assert.strictEqual(await result.text, "Yes");
    assert.strictEqual(await result.reasoningText, "Hm");
  });
}
