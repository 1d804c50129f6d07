import type { Compiler, Node, Place } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { isSame, listOf, textsOf } from "./normalize_node.ts";
import { UNSAID } from "./to_json_schema.ts";

/**
 * Adds to a description what no keyword can say.
 *
 * @param schema The schema; it is not written to.
 * @param said Half sentences, such as `greater than 0`.
 * @param before What the description says without them.
 * @returns The schema with `… (greater than 0)` in its description.
 */
export function describe(
  schema: GeminiSchema,
  said: readonly string[],
  before?: unknown,
): GeminiSchema {
  if (said.length === 0) return schema;
  const text = said.join(", ");
  const description = typeof before === "string" && before !== ""
    ? `${before} (${text})`
    : text.charAt(0).toUpperCase() + text.slice(1);
  return { ...schema, description };
}

/**
 * Puts on a schema what the node it came from tells people. Beside `anyOf` Vertex AI takes no other field, so there
 * the alternatives carry it.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling | Google: Function calling}
 */
export function annotate(
  compiler: Compiler,
  schema: GeminiSchema | undefined,
  node: Node,
  place: Place,
): GeminiSchema | undefined {
  if (!schema) return undefined;
  const { title, description, examples } = node;
  const example = node.example ?? listOf(examples)[0];
  if (examples !== undefined) {
    const message = "The first one, as example";
    compiler.note(
      listOf(examples).length > 1 ? "dropped" : "rewritten",
      place,
      "examples",
      message,
    );
  }
  const told: GeminiSchema = {
    ...(typeof title === "string" && { title }),
    ...(typeof description === "string" && { description }),
    ...(node.default !== undefined && { default: node.default }),
    ...(example !== undefined && { example }),
  };
  if (Object.keys(told).length === 0) return schema;
  if (!schema.anyOf) return mark(schema, told);
  for (const keyword of Object.keys(told)) {
    compiler.note("rewritten", place, keyword, "Said of each alternative of anyOf");
  }
  const { default: preset, ...each } = told;
  const said = preset === undefined ? [] : [`default: ${JSON.stringify(preset)}`];
  return {
    anyOf: schema.anyOf.map((branch) => mark(branch, describe(each, said, each.description))),
  };
}

function mark(schema: GeminiSchema, told: GeminiSchema): GeminiSchema {
  const { description: own = "" } = schema;
  const { description: outer = "" } = told;
  const description = own.startsWith(outer) ? own : [outer, own].filter(Boolean).join("\n");
  return { ...schema, ...told, ...(description && { description }) };
}

/** What this compiler knows, and either says, checks or passes on. */
const KNOWN = new Set([
  ...["type", "enum", "anyOf", "format", "title", "description", "default", "example", "examples"],
  ...["items", "prefixItems", "minItems", "maxItems", "uniqueItems"],
  ...["properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  ...["propertyNames", "propertyOrdering", "unevaluatedProperties"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minLength", "maxLength", "pattern", "contentEncoding", "$defs", "definitions"],
]);

/** Assertions of JSON Schema that neither a keyword nor a few words can say. */
const UNSPEAKABLE = new Set([
  ...["patternProperties", "not", "if", "then", "else", "contains", "minContains", "maxContains"],
  ...["dependentRequired", "dependentSchemas", "dependencies", "unevaluatedItems"],
  ...["$dynamicRef", "$recursiveRef"],
]);

/** Lists the keywords of a node that Gemini gets nothing of. */
export function noteForeign(compiler: Compiler, node: Node, place: Place): void {
  for (const keyword of Object.keys(node)) {
    if (KNOWN.has(keyword)) continue;
    if (keyword === UNSAID) {
      for (const action of textsOf(node[UNSAID])) {
        compiler.note("dropped", place, action, "Code; the answer is checked by it");
      }
    } else if (UNSPEAKABLE.has(keyword)) {
      compiler.note("lost", place, keyword, "Gemini has nothing like it");
    } else compiler.note("dropped", place, keyword, "It says nothing about values");
  }
}

/** Keeps one of each. */
export function distinct(schemas: readonly GeminiSchema[]): GeminiSchema[] {
  return schemas.filter((schema, index) =>
    schemas.findIndex((other) => isSame(other, schema)) === index
  );
}
