import type { SchemaLoss } from "../schema/compiler.ts";
import { checkDeclarations } from "../schema/check_declarations.ts";
import type { GeminiSchema } from "../schema/gemini_schema.ts";
import type { AnySchema, SchemaOutput, StandardSchema } from "../schema/standard_schema.ts";
import { type GeminiSchemaOptions, toGeminiSchema } from "../schema/to_gemini_schema.ts";

/** What a tool is given beside its arguments. */
export interface ToolContext {
  /** Aborted when the run is, or when nobody wants the result any more. */
  readonly signal: AbortSignal;
  /** ID of the call. */
  readonly callId: string;
}

/**
 * What `run` is given: the schema's output; with plain JSON Schema an object of unknown values; without a schema an
 * empty one.
 */
export type ToolArguments<S> = S extends StandardSchema ? SchemaOutput<S>
  : S extends undefined ? Record<string, never>
  : Record<string, unknown>;

/** What {@linkcode tool} makes a tool of. */
export interface ToolOptions<S extends AnySchema | undefined> extends GeminiSchemaOptions {
  /** Its name: a letter or underscore, then letters, digits, `_`, `.` or `-`, at most 64 in all. */
  readonly name: string;
  /** What it does, and when to call it. The model reads it. */
  readonly description?: string | undefined;
  /** Schema of its arguments, an object; left out if it takes none. */
  readonly schema?: S;
  /**
   * Does it. What it returns goes to the model: a text as it is, anything else as JSON, files by `attachFiles`.
   *
   * @param args Checked against the schema, and transformed if it transforms.
   * @param context See {@linkcode ToolContext}.
   */
  readonly run: (args: ToolArguments<S>, context: ToolContext) => unknown;
}

/** A function that the model may call; made by {@linkcode tool}. */
export interface Tool<Args = never> {
  /** Its name. */
  readonly name: string;
  /** What it does. */
  readonly description: string | undefined;
  /** The schema that its arguments are checked against. */
  readonly schema: AnySchema | undefined;
  /** What Gemini is told of its arguments; absent if it takes none. */
  readonly parameters: GeminiSchema | undefined;
  /** What changed between the two. */
  readonly losses: SchemaLoss[];
  /** Does it. */
  readonly run: (args: Args, context: ToolContext) => unknown;
}

/**
 * Makes a tool of a function. The types of its arguments are the schema's.
 *
 * @example
 * ```ts
 * import { tool } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const weather = tool({
 *   name: "get_current_weather",
 *   description: "Get the current weather in a given location",
 *   schema: v.object({ location: v.string(), unit: v.optional(v.picklist(["celsius", "fahrenheit"])) }),
 *   run: ({ location, unit = "celsius" }) => ({ location, unit, temperature: 4 }),
 * });
 * if (weather.parameters?.required?.[0] !== "location") throw new Error("not compiled");
 * ```
 *
 * @param options See {@linkcode ToolOptions}.
 * @returns The tool, for `tools` of `runTools` and `parse`.
 * @throws {VertexError} `invalid_request`, if the name, a parameter's name or the schema is nothing for Gemini.
 */
export function tool<S extends AnySchema | undefined = undefined>(
  options: ToolOptions<S>,
): Tool<ToolArguments<S>> {
  const { name, description, schema, run } = options;
  const compiled = schema === undefined ? undefined : toGeminiSchema(schema, options);
  const declared = compiled?.schema;
  checkDeclarations([{ name, parameters: declared }]);
  // Gemini refuses an object that has no properties and may have none.
  const empty = !declared?.properties && !declared?.additionalProperties;
  const parameters = empty ? undefined : declared;
  return { name, description, schema, parameters, losses: compiled?.losses ?? [], run };
}
