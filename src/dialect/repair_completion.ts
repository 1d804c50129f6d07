import * as v from "valibot";
import { VertexError } from "../errors.ts";
import type { ChatCompletion } from "./chat_completion.ts";
import { completionOf } from "./complete_message.ts";
import { issueOf } from "./issue_of.ts";
import { createChunkRepair, type RepairOptions } from "./repair_chunk.ts";

/** What an answer must be, at the least; Vertex leaves out much of the rest. */
const CompletionSchema = v.looseObject({
  choices: v.nullish(v.array(v.looseObject({
    index: v.nullish(v.number()),
    finish_reason: v.nullish(v.string()),
    finishReason: v.nullish(v.string()),
    message: v.nullish(v.looseObject({
      tool_calls: v.nullish(v.array(v.looseObject({}))),
      audio: v.nullish(v.looseObject({})),
    })),
  }))),
});

/**
 * Makes a well-formed OpenAI completion of a plain answer: it is one chunk that holds everything, so the same code
 * repairs both.
 *
 * @param raw The parsed body.
 * @param options See {@linkcode RepairOptions}.
 * @returns The completion.
 * @throws {VertexError} `invalid_response` if it is no completion at all, `empty_response` if it holds no choice.
 */
export function repairCompletion(raw: unknown, options: RepairOptions): ChatCompletion {
  const parsed = v.safeParse(CompletionSchema, Array.isArray(raw) ? undefined : raw);
  if (!parsed.success) {
    const { path, message } = issueOf(parsed.issues[0]);
    throw new VertexError(
      "invalid_response",
      `Cannot read the answer: ${message}${path && ` at ${path}`}`,
    );
  }
  const { choices, ...rest } = parsed.output;
  if (!choices?.length) {
    throw new VertexError("empty_response", "Cannot read the answer: it holds no choice", {
      retryable: true,
    });
  }
  const deltas = choices.map(({ message: delta, ...choice }) => ({
    ...choice,
    delta,
    finish_reason: choice.finish_reason || choice.finishReason || "stop",
  }));
  return completionOf(createChunkRepair(options, true).chunk({ ...rest, choices: deltas }));
}
