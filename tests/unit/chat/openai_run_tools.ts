import type OpenAI from "openai";

/** The model's call of the tool. */
export function callOf(city: string): { name: string; arguments: { city: string } } {
  return { name: "get_weather", arguments: { city } };
}

/** Asks with `runTools` of openai, which strips signatures. @returns The answer. */
export async function runTools(
  client: OpenAI,
  stream: boolean,
  asked: (city: string) => void,
): Promise<string | null> {
  const settings = {
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user" as const, content: "How is the weather?" }],
    tools: [{
      type: "function" as const,
      function: {
        name: "get_weather",
        description: "Gets the weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } } },
        parse: JSON.parse,
        function({ city }: { city: string }) {
          asked(city);
          return { city, celsius: 20 };
        },
      },
    }],
  };
  const { completions } = client.chat;
  return await (stream
    ? completions.runTools({ ...settings, stream }).finalContent()
    : completions.runTools(settings).finalContent());
}
