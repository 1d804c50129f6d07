import { isRecord } from "../errors.ts";
import type { ChatCompletionChunkToolCall } from "./chat_completion.ts";
import type { Edits } from "./edits.ts";
import { joinExtra } from "./join_extra.ts";
import { recordOf } from "./record_of.ts";

/** Brings the tool calls of one choice in order, fragment by fragment; made by {@linkcode createToolCallMerger}. */
export interface ToolCallMerger {
  /** Takes the fragments of one delta, in place: renumbers them, and leaves id, type and name in the first only. */
  push(fragments: Fields[]): ChatCompletionChunkToolCall[];
  /** Fragments that are still missing once the choice finishes: `{}` for a call that got no arguments. */
  end(): ChatCompletionChunkToolCall[];
}

type Fields = Record<string, unknown>;

interface OpenCall {
  /** Its number in what leaves. */
  readonly index: number;
  readonly json: JsonProgress;
  /** Empty until it is told. */
  name: unknown;
  /** The delta in which it was last. */
  delta: number;
  extra: Fields | undefined;
}

/** How far the text of one JSON value has come. */
interface JsonProgress {
  depth: number;
  inString: boolean;
  escaped: boolean;
  started: boolean;
}

const SPACE = 32;
const QUOTE = 34;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Makes a merger.
 *
 * Vertex lets the index of one call change between its fragments, and gives one index to two calls at a time, so a
 * fragment belongs to the call with its id; without an id to the call that last had its index; without both to the open
 * call. A call is never closed early, and numbers are given anew in the order of appearance.
 *
 * @param edits What fragments are changed with.
 * @param whole Whether the calls come whole, as in a plain answer: then each one is a call of its own.
 * @returns The merger, for one choice of one answer.
 */
export function createToolCallMerger(edits: Edits, whole: boolean): ToolCallMerger {
  const calls: OpenCall[] = [];
  /** By id, a text, and by index, a number. */
  const byKey = new Map<unknown, OpenCall>();
  let deltas = 0;

  function push(fragments: Fields[]): ChatCompletionChunkToolCall[] {
    deltas++;
    for (const [position, fragment] of fragments.entries()) {
      const known = whole ? undefined : find(fragment, position, fragments.length);
      const call = known ?? open(fragment);
      call.delta = deltas;
      byKey.set(fragment.index, call);
      fragments[position] = rewrite(fragment, call, known === undefined);
    }
    // Each has its number now, which is all that the type demands.
    return fragments as object[] as ChatCompletionChunkToolCall[];
  }

  function find(
    fragment: Fields,
    position: number,
    together: number,
  ): OpenCall | undefined {
    const { id, index, extra_content: extra } = fragment;
    const known = isText(id) ? byKey.get(id) : undefined;
    if (known) return known;
    const { name, arguments: args } = recordOf(fragment.function);
    if (isText(id) && isText(name)) return undefined;
    const call = typeof index === "number"
      ? byKey.get(index)
      : together > 1 && !isText(name)
      ? calls[position] ?? calls.at(-1)
      : calls.at(-1);
    if (!call || !isText(name)) return call;
    // A name is never said in pieces, so a different one is another call's.
    if (call.name && call.name !== name) return undefined;
    // A signature may come after the call, with the name again and no arguments; a call of its own has some.
    if (isRecord(extra) && !call.extra && !args) return call;
    // Without an id, a name begins another call if this one has all it needs.
    return call.delta === deltas || isComplete(call.json) ? undefined : call;
  }

  function open({ id }: Fields): OpenCall {
    const call: OpenCall = {
      index: calls.length,
      name: "",
      delta: deltas,
      extra: undefined,
      json: { depth: 0, inString: false, escaped: false, started: false },
    };
    calls.push(call);
    // A number would pass for an index.
    if (isText(id)) byKey.set(id, call);
    return call;
  }

  function rewrite(given: Fields, call: OpenCall, isFirst: boolean): Fields {
    const fragment = isFirst ? given : edits.without(given, ["id", "type"]);
    edits.set(fragment, "index", call.index);
    if (isFirst) {
      if (!isText(given.id)) edits.set(fragment, "id", `call_${crypto.randomUUID()}`);
      edits.set(fragment, "type", "function");
    }
    if (isRecord(fragment.extra_content)) {
      call.extra = joinExtra(call.extra, fragment.extra_content);
      edits.set(fragment, "extra_content", call.extra);
    }
    // Also where only a signature came: strict clients require the function in every fragment.
    edits.set(fragment, "function", rewriteFunction(recordOf(fragment.function), call, isFirst));
    return fragment;
  }

  function rewriteFunction(given: Fields, call: OpenCall, isFirst: boolean): Fields {
    const names = isText(given.name) && !call.name;
    if (names) call.name = given.name;
    const result = names || isFirst ? given : edits.without(given, ["name"]);
    if (isFirst && !names) edits.set(result, "name", "");
    const { arguments: args } = given;
    const text = typeof args === "string" ? args : isRecord(args) ? JSON.stringify(args) : "";
    const isMissing = whole && text.trim() === "";
    edits.set(result, "arguments", advance(call.json, isMissing ? "{}" : text));
    return result;
  }

  function end(): ChatCompletionChunkToolCall[] {
    return calls.filter(({ json }) => !json.started)
      .map(({ index, json }) => ({ index, function: { arguments: advance(json, "{}") } }));
  }

  return { push, end };
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isComplete(json: JsonProgress): boolean {
  return json.started && json.depth === 0 && !json.inString;
}

/**
 * Follows the text of a JSON value, and escapes the control characters that Vertex leaves raw inside its strings.
 * Correct JSON holds none there, so it comes through unchanged.
 */
function advance(json: JsonProgress, text: string): string {
  let result = "";
  let writtenTo = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > SPACE) json.started = true;
    if (json.inString && code < SPACE) {
      result += text.slice(writtenTo, at) + JSON.stringify(text[at]).slice(1, -1);
      writtenTo = at + 1;
    }
    if (json.escaped) json.escaped = false;
    else if (code === QUOTE) json.inString = !json.inString;
    else if (json.inString) json.escaped = code === BACKSLASH;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) json.depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) json.depth--;
  }
  return writtenTo === 0 ? text : result + text.slice(writtenTo);
}
