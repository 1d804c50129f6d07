import { isRecord, VertexError } from "../errors.ts";
import type {
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionChunkDelta,
} from "./chat_completion.ts";
import { normalizeUsage } from "./normalize_usage.ts";
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
  let id = "";
  let created = 0;

  function chunk(raw: unknown): ChatCompletionChunk {
    if (!isRecord(raw)) {
      throw new VertexError(
        "invalid_response",
        "Cannot read the stream: a chunk is no JSON object",
      );
    }
    id ||= typeof raw.id === "string" && raw.id ? raw.id : `chatcmpl-${crypto.randomUUID()}`;
    created ||= typeof raw.created === "number" ? raw.created : Math.floor(Date.now() / 1_000);
    const model = typeof raw.model === "string" && raw.model ? raw.model : options.model;
    const choices = Array.isArray(raw.choices) ? raw.choices.filter(isRecord) : [];
    const usage = normalizeUsage(raw.usage);
    delete raw.usage;
    if (raw.system_fingerprint === null) delete raw.system_fingerprint;
    return Object.assign(raw, {
      id,
      object: "chat.completion.chunk" as const,
      created,
      model: options.alias ?? model,
      choices: choices.map(repairChoice),
      ...(usage && { usage }),
    });
  }

  function repairChoice(
    choice: Record<string, unknown>,
    position: number,
  ): ChatCompletionChunkChoice {
    const index = typeof choice.index === "number" ? choice.index : position;
    let repair = repairs.get(index);
    if (!repair) repairs.set(index, repair = createChoiceRepair(options.thoughts));
    const delta = isRecord(choice.delta) ? choice.delta : {};
    repair.delta(delta);
    const { finish_reason: standard, finishReason: camel, ...rest } = choice;
    const reason = standard ?? camel;
    const ended = typeof reason === "string" && reason !== ""
      ? repair.finish(delta, reason)
      : { finish_reason: null };
    return { ...rest, index, delta: delta as ChatCompletionChunkDelta, ...ended };
  }

  return {
    chunk,
    get empty(): boolean {
      return repairs.size === 0;
    },
    get complete(): boolean {
      return repairs.size > 0 && [...repairs.values()].every(({ finished }) => finished);
    },
  };
}
