/** What a client does with a gateway, and how Google answers meanwhile. */
import type { AnswerScript, Fault } from "../../src/testing/mod.ts";

/** A gateway, as a client is pointed at it. */
export interface Door {
  /** Such as `http://127.0.0.1:1234/v1`. */
  readonly baseURL: string;
  readonly apiKey: string;
}

/** One row of the table. */
export interface Scenario {
  readonly name: string;
  /** Google's next answers. */
  readonly replies?: readonly AnswerScript[];
  /** What goes wrong before them. */
  readonly faults?: readonly Fault[];
  /** Throws if the client does not get what it should. */
  readonly run: (door: Door) => Promise<void>;
}

export const model = "google/gemini-3.1-pro-preview";

/** Three calls in two steps, and an answer. */
export const toolReplies: readonly AnswerScript[] = [
  { toolCalls: [callOf("Boston"), callOf("Paris")], quirk: "tool-index-zero" },
  { toolCalls: [callOf("Rome")] },
  { text: "It is mild." },
];

function callOf(city: string) {
  return { name: "get_weather", arguments: { city } };
}
