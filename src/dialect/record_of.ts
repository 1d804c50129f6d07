import { isRecord } from "../errors.ts";

/**
 * What should be an object.
 *
 * @param value Anything.
 * @returns The value if it is an object, else an empty one.
 */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/**
 * The objects of a list.
 *
 * @param value What should be a list of objects.
 * @returns The very list if it holds nothing else, and an empty one if it is none.
 */
export function recordsOf(value: unknown): Record<string, unknown>[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.every(isRecord) ? items : items.filter(isRecord);
}
