import { isRecord, VertexError } from "../errors.ts";
import { googleExtraOf, imageTypeOf } from "./complete_message.ts";
import type { Edits } from "./edits.ts";
import { joinExtra } from "./join_extra.ts";
import { createToolCallMerger, type ToolCallMerger } from "./merge_tool_calls.ts";
import { type NormalizedFinishReason, normalizeFinishReason } from "./normalize_finish_reason.ts";
import { recordOf, recordsOf } from "./record_of.ts";
import { createThoughtSplitter, type SplitText, type ThoughtTags } from "./split_thoughts.ts";

/**
 * Repairs one choice, delta by delta, in place; made by {@linkcode createChoiceRepair}. A reason closes the choice: what
 * was held back is added to that delta. It gives that reason in OpenAI's words; `""` is none.
 */
export type ChoiceRepair = (delta: Fields, reason: string) => NormalizedFinishReason | undefined;

/** Length of text that is remembered in case a part with something on it follows; longer than any model's answer. */
const MAX_PARTS_LENGTH = 1_048_576;

type Fields = Record<string, unknown>;

/**
 * Makes the repair of one choice. A plain answer's message is one delta that holds everything, so the same code serves
 * both.
 *
 * @param tags How thoughts stand in the text.
 * @param edits What deltas are changed with.
 * @param whole Whether one delta holds everything.
 * @returns The repair, with the state of this choice only.
 */
