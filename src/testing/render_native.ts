import { countTokens } from "./answer.ts";
import type { Answer, AnswerCall, AnswerChoice } from "./answer.ts";
import { isObject, parseJson } from "./json.ts";
import type { JsonObject } from "./json.ts";
import { renderPartialCall } from "./render_partial_args.ts";
import { cutText } from "./render_text.ts";

/** How a native answer is written. */
export interface NativeStyle {
  /** Whether calls carry ids. */
  readonly ids: boolean;
  /** Whether arguments come in pieces. */
  readonly partialArgs: boolean;
  /** Whether candidates come without content. */
  readonly contentMissing: boolean;
}

/** A plain native answer. */
export function renderNative(answer: Answer, style: NativeStyle): JsonObject {
  const candidates = answer.choices.map((choice, index) => {
    const parts = style.contentMissing ? [] : partsOf(choice, style);
    return {
      ...(parts.length > 0 && { content: { role: "model", parts } }),
      finishReason: finishOf(choice.finish),
      ...(answer.choices.length > 1 && { index }),
    };
  });
  return { candidates, usageMetadata: usageOf(answer), ...frameOf(answer) };
}

/** The chunks of a streamed one, several candidates one after the other. */
export function renderNativeChunks(answer: Answer, style: NativeStyle): JsonObject[] {
  const chunks: JsonObject[] = [];
  for (const [index, choice] of answer.choices.entries()) {
    const pieces = style.contentMissing ? [] : piecesOf(choice, style);
    const last = pieces.length - 1;
    for (const [position, part] of (pieces.length > 0 ? pieces : [undefined]).entries()) {
      const candidate = {
        ...(part && { content: { role: "model", parts: [part] } }),
        ...(position >= last && { finishReason: finishOf(choice.finish) }),
        ...(answer.choices.length > 1 && { index }),
      };
      const usageMetadata = { trafficType: "ON_DEMAND" };
      chunks.push({ candidates: [candidate], usageMetadata, ...frameOf(answer) });
    }
  }
  const end = chunks.at(-1);
  if (end !== undefined) end.usageMetadata = usageOf(answer);
  return chunks;
}

function partsOf(choice: AnswerChoice, style: NativeStyle): JsonObject[] {
  const parts: JsonObject[] = [];
  if (choice.thoughts !== "") parts.push({ text: choice.thoughts, thought: true });
  if (choice.text !== "") parts.push({ text: choice.text });
  if (choice.image) parts.push({ inlineData: { ...choice.image } });
  const spoken = parts.at(-1);
  if (choice.signature !== undefined && spoken) spoken.thoughtSignature = choice.signature;
  for (const call of choice.calls) parts.push(callPart(call, style));
  return parts;
}

function piecesOf(choice: AnswerChoice, style: NativeStyle): JsonObject[] {
  const pieces: JsonObject[] = [];
  for (const text of cutText(choice.thoughts)) pieces.push({ text, thought: true });
  for (const text of cutText(choice.text)) pieces.push({ text });
  if (choice.image) pieces.push({ inlineData: { ...choice.image } });
  for (const call of choice.calls) {
    const whole = callPart(call, style);
    pieces.push(...(style.partialArgs ? renderPartialCall(whole, argsOf(call)) : [whole]));
  }
  // A streamed text's signature comes after it, on a part of its own.
  if (choice.signature !== undefined) pieces.push({ text: "", thoughtSignature: choice.signature });
  return pieces;
}

function callPart(call: AnswerCall, style: NativeStyle): JsonObject {
  return {
    functionCall: { ...(style.ids && { id: call.id }), name: call.name, args: argsOf(call) },
    ...(call.signature !== undefined && { thoughtSignature: call.signature }),
  };
}

/** Native arguments are an object in every case. */
function argsOf(call: AnswerCall): JsonObject {
  const args = parseJson(call.arguments);
  return isObject(args) ? args : {};
}

function frameOf({ model, id, created }: Answer): JsonObject {
  return {
    modelVersion: model.replace(/^google\//, ""),
    createTime: new Date(created * 1_000).toISOString(),
    responseId: id,
  };
}

function finishOf(reason: string): string {
  switch (reason) {
    case "stop":
    case "tool_calls":
      return "STOP";
    case "length":
      return "MAX_TOKENS";
    case "content_filter":
      return "SAFETY";
    default:
      return reason.replace(/^function_call_filter: /, "");
  }
}

function usageOf({ usage }: Answer): JsonObject {
  const { prompt, completion, reasoning } = usage;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: completion,
    totalTokenCount: prompt + completion + (reasoning ?? 0),
    ...(reasoning !== undefined && { thoughtsTokenCount: reasoning }),
    trafficType: "ON_DEMAND",
    promptTokensDetails: [{ modality: "TEXT", tokenCount: prompt }],
  };
}

/** What `countTokens` answers for these messages. */
export function renderCount(messages: readonly JsonObject[]): JsonObject {
  const text = JSON.stringify(messages);
  const totalTokens = countTokens(text);
  return {
    totalTokens,
    totalBillableCharacters: text.length,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: totalTokens }],
  };
}
