import { isRecord } from "../errors.ts";
import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionChunkDelta,
} from "./chat_completion.ts";
import { completeMessage, imageTypeOf, withoutThoughtFlag } from "./complete_message.ts";

/** Adds chunks up; made by {@linkcode createAccumulator}. */
export interface Accumulator {
  /** Takes the next chunk, a repaired one. */
  add(chunk: ChatCompletionChunk): void;
  /** What the chunks so far amount to. */
  completion(): ChatCompletion;
}

interface OpenChoice {
  fields: Record<string, unknown>;
  message: Record<string, unknown>;
  calls: Record<string, unknown>[];
}

/**
 * Makes an accumulator: from the chunks of a stream to the completion that a plain answer would have been.
 *
 * Fields it does not know are kept as they came last.
 *
 * @returns The accumulator, empty.
 */
export function createAccumulator(): Accumulator {
  const choices = new Map<number, OpenChoice>();
  let fields: Record<string, unknown> = {};

  function add(chunk: ChatCompletionChunk): void {
    const { choices: parts, ...rest } = chunk;
    fields = Object.assign(fields, rest);
    for (const part of parts) addChoice(part);
  }

  function addChoice(part: ChatCompletionChunkChoice): void {
    const { delta, finish_reason: reason, index, ...rest } = part;
    let choice = choices.get(index);
    if (!choice) choices.set(index, choice = { fields: { index }, message: {}, calls: [] });
    Object.assign(choice.fields, rest);
    if (reason !== null) choice.fields.finish_reason = reason;
    addDelta(choice, delta);
  }

  function completion(): ChatCompletion {
    const finished = Array.from(choices.values(), ({ fields, message, calls }) => {
      const { index, logprobs, ...rest } = fields;
      return {
        index,
        logprobs: logprobs ?? null,
        finish_reason: "stop",
        ...rest,
        message: finishMessage(message, calls),
      };
    });
    return {
      ...fields,
      object: "chat.completion",
      choices: finished.sort((a, b) => Number(a.index) - Number(b.index)) as ChatCompletionChoice[],
    } as ChatCompletion;
  }

  return { add, completion };
}

function addDelta(choice: OpenChoice, delta: ChatCompletionChunkDelta): void {
  const { message } = choice;
  for (const [field, value] of Object.entries(delta)) {
    if (field === "tool_calls") {
      for (const fragment of delta.tool_calls ?? []) {
        merge(choice.calls[fragment.index] ??= {}, fragment);
      }
    } else if (field === "content" || field === "reasoning_content" || field === "refusal") {
      const before = message[field];
      if (typeof value !== "string") message[field] ??= value;
      else message[field] = typeof before === "string" ? before + value : value;
    } else if (imageTypeOf(value) !== undefined) message[field] = structuredClone(value);
    // Each image is whole; only sound comes in pieces.
    else merge(message, { [field]: value });
  }
}

/** Texts that grow; every other text is said anew, or once. */
const GROWING = new Set(["arguments", "data", "transcript"]);

function merge(target: Record<string, unknown>, source: object): void {
  for (const [field, value] of Object.entries(source)) {
    // Never what an object inherits, whatever a field is called.
    const before = Object.hasOwn(target, field) ? target[field] : undefined;
    if (isRecord(before) && isRecord(value)) merge(before, value);
    else if (GROWING.has(field) && typeof before === "string" && typeof value === "string") {
      target[field] = before + value;
    } else if (Array.isArray(before) && Array.isArray(value)) {
      for (const item of value) before.push(item);
    } // A copy, since what is merged into later must not be the chunk that the caller holds.
    else target[field] = typeof value === "object" ? structuredClone(value) : value;
  }
}

function finishMessage(
  message: Record<string, unknown>,
  calls: Record<string, unknown>[],
): ChatCompletionChoice["message"] {
  const result = structuredClone(message);
  if (calls.length > 0) result.tool_calls = structuredClone(calls);
  // The mark of a thought belongs to its own delta; a message that answers is none.
  if (result.content) {
    const extra = withoutThoughtFlag(result.extra_content);
    if (extra === undefined) delete result.extra_content;
    else result.extra_content = extra;
  }
  return completeMessage(result);
}
