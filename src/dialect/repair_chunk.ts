import { isRecord, VertexError } from "../errors.ts";
import type { ChatCompletionChunk, CompletionUsage } from "./chat_completion.ts";
import { createEdits } from "./edits.ts";
import { normalizeUsage } from "./normalize_usage.ts";
import { recordOf, recordsOf } from "./record_of.ts";
import { type ChoiceRepair, createChoiceRepair } from "./repair_choice.ts";
import type { ThoughtTags } from "./split_thoughts.ts";

/** How an answer is read. */
export interface RepairOptions {
  /** How thoughts stand in the text. */
  readonly thoughts: ThoughtTags;
  /** The model's name in the answer: the one asked for, where that was an alias. */
  readonly alias?: string | undefined;
  /** The model's name where the answer gives none. */
  readonly model: string;
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
 * @param whole Whether one chunk holds everything, as a plain answer does.
 * @returns The repair.
 */
export function createChunkRepair(options: RepairOptions, whole = false): ChunkRepair {
  const repairs = new Map<number, ChoiceRepair>();
  const finished = new Set<number>();
  const edits = createEdits();
  let frame: Pick<ChatCompletionChunk, "id" | "created"> | undefined;
  let named = options.alias ?? "";
  let usage: CompletionUsage | undefined;

  function chunk(raw: unknown): ChatCompletionChunk {
    if (!isRecord(raw)) {
      throw new VertexError("invalid_response", "Cannot read the answer: a chunk is no object");
    }
    edits.changed = false;
    // All chunks keep to the first one's.
    frame ??= {
      id: textOf(raw.id) || `chatcmpl-${crypto.randomUUID()}`,
      created: typeof raw.created === "number" ? raw.created : Math.floor(Date.now() / 1_000),
    };
    named ||= textOf(raw.model);
    const model = named || options.model;
    const { id, created } = frame;
    // What is right in nearly every chunk is compared here: in `set`, where all fields of all objects meet, engines are slow.
    if (raw.id !== id) edits.set(raw, "id", id);
    if (raw.object !== "chat.completion.chunk") edits.set(raw, "object", "chat.completion.chunk");
    if (raw.created !== created) edits.set(raw, "created", created);
    if (raw.model !== model) edits.set(raw, "model", model);
    if (raw.system_fingerprint === null) edits.drop(raw, "system_fingerprint");
    if (raw.usage !== undefined) {
      const counted = normalizeUsage(raw.usage, edits, usage);
      if (counted) edits.set(raw, "usage", usage = counted);
      else edits.drop(raw, "usage");
    }
    const choices = recordsOf(raw.choices);
    if (raw.choices !== choices) edits.set(raw, "choices", choices);
    choices.forEach(repairChoice);
    // Each field that the type demands was set above.
    return raw as object as ChatCompletionChunk;
  }

  function repairChoice(choice: Record<string, unknown>, position: number): void {
    if (typeof choice.index !== "number") edits.set(choice, "index", position);
    // It was made a number just now, if it was none.
    const index = choice.index as number;
    // An index said twice in one chunk that is all there is means two choices.
    let repair = whole ? undefined : repairs.get(index);
    // One event may hold the whole message. After deltas it would only say again what they said.
    const isWhole = whole || (!repair && !isRecord(choice.delta) && isRecord(choice.message));
    if (!isRecord(choice.delta)) {
      edits.set(choice, "delta", isWhole ? recordOf(choice.message) : {});
      edits.drop(choice, "message");
    }
    if (!repair) repairs.set(index, repair = createChoiceRepair(options.thoughts, edits, isWhole));
    const reason = textOf(choice.finish_reason ?? choice.finishReason);
    if (choice.finishReason !== undefined) edits.drop(choice, "finishReason");
    // As it was made above, if it was none.
    const finish = repair(choice.delta as Record<string, unknown>, reason);
    if (finish) {
      finished.add(index);
      edits.set(choice, "finish_reason", finish.finish_reason);
      const { native_finish_reason: native } = finish;
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
      return repairs.size > 0 && finished.size === repairs.size;
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
