/**
 * Tools and objects as users write them, for both clients, and what must not compile.
 *
 * Nothing here runs: `deno check`, once with deno.json and once with
 * loose.json, is the test.
 *
 * @module
 */

import { type } from "arktype";
import type OpenAI from "openai";
import * as v from "valibot";
import { z } from "zod";
import type { Vertex } from "../../mod.ts";
import type { ChatCompletionMessageParam } from "../../src/dialect/chat_message_param.ts";
import {
  type ChatClient,
  parse,
  parseStreamed,
  runTools,
  runToolsStreamed,
  tool,
} from "../../src/tools/mod.ts";

const model = "google/gemini-3.1-pro-preview";
const messages = [{ role: "user" as const, content: "…" }];

export const weather = tool({
  name: "weather",
  schema: v.object({ location: v.string(), unit: v.optional(v.picklist(["c", "f"])) }),
  run({ location, unit }, { signal, callId }) {
    const place: string = location;
    const scale: "c" | "f" | undefined = unit;
    // @ts-expect-error a number is none
    const wrong: number = location;
    return [place, scale, signal.aborted, callId, wrong];
  },
});

export const fromOthers = [
  weather,
  tool({ name: "z", schema: z.object({ a: z.number() }), run: ({ a }) => a.toFixed() }),
  tool({ name: "a", schema: type({ a: "number" }), run: ({ a }) => a.toFixed() }),
  tool({ name: "j", schema: { type: "object" }, run: ({ a }) => typeof a === "string" ? a : "" }),
  tool({ name: "n", run: () => "nothing to give" }),
];

tool({
  name: "w",
  schema: v.object({ location: v.string() }),
  // @ts-expect-error the schema has no city
  run: ({ city }) => city,
});

tool({
  name: "w",
  schema: z.object({ location: z.string() }),
  // @ts-expect-error the schema has no city
  run: ({ city }) => city,
});

tool({
  name: "w",
  schema: type({ location: "string" }),
  // @ts-expect-error the schema has no city
  run: ({ city }) => city,
});

tool({
  name: "w",
  schema: v.object({ at: v.pipe(v.string(), v.transform((text) => new Date(text))) }),
  // What comes out of the schema, not what goes in.
  run: ({ at }) => at.getTime(),
});

tool({
  name: "w",
  // @ts-expect-error without a schema there are no arguments to read
  run: ({ location }) => location.length,
});

// @ts-expect-error no name
tool({ run: () => "" });
// @ts-expect-error no function
tool({ name: "w" });

export async function clients(vertex: Vertex, openai: OpenAI): Promise<void> {
  const each: ChatClient[] = [vertex, openai];
  const request = { model, messages, tools: fromOthers, maxTurns: 8 };
  for (const client of each) await runTools(client, request);
  await runTools(vertex, request, { location: "global", signal: AbortSignal.timeout(1) });
  await runTools(openai, request, { maxRetries: 1, signal: AbortSignal.timeout(1) });
  // @ts-expect-error an option of openai's
  await runTools(vertex, request, { maxRetries: 1 });
  // @ts-expect-error no client
  await runTools({}, request);
}

/** Messages of openai's go in; what comes out goes on in ours, and its completion is one of openai's. */
export async function histories(
  openai: OpenAI,
  theirs: OpenAI.Chat.Completions.ChatCompletionMessageParam[],
): Promise<ChatCompletionMessageParam[]> {
  const result = await runTools(openai, { model, messages: theirs, tools: [weather] });
  const completion: OpenAI.Chat.Completions.ChatCompletion = result.completion;
  result.messages.push({ role: "user", content: completion.id });
  const again = await runTools(openai, { model, messages: result.messages, tools: [weather] });
  const tokens: number | undefined = again.usage?.total_tokens;
  // @ts-expect-error without a schema nothing is parsed
  again.parsed?.name;
  return [...again.messages, { role: "user", content: `${tokens}` }];
}

export async function refused(vertex: Vertex): Promise<void> {
  // @ts-expect-error no messages
  await runTools(vertex, { model, tools: [weather] });
  // @ts-expect-error no tools
  await runTools(vertex, { model, messages });
  // @ts-expect-error a declaration is no tool: nothing can be called
  await runTools(vertex, { model, messages, tools: [{ type: "function", function: {} }] });
  // @ts-expect-error that is what the other function is for
  await runTools(vertex, { model, messages, tools: [], stream: true });
  // @ts-expect-error no schema
  await parse(vertex, { model, messages });
  // @ts-expect-error the schema is the form
  await parse(vertex, { model, messages, schema: weather.schema, response_format: {} });
}

export async function objects(vertex: Vertex, openai: OpenAI): Promise<void> {
  const Person = v.object({ name: v.string(), tags: v.array(v.string()) });
  const { parsed, completion } = await parse(vertex, { model, messages, schema: Person });
  const name: string = parsed.name;
  // @ts-expect-error the schema has no age
  parsed.age;
  const zod = await parse(openai, { model, messages, schema: z.object({ at: z.iso.date() }) });
  zod.parsed.at.slice(1);
  const ark = await parse(openai, { model, messages, schema: type({ n: "number" }) });
  ark.parsed.n.toFixed();
  const json = await parse(openai, { model, messages, schema: { type: "object" } });
  // @ts-expect-error plain JSON Schema has no type
  json.parsed.name;
  const run = await runTools(vertex, { model, messages, tools: [weather], schema: Person });
  // @ts-expect-error a run can be stopped before
  run.parsed.name;
  run.parsed?.tags.map((tag) => tag.length);
  [name, completion.id];
}

export async function events(vertex: Vertex): Promise<void> {
  for await (const event of runToolsStreamed(vertex, { model, messages, tools: [weather] })) {
    switch (event.type) {
      case "text":
      case "reasoning":
        event.text.length;
        break;
      case "tool_call":
        event.call.function.name;
        break;
      case "tool_result":
        event.result.message.tool_call_id;
        break;
      case "step":
        event.step.messages.length;
        break;
      case "final":
        event.result.completion.id;
    }
    // @ts-expect-error not of every event
    event.text;
  }
  const schema = v.object({ name: v.string(), inner: v.object({ tags: v.array(v.string()) }) });
  for await (const event of parseStreamed(vertex, { model, messages, schema })) {
    if (event.type === "partial") {
      event.partial.inner?.tags?.at(0)?.length;
      // @ts-expect-error may not be there yet
      event.partial.name.length;
    }
    if (event.type === "final") event.result.parsed?.inner.tags.length;
  }
}
