import * as v from "valibot";
import { VertexError } from "../errors.ts";
import { answerFrame, answerModel } from "./answer_frame.ts";
import type { ChatCompletion, ChatCompletionChoice } from "./chat_completion.ts";
import { completeMessage, withoutThoughtFlag } from "./complete_message.ts";
import { createEdits } from "./edits.ts";
import { normalizeUsage } from "./normalize_usage.ts";
import type { RepairOptions } from "./repair_chunk.ts";
import { createChoiceRepair } from "./repair_choice.ts";

/** What an answer must be, at the least; Vertex leaves out much of the rest. */
const CompletionSchema = v.looseObject({
  choices: v.nullish(v.array(v.looseObject({
    index: v.nullish(v.number()),
    finish_reason: v.nullish(v.string()),
    message: v.nullish(v.looseObject({
      content: v.nullish(v.union([v.string(), v.array(v.unknown())])),
      tool_calls: v.nullish(v.array(v.looseObject({}))),
      audio: v.nullish(v.looseObject({})),
    })),
  }))),
});

/**
 * Makes a well-formed OpenAI completion of a plain answer.
 *
 * @param raw The parsed body.
 * @param options See {@linkcode RepairOptions}.
 * @returns The completion.
 * @throws {VertexError} `invalid_response` if it is no completion at all, `empty_response` if it holds no choice.
 */
export function repairCompletion(raw: unknown, options: RepairOptions): ChatCompletion {
  const parsed = v.safeParse(CompletionSchema, Array.isArray(raw) ? undefined : raw);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = v.getDotPath(issue);
    throw new VertexError(
      "invalid_response",
      `Cannot read the answer: ${issue.message}${place ? ` at ${place}` : ""}`,
    );
  }
  const { choices, usage: rawUsage, ...rest } = parsed.output;
  if (!choices?.length) {
    throw new VertexError("empty_response", "Cannot read the answer: it holds no choice", {
      retryable: true,
    });
  }
  const usage = normalizeUsage(rawUsage);
  if (rest.system_fingerprint === null) delete rest.system_fingerprint;
  return {
    ...rest,
    ...answerFrame(rest),
    model: answerModel(rest, options),
    object: "chat.completion",
    choices: choices.map((choice, position) => repairChoice(choice, position, options)),
    ...(usage && { usage }),
  };
}

type RawChoice = NonNullable<v.InferOutput<typeof CompletionSchema>["choices"]>[number];

function repairChoice(
  choice: RawChoice,
  position: number,
  options: RepairOptions,
): ChatCompletionChoice {
  const { message, finish_reason: reason, finishReason: camel, ...rest } = choice;
  const repair = createChoiceRepair(options.thoughts, createEdits(), true);
  const repaired: Record<string, unknown> = { ...message };
  repaired.extra_content = withoutThoughtFlag(repaired.extra_content);
  repair.delta(repaired);
  const ended = repair.finish(repaired, reason ?? (typeof camel === "string" ? camel : "stop"));
  // A message that only thinks keeps the mark it came with.
  if (!repaired.content) repaired.extra_content = message?.extra_content;
  if (repaired.extra_content === undefined) delete repaired.extra_content;
  return {
    logprobs: null,
    ...rest,
    index: choice.index ?? position,
    message: completeMessage(repaired),
    ...ended,
  };
}
