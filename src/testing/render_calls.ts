import type { AnswerCall } from "./answer.ts";
import type { JsonObject } from "./json.ts";
import type { RawMessage, RawToolCall } from "./raw_answer.ts";
import type { Style } from "./style.ts";

/** The calls of a plain answer, which has no indexes. */
export function renderCalls(calls: readonly AnswerCall[], style: Style): RawToolCall[] {
  return calls.map((call) => {
    const raw = headOf(call, call.arguments, style);
    if (call.signature !== undefined) raw.extra_content = signatureExtra(call.signature, style);
    return raw;
  });
}

/** The deltas that carry the calls of a stream. */
export function renderCallDeltas(calls: readonly AnswerCall[], style: Style): RawMessage[] {
  const pieces: RawToolCall[] = [];
  for (const [position, call] of calls.entries()) {
    pieces.push(...renderPieces(call, position, style));
  }
  const late = style.signatureTime === "late" ? lateSignatures(calls, style) : [];
  const grouped = style.callsTogether
    ? [pieces, ...late]
    : [...pieces.map((piece) => [piece]), ...late];
  return grouped.filter((group) => group.length > 0).map((tool_calls) => ({
    role: "assistant",
    tool_calls,
  }));
}

/** What a signature looks like on a message, part or call. */
export function signatureExtra(signature: string, style: Style): JsonObject {
  return { [style.signatureSpace]: { thought_signature: signature } };
}

function renderPieces(call: AnswerCall, position: number, style: Style): RawToolCall[] {
  const texts = style.fragments ? ["", ...cutArguments(call.arguments)] : [call.arguments];
  return texts.map((text, piece) => {
    const first = piece === 0;
    if (!first && style.laterPieces === "anonymous") return { function: { arguments: text } };
    const raw = headOf(call, text, style);
    const index = indexOf(position, first, style);
    if (index !== undefined) raw.index = index;
    if (first && style.signatureTime === "first" && call.signature !== undefined) {
      raw.extra_content = signatureExtra(call.signature, style);
    }
    return raw;
  });
}

function headOf(call: AnswerCall, text: string, style: Style): RawToolCall {
  const raw: RawToolCall = { function: { arguments: text, name: call.name }, type: "function" };
  if (style.callId !== "missing") raw.id = style.callId === "empty" ? "" : call.id;
  return raw;
}

function indexOf(position: number, first: boolean, style: Style): number | undefined {
  switch (style.callIndex) {
    case "missing":
      return undefined;
    case "zero":
      return 0;
    case "gap":
      return position * 2 + 1;
    case "flip":
      // The head of each call carries its neighbour's index, the rest its own.
      return first && style.fragments ? position ^ 1 : position;
    case "own":
      return position;
  }
}

function lateSignatures(calls: readonly AnswerCall[], style: Style): RawToolCall[][] {
  const late: RawToolCall[][] = [];
  for (const [position, call] of calls.entries()) {
    if (call.signature === undefined) continue;
    const raw: RawToolCall = headOf(call, "", style);
    const index = indexOf(position, false, style);
    if (index !== undefined) raw.index = index;
    raw.extra_content = signatureExtra(call.signature, style);
    late.push([raw]);
  }
  return late;
}

/** Cuts where Google cuts: the closing quote of each string value is a piece of its own. */
function cutArguments(text: string): string[] {
  return text.split(/(?<=[^\\:{,[])("(?=[,}\]]))/).filter((piece) => piece !== "");
}
