import { isRecord } from "../errors.ts";
import type { Node } from "./compiler.ts";
import { isSame, listOf, textsOf, typesOf } from "./normalize_node.ts";

/** Keywords that tell people something; what stands further out is said of this very place, so it goes first. */
export const ANNOTATIONS: readonly string[] = [
  "title",
  "description",
  "default",
  "example",
  "examples",
  "deprecated",
  "readOnly",
  "writeOnly",
  "$comment",
  "$id",
  "$schema",
  "$defs",
  "definitions",
];

const LOWER_BOUNDS = new Set([
  ...["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"],
]);
const UPPER_BOUNDS = new Set([
  ...["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"],
]);

/** What two nodes come to together. */
export interface Merged {
  /** The node whose values fit both; nothing, if there are none. */
  readonly node: Node | undefined;
  /** Keywords that both have and that cannot be joined; the first one's stayed. */
  readonly conflicts: readonly string[];
}

/**
 * Joins two nodes into one that admits what both admit: JSON Schema's `allOf`, which Gemini does not have.
 *
 * @param a The first, normalised and without references.
 * @param b The second, likewise.
 * @returns See {@linkcode Merged}.
 */
export function mergeNodes(a: Node, b: Node): Merged {
  const node: Record<string, unknown> = { ...a };
  const conflicts: string[] = [];
  for (const [keyword, theirs] of Object.entries(b)) {
    const ours = a[keyword];
    if (ours === undefined) node[keyword] = theirs;
    else if (isSame(ours, theirs) || ANNOTATIONS.includes(keyword)) continue;
    else if (LOWER_BOUNDS.has(keyword)) node[keyword] = Math.max(Number(ours), Number(theirs));
    else if (UPPER_BOUNDS.has(keyword)) node[keyword] = Math.min(Number(ours), Number(theirs));
    else if (keyword === "required") {
      node.required = [...new Set([...textsOf(ours), ...textsOf(theirs)])];
    } else if (keyword === "items" || keyword === "propertyNames") {
      node[keyword] = { allOf: [ours, theirs] };
    } else if (keyword === "uniqueItems") node.uniqueItems = true;
    else if (keyword === "anyOf") node.anyOf = crossed(listOf(ours), listOf(theirs));
    else if (keyword === "enum") {
      node.enum = listOf(ours).filter((one) => listOf(theirs).some((other) => isSame(one, other)));
    } else if (keyword === "type") node.type = commonTypes(typesOf(a) ?? [], typesOf(b) ?? []);
    else if (!OBJECT_KEYWORDS.has(keyword)) conflicts.push(keyword);
  }
  Object.assign(node, mergeProperties(a, b));
  const empty = (list: unknown) => Array.isArray(list) && list.length === 0;
  return { node: empty(node.enum) || empty(node.type) ? undefined : node, conflicts };
}

const OBJECT_KEYWORDS = new Set(["properties", "additionalProperties"]);

function crossed(ours: readonly unknown[], theirs: readonly unknown[]): unknown[] {
  return ours.flatMap((one) => theirs.map((other) => ({ allOf: [one, other] })));
}

/** Every integer is a number. */
function commonTypes(ours: readonly string[], theirs: readonly string[]): string[] {
  const includes = (types: readonly string[], type: string) =>
    types.some((one) => one.toLowerCase() === type.toLowerCase());
  const isInteger = (type: string) => type.toLowerCase() === "integer";
  return [
    ...ours.filter((type) =>
      includes(theirs, type) || (isInteger(type) && includes(theirs, "number"))
    ),
    ...theirs.filter((type) =>
      isInteger(type) && !includes(ours, type) && includes(ours, "number")
    ),
  ];
}

/** A property that only one of them names must be what the other allows of further properties. */
function mergeProperties(a: Node, b: Node): Node {
  const ours = isRecord(a.properties) ? a.properties : {};
  const theirs = isRecord(b.properties) ? b.properties : {};
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const properties: Record<string, unknown> = {};
  for (const name of names) {
    const both = [
      Object.hasOwn(ours, name) ? ours[name] : a.additionalProperties,
      Object.hasOwn(theirs, name) ? theirs[name] : b.additionalProperties,
    ].filter((schema) => schema !== undefined && schema !== true);
    properties[name] = both.length < 2 ? both[0] ?? true : { allOf: both };
  }
  const further = [a.additionalProperties, b.additionalProperties].filter((one) =>
    one !== undefined
  );
  return {
    ...(names.size > 0 && { properties }),
    ...(further.length > 0 &&
      { additionalProperties: further.length === 1 ? further[0] : { allOf: further } }),
  };
}
