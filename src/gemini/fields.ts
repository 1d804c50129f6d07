import { isRecord } from "../errors.ts";

/** An object whose fields nobody has looked at yet. */
export type Fields = Record<string, unknown>;

/** The value if it is an object, else an empty one. */
export function record(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** The value if it is an array, else an empty one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a text. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
