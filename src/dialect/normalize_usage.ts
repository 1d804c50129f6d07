import { isRecord } from "../errors.ts";
import type { CompletionUsage } from "./chat_completion.ts";
import type { Edits } from "./edits.ts";
import { recordOf } from "./record_of.ts";

/**
 * Brings token counts to OpenAI's meaning, in which reasoning is part of the completion.
 *
 * Vertex counts it apart: prompt + completion + reasoning = total. Self-hosted servers count it in already, so it is
 * added only where that makes the sum come closer to the total without passing it.
 *
 * @param usage What the server sent. It is taken over and changed in place.
 * @param edits What it is changed with.
 * @param before What was counted so far in the same answer.
 * @returns The counts, or `undefined` if there are none. A count that is missing is worked out from the others; where all
 * are, those from before stand.
 */
export function normalizeUsage(
  usage: unknown,
  edits: Edits,
  before?: CompletionUsage,
): CompletionUsage | undefined {
  if (!isRecord(usage)) return undefined;
  const reasoning = count(recordOf(usage.completion_tokens_details).reasoning_tokens) ?? 0;
  const prompt = count(usage.prompt_tokens);
  const counted = count(usage.completion_tokens);
  const total = count(usage.total_tokens);
  dropNulls(usage, edits);
  if ((prompt ?? counted ?? total) === undefined) return before && { ...before, ...usage };
  let completion = counted ?? Math.max(0, (total ?? 0) - (prompt ?? 0));
  if (prompt !== undefined && counted !== undefined && total !== undefined) {
    const apart = total - prompt - counted;
    if (apart > 0 && reasoning <= apart) completion += reasoning;
  }
  edits.set(usage, "prompt_tokens", prompt ?? Math.max(0, (total ?? completion) - completion));
  edits.set(usage, "completion_tokens", completion);
  edits.set(usage, "total_tokens", total ?? (prompt ?? 0) + completion);
  // The three that the type demands were just set.
  return usage as object as CompletionUsage;
}

/** Open models write null where OpenAI's types know only absence. */
function dropNulls(value: Record<string, unknown>, edits: Edits): void {
  for (const [field, inner] of Object.entries(value)) {
    if (inner === null) edits.drop(value, field);
    else if (isRecord(inner)) dropNulls(inner, edits);
  }
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
