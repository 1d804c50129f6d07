import type { AnySchema, SchemaOutput } from "../schema/standard_schema.ts";
import type { ChatClient, ClientOptions } from "./chat_client.ts";
import { run } from "./run.ts";
import type { RunEvent, RunRequest, RunResult } from "./run_types.ts";
import type { Tool } from "./tool.ts";

/** A request for an object. */
export interface ParseRequest<S extends AnySchema>
  extends Omit<RunRequest<S>, "schema" | "tools" | "onStep" | "response_format"> {
  /** What the object is: a Standard Schema (valibot, zod, arktype) or JSON Schema. */
  readonly schema: S;
  /** Tools that the model may call on the way. @default none */
  readonly tools?: readonly Tool[] | undefined;
}

/** An object, and how it came about. */
export interface ParseResult<Output> extends RunResult<Output> {
  /** The object, checked against the schema that was given. */
  parsed: Output;
}

/**
 * Asks for an object of a schema.
 *
 * The schema is turned into what Gemini takes; the answer is checked against the one that was given. An answer that is
 * cut off, fenced in Markdown or does not fit is an error, with the text on it; so is, apart from it, a refusal.
 *
 * @example
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { parse } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const CalendarEvent = v.object({
 *   name: v.string(),
 *   date: v.string(),
 *   participants: v.array(v.string()),
 * });
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const { parsed, completion } = await parse(vertex, {
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Alice and Bob are going to a science fair on Friday." }],
 *   schema: CalendarEvent,
 * });
 * const who: string[] = parsed.participants;
 * if (who.length === 0 || completion.choices.length !== 1) throw new Error("no event");
 * ```
 *
 * @param client A client of this library, or of the `openai` package.
 * @param request See {@linkcode ParseRequest}.
 * @param options What the client's own `create` takes.
 * @returns See {@linkcode ParseResult}.
 * @throws {RunError} `schema_mismatch` with `text`, `issues` and `finishReason`; `content_filtered` for a refusal or a
 * filter.
 * @throws {VertexError} `invalid_request`, if the schema cannot work; and whatever the client throws.
 * @throws {unknown} `options.signal.reason`, if aborted.
 */
export async function parse<Client extends ChatClient, S extends AnySchema>(
  client: Client,
  request: ParseRequest<S>,
  options?: ClientOptions<Client>,
): Promise<ParseResult<SchemaOutput<S>>> {
  const running = run(client, { ...request, tools: request.tools ?? [] }, {
    streamed: false,
    options,
  });
  while (true) {
    const { done, value } = await running.next();
    // With a schema and nothing that stops it, a run ends with the object or throws.
    if (done) return value as ParseResult<SchemaOutput<S>>;
  }
}

/**
 * The same, as it happens: events `partial` hold the object so far, each when it has come to hold more, and `final` the
 * object whole and checked.
 *
 * @example
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { parseStreamed } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const Story = v.object({ title: v.string(), chapters: v.array(v.string()) });
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * for await (
 *   const event of parseStreamed(vertex, {
 *     model: "google/gemini-3.1-pro-preview",
 *     messages: [{ role: "user", content: "Tell me a story" }],
 *     schema: Story,
 *   })
 * ) {
 *   const title: string | undefined = event.type === "partial" ? event.partial.title : "";
 *   if (title === "?") throw new Error("no title");
 * }
 * ```
 *
 * @param client A client of this library, or of the `openai` package.
 * @param request See {@linkcode ParseRequest}.
 * @param options What the client's own `create` takes.
 * @returns The events. Iterating throws what {@linkcode parse} rejects with.
 */
export function parseStreamed<Client extends ChatClient, S extends AnySchema>(
  client: Client,
  request: ParseRequest<S>,
  options?: ClientOptions<Client>,
): AsyncIterableIterator<RunEvent<S>> {
  return run(client, { ...request, tools: request.tools ?? [] }, { streamed: true, options });
}
