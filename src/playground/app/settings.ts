/** What can be set beside the conversation. */
export interface Settings {
  model: string;
  system: string;
  temperature: number | null;
  top_p: number | null;
  max_tokens: number | null;
  effort: string;
  /** Whether the answer is wanted as a stream. */
  stream: boolean;
  /** Whether the model may answer with images. */
  images: boolean;
  thoughts: boolean;
  tools: boolean;
  /** The tools, as JSON text. */
  toolsJson: string;
  streamArguments: boolean;
  structured: boolean;
  /** The schema of the answer, as JSON text. */
  schemaJson: string;
}

const sampleTools = [{
  type: "function",
  function: {
    name: "get_weather",
    description: "Tells the weather at a place",
    parameters: {
      type: "object",
      properties: {
        location: { type: "string", description: "City and country" },
        unit: { type: "string", enum: ["celsius", "fahrenheit"] },
      },
      required: ["location"],
    },
  },
}];

const sampleSchema = {
  type: "object",
  properties: {
    title: { type: "string" },
    day: { type: "string", enum: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] },
    time: { type: "string" },
    people: { type: "array", items: { type: "string" } },
  },
  required: ["title", "day", "people"],
};

/** Settings as they are at first. */
export function createSettings(): Settings {
  return {
    model: "",
    system: "",
    temperature: null,
    top_p: null,
    max_tokens: null,
    effort: "",
    stream: true,
    images: false,
    thoughts: true,
    tools: false,
    toolsJson: JSON.stringify(sampleTools, null, 2),
    streamArguments: false,
    structured: false,
    schemaJson: JSON.stringify(sampleSchema, null, 2),
  };
}

/** What is wrong with the text of a setting that holds JSON, in words; undefined if nothing is. */
export function problemOf(name: "toolsJson" | "schemaJson", text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (name === "toolsJson" && !Array.isArray(value)) return "Tools are a list: [ … ]";
    if (name === "schemaJson" && (typeof value !== "object" || value === null)) {
      return "A schema is an object: { … }";
    }
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
