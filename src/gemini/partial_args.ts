import { isRecord, VertexError } from "../errors.ts";
import type { JsonObject, PartialArg } from "./content.ts";

/**
 * Puts a piece into the arguments of a call: text is appended to what stands at its path, other values take the place.
 *
 * @param args Written to.
 * @param piece See {@linkcode PartialArg}.
 * @throws {VertexError} `invalid_response` if its path leads nowhere.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9535#section-2.7 | RFC 9535, section 2.7}
 */
export function addPartialArg(args: JsonObject, piece: PartialArg): void {
  const keys = keysOf(piece.jsonPath);
  const last = keys.pop();
  if (last === undefined) throw misplaced(piece);
  let target: unknown = args;
  for (const [position, key] of keys.entries()) {
    const inner = typeof (keys[position + 1] ?? last) === "number" ? [] : {};
    target = at(target, key, piece) ?? put(target, key, inner);
  }
  const before = at(target, last, piece);
  const value = valueOf(piece, before);
  if (value !== undefined) put(target, last, value);
}

function valueOf(piece: PartialArg, before: unknown): unknown {
  const { stringValue, numberValue, boolValue } = piece;
  if (stringValue !== undefined) {
    return typeof before === "string" ? before + stringValue : stringValue;
  }
  if ("nullValue" in piece) return null;
  return numberValue ?? boolValue;
}

/** What stands at a key; a place that cannot be is an error. */
function at(target: unknown, key: string | number, piece: PartialArg): unknown {
  if (Array.isArray(target) && typeof key === "number" && key <= target.length) return target[key];
  if (isRecord(target) && typeof key === "string") {
    return Object.hasOwn(target, key) ? target[key] : undefined;
  }
  throw misplaced(piece);
}

/** Defined and not assigned, so that no name can reach a prototype. */
function put<T>(target: unknown, key: string | number, value: T): T {
  const field = { value, writable: true, enumerable: true, configurable: true };
  return Object.defineProperty(Object(target), key, field) && value;
}

const STEP = /\.([^.[\]'"]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

function keysOf(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  STEP.lastIndex = 1;
  while (path.startsWith("$") && STEP.lastIndex < path.length) {
    const step = STEP.exec(path);
    if (!step) return [];
    const [, name, index, single, double] = step;
    keys.push(index !== undefined ? Number(index) : name ?? unescaped(single ?? double ?? ""));
  }
  return keys;
}

function unescaped(name: string): string {
  return name.replace(/\\(.)/g, "$1");
}

function misplaced({ jsonPath }: PartialArg): VertexError {
  const path = JSON.stringify(String(jsonPath).slice(0, 100));
  return new VertexError(
    "invalid_response",
    `Cannot read the answer: a piece of a call's arguments has the path ${path}, which leads nowhere`,
  );
}
