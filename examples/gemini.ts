/** Gemini's native methods, for what OpenAI's dialect has no word for. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";
import { countTokens, streamGenerateContent } from "@vertex-edge/client/gemini";

const vertex = createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" });
const request = {
  model: "gemini-3.1-pro-preview",
  contents: [{ role: "user", parts: [{ text: "Why is the sky blue?" }] }],
};

console.log((await countTokens(vertex, request)).totalTokens);
const stream = streamGenerateContent(vertex, request);
for await (const text of stream.textStream) console.log(text);
