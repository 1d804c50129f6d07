import type { RawAnswer } from "./raw_answer.ts";

/** Adds a chunk without the field `choices` and one with an empty list, after the first chunk. */
export function noChoices(chunks: readonly RawAnswer[]): RawAnswer[] {
  const [first, ...rest] = chunks;
  if (first === undefined) return [];
  const { choices: _choices, usage: _usage, ...bare } = first;
  return [first, bare, { ...bare, choices: [] }, ...rest];
}

/** Moves each finish reason into a chunk of its own, whose choice has no delta. */
export function noDelta(chunks: readonly RawAnswer[]): RawAnswer[] {
  return chunks.flatMap((chunk) => {
    const finished = chunk.choices?.some((choice) => choice.finish_reason !== undefined) ?? false;
    if (!finished) return [chunk];
    const { usage: _usage, ...before } = chunk;
    before.choices = chunk.choices?.map(({ finish_reason: _finish, ...choice }) => choice) ?? [];
    const choices = chunk.choices?.map(({ delta: _delta, ...choice }) => choice) ?? [];
    return [before, { ...chunk, choices }];
  });
}

/** Takes the role from every delta. */
export function noRole(chunks: readonly RawAnswer[]): RawAnswer[] {
  return chunks.map((chunk) => {
    if (chunk.choices === undefined) return chunk;
    const choices = chunk.choices.map((choice) => {
      if (choice.delta === undefined) return choice;
      const { role: _role, ...delta } = choice.delta;
      return { ...choice, delta };
    });
    return { ...chunk, choices };
  });
}

/** Puts a chunk whose delta says `content: null` before each chunk. */
export function nullContent(chunks: readonly RawAnswer[]): RawAnswer[] {
  return chunks.flatMap((chunk) => {
    const { usage: _usage, ...rest } = chunk;
    const choices = chunk.choices?.map(({ index }) => ({
      delta: { role: "assistant", content: null },
      index,
      logprobs: null,
    })) ?? [];
    return choices.length === 0 ? [chunk] : [{ ...rest, choices }, chunk];
  });
}

/** Ends the stream before any finish reason. */
export function dropFinish(chunks: readonly RawAnswer[]): RawAnswer[] {
  const first = chunks.findIndex((chunk) =>
    chunk.choices?.some((choice) => choice.finish_reason !== undefined)
  );
  return chunks.slice(0, Math.max(0, first));
}

/** Takes all choices out. */
export function emptyChoices(answer: RawAnswer): RawAnswer {
  return { ...answer, choices: [] };
}
