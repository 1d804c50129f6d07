/** A conversation with a tool, with a service account, through this library. */
import { createVertex } from "@vertex-edge/client";
import { runTools, tool } from "@vertex-edge/client/tools";
import * as v from "valibot";

const weather = tool({
  name: "get_current_weather",
  description: "Get the current weather in a given location",
  schema: v.object({ location: v.string() }),
  run: ({ location }) => `Snow in ${location}`,
});

/** Asks once, and calls the tool as often as the model wants. */
export async function ask(serviceAccountKey: string, question: string): Promise<string | null> {
  const vertex = createVertex({ credentials: serviceAccountKey });
  const { completion } = await runTools(vertex, {
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: question }],
    tools: [weather],
  });
  return completion.choices[0]?.message.content ?? null;
}