export function createChoiceRepair(tags: ThoughtTags, edits: Edits, whole: boolean): ChoiceRepair {
  // Most answers make no call.
  let calls: ToolCallMerger | undefined;
  const thoughts = createThoughtSplitter(tags);
  const parts: Fields[] = [];
  // A plain answer is in memory already.
  let room = whole ? Infinity : MAX_PARTS_LENGTH;
  let extra: Fields | undefined;
  let spoken = false;
  let finished = false;

  function repairDelta(delta: Fields, reason: string): NormalizedFinishReason | undefined {
    // Vertex repeats it in every delta, which OpenAI's clients bear.
    if (delta.role !== "assistant" && !(spoken && delta.role === undefined)) {
      edits.set(delta, "role", "assistant");
    }
    spoken = true;
    dropNulls(delta);
    renameReasoning(delta);
    if (delta.content !== undefined && delta.content !== null) splitContent(delta);
    if (delta.extra_content !== undefined) joinAdditions(delta);
    if (delta.audio !== undefined) offerImage(delta);
    if (delta.tool_calls !== undefined) repairCalls(delta);
    finished ||= reason !== "";
    // Nothing more is to be expected that could complete a tag.
    if (finished) flush(delta);
    return reason === "" ? undefined : finish(delta, reason);
  }

  /** Open models write null where OpenAI's types know only absence. */
  function dropNulls(delta: Fields): void {
    for (const field in delta) {
      if (delta[field] === null && field !== "content" && field !== "refusal") {
        edits.drop(delta, field);
      }
    }
  }

  /** Open models say `reasoning`; one spelling is enough. */
  function renameReasoning(delta: Fields): void {
    const { reasoning } = delta;
    if (typeof reasoning !== "string" || typeof delta.reasoning_content === "string") return;
    edits.drop(delta, "reasoning");
    edits.set(delta, "reasoning_content", reasoning);
  }

  function splitContent(delta: Fields): void {
    const { content: given } = delta;
    let split: SplitText;
    if (typeof given === "string") {
      // On a whole message the flag does not tell the thoughts from the answer.
      split = thoughts.push(given, !whole && isThought(delta));
      remember(split.content);
    } else if (Array.isArray(given)) split = splitParts(given);
    else {throw new VertexError(
        "invalid_response",
        "Cannot read the answer: its content is no text",
      );}
    const { content, reasoning } = split;
    if (content === given && reasoning === "") return;
    if (content === "") edits.drop(delta, "content");
    else edits.set(delta, "content", content);
    add(delta, "reasoning_content", reasoning);
  }

  /** Content in parts becomes text, as OpenAI's clients expect; what stands on a part is kept for the way back. */
  function splitParts(given: unknown[]): SplitText {
    const result = { content: "", reasoning: "" };
    for (const [position, part] of recordsOf(given).entries()) {
      if (typeof part.text !== "string") {
        if (room >= 0) parts.push(part);
        continue;
      }
      const { content, reasoning } = thoughts.push(part.text, isThought(part));
      result.content += content;
      result.reasoning += reasoning;
      if (content !== "" || reasoning === "") remember(content, part, position === 0);
    }
    return result;
  }

  /**
   * Parts count only if they say the whole content, so the text between them is one too. A stream cuts one part into
   * pieces, and its signature may stand on any of them.
   */
  function remember(text: string, part?: Fields, goesOn = true): void {
    room -= text.length;
    // Memory must not grow with an endless answer, and some of the parts are worth nothing.
    if (room < 0) return void parts.splice(0);
    const last = parts.at(-1);
    const additions = part?.extra_content;
    const isOpen = typeof last?.text === "string" && last.extra_content === undefined;
    if (goesOn && isOpen && (additions === undefined || text === "")) {
      last.text += text;
      if (additions !== undefined) last.extra_content = additions;
    } else if (text !== "" || additions !== undefined) parts.push({ type: "text", ...part, text });
  }

  /** The flag of a thought has told where its text belongs; on the message it would make the answer a thought. */
  function joinAdditions(delta: Fields): void {
    const own = withoutThoughtFlag(delta.extra_content);
    if (!own) return edits.drop(delta, "extra_content");
    extra = joinExtra(extra, own);
    edits.set(delta, "extra_content", extra);
  }

  /** Vertex puts a generated image into the slot for audio; who repaired the answer before has told of it already. */
  function offerImage(delta: Fields): void {
    const { audio, images } = delta;
    const type = imageTypeOf(audio);
    if (!isRecord(audio) || typeof audio.data !== "string" || type === undefined) return;
    const url = `data:${type};base64,${audio.data}`;
    const told = recordsOf(images);
    if (told.some((image) => recordOf(image.image_url).url === url)) return;
    edits.set(delta, "images", [...told, { type: "image_url", image_url: { url } }]);
  }

  function repairCalls(delta: Fields): void {
    const fragments = recordsOf(delta.tool_calls);
    if (fragments.length === 0) return edits.drop(delta, "tool_calls");
    calls ??= createToolCallMerger(edits, whole);
    edits.set(delta, "tool_calls", calls.push(fragments));
  }

  /** Says what was held back as the possible beginning of a tag. */
  function flush(delta: Fields): void {
    const { content, reasoning } = thoughts.end();
    remember(content);
    add(delta, "content", content);
    add(delta, "reasoning_content", reasoning);
  }

  function add(delta: Fields, field: string, text: string): void {
    if (text === "") return;
    const before = delta[field];
    edits.set(delta, field, typeof before === "string" ? before + text : text);
  }

  function finish(delta: Fields, reason: string): NormalizedFinishReason {
    if (parts.some((part) => part.extra_content !== undefined)) {
      edits.set(delta, "content_parts", parts.splice(0));
    }
    const missing = calls?.end();
    if (missing?.length) {
      edits.set(delta, "tool_calls", [...recordsOf(delta.tool_calls), ...missing]);
    }
    return normalizeFinishReason(reason, calls !== undefined);
  }

  return repairDelta;
}

function isThought(holder: Fields): boolean {
  return googleExtraOf(holder).thought === true;
}

/**
 * Takes the mark of a thought off, since sent back with it the answer would count as a thought.
 *
 * @param extra The message's `extra_content`.
 * @returns The same without the mark; `undefined` if nothing else is left.
 */
export function withoutThoughtFlag(extra: unknown): Fields | undefined {
  if (!isRecord(extra)) return undefined;
  const { google, ...rest } = extra;
  if (!isRecord(google) || !("thought" in google)) return extra;
  const { thought: _, ...others } = google;
  if (Object.keys(others).length > 0) rest.google = others;
  return Object.keys(rest).length > 0 ? rest : undefined;
}
