import type { BaseIssue } from "valibot";
import type { VertexIssue } from "../errors.ts";

/**
 * Tells in this library's way what a schema found.
 *
 * @param issue Valibot's.
 * @returns Ours, with the path in one text.
 */
export function issueOf({ message, path: keys }: BaseIssue<unknown>): VertexIssue {
  let path = "";
  for (const { key } of keys ?? []) {
    path += typeof key === "number" ? `[${key}]` : `${path && "."}${String(key)}`;
  }
  return { path, message };
}
