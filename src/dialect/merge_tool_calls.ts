import { isRecord } from "../errors.ts";
import type { ChatCompletionChunkToolCall } from "./chat_completion.ts";
import { createEdits, type Edits } from "./edits.ts";
import { joinExtra } from "./join_extra.ts";

/** Brings the tool calls of one choice in order, fragment by fragment; made by {@linkcode createToolCallMerger}. */
export interface ToolCallMerger {
  /** Takes the fragments of one delta, in place: renumbers them, and leaves id, type and name in the first only. */
  push(fragments: unknown[]): ChatCompletionChunkToolCall[];
  /** Fragments that are still missing once the choice finishes: `{}` for a call that got no arguments. */
  end(): ChatCompletionChunkToolCall[];
  /** How many calls there are so far. */
  readonly size: number;
}

type Fragment = Record<string, unknown>;

interface OpenCall {
  /** Its number in what leaves. */
  number: number;
  id: string;
  rawIndex: unknown;
  named: boolean;
  extra: Record<string, unknown> | undefined;
  json: JsonProgress;
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
 * fragment belongs to the call with its id; without an id to the latest call with its index; without both to the open
 * call. A call is never closed early, and numbers are given anew in the order of appearance.
 *
 * @param whole Whether the calls come whole, as in a plain answer: then each one is a call of its own.
 * @param edits What fragments are changed with.
 * @returns The merger, for one choice of one answer.
 */
export function createToolCallMerger(whole = false, edits: Edits = createEdits()): ToolCallMerger {
  const calls: OpenCall[] = [];
  const byId = new Map<string, OpenCall>();
  const byIndex = new Map<unknown, OpenCall>();

  function push(values: unknown[]): ChatCompletionChunkToolCall[] {
    const fragments = values.every(isRecord) ? values : values.filter(isRecord);
    const touched: OpenCall[] = [];
    for (const [position, fragment] of fragments.entries()) {
      const known = whole ? undefined : find(fragment, position, fragments.length, touched);
      const call = known ?? open(fragment);
      touched.push(call);
      if (fragment.index !== undefined && fragment.index !== null) note(call, fragment.index);
      fragments[position] = rewrite(fragment, call, known === undefined);
    }
    // Each has its number now, which is all that the type demands.
    return fragments as object[] as ChatCompletionChunkToolCall[];
  }

  function find(
    fragment: Fragment,
    position: number,
    together: number,
    touched: readonly OpenCall[],
  ): OpenCall | undefined {
    const { id, index } = fragment;
    if (typeof id === "string" && id !== "") {
      const known = byId.get(id);
      if (known || isNamed(fragment)) return known;
    }
    const call = typeof index === "number"
      ? latestWith(index)
      : together > 1 && !isNamed(fragment)
      ? calls[position] ?? calls.at(-1)
      : calls.at(-1);
    // A name on a fragment without an id begins another call if this one has all it needs.
    const another = call && isNamed(fragment) &&
      (touched.includes(call) || isComplete(call.json)) && !isLateSignature(fragment, call);
    return another ? undefined : call;
  }

  function note(call: OpenCall, index: unknown): void {
    call.rawIndex = index;
    const known = byIndex.get(index);
    if (!known || known.number < call.number) byIndex.set(index, call);
  }

  function latestWith(index: number): OpenCall | undefined {
    const call = byIndex.get(index);
    // It may have taken another since.
    return !call || call.rawIndex === index
      ? call
      : calls.findLast(({ rawIndex }) => rawIndex === index);
  }

  function open({ id }: Fragment): OpenCall {
    const call: OpenCall = {
      number: calls.length,
      id: typeof id === "string" && id !== "" ? id : `call_${crypto.randomUUID()}`,
      rawIndex: undefined,
      named: false,
      extra: undefined,
      json: { depth: 0, inString: false, escaped: false, started: false },
    };
    calls.push(call);
    byId.set(call.id, call);
    return call;
  }

  function rewrite(given: Fragment, call: OpenCall, isFirst: boolean): Fragment {
    const fragment = isFirst ? given : edits.without(given, ["id", "type"]);
    edits.set(fragment, "index", call.number);
    if (isFirst) {
      edits.set(fragment, "id", call.id);
      edits.set(fragment, "type", "function");
    }
    if (isRecord(fragment.extra_content)) {
      call.extra = call.extra
        ? joinExtra(call.extra, fragment.extra_content)
        : fragment.extra_content;
      edits.set(fragment, "extra_content", call.extra);
    }
    // Also where only a signature came: strict clients require the function in every fragment.
    edits.set(fragment, "function", rewriteFunction(fragment, call, isFirst));
    return fragment;
  }

  function rewriteFunction(fragment: Fragment, call: OpenCall, isFirst: boolean): Fragment {
    const given = isRecord(fragment.function) ? fragment.function : {};
    const names = isNamed(fragment) && !call.named;
    if (names) call.named = true;
    const result = names || isFirst ? given : edits.without(given, ["name"]);
    if (isFirst && !names) edits.set(result, "name", "");
    const { arguments: args } = given;
    const text = typeof args === "string" ? args : isRecord(args) ? JSON.stringify(args) : "";
    edits.set(result, "arguments", advance(call.json, text));
    return result;
  }

  function end(): ChatCompletionChunkToolCall[] {
    const missing: ChatCompletionChunkToolCall[] = [];
    for (const [index, { json }] of calls.entries()) {
      if (json.started) continue;
      missing.push({ index, function: { arguments: advance(json, "{}") } });
    }
    return missing;
  }

  return {
    push,
    end,
    get size(): number {
      return calls.length;
    },
  };
}

/** A signature may come after the call, with the name again and no arguments; a call of its own has some. */
function isLateSignature(fragment: Fragment, call: OpenCall): boolean {
  const args = isRecord(fragment.function) ? fragment.function.arguments : undefined;
  return isRecord(fragment.extra_content) && call.extra === undefined && !args;
}

function isNamed(fragment: Fragment): boolean {
  return isRecord(fragment.function) && typeof fragment.function.name === "string" &&
    fragment.function.name !== "";
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
    if (json.inString) {
      if (code < SPACE) {
        result += text.slice(writtenTo, at) + JSON.stringify(text[at]).slice(1, -1);
        writtenTo = at + 1;
      }
      if (json.escaped) json.escaped = false;
      else if (code === BACKSLASH) json.escaped = true;
      else if (code === QUOTE) json.inString = false;
    } else if (code === QUOTE) json.inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) json.depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) json.depth--;
  }
  return writtenTo === 0 ? text : result + text.slice(writtenTo);
}
