import { isRecord, VertexError } from "../errors.ts";
import type { ChatCompletionChunkToolCall } from "./chat_completion.ts";
import { imageTypeOf, withoutThoughtFlag } from "./complete_message.ts";
import type { Edits } from "./edits.ts";
import { joinExtra } from "./join_extra.ts";
import { createToolCallMerger, type ToolCallMerger } from "./merge_tool_calls.ts";
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

/** Length of text that is remembered in case a part with something on it follows; longer than any model's answer. */
const MAX_PARTS_LENGTH = 1_048_576;

/** A piece of content given in parts, with what stands on it. */
type Part = Record<string, unknown>;

/**
 * Makes the repair of one choice. A plain answer's message is one delta that holds everything, so the same code serves
 * both.
 *
 * @param tags How thoughts stand in the text.
 * @param edits What deltas are changed with.
 * @param whole Whether one delta holds everything.
 * @returns The repair, with the state of this choice only.
 */
export function createChoiceRepair(tags: ThoughtTags, edits: Edits, whole = false): ChoiceRepair {
  // Most answers make no call.
  let calls: ToolCallMerger | undefined;
  const thoughts = createThoughtSplitter(tags);
  const parts: Part[] = [];
  // A plain answer is in memory already.
  let room = whole ? Infinity : MAX_PARTS_LENGTH;
  let extra: Record<string, unknown> | undefined;
  let spoken = false;
  let finished = false;

  function repairDelta(delta: Record<string, unknown>): void {
    // Vertex repeats it in every delta, which OpenAI's clients bear.
    if (delta.role !== "assistant" && !(spoken && delta.role === undefined)) {
      edits.set(delta, "role", "assistant");
    }
    spoken = true;
    dropNulls(delta);
    renameReasoning(delta);
    if (typeof delta.content === "string") splitContent(delta, delta.content);
    else if (Array.isArray(delta.content)) {
      edits.set(delta, "content", joinParts(delta, delta.content));
    } else if (delta.content !== undefined && delta.content !== null) {
      throw new VertexError("invalid_response", "Cannot read the answer: its content is no text");
    }
    if (delta.extra_content !== undefined) joinAdditions(delta);
    if (delta.audio !== undefined) offerImage(delta);
    if (delta.tool_calls !== undefined) repairCalls(delta);
    // Nothing more is to be expected that could complete a tag.
    if (finished) flush(delta);
  }

  function repairCalls(delta: Record<string, unknown>): void {
    const fragments = Array.isArray(delta.tool_calls) ? delta.tool_calls : [];
    if (fragments.length === 0) return edits.drop(delta, "tool_calls");
    calls ??= createToolCallMerger(whole, edits);
    edits.set(delta, "tool_calls", calls.push(fragments));
  }

  /** Open models write null where OpenAI's types know only absence. */
  function dropNulls(delta: Record<string, unknown>): void {
    for (const field in delta) {
      if (delta[field] === null && field !== "content" && field !== "refusal") {
        edits.drop(delta, field);
      }
    }
  }

  /** Open models say `reasoning`; one spelling is enough. */
  function renameReasoning(delta: Record<string, unknown>): void {
    const { reasoning } = delta;
    if (typeof reasoning !== "string" || typeof delta.reasoning_content === "string") return;
    edits.drop(delta, "reasoning");
    edits.set(delta, "reasoning_content", reasoning);
  }

  /** The flag of a thought has told where its text belongs; on the message it would make the answer a thought. */
  function joinAdditions(delta: Record<string, unknown>): void {
    const own = withoutThoughtFlag(delta.extra_content);
    if (!isRecord(own)) return edits.drop(delta, "extra_content");
    extra = extra ? joinExtra(extra, own) : own;
    edits.set(delta, "extra_content", extra);
  }

  /** Vertex puts a generated image into the slot for audio. */
  function offerImage(delta: Record<string, unknown>): void {
    const { audio, images } = delta;
    const type = imageTypeOf(audio);
    if (!isRecord(audio) || typeof audio.data !== "string" || type === undefined) return;
    const image = { type: "image_url", image_url: { url: `data:${type};base64,${audio.data}` } };
    edits.set(delta, "images", Array.isArray(images) ? [...images, image] : [image]);
  }

  /** Content in parts becomes text, as OpenAI's clients expect; what stands on a part is kept for the way back. */
  function joinParts(delta: Record<string, unknown>, content: unknown[]): string {
    let text = "";
    for (const [position, part] of content.entries()) {
      if (!isRecord(part)) continue;
      if (typeof part.text !== "string") {
        if (room >= 0) parts.push(part);
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
  function addPart(part: Part & { text: string }, goesOn: boolean): void {
    if (!hasRoom(part.text)) return;
    const last = parts.at(-1);
    if (goesOn && isOpen(last)) {
      if (part.extra_content === undefined) last.text += part.text;
      else if (part.text === "") last.extra_content = part.extra_content;
      else parts.push(part);
    } else if (part.text !== "" || part.extra_content !== undefined) parts.push(part);
  }

  /** Between parts there may be plain text, and the parts count only if they say the whole content. */
  function addText(text: string): void {
    if (!hasRoom(text)) return;
    const last = parts.at(-1);
    if (isOpen(last)) last.text += text;
    else if (text !== "") parts.push({ type: "text", text });
  }

  /** Memory must not grow with an endless answer. Parts count only if they are all there, so then there are none. */
  function hasRoom(text: string): boolean {
    room -= text.length;
    if (room < 0) parts.length = 0;
    return room >= 0;
  }

  function splitContent(delta: Record<string, unknown>, text: string): void {
    const { content, reasoning } = thoughts.push(text, isFlagged(delta));
    addText(content);
    if (content === text && reasoning === "") return;
    edits.set(delta, "content", content);
    if (reasoning === "" && content !== "") return;
    if (content === "") edits.drop(delta, "content");
    add(delta, "reasoning_content", reasoning);
  }

  /** Says what was held back as the possible beginning of a tag. */
  function flush(delta: Record<string, unknown>): void {
    const { content, reasoning } = thoughts.end();
    addText(content);
    add(delta, "content", content);
    add(delta, "reasoning_content", reasoning);
  }

  function add(delta: Record<string, unknown>, field: string, text: string): void {
    if (text === "") return;
    const before = delta[field];
    edits.set(delta, field, typeof before === "string" ? before + text : text);
  }

  function finish(delta: Record<string, unknown>, reason: string): NormalizedFinishReason {
    finished = true;
    flush(delta);
    if (parts.some((part) => part.extra_content !== undefined)) {
      edits.set(delta, "content_parts", parts.splice(0));
    }
    for (const missing of calls?.end() ?? []) addCall(delta, missing);
    return normalizeFinishReason(reason, calls !== undefined && calls.size > 0);
  }

  function addCall(delta: Record<string, unknown>, missing: ChatCompletionChunkToolCall): void {
    const present = Array.isArray(delta.tool_calls) ? delta.tool_calls : [];
    const same: unknown = present.find((call) => isRecord(call) && call.index === missing.index);
    if (isRecord(same) && isRecord(same.function)) {
      edits.set(same.function, "arguments", missing.function?.arguments);
    } else edits.set(delta, "tool_calls", [...present, missing]);
  }

  return {
    delta: repairDelta,
    finish,
    get finished(): boolean {
      return finished;
    },
  };
}

/** Whether what follows may go on in this part: it is text, and nothing stands on it yet. */
function isOpen(part: Part | undefined): part is Part & { text: string } {
  return typeof part?.text === "string" && part.extra_content === undefined;
}

function isFlagged(delta: Record<string, unknown>): boolean {
  const { extra_content: extra } = delta;
  return isRecord(extra) && isRecord(extra.google) && extra.google.thought === true;
}
