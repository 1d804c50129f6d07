/** What the AI SDK does with any model, whichever provider made it. */
// @ts-types="../../tests/run/ai_sdk.d.ts"
import {
  generateText,
  jsonSchema,
  type LanguageModelUsage,
  stepCountIs,
  streamText,
  tool,
} from "ai";
import { type Answer, type Contender, question as prompt, weather } from "./contender.ts";

const { name, description, parameters, run } = weather;
const inputSchema = jsonSchema(parameters);
const tools = { [name]: tool({ description, inputSchema }) };
const runningTools = { [name]: tool({ description, inputSchema, execute: run }) };

/** Asks with it. */
export function contenderOf(
  model: object,
  providerOptions: Readonly<Record<string, object>>,
  settings: { readonly maxRetries?: number } = {},
): Omit<Contender, "native" | "extras"> {
  return {
    async ask() {
      const { text, usage } = await generateText({ ...settings, model, prompt });
      return { text, usage: usageOf(usage) };
    },
    async think() {
      const { text } = await generateText({ ...settings, model, prompt, providerOptions });
      return { text };
    },
    async stream() {
      let failure: unknown;
      const onError = ({ error }: { readonly error: unknown }) => void (failure = error);
      const result = streamText({ ...settings, model, prompt, tools, onError });
      const [text, calls, reason] = await Promise.all([
        result.text,
        result.toolCalls,
        result.finishReason,
      ]);
      if (failure !== undefined) throw failure;
      if (reason === "error") throw new Error("The finish reason is error");
      return {
        text,
        calls: calls.map(({ toolCallId, toolName, input }) => ({
          id: toolCallId,
          name: toolName,
          args: input,
        })),
      };
    },
    async converse(): Promise<Answer> {
      const stopWhen = stepCountIs(5);
      const { text } = await generateText({
        ...settings,
        model,
        prompt,
        tools: runningTools,
        stopWhen,
      });
      return { text };
    },
  };
}

function usageOf({ inputTokens, outputTokens, totalTokens }: LanguageModelUsage): Answer["usage"] {
  return { parts: [inputTokens ?? 0, outputTokens ?? 0], total: totalTokens ?? 0 };
}
