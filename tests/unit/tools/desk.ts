import OpenAI from "openai";
import * as v from "valibot";
import type { Vertex } from "../../../mod.ts";
import type { Emulator, ScriptedCall } from "../../../src/testing/mod.ts";
import {
  type ChatClient,
  type RunEvent,
  type RunRequest,
  runTools,
  runToolsStreamed,
  tool,
} from "../../../src/tools/mod.ts";
import { makePair } from "../chat/client.ts";

/** A client on a strict emulator of its own. */
export interface Desk {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
  readonly client: ChatClient;
}

/** Ways to the same model. */
export const doors = ["vertex", "openai"] as const;

/** Our client, or the openai package's on our fetch. */
export async function openDesk(door: typeof doors[number] = "vertex"): Promise<Desk> {
  const { emulator, vertex } = await makePair({}, { signatures: "exact" });
  const openai = new OpenAI({
    apiKey: "unused",
    baseURL: "https://vertex.invalid/v1",
    fetch: vertex.fetch,
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
  });
  return { emulator, vertex, client: door === "vertex" ? vertex : openai };
}

export const model = "google/gemini-3.1-pro-preview";
export const question = { role: "user" as const, content: "What is the weather in Boston?" };

/** A tool that tells what it was asked. */
export const weather = tool({
  name: "get_current_weather",
  description: "Get the current weather in a given location",
  schema: v.object({ location: v.string() }),
  run: ({ location }) => ({ location, temperature: 4 }),
});

/** Calls of that tool, one for each place. */
export function callsFor(...places: readonly string[]): ScriptedCall[] {
  return places.map((location) => ({ name: "get_current_weather", arguments: { location } }));
}

/** What was sent to the model, without the token's exchange. */
export function sentTo(emulator: Emulator): SentRequest[] {
  return emulator.requests.filter(({ kind }) => kind === "api")
    .map(({ json }) => json as SentRequest);
}

/** As much of a request as the tests look at. */
export interface SentRequest {
  readonly model: string;
  readonly messages: readonly SentMessage[];
  readonly tools?: readonly { readonly function: { readonly parameters?: unknown } }[];
  readonly tool_choice?: unknown;
  readonly response_format?: unknown;
}

export interface SentMessage {
  readonly role: string;
  readonly content?: string | null;
  readonly tool_call_id?: string;
  readonly tool_calls?: readonly {
    readonly id: string;
    readonly function: { readonly arguments: string };
    readonly extra_content?: { readonly google: { readonly thought_signature: string } };
  }[];
  readonly extra_content?: unknown;
}

/** A run whose answers come whole, and one whose answers come in pieces, under one name. */
export const manners: [string, typeof runTools][] = [
  ["runTools()", runTools],
  ["runToolsStreamed()", async (client, request, options) => {
    for await (const event of runToolsStreamed(client, request, options)) {
      if (event.type === "final") return event.result;
    }
    throw new Error("It ended without an end");
  }],
];

/** Every event of a run. */
export async function eventsOf(
  client: ChatClient,
  request: RunRequest,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of runToolsStreamed(client, request)) events.push(event);
  return events;
}
