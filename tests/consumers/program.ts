/** What a user of the published package writes: every entry at work, on the emulator. */
import { createVertex, isVertexError } from "@vertex-edge/client";
import { serviceAccount } from "@vertex-edge/client/auth";
import { generateContent } from "@vertex-edge/client/gemini";
import { vertexGateway } from "@vertex-edge/client/hono";
import { createEmulator } from "@vertex-edge/client/testing";
import { parse, runTools, tool } from "@vertex-edge/client/tools";

const model = "google/gemini-3.1-pro-preview";
const key = "a-key-of-the-team";

/** What each entry gave. */
export interface Answers {
  readonly streamed: string;
  readonly native: string;
  readonly gateway: string;
  readonly toolTurns: number;
  readonly participants: number;
  readonly refused: string;
}

/** Asks one question through each entry. */
export async function ask(): Promise<Answers> {
  const emulator = await createEmulator();
  const credentials = serviceAccount(emulator.serviceAccountKey);
  const vertex = createVertex({ credentials, fetch: emulator.fetch, models: [model] });
  const messages = [{ role: "user" as const, content: "Why is the sky blue?" }];

  emulator.reply({ text: "Rayleigh scattering, in pieces" });
  let streamed = "";
  for await (const text of vertex.chat.completions.stream({ model, messages }).textStream) {
    streamed += text;
  }

  emulator.reply({ text: "Rayleigh scattering, natively" });
  const contents = [{ role: "user", parts: [{ text: "Why is the sky blue?" }] }];
  const native = await generateContent(vertex, { model, contents });

  emulator.reply({ text: "Rayleigh scattering, for a team" });
  const response = await vertexGateway({ vertex, apiKeys: [key] }).request("/v1/chat/completions", {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages, stream: true }),
  });

  const add = tool({
    name: "add",
    description: "Adds two numbers",
    schema: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a", "b"],
    },
    run: () => 3,
  });
  const { steps } = await runTools(vertex, { model, messages, tools: [add] });
  const { parsed } = await parse(vertex, {
    model,
    messages,
    schema: {
      type: "object",
      properties: { participants: { type: "array", items: { type: "string" }, minItems: 1 } },
      required: ["participants"],
    },
  });

  return {
    streamed,
    native: native.candidates?.[0]?.content?.parts?.[0]?.text ?? "",
    gateway: textOf(await response.text()),
    toolTurns: steps.length,
    participants: Object.values(Object(parsed)).flat().length,
    refused: refusal(),
  };
}

/** The text of a stream in OpenAI's event format. */
function textOf(events: string): string {
  const data = events.split("\n").filter((line) => line.startsWith("data: {"));
  return data.map((line) => JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "").join("");
}

/** Types that are lost on the way would make this line compile, and the check of it fail. */
function refusal(): string {
  try {
    // @ts-expect-error: a number is no kind of credentials
    createVertex({ credentials: 1 });
    return "";
  } catch (error) {
    return isVertexError(error) ? error.code : String(error);
  }
}
