import type { FinishReason } from "./chat_completion.ts";

/** A reason to finish, in OpenAI's words and in the server's. */
export interface NormalizedFinishReason {
  /** One of OpenAI's five. */
  finish_reason: FinishReason;
  /** What the server said, where that differs. */
  native_finish_reason?: string;
}

/**
 * Brings a reason to finish to one of OpenAI's five.
 *
 * @param raw What the server said.
 * @param hasToolCalls Whether the turn made calls: then a mere `stop` means `tool_calls`.
 * @returns Both spellings; an unknown reason becomes `stop`.
 */
export function normalizeFinishReason(raw: string, hasToolCalls: boolean): NormalizedFinishReason {
  const known = knownReason(raw);
  const finishReason = known === "stop" && hasToolCalls ? "tool_calls" : known;
  if (finishReason === raw) return { finish_reason: finishReason };
  return { finish_reason: finishReason, native_finish_reason: raw };
}

function knownReason(raw: string): FinishReason {
  switch (raw) {
    case "stop":
    case "length":
    case "tool_calls":
    case "content_filter":
    case "function_call":
      return raw;
  }
  if (/filter|safety|prohibited|blocklist|spii|recitation|model_armor/i.test(raw)) {
    return "content_filter";
  }
  return /max_tokens/i.test(raw) ? "length" : "stop";
}
