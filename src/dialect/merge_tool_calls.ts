import { isRecord } from "../errors.ts";
import type { ChatCompletionChunkToolCall } from "./chat_completion.ts";
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

/**
 * Makes a merger.
 *
 * Vertex lets the index of one call change between its fragments, and gives one index to two calls at a time, so a
 * fragment belongs to the call with its id; without an id to the latest call with its index; without both to the open
 * call. A call is never closed early, and numbers are given anew in the order of appearance.
 *
 * @param whole Whether the calls come whole, as in a plain answer: then each one is a call of its own.
 * @returns The merger, for one choice of one answer.
 */
export function createToolCallMerger(whole = false): ToolCallMerger {
  const calls: OpenCall[] = [];

  function push(fragments: unknown[]): ChatCompletionChunkToolCall[] {
    const touched = new Set<OpenCall>();
    const result: ChatCompletionChunkToolCall[] = [];
    for (const [position, value] of fragments.entries()) {
      if (!isRecord(value)) continue;
      const known = whole ? undefined : find(value, position, fragments.length, touched);
      const call = known ?? open(value);
      touched.add(call);
      if (value.index !== undefined && value.index !== null) call.rawIndex = value.index;
      result.push(rewrite(value, call, known === undefined));
    }
    return result;
  }

  function find(
    fragment: Record<string, unknown>,
    position: number,
    together: number,
    touched: Set<OpenCall>,
  ): OpenCall | undefined {
    const { id, index } = fragment;
    if (typeof id === "string" && id !== "") return calls.findLast((call) => call.id === id);
    const hasIndex = typeof index === "number";
    const call = hasIndex
      ? calls.findLast(({ rawIndex }) => rawIndex === index)
      : together > 1 && !isNamed(fragment)
      ? calls[position] ?? calls.at(-1)
      : calls.at(-1);
    // A name on a fragment without an id begins another call if this one has all it needs.
    const another = call && isNamed(fragment) && (touched.has(call) || isComplete(call.json)) &&
      !isLateSignature(fragment, call);
    return another ? undefined : call;
  }

  function open(fragment: Record<string, unknown>): OpenCall {
    const { id, index } = fragment;
    const call: OpenCall = {
      number: calls.length,
      id: typeof id === "string" && id !== "" ? id : `call_${crypto.randomUUID()}`,
      rawIndex: index,
      named: false,
      extra: undefined,
      json: { depth: 0, inString: false, escaped: false, started: false },
    };
    calls.push(call);
    return call;
  }

  function rewrite(
    fragment: Record<string, unknown>,
    call: OpenCall,
    isFirst: boolean,
  ): ChatCompletionChunkToolCall {
    const { id: _id, type: _type, index: _index, function: given, ...rest } = fragment;
    const { name, arguments: args, ...more } = isRecord(given) ? given : {};
    const result: ChatCompletionChunkToolCall = { index: call.number, ...rest };
    if (isFirst) Object.assign(result, { id: call.id, type: "function" });
    const named = typeof name === "string" && name !== "" && !call.named;
    if (named) call.named = true;
    const text = typeof args === "string"
      ? args
      : isRecord(args)
      ? JSON.stringify(args)
      : undefined;
    if (isRecord(rest.extra_content)) {
      call.extra = joinExtra(call.extra, rest.extra_content);
      Object.assign(result, { extra_content: call.extra });
    }
    // Also where only a signature came: strict clients require the function in every fragment.
    result.function = {
      ...more,
      ...(named ? { name } : isFirst ? { name: "" } : {}),
      arguments: advance(call.json, text ?? ""),
    };
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
function isLateSignature(fragment: Record<string, unknown>, call: OpenCall): boolean {
  const args = isRecord(fragment.function) ? fragment.function.arguments : undefined;
  return isRecord(fragment.extra_content) && call.extra === undefined && !args;
}

function isNamed(fragment: Record<string, unknown>): boolean {
  return isRecord(fragment.function) && typeof fragment.function.name === "string" &&
    fragment.function.name !== "";
}

function isComplete(json: JsonProgress): boolean {
  return json.started && json.depth === 0 && !json.inString;
}

// deno-lint-ignore no-control-regex -- these are the characters that JSON forbids inside a string
const CONTROL = /[\u0000-\u001f]/;

/**
 * Follows the text of a JSON value, and escapes the control characters that Vertex leaves raw inside its strings.
 * Correct JSON holds none, so it comes through unchanged.
 */
function advance(json: JsonProgress, text: string): string {
  const repair = CONTROL.test(text);
  let result = "";
  for (const char of text) {
    let written = char;
    if (json.inString) {
      if (json.escaped) json.escaped = false;
      else if (char === "\\") json.escaped = true;
      else if (char === '"') json.inString = false;
      if (repair && CONTROL.test(char)) written = JSON.stringify(char).slice(1, -1);
    } else if (char === '"') json.inString = true;
    else if (char === "{" || char === "[") json.depth++;
    else if (char === "}" || char === "]") json.depth--;
    if (repair) result += written;
    if (char > " ") json.started = true;
  }
  return repair ? result : text;
}
