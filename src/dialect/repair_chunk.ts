import { isRecord, VertexError } from "../errors.ts";
import { type AnswerFrame, answerFrame, answerModel, type FrameOptions } from "./answer_frame.ts";
import type { ChatCompletionChunk } from "./chat_completion.ts";
import { createEdits } from "./edits.ts";
import { normalizeUsage } from "./normalize_usage.ts";
import { type ChoiceRepair, createChoiceRepair } from "./repair_choice.ts";
import type { ThoughtTags } from "./split_thoughts.ts";

/** How an answer is read. */
export interface RepairOptions extends FrameOptions {
  /** How thoughts stand in the text. */
  readonly thoughts: ThoughtTags;
}

/** Repairs the chunks of one stream; made by {@linkcode createChunkRepair}. */
export interface ChunkRepair {
  /**
   * Makes a well-formed OpenAI chunk of whatever the server sent. The value is taken over and changed in place.
   *
   * @throws {VertexError} `invalid_response` if it is no object.
   */
  chunk(raw: unknown): ChatCompletionChunk;
  /** Whether the last chunk says anything else now than it did; a `finish_reason: null` put in says nothing. */
  readonly changed: boolean;
  /** Whether every choice that began has ended with a reason, so that the answer is complete. */
  readonly complete: boolean;
  /** Whether no choice has begun. */
  readonly empty: boolean;
}

/**
 * Makes the repair of one stream, with a state for each choice of its own.
 *
 * @param options See {@linkcode RepairOptions}.
 * @returns The repair.
 */
export function createChunkRepair(options: RepairOptions): ChunkRepair {
  const repairs = new Map<number, ChoiceRepair>();
  const edits = createEdits();
  let frame: AnswerFrame | undefined;

  function chunk(raw: unknown): ChatCompletionChunk {
    if (!isRecord(raw)) {
      throw new VertexError(
        "invalid_response",
        "Cannot read the stream: a chunk is no JSON object",
      );
    }
    edits.changed = false;
    frame ??= answerFrame(raw);
    const { id, created } = frame;
    const model = answerModel(raw, options);
    // What is right in nearly every chunk is compared here: in `set`, where all fields of all objects meet, engines are slow.
    if (raw.id !== id) edits.set(raw, "id", id);
    if (raw.object !== "chat.completion.chunk") edits.set(raw, "object", "chat.completion.chunk");
    if (raw.created !== created) edits.set(raw, "created", created);
    if (raw.model !== model) edits.set(raw, "model", model);
    if (raw.system_fingerprint === null) edits.drop(raw, "system_fingerprint");
    if (raw.usage !== undefined) repairUsage(raw);
    repairChoices(raw);
    // Each field that the type demands was set above.
    return raw as object as ChatCompletionChunk;
  }

  function repairUsage(chunk: Record<string, unknown>): void {
    const usage = normalizeUsage(chunk.usage, edits);
    if (usage) edits.set(chunk, "usage", usage);
    else edits.drop(chunk, "usage");
  }

  function repairChoices(chunk: Record<string, unknown>): void {
    const { choices } = chunk;
    if (!Array.isArray(choices) || !choices.every(isRecord)) {
      edits.set(chunk, "choices", Array.isArray(choices) ? choices.filter(isRecord) : []);
      return repairChoices(chunk);
    }
    for (let position = 0; position < choices.length; position++) {
      // Every one is a record, as was just seen.
      repairChoice(choices[position] as Record<string, unknown>, position);
    }
  }

  function repairChoice(choice: Record<string, unknown>, position: number): void {
    if (typeof choice.index !== "number") edits.set(choice, "index", position);
    if (!isRecord(choice.delta)) edits.set(choice, "delta", {});
    // Both were made what they are called just now, if they were not.
    const { index, delta } = choice as { index: number; delta: Record<string, unknown> };
    let repair = repairs.get(index);
    if (!repair) repairs.set(index, repair = createChoiceRepair(options.thoughts, edits));
    repair.delta(delta);
    const reason = choice.finish_reason ?? choice.finishReason;
    if (choice.finishReason !== undefined) edits.drop(choice, "finishReason");
    if (typeof reason === "string" && reason !== "") {
      const { finish_reason: standard, native_finish_reason: native } = repair.finish(
        delta,
        reason,
      );
      edits.set(choice, "finish_reason", standard);
      if (native !== undefined) edits.set(choice, "native_finish_reason", native);
      return;
    }
    if (choice.finish_reason !== undefined && choice.finish_reason !== null) edits.changed = true;
    // Vertex leaves it out until there is one, and OpenAI's types require it; for both, that says the same.
    choice.finish_reason = null;
  }

  return {
    chunk,
    get changed(): boolean {
      return edits.changed;
    },
    get empty(): boolean {
      return repairs.size === 0;
    },
    get complete(): boolean {
      return repairs.size > 0 && [...repairs.values()].every(({ finished }) => finished);
    },
  };
}
