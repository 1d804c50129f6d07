/** A tool: its schema goes to Gemini, its function runs here, and the loop ends with an answer. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";
import { runTools, tool } from "@vertex-edge/client/tools";
import * as v from "valibot";

const weather = tool({
  name: "get_current_weather",
  description: "The weather in a city",
  schema: v.object({ location: v.string() }),
  run({ location }) {
    console.log(`Looking up ${location}`);
    return { location, celsius: 21 };
  },
});

const { completion } = await runTools(
  createVertex({ credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "" }),
  {
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "What is the weather in Boston?" }],
    tools: [weather],
  },
);
console.log(completion.choices[0]?.message.content);
