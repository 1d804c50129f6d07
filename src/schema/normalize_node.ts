import { isRecord } from "../errors.ts";
import type { Node } from "./compiler.ts";

/**
 * Says one node in the fewest keywords: `const` as `enum`, `oneOf` as `anyOf`, OpenAPI's `nullable` and boolean bounds
 * and draft 7's tuples as JSON Schema says them now. The meaning stays.
 *
 * @param schema One node; it is not written to.
 * @returns The node, without `const`, `oneOf`, `nullable` and `additionalItems`.
 */
export function normalizeNode(schema: Node): Node {
  const { const: only, oneOf, nullable, additionalItems, ...rest } = schema;
  const node: Record<string, unknown> = rest;
  if ("const" in schema) {
    node.enum = Array.isArray(node.enum) ? node.enum.filter((one) => isSame(one, only)) : [only];
  }
  if (oneOf !== undefined) {
    if (node.anyOf === undefined) node.anyOf = oneOf;
    else node.allOf = [...listOf(node.allOf), { anyOf: oneOf }];
  }
  if (Array.isArray(node.items)) {
    node.prefixItems = node.items;
    node.items = additionalItems ?? true;
  }
  exclude(node, "minimum", "exclusiveMinimum");
  exclude(node, "maximum", "exclusiveMaximum");
  if (nullable === true) admitNull(node);
  return node;
}

/** OpenAPI 3.0 marks the bound itself as exclusive. */
function exclude(node: Record<string, unknown>, bound: string, exclusive: string): void {
  if (typeof node[exclusive] !== "boolean") return;
  if (node[exclusive] === true) {
    node[exclusive] = node[bound];
    delete node[bound];
  } else delete node[exclusive];
}

function admitNull(node: Record<string, unknown>): void {
  if (Array.isArray(node.enum) && !node.enum.includes(null)) node.enum = [...node.enum, null];
  if (Array.isArray(node.anyOf)) node.anyOf = [...node.anyOf, { type: "null" }];
  if (node.type !== undefined) node.type = [...listOf(node.type), "null"];
}

/** The types that a node names, in its own spelling; `undefined` if it names none. */
export function typesOf(node: Node): string[] | undefined {
  if (node.type === undefined) return undefined;
  return listOf(node.type).filter((type) => typeof type === "string");
}

/** A list as it is, nothing as an empty one, anything else as a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The texts in a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

/** Whether two JSON values are the same; the order of keys does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

/** The JSON Schema type of a JSON value. */
export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
