import { isRecord, VertexError } from "../errors.ts";
import type { GeminiSchema } from "./gemini_schema.ts";

/**
 * What became of a keyword that Gemini does not have:
 *
 * - `rewritten`: said in other words, with the same meaning;
 * - `described`: no keyword can say it, so the description says it to the model, and the check of the answer holds it;
 * - `dropped`: it says nothing about values, or something that only a program can check;
 * - `lost`: the meaning changes. An error, unless allowed.
 */
export type SchemaLossKind = "rewritten" | "described" | "dropped" | "lost";

/** One change between the schema that was given and the one that Gemini gets. */
export interface SchemaLoss {
  /** Where, in the schema that was given: `properties.price`; empty for the schema as a whole. */
  path: string;
  /** The keyword. */
  keyword: string;
  /** How bad it is. */
  kind: SchemaLossKind;
  /** What became of it. */
  message: string;
}

/** One schema on its way. */
export type Node = Readonly<Record<string, unknown>>;

/** Where in the schema the compiler is. */
export interface Place {
  /** See {@linkcode SchemaLoss.path}. */
  readonly path: string;
  /** The schemas that references led into on the way here, as texts. */
  readonly entered: readonly string[];
}

/** One compilation. */
export interface Compiler {
  /** The whole schema, into which references point. */
  readonly root: Node;
  /** How often a reference may lead into the same schema on one way down. */
  readonly recursionDepth: number;
  /** Compiles a part. @returns Nothing, if no value at all fits. */
  compile(schema: unknown, place: Place): GeminiSchema | undefined;
  /** Remembers a change. */
  note(kind: SchemaLossKind, place: Place, keyword: string, message: string): void;
}

/** The place one step further down: a name, or a position in a list. */
export function below(place: Place, ...steps: readonly (string | number)[]): Place {
  return { ...place, path: joinPath(place.path, steps) };
}

/**
 * Writes a path as all errors of this library do: `anyOf[0].properties.name`.
 *
 * @param path What stands before.
 * @param steps Names and positions.
 * @returns The path.
 */
export function joinPath(path: string, steps: readonly PropertyKey[]): string {
  for (const step of steps) {
    path += typeof step === "number" ? `[${step}]` : `${path && "."}${String(step)}`;
  }
  return path;
}

/**
 * Finds what a reference means.
 *
 * @param root The whole schema.
 * @param reference Such as `#/$defs/Tree`, or `#` for the whole.
 * @returns What stands there.
 * @throws {VertexError} `invalid_request`, if nothing does, or if it is in another document.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6901 | RFC 6901, JSON Pointer}
 */
export function resolveReference(root: Node, reference: unknown): unknown {
  let found: unknown = root;
  const steps = typeof reference === "string" && /^#(\/|$)/.test(reference)
    ? reference.split("/").slice(1)
    : [undefined];
  for (const step of steps) {
    const name = step === undefined
      ? undefined
      : decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    const holder: unknown = found;
    found = name !== undefined && (isRecord(holder) || Array.isArray(holder)) &&
        Object.hasOwn(holder, name)
      ? Reflect.get(holder, name)
      : undefined;
    if (found === undefined) {
      throw new VertexError(
        "invalid_request",
        `Cannot read the schema: nothing in it is at ${JSON.stringify(reference)}`,
      );
    }
  }
  return found;
}

/** What identifies a schema: its text, without what belongs to the whole document. */
export function identityOf(schema: unknown): string {
  if (!isRecord(schema)) return JSON.stringify(schema);
  const { $schema: _schema, $defs: _defs, definitions: _definitions, ...own } = schema;
  return JSON.stringify(own);
}
