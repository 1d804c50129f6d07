import { isRecord } from "../errors.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
} from "./chat_completion.ts";
import { completionOf, imageTypeOf } from "./complete_message.ts";

/** Adds chunks up; made by {@linkcode createAccumulator}. */
export interface Accumulator {
  /** Takes the next chunk, a repaired one. */
  add(chunk: ChatCompletionChunk): void;
  /** What the chunks amount to; to be asked once, when there are no more. */
  completion(): ChatCompletion;
}

/** Texts that grow; every other text is said anew, or once. */
const GROWING: readonly string[] = [
  "content",
  "arguments",
  "reasoning_content",
  "refusal",
  "data",
  "transcript",
];

type Fields = Record<string, unknown>;

/** A choice of the chunk that all chunks add up to. */
interface OpenChoice extends Fields {
  index: number;
  delta: Fields;
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
  const fields: Fields = {};

  function add(chunk: ChatCompletionChunk): void {
    // The choices are written over in the end; to leave them out here would cost a look at every field.
    for (const field in chunk) fields[field] = valueOf(chunk, field);
    chunk.choices.forEach(addChoice);
  }

  function addChoice(part: ChatCompletionChunkChoice): void {
    const { index, delta, logprobs } = part;
    let choice = choices.get(index);
    if (!choice) choices.set(index, choice = { index, delta: {} });
    for (const field in part) {
      // Null says nothing new; what grows is added below.
      if (field === "delta" || field === "logprobs") continue;
      choice[field] = valueOf(part, field) ?? choice[field] ?? null;
    }
    // Like the text, these come in pieces.
    if (logprobs) mergeField(choice, "logprobs", logprobs);
    for (const field in delta) addField(choice.delta, field, valueOf(delta, field));
  }

  function completion(): ChatCompletion {
    const all = [...choices.values()].sort((a, b) => a.index - b.index);
    // What repaired chunks add up to has the fields of one.
    return completionOf({ ...fields, choices: all } as object as ChatCompletionChunk);
  }

  return { add, completion };
}

/** The types name what is known; what else a server sends is kept all the same. */
function valueOf(source: object, field: string): unknown {
  return (source as Readonly<Fields>)[field];
}

function addField(message: Fields, field: string, value: unknown): void {
  if (field !== "tool_calls" || !Array.isArray(value)) return mergeField(message, field, value);
  // Calls are numbered from 0, in order of appearance.
  const calls = (message.tool_calls ??= []) as Fields[];
  for (const fragment of value) merge(calls[fragment.index] ??= {}, fragment);
}

function merge(target: Fields, source: object): void {
  for (const field in source) mergeField(target, field, valueOf(source, field));
}

function mergeField(target: Fields, field: string, value: unknown): void {
  if (typeof value === "string") {
    const before = GROWING.includes(field) ? target[field] : undefined;
    target[field] = typeof before === "string" ? before + value : value;
    return;
  }
  // Never what an object inherits, whatever a field is called.
  const before = Object.hasOwn(target, field) ? target[field] : undefined;
  if (value === null) target[field] = before ?? null;
  // Each of these says all that came before, and an image is whole; only sound comes in pieces.
  else if (field === "extra_content" || imageTypeOf(value) !== undefined) target[field] = value;
  else if (isRecord(before) && isRecord(value)) merge(before, value);
  else if (Array.isArray(before) && Array.isArray(value)) {
    for (const item of value) before.push(item);
  } // A copy, since what is merged into later must not be the chunk that the caller holds.
  else target[field] = typeof value === "object" ? structuredClone(value) : value;
}
