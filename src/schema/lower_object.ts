import { isRecord } from "../errors.ts";
import { describe } from "./annotate.ts";
import { below, type Compiler, type Node, type Place } from "./compiler.ts";
import { expandNode } from "./expand_node.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { pick, sayer } from "./lower_scalar.ts";
import { textsOf } from "./normalize_node.ts";

/** Says an object. */
export function lowerObject(
  compiler: Compiler,
  given: Node,
  type: string,
  place: Place,
): GeminiSchema | undefined {
  const said: string[] = [];
  const node = withNames(compiler, given, place, said);
  const required = [...new Set(textsOf(node.required))];
  const schema: GeminiSchema = { type };
  const properties = isRecord(node.properties) ? node.properties : {};
  const compiled: Record<string, GeminiSchema> = {};
  for (const [name, part] of Object.entries(properties)) {
    const property = compiler.compile(part, below(place, "properties", name));
    if (property) setOwn(compiled, name, property);
    else if (required.includes(name)) return undefined;
  }
  for (const name of required) {
    if (Object.hasOwn(compiled, name)) continue;
    // Gemini refuses to require what has no schema.
    compiler.note(
      "rewritten",
      place,
      "required",
      `${name} is given the schema of further properties`,
    );
    const further = node.additionalProperties ?? true;
    const property = compiler.compile(further, below(place, "additionalProperties"));
    if (!property) return undefined;
    setOwn(compiled, name, property);
  }
  if (Object.keys(compiled).length > 0) schema.properties = compiled;
  if (required.length > 0) schema.required = required;
  const ordering = textsOf(node.propertyOrdering).filter((name) => Object.hasOwn(compiled, name));
  if (ordering.length > 0) schema.propertyOrdering = ordering;
  const further = furtherProperties(compiler, node, place);
  if (further !== undefined) schema.additionalProperties = further;
  Object.assign(schema, pick(node, ["minProperties", "maxProperties"]));
  return describe(schema, said, node.description);
}

/** A property may be called `__proto__`. */
function setOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function furtherProperties(
  compiler: Compiler,
  node: Node,
  place: Place,
): GeminiSchema["additionalProperties"] {
  const { additionalProperties: further, unevaluatedProperties: unevaluated } = node;
  if (further === undefined && unevaluated !== undefined) {
    compiler.note("rewritten", place, "unevaluatedProperties", "As additionalProperties");
  }
  const schema = further ?? unevaluated;
  if (schema === undefined || typeof schema === "boolean") return schema;
  const compiled = compiler.compile(schema, below(place, "additionalProperties"));
  if (!compiled) return false;
  return Object.keys(compiled).length === 0 ? true : compiled;
}

/** A record whose keys are listed is an object with those properties; other rules for names are described. */
function withNames(compiler: Compiler, node: Node, place: Place, said: string[]): Node {
  if (node.propertyNames === undefined) return node;
  const at = below(place, "propertyNames");
  const names = expandNode(compiler, node.propertyNames, at)?.node ?? { enum: [] };
  const { enum: listed, type: _, ...rules } = names;
  const say = sayer(compiler, place, said);
  if (Array.isArray(listed) && node.properties === undefined) {
    compiler.note("rewritten", place, "propertyNames", "As the properties that it lists");
    const value = node.additionalProperties ?? true;
    const properties = Object.fromEntries(textsOf(listed).map((name) => [name, value]));
    return { ...node, properties, additionalProperties: false };
  }
  if (typeof rules.pattern === "string") say("propertyNames", `names match ${rules.pattern}`);
  else if (Object.keys(rules).length > 0 || listed !== undefined) {
    say("propertyNames", `names fit ${JSON.stringify(names)}`);
  }
  return node;
}
