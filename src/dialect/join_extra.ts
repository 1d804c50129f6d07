import { isRecord } from "../errors.ts";

/**
 * Joins what several deltas add to one message or call, namespace by namespace.
 *
 * OpenAI's own client replaces a field it does not know by its latest value, so each delta must say all that came
 * before, or a signature would be lost.
 *
 * @param before What came so far, `undefined` for nothing.
 * @param next The `extra_content` of the next delta.
 * @returns Both; the later value of a field counts, but of signatures the first that is not empty.
 */
export function joinExtra(
  before: Record<string, unknown> | undefined,
  next: Record<string, unknown>,
): Record<string, unknown> {
  if (!before) return next;
  const result = { ...before };
  for (const [space, value] of Object.entries(next)) {
    const known = result[space];
    if (!isRecord(known) || !isRecord(value)) {
      result[space] = value;
      continue;
    }
    const joined = { ...known, ...value };
    if (known.thought_signature) joined.thought_signature = known.thought_signature;
    result[space] = joined;
  }
  return result;
}
