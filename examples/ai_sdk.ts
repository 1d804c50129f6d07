/** The AI SDK: the same `vertex.fetch` under its provider for OpenAI-compatible servers. */
import { env } from "node:process";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
// @ts-types="../tests/run/ai_sdk.d.ts": leave this line out; it is for this repository's type check alone
import { streamText } from "ai";
import { createVertex } from "@vertex-edge/client";

const { fetch } = createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" });
const vertex = createOpenAICompatible({
  name: "vertex",
  baseURL: "https://vertex.invalid/v1",
  fetch,
});

const { textStream } = streamText({
  model: vertex("google/gemini-3.1-pro-preview"),
  prompt: "Why is the sky blue?",
});
for await (const text of textStream) console.log(text);
