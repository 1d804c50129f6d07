import type { FinishReason } from "./chat_completion.ts";

/** A reason to finish, in OpenAI's words and in the server's. */
export interface NormalizedFinishReason {
  /** One of OpenAI's five. */
  finish_reason: FinishReason;
  /** What the server said, where that differs. */
  native_finish_reason?: string;
}

const FINISH_REASONS: readonly FinishReason[] = [
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "function_call",
];
const FILTERED = /filter|safety|prohibited|blocklist|spii|recitation|model_armor/i;

/**
 * Brings a reason to finish to one of OpenAI's five.
 *
 * @param raw What the server said.
 * @param hasToolCalls Whether the turn made calls: then a mere `stop` means `tool_calls`.
 * @returns Both spellings; an unknown reason becomes `stop`.
 */
export function normalizeFinishReason(raw: string, hasToolCalls: boolean): NormalizedFinishReason {
  const known = FINISH_REASONS.find((reason) => reason === raw) ??
    (FILTERED.test(raw) ? "content_filter" : /max_tokens/i.test(raw) ? "length" : "stop");
  const reason = known === "stop" && hasToolCalls ? "tool_calls" : known;
  return reason === raw
    ? { finish_reason: reason }
    : { finish_reason: reason, native_finish_reason: raw };
}
