import { isRecord } from "../errors.ts";
import type { CompletionUsage } from "./chat_completion.ts";

/**
 * Brings token counts to OpenAI's meaning, in which reasoning is part of the completion.
 *
 * Vertex counts it apart: prompt + completion + reasoning = total. Self-hosted servers count it in already, so it is
 * added only where that makes the sum come closer to the total without passing it.
 *
 * @param usage What the server sent.
 * @returns The counts, or `undefined` if there are none. A count that is missing is worked out from the others.
 */
export function normalizeUsage(usage: unknown): CompletionUsage | undefined {
  if (!isRecord(usage)) return undefined;
  const details = isRecord(usage.completion_tokens_details)
    ? usage.completion_tokens_details
    : undefined;
  const reasoning = count(details?.reasoning_tokens) ?? 0;
  const prompt = count(usage.prompt_tokens);
  const counted = count(usage.completion_tokens);
  const total = count(usage.total_tokens);
  let completion = counted ?? Math.max(0, (total ?? 0) - (prompt ?? 0));
  if (prompt !== undefined && counted !== undefined && total !== undefined) {
    const apart = prompt + counted < total && prompt + counted + reasoning <= total;
    if (apart) completion = counted + reasoning;
  }
  return {
    ...withoutNulls(usage),
    prompt_tokens: prompt ?? Math.max(0, (total ?? completion) - completion),
    completion_tokens: completion,
    total_tokens: total ?? (prompt ?? 0) + completion,
  };
}

/** Open models write null where OpenAI's types know only absence. */
function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(value)) {
    if (inner !== null) result[field] = isRecord(inner) ? withoutNulls(inner) : inner;
  }
  return result;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
