/**
 * The thought tag that this library asks for where the caller asks for thoughts and sets no marker of their own:
 * `<vertex_edge_thought>…</vertex_edge_thought>`. It is taken out again before a caller sees the text.
 */
export const THOUGHT_TAG_MARKER = "vertex_edge_thought";

/**
 * How thoughts stand in an answer's text: `"marked"` by this library's own tag, `"leading"` in a `<think>` element at
 * the very beginning (open models), `"caller"` under a marker of the caller's, which is left alone, `"none"` not at all.
 */
export type ThoughtTags = "marked" | "leading" | "caller" | "none";

/** A piece of an answer, taken apart. */
export interface SplitText {
  /** Text of the answer. */
  content: string;
  /** Text of the thoughts. */
  reasoning: string;
}

/** Takes the text of one choice apart, piece by piece; made by {@linkcode createThoughtSplitter}. */
export interface ThoughtSplitter {
  /** Takes the next piece. What may be the beginning of a tag is held back, never more. */
  push(text: string, flagged: boolean): SplitText;
  /** Gives what was held back, once no more comes. */
  end(): SplitText;
}

/**
 * Makes a splitter. No byte of the text is changed; only tags are taken out.
 *
 * A piece can also be flagged as a thought by the server. Such a flag ends with the first piece that is not flagged,
 * which may itself begin with the closing tag.
 *
 * @param tags See {@linkcode ThoughtTags}.
 * @returns The splitter, for one choice of one answer.
 */
export function createThoughtSplitter(tags: ThoughtTags): ThoughtSplitter {
  const name = tags === "leading" ? "think" : THOUGHT_TAG_MARKER;
  const open = `<${name}>`;
  const close = `</${name}>`;
  let active = tags === "marked" || tags === "leading";
  let thinking = false;
  let byFlag = false;
  let held = "";

  function push(text: string, flagged: boolean): SplitText {
    if (tags === "caller") return { content: text, reasoning: "" };
    // Most pieces hold no tag, nor the beginning of one, and nothing is held back.
    if (!flagged && !byFlag && held === "" && !mayTurn(text)) {
      return thinking ? { content: "", reasoning: text } : { content: text, reasoning: "" };
    }
    const result = { content: "", reasoning: "" };
    const before = held;
    held += text;
    if (flagged && !thinking && !(active && mayBegin(open))) thinking = byFlag = true;
    if (!flagged && byFlag && text !== "") {
      // The closing tag of what was flagged may be cut in two: wait for the rest of it.
      if (!(active && mayBegin(close))) {
        thinking = false;
        result.reasoning = before;
        held = text;
      }
      if (!(active && held.length < close.length && close.startsWith(held))) byFlag = false;
    }
    while (active) {
      if (tags === "leading" && !thinking && !begins(held)) break;
      const tag = thinking ? close : open;
      const at = held.indexOf(tag);
      if (at === -1) {
        // What may be the beginning of the tag is held back.
        const last = held.lastIndexOf("<");
        const end = last !== -1 && tag.startsWith(held.slice(last)) ? last : held.length;
        put(result, held.slice(0, end));
        held = held.slice(end);
        return result;
      }
      put(result, held.slice(0, at));
      held = held.slice(at + tag.length);
      thinking = !thinking;
      if (!thinking && tags === "leading") active = false;
    }
    put(result, held);
    held = "";
    return result;
  }

  function mayTurn(text: string): boolean {
    return active && (text.includes("<") || (tags === "leading" && !thinking));
  }

  /** An open model thinks first; once it has said anything else, `<think>` is only text. */
  function begins(text: string): boolean {
    const start = text.trimStart();
    if (start === "" || mayBegin(open, start)) return true;
    active = false;
    return false;
  }

  function mayBegin(tag: string, text = held): boolean {
    return text.startsWith(tag) || tag.startsWith(text);
  }

  function put(result: SplitText, text: string): void {
    if (thinking) result.reasoning += text;
    else result.content += text;
  }

  function end(): SplitText {
    const result = { content: "", reasoning: "" };
    put(result, held);
    held = "";
    return result;
  }

  return { push, end };
}
