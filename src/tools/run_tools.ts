import type { AnySchema } from "../schema/standard_schema.ts";
import type { ChatClient, ClientOptions } from "./chat_client.ts";
import { run } from "./run.ts";
import type { ResultOf, RunEvent, RunRequest } from "./run_types.ts";

/**
 * Lets the model call tools until it answers.
 *
 * Calls of one turn run at the same time; their results go back in the order of the calls, one to each, in every case.
 * Thought signatures go along. A forced `tool_choice` holds for the first turn after a message that is no tool's.
 *
 * @example
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { runTools, tool } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const weather = tool({
 *   name: "get_current_weather",
 *   description: "Get the current weather in a given location",
 *   schema: v.object({ location: v.string() }),
 *   run: ({ location }, { signal }) => {
 *     signal.throwIfAborted();
 *     return { location, temperature: 4, unit: "celsius" };
 *   },
 * });
 * const emulator = await createEmulator({ signatures: "exact" });
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const { completion, messages, usage, steps } = await runTools(vertex, {
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "What is the weather in Boston?" }],
 *   tools: [weather],
 *   maxTurns: 8,
 * });
 * if (!completion.choices[0]?.message.content?.includes("celsius")) throw new Error("no answer");
 * if (messages.length !== 4 || steps.length !== 2 || !usage) throw new Error("no conversation");
 * ```
 *
 * @param client A client of this library, or of the `openai` package.
 * @param request See {@linkcode RunRequest}.
 * @param options What the client's own `create` takes; its `signal` ends the run and is handed to the tools.
 * @returns See {@linkcode RunResult}.
 * @throws {RunError} `max_turns`; `tool_failed` if asked for; `schema_mismatch` and `content_filtered` with a schema.
 * @throws {VertexError} `invalid_request`, if tools, schema or choice cannot work; and whatever the client throws.
 * @throws {unknown} `options.signal.reason`, if aborted.
 */
export async function runTools<
  Client extends ChatClient,
  S extends AnySchema | undefined = undefined,
>(
  client: Client,
  request: RunRequest<S>,
  options?: ClientOptions<Client>,
): Promise<ResultOf<S>> {
  const running = run(client, request, { streamed: false, options });
  while (true) {
    const { done, value } = await running.next();
    if (done) return value;
  }
}

/**
 * The same, as it happens: an iterable of events, the last of which is `final`. It begins when it is read, goes on as
 * it is read, and leaving it ends the run.
 *
 * @example
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { runToolsStreamed, tool } from "@vertex-edge/client/tools";
 *
 * const time = tool({ name: "get_time", run: () => "09:30" });
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const seen = new Set<string>();
 * for await (
 *   const event of runToolsStreamed(vertex, {
 *     model: "google/gemini-3.1-pro-preview",
 *     messages: [{ role: "user", content: "What is the time?" }],
 *     tools: [time],
 *   })
 * ) seen.add(event.type);
 * if ([...seen].join() !== "tool_call,tool_result,step,text,final") throw new Error([...seen].join());
 * ```
 *
 * @param client A client of this library, or of the `openai` package.
 * @param request See {@linkcode RunRequest}.
 * @param options See {@linkcode runTools}.
 * @returns The events. Iterating throws what {@linkcode runTools} rejects with.
 */
export function runToolsStreamed<
  Client extends ChatClient,
  S extends AnySchema | undefined = undefined,
>(
  client: Client,
  request: RunRequest<S>,
  options?: ClientOptions<Client>,
): AsyncIterableIterator<RunEvent<S>> {
  return run(client, request, { streamed: true, options });
}
