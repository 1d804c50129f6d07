import { VertexError, type VertexIssue } from "../errors.ts";
import { type Compiler, identityOf, type Place, type SchemaLoss } from "./compiler.ts";
import { expandNode } from "./expand_node.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { lowerNode } from "./lower_node.ts";
import type { AnySchema } from "./standard_schema.ts";
import { toJsonSchema } from "./to_json_schema.ts";

/** Options of {@linkcode toGeminiSchema}. */
export interface GeminiSchemaOptions {
  /** Whether losses that change the meaning are allowed. Every one is in the list in any case. @default {false} */
  readonly allowLosses?: boolean | undefined;
  /** How many levels of a recursive schema Gemini gets, since it takes no recursion. @default {3} */
  readonly recursionDepth?: number | undefined;
}

/** A schema for Gemini, and how it came about. */
export interface CompiledSchema {
  /** What Gemini gets. */
  schema: GeminiSchema;
  /** Every change on the way, in the order of the schema. */
  losses: SchemaLoss[];
}

/** References multiply: two to each of the next twenty schemas are a million. */
const MAX_NODES = 5_000;

/**
 * Turns a schema into what Gemini accepts, and lists every change.
 *
 * What Gemini has no keyword for is said in the description, so that the model still knows; what would change the
 * meaning is an error unless allowed. Check answers against the schema you gave, not against the result.
 *
 * @example
 * ```ts
 * import { toGeminiSchema } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const Price = v.object({
 *   amount: v.pipe(v.number(), v.gtValue(0)),
 *   currency: v.nullable(v.literal("EUR")),
 * });
 * const { schema, losses } = toGeminiSchema(Price);
 * if (schema.properties?.amount?.description !== "Greater than 0") throw new Error("not told");
 * if (!losses.some(({ path, kind }) => path === "properties.amount" && kind === "described")) {
 *   throw new Error("not listed");
 * }
 * ```
 *
 * @param schema A Standard Schema (valibot, zod, arktype) or JSON Schema. Types may be in either case.
 * @param options See {@linkcode GeminiSchemaOptions}.
 * @returns See {@linkcode CompiledSchema}.
 * @throws {VertexError} `invalid_request`; `issues` names the path of every loss that changes the meaning.
 */
export function toGeminiSchema(
  schema: AnySchema,
  options: GeminiSchemaOptions = {},
): CompiledSchema {
  const { allowLosses = false, recursionDepth = 3 } = options;
  const root = toJsonSchema(schema);
  const losses: SchemaLoss[] = [];
  let nodes = 0;
  const compiler: Compiler = {
    root,
    recursionDepth,
    compile(part, place) {
      if (++nodes > MAX_NODES) throw refusal(`it has more than ${MAX_NODES} parts, written out`);
      const expanded = expandNode(compiler, part, place);
      return expanded && lowerNode(compiler, expanded.node, expanded.place);
    },
    note(kind, { path }, keyword, message) {
      losses.push({ path, keyword, kind, message });
    },
  };
  const start: Place = { path: "", entered: [identityOf(root)] };
  const compiled = compiler.compile(root, start);
  const lost = losses.filter(({ kind }) => kind === "lost");
  if (lost.length > 0 && !allowLosses) {
    const issues = lost.map(({ path, keyword, message }): VertexIssue => ({
      path,
      message: `${keyword}: ${message}`,
    }));
    const [first] = issues;
    const place = first?.path ? ` at ${first.path}` : "";
    throw refusal(
      `Gemini cannot say ${first?.message}${place} (change it, or set allowLosses)`,
      issues,
    );
  }
  if (compiled) return { schema: compiled, losses };
  throw refusal("no value fits it");
}

function refusal(state: string, issues?: VertexIssue[]): VertexError {
  return new VertexError("invalid_request", `Cannot compile the schema: ${state}`, { issues });
}
