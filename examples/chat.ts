/** The typed client: an answer as a whole, and another while it is written. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";

const vertex = createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" });
const model = "google/gemini-3.1-pro-preview";

const { choices } = await vertex.chat.completions.create({
  model,
  messages: [{ role: "user", content: "Why is the sky blue?" }],
});
console.log(choices[0]?.message.content);

const stream = vertex.chat.completions.stream({
  model,
  messages: [{ role: "user", content: "And at sunset?" }],
});
for await (const text of stream.textStream) console.log(text);
console.log(await stream.totalUsage());
