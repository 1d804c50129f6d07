import { isRecord } from "../errors.ts";

/** Resource names: `projects/my-project/locations/global`. */
const RESOURCE = /\bprojects(\/|%2F)(?:[\w.-]+:)?[^\s/%"'`?#,;:()[\]{}]+/gi;

/** IDs and numbers after the word: `project my-project`, `project_number:123456`, `?project=my-project`. */
const WORD =
  /\b(project(?:[ _-]?(?:id|number))?["']?(?:\s*[:=#]\s*|\s+)["'`[]?)((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{5,}|\d{4,})/gi;

/** Service accounts, which are named after projects. */
const ACCOUNT = /[\w.+-]{1,64}@[\w.-]{1,100}\.gserviceaccount\.com/g;

/** Members whose value is one by itself. */
const MEMBER = /project|^containerInfo$/i;

/**
 * Takes the names of projects and service accounts out of what Google said: they are no business of whoever holds a key.
 * An ordinary word after "project" may go with them.
 *
 * @param value A JSON value.
 * @returns A copy with `…` in their place.
 */
export function hideProjects<T>(value: T): T {
  // Texts become texts, and all else keeps its shape.
  return hidden(value) as T;
}

function hidden(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replace(RESOURCE, "projects$1…").replace(WORD, "$1…").replace(ACCOUNT, "…");
  }
  if (Array.isArray(value)) return value.map(hidden);
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const isName = MEMBER.test(name) && (typeof member === "string" || typeof member === "number");
    copy[name] = isName ? "…" : hidden(member);
  }
  return copy;
}
