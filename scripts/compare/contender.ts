/** What each package of the comparison is asked to do. */
import type { ServiceAccountKey } from "../../src/testing/mod.ts";
import type { Fetch } from "../../mod.ts";

/** Whom it talks to: the emulator, by whatever address is dialled. */
export interface Desk {
  readonly key: ServiceAccountKey;
  readonly fetch: Fetch;
}

/** A function that the model wants called. */
export interface Call {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

/** What came of a call. */
export interface Answer {
  readonly text: string;
  readonly calls?: readonly Call[];
  /** The counts that the package documents as parts of its total, and the total. */
  readonly usage?: { readonly parts: readonly number[]; readonly total: number } | undefined;
}

/** One program, written the way the package's documentation has it, with the package's own defaults. */
export interface Contender {
  /** Whether it speaks Google's native API, and not OpenAI's. */
  readonly native: boolean;
  /** One plain question. */
  ask(): Promise<Answer>;
  /** One plain question, with Google's thoughts asked for. */
  think(): Promise<Answer>;
  /** One streamed question with a tool declared, read to its end. */
  stream(): Promise<Answer>;
  /** The plainer way to read a stream, where the package has two. */
  iterate?(): Promise<Answer>;
  /** A conversation in which the package calls the tool and goes on by itself. */
  converse(): Promise<Answer>;
  /** What else the package exports. */
  readonly extras: readonly Extra[];
}

/** What somebody may want beside chat completions. */
export const extras = [
  "embeddings",
  "image models",
  "speech and transcription",
  "files",
  "batches",
  "OpenAI's Responses API",
  "live sessions",
  "cached contents, managed",
  "counting tokens",
  "a gateway for other clients",
  "an emulator of the wire",
] as const;

/** One of them. */
export type Extra = typeof extras[number];

/** Makes the program anew: it holds no token yet. */
export type CreateContender = (desk: Desk) => Contender | Promise<Contender>;

/** The model, in the spelling of the chat endpoint; native methods take it without `google/`. */
export const model = "google/gemini-3.1-pro-preview";
export const question = "How is the weather in Boston and New Delhi?";
export const messages = [{ role: "user" as const, content: question }];

/** The tool of Google's own transcript. */
export const weather = {
  name: "get_current_weather",
  description: "Gets the weather of a place",
  parameters: {
    type: "object",
    properties: {
      location: { type: "string" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["location", "unit"],
  },
  run: () => ({ celsius: 20 }),
};

/** The address before `/chat/completions`, for those who must be told. */
export function chatBaseUrl(key: ServiceAccountKey): string {
  return `https://aiplatform.googleapis.com/v1/projects/${key.project_id}/locations/global/endpoints/openapi`;
}

/** Google's field for thoughts on the chat endpoint. */
export const thinking = { google: { thinking_config: { include_thoughts: true } } };

/** Those extras whose functions are there. */
export function present(found: Readonly<Partial<Record<Extra, unknown>>>): Extra[] {
  return extras.filter((extra) => typeof found[extra] === "function");
}
