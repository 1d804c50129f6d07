/** The AI SDK, with its provider for OpenAI's protocol. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
// @ts-types="./ai_sdk.d.ts"
import * as ai from "ai";
import { assert } from "chai";
import { type Door, model, type Scenario, toolReplies } from "./scenario.ts";

// It would print a word on each deprecation.
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false });

const prompt = "Why is the sky blue?";
const text = "Because of Rayleigh scattering";
const event = { name: "Science fair", participants: ["Alice", "Bob"] };
const eventSchema = ai.jsonSchema({
  type: "object",
  properties: {
    name: { type: "string" },
    participants: { type: "array", items: { type: "string" } },
  },
  required: ["name", "participants"],
});

function open({ baseURL, apiKey }: Door, id = model): object {
  const supportsStructuredOutputs = true;
  return createOpenAICompatible({ name: "gateway", baseURL, apiKey, supportsStructuredOutputs })(
    id,
  );
}

function withTools(door: Door) {
  const cities: string[] = [];
  const get_weather = ai.tool({
    description: "Gets the weather of a city",
    inputSchema: ai.jsonSchema({ type: "object", properties: { city: { type: "string" } } }),
    execute({ city }: { city: string }) {
      cities.push(city);
      return Promise.resolve({ city, celsius: 20 });
    },
  });
  const settings = {
    model: open(door),
    prompt,
    tools: { get_weather },
    stopWhen: ai.stepCountIs(5),
    maxRetries: 0,
  };
  return { cities, settings };
}

async function assertRaised(call: PromiseLike<unknown>, statusCode: number): Promise<void> {
  const error: unknown = await Promise.resolve(call).then(() => undefined, (error) => error);
  assert.isTrue(ai.APICallError.isInstance(error), String(error));
  assert.include(error, { statusCode });
}

export const aiScenarios: readonly Scenario[] = [
  {
    name: "`generateText`",
    replies: [{ text }],
    async run(door) {
      const result = await ai.generateText({ model: open(door, "fast"), prompt });
      assert.equal(result.text, text);
      assert.equal(result.finishReason, "stop");
      assert.isAbove(result.usage.totalTokens ?? 0, 0);
    },
  },
  {
    name: "`streamText`",
    replies: [{ text }],
    async run(door) {
      const result = ai.streamText({ model: open(door), prompt });
      let said = "";
      for await (const part of result.textStream) said += part;
      assert.equal(said, text);
    },
  },
  {
    name: "thoughts apart from the text",
    replies: [{ quirk: "thought-inline-think", thoughts: "Hm", text: "Yes" }],
    async run(door) {
      const result = ai.streamText({ model: open(door, "deepseek-ai/deepseek-r1-maas"), prompt });
      assert.equal(await result.text, "Yes");
      assert.equal(await result.reasoningText, "Hm");
    },
  },
  {
    name: "`generateText` with tools, in steps",
    replies: toolReplies,
    async run(door) {
      const { cities, settings } = withTools(door);
      assert.equal((await ai.generateText(settings)).text, "It is mild.");
      assert.deepEqual(cities, ["Boston", "Paris", "Rome"]);
    },
  },
  {
    name: "`streamText` with tools, in steps",
    replies: toolReplies,
    async run(door) {
      const { cities, settings } = withTools(door);
      assert.equal(await ai.streamText(settings).text, "It is mild.");
      assert.deepEqual(cities, ["Boston", "Paris", "Rome"]);
    },
  },
  {
    name: "`streamText` with a signature that comes late, which it drops",
    replies: [{
      toolCalls: [{ name: "get_weather", arguments: { city: "Rome" } }],
      quirk: "signature-late",
    }, {
      text: "It is mild.",
    }],
    async run(door) {
      const { cities, settings } = withTools(door);
      assert.equal(await ai.streamText(settings).text, "It is mild.");
      assert.deepEqual(cities, ["Rome"]);
    },
  },
  {
    name: "`generateObject`",
    replies: [{ text: JSON.stringify(event) }],
    async run(door) {
      const { object } = await ai.generateObject({
        model: open(door),
        prompt,
        schema: eventSchema,
      });
      assert.deepEqual(object, event);
    },
  },
  {
    name: "raises `APICallError` with the status",
    faults: [{ status: 429 }],
    async run(door) {
      const settings = { prompt, maxRetries: 0 };
      await assertRaised(ai.generateText({ ...settings, model: open(door) }), 429);
      const stranger = open({ ...door, apiKey: "a-key-of-others" });
      await assertRaised(ai.generateText({ ...settings, model: stranger }), 401);
      await assertRaised(ai.generateText({ ...settings, model: open(door, "unknown") }), 404);
    },
  },
  {
    name: "tells of an error in the middle of a stream",
    replies: [{ text: "word ".repeat(50), quirk: "truncated" }],
    async run(door) {
      const errors: unknown[] = [];
      const onError = ({ error }: { error: unknown }) => void errors.push(error);
      const result = ai.streamText({ model: open(door), prompt, maxRetries: 0, onError });
      let said = "";
      for await (const part of result.textStream) said += part;
      assert.notEqual(said, "");
      assert.lengthOf(errors, 1);
    },
  },
];
