import { isRecord } from "../errors.ts";
import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
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
  const fields: Record<string, unknown> = {};

  function add(chunk: ChatCompletionChunk): void {
    // The choices are written over in the end; to leave them out here would cost a look at every field.
    for (const field in chunk) fields[field] = valueOf(chunk, field);
    for (const part of chunk.choices) addChoice(part);
  }

  function addChoice(part: ChatCompletionChunkChoice): void {
    const { index, delta } = part;
    let choice = choices.get(index);
    if (!choice) choices.set(index, choice = { fields: { index }, message: {}, calls: [] });
    const { finish_reason: reason, logprobs } = choice.fields;
    for (const field in part) choice.fields[field] = valueOf(part, field);
    if (part.finish_reason === null) choice.fields.finish_reason = reason;
    // Like the text, these come in pieces.
    choice.fields.logprobs = logprobs;
    if (part.logprobs) mergeField(choice.fields, "logprobs", part.logprobs);
    for (const field in delta) addField(choice, field, valueOf(delta, field));
  }

  function completion(): ChatCompletion {
    const finished = Array.from(choices.values(), ({ fields, message, calls }) => {
      const { index, logprobs, delta: _, finish_reason: reason, ...rest } = fields;
      return {
        index,
        logprobs: logprobs ?? null,
        finish_reason: reason ?? "stop",
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

/** The types name what is known; what else a server sends is kept all the same. */
function valueOf(source: object, field: string): unknown {
  return (source as Readonly<Record<string, unknown>>)[field];
}

function addField({ message, calls }: OpenChoice, field: string, value: unknown): void {
  if (field === "content" || field === "reasoning_content" || field === "refusal") {
    const before = message[field];
    if (typeof value !== "string") message[field] ??= value;
    else message[field] = typeof before === "string" ? before + value : value;
  } else if (field === "tool_calls" && Array.isArray(value)) {
    for (const fragment of value) merge(calls[fragment.index] ??= {}, fragment);
  } else if (imageTypeOf(value) !== undefined) message[field] = structuredClone(value);
  // Each image is whole; only sound comes in pieces.
  else mergeField(message, field, value);
}

function merge(target: Record<string, unknown>, source: object): void {
  for (const field in source) mergeField(target, field, valueOf(source, field));
}

function mergeField(target: Record<string, unknown>, field: string, value: unknown): void {
  if (typeof value === "string") {
    const before = isGrowing(field) ? target[field] : undefined;
    target[field] = typeof before === "string" ? before + value : value;
    return;
  }
  // Never what an object inherits, whatever a field is called.
  const before = Object.hasOwn(target, field) ? target[field] : undefined;
  if (isRecord(before) && isRecord(value)) merge(before, value);
  else if (Array.isArray(before) && Array.isArray(value)) {
    for (const item of value) before.push(item);
  } // A copy, since what is merged into later must not be the chunk that the caller holds.
  else target[field] = typeof value === "object" ? structuredClone(value) : value;
}

/** Texts that grow; every other text is said anew, or once. */
function isGrowing(field: string): boolean {
  return field === "arguments" || field === "data" || field === "transcript";
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
