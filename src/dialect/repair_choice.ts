import { isRecord, VertexError } from "../errors.ts";
import { imageTypeOf, withoutThoughtFlag } from "./complete_message.ts";
import { joinExtra } from "./join_extra.ts";
import { createToolCallMerger } from "./merge_tool_calls.ts";
import { type NormalizedFinishReason, normalizeFinishReason } from "./normalize_finish_reason.ts";
import { createThoughtSplitter, type ThoughtTags } from "./split_thoughts.ts";

/** Repairs one choice, delta by delta; made by {@linkcode createChoiceRepair}. */
export interface ChoiceRepair {
  /** Repairs a delta, or the message of a plain answer, in place. */
  delta(delta: Record<string, unknown>): void;
  /** Adds what was held back, and closes the choice. */
  finish(delta: Record<string, unknown>, reason: string): NormalizedFinishReason;
  /** Whether a reason to finish has come. */
  readonly finished: boolean;
}

/**
 * Makes the repair of one choice. A plain answer's message is one delta that holds everything, so the same code serves
 * both.
 *
 * @param tags How thoughts stand in the text.
 * @param whole Whether one delta holds everything.
 * @returns The repair, with the state of this choice only.
 */
export function createChoiceRepair(tags: ThoughtTags, whole = false): ChoiceRepair {
  const calls = createToolCallMerger(whole);
  const thoughts = createThoughtSplitter(tags);
  const parts: Record<string, unknown>[] = [];
  let extra: Record<string, unknown> | undefined;
  let spoken = false;
  let finished = false;

  function repairDelta(delta: Record<string, unknown>): void {
    if (spoken) delete delta.role;
    else delta.role = "assistant";
    spoken = true;
    dropNulls(delta);
    renameReasoning(delta);
    if (Array.isArray(delta.content)) delta.content = joinParts(delta, delta.content);
    else if (typeof delta.content === "string") splitContent(delta, delta.content);
    else if (delta.content !== undefined && delta.content !== null) {
      throw new VertexError("invalid_response", "Cannot read the answer: its content is no text");
    }
    joinAdditions(delta);
    offerImage(delta);
    if (Array.isArray(delta.tool_calls) && delta.tool_calls.length > 0) {
      delta.tool_calls = calls.push(delta.tool_calls);
    } else {
      delete delta.tool_calls;
    }
  }

  /** The flag of a thought has told where its text belongs; on the message it would make the answer a thought. */
  function joinAdditions(delta: Record<string, unknown>): void {
    const own = withoutThoughtFlag(delta.extra_content);
    if (isRecord(own)) delta.extra_content = extra = joinExtra(extra, own);
    else delete delta.extra_content;
  }

  /** Content in parts becomes text, as OpenAI's clients expect; what stands on a part is kept for the way back. */
  function joinParts(delta: Record<string, unknown>, content: unknown[]): string {
    let text = "";
    for (const [position, part] of content.entries()) {
      if (!isRecord(part)) continue;
      if (typeof part.text !== "string") {
        parts.push(part);
        continue;
      }
      const split = thoughts.push(part.text, isFlagged(part));
      text += split.content;
      add(delta, "reasoning_content", split.reasoning);
      const isThought = split.reasoning !== "" && split.content === "";
      if (!isThought) addPart({ ...part, text: split.content }, position === 0);
    }
    return text;
  }

  /** A stream cuts one part into pieces; its signature may stand on any of them. */
  function addPart(part: Record<string, unknown> & { text: string }, goesOn: boolean): void {
    const last = parts.at(-1);
    if (goesOn && typeof last?.text === "string" && last.extra_content === undefined) {
      if (part.extra_content === undefined) last.text += part.text;
      else if (part.text === "") last.extra_content = part.extra_content;
      else parts.push(part);
    } else if (part.text !== "" || part.extra_content !== undefined) parts.push(part);
  }

  /** Between parts there may be plain text, and the parts count only if they say the whole content. */
  function addText(text: string): void {
    if (text !== "") addPart({ type: "text", text }, true);
  }

  function splitContent(delta: Record<string, unknown>, text: string): void {
    const { content, reasoning } = thoughts.push(text, isFlagged(delta));
    addText(content);
    if (content === text) return;
    delta.content = content;
    if (reasoning === "" && content !== "") return;
    if (content === "") delete delta.content;
    add(delta, "reasoning_content", reasoning);
  }

  function finish(delta: Record<string, unknown>, reason: string): NormalizedFinishReason {
    finished = true;
    const { content, reasoning } = thoughts.end();
    addText(content);
    add(delta, "content", content);
    add(delta, "reasoning_content", reasoning);
    if (parts.some((part) => part.extra_content !== undefined)) delta.content_parts = parts;
    for (const missing of calls.end()) {
      const present = Array.isArray(delta.tool_calls) ? delta.tool_calls : [];
      const same = present.find((call) => isRecord(call) && call.index === missing.index);
      if (same) same.function = { ...same.function, ...missing.function };
      else present.push(missing);
      delta.tool_calls = present;
    }
    return normalizeFinishReason(reason, calls.size > 0);
  }

  return {
    delta: repairDelta,
    finish,
    get finished(): boolean {
      return finished;
    },
  };
}

/** Open models write null where OpenAI's types know only absence. */
function dropNulls(delta: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(delta)) {
    if (value === null && field !== "content" && field !== "refusal") delete delta[field];
  }
}

/** Open models say `reasoning`; one spelling is enough. */
function renameReasoning(delta: Record<string, unknown>): void {
  const { reasoning } = delta;
  if (typeof reasoning !== "string" || typeof delta.reasoning_content === "string") return;
  delete delta.reasoning;
  delta.reasoning_content = reasoning;
}

/** Vertex puts a generated image into the slot for audio. */
function offerImage(delta: Record<string, unknown>): void {
  const { audio } = delta;
  if (!isRecord(audio) || typeof audio.data !== "string") return;
  const type = imageTypeOf(audio);
  if (type === undefined) return;
  const image = { type: "image_url", image_url: { url: `data:${type};base64,${audio.data}` } };
  delta.images = Array.isArray(delta.images) ? [...delta.images, image] : [image];
}

function isFlagged(delta: Record<string, unknown>): boolean {
  const { extra_content: extra } = delta;
  return isRecord(extra) && isRecord(extra.google) && extra.google.thought === true;
}

function add(delta: Record<string, unknown>, field: string, text: string): void {
  if (text === "") return;
  const before = delta[field];
  delta[field] = typeof before === "string" ? before + text : text;
}
