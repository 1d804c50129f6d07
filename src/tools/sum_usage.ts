import { isRecord } from "../errors.ts";
import type { ChatUsage } from "./chat_client.ts";

/**
 * Adds up what several calls used.
 *
 * @param a So far, if anything.
 * @param b What comes to it, if the server counted.
 * @returns All counts added, details too; of what is no number, the last.
 */
export function sumUsage(
  a: ChatUsage | undefined,
  b: ChatUsage | undefined,
): ChatUsage | undefined {
  // Counts are added to counts, so it has the fields of both.
  return a && b ? sum({ ...a }, { ...b }) as unknown as ChatUsage : a ?? b;
}

function sum(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const total = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = a[key];
    if (typeof before === "number" && typeof value === "number") total[key] = before + value;
    else if (isRecord(before) && isRecord(value)) total[key] = sum(before, value);
    else if (value !== null) total[key] = value;
  }
  return total;
}
