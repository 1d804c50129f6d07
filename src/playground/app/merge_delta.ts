import { type AssistantMessage, isRecord } from "./wire.ts";

/** Texts that grow from chunk to chunk; every other value is said once, or anew. */
const GROWING = new Set([
  ...["content", "reasoning_content", "refusal"],
  ...["arguments", "data", "transcript"],
]);

/**
 * Adds what a chunk brings to the answer so far.
 *
 * Fields that are not known here are merged as well, because signatures stand in such.
 */
export function mergeDelta(message: AssistantMessage, delta: unknown): void {
  if (!isRecord(delta)) return;
  // A message is a record; its type only names the fields that this page shows.
  const target = message as unknown as Record<string, unknown>;
  merge(target, delta);
  const google = isRecord(target.extra_content) ? target.extra_content.google : undefined;
  // It marks one piece; sent back with it, the whole answer would count as a thought.
  if (isRecord(google)) delete google.thought;
}

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(source)) {
    // To assign it would replace the prototype.
    if (field === "__proto__" || value === undefined) continue;
    const before = Object.hasOwn(target, field) ? target[field] : undefined;
    if (field === "tool_calls" && Array.isArray(value)) {
      target[field] = mergeCalls(Array.isArray(before) ? before : [], value);
    } else if (isRecord(before) && isRecord(value)) merge(before, value);
    else if (Array.isArray(before) && Array.isArray(value)) target[field] = [...before, ...value];
    else if (GROWING.has(field) && typeof before === "string" && typeof value === "string") {
      target[field] = before + value;
    } else if (value !== null || before === undefined) target[field] = structuredClone(value);
  }
}

function mergeCalls(calls: unknown[], fragments: readonly unknown[]): unknown[] {
  for (const fragment of fragments) {
    if (!isRecord(fragment)) continue;
    const { index, ...rest } = fragment;
    // The gateway numbers them in order; anything else would tear a hole into the list.
    const at = typeof index === "number" && index >= 0 && index < calls.length
      ? index
      : calls.length;
    const call = calls[at] ?? {};
    calls[at] = call;
    if (isRecord(call)) merge(call, rest);
  }
  return calls;
}
