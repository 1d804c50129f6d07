/** OpenAI's own client: `vertex.fetch` brings the token and repairs what comes back. */
import { env } from "node:process";
import OpenAI from "openai";
import { createVertex } from "@vertex-edge/client";

const { fetch } = createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" });
const openai = new OpenAI({ apiKey: "unused", baseURL: "https://vertex.invalid/v1", fetch });

const stream = openai.chat.completions.stream({
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Why is the sky blue?" }],
});
stream.on("content", (text) => console.log(text));
console.log((await stream.finalChatCompletion()).usage);
