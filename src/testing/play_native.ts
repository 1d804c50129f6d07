import type { ChatView } from "./chat_view.ts";
import { composeAnswer } from "./compose_answer.ts";
import { replyWithError } from "./error_reply.ts";
import { listOf, objectOf } from "./json.ts";
import { mixQuirks } from "./mix_quirks.ts";
import { deliver, playBody } from "./play_script.ts";
import type { Stage } from "./play_script.ts";
import { renderCount, renderNative, renderNativeChunks } from "./render_native.ts";
import { encode, planJson, planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { NativeRoute } from "./route.ts";
import type { AnswerScript, Script } from "./script.ts";
import { eventStreamType } from "./sse.ts";

/** What playing a script for a native method draws on. */
export interface NativeStage extends Stage {
  /** Where the call went. */
  readonly route: NativeRoute;
  /** Whether a stream comes as events; else it is one JSON array. */
  readonly sse: boolean;
}

/** Plans the answer of `countTokens`. */
export function planCount(view: ChatView): ReplyPlan {
  return planJson(200, renderCount(view.messages));
}

/**
 * Plans the native reply that a script describes. Of quirks, those of the content and of errors are played; those of
 * the chat dialect's spelling have nothing to change here.
 */
export function playNative(script: Script, view: ChatView, stage: NativeStage): ReplyPlan {
  return deliver(script, playContent(script, view, stage), stage);
}

function playContent(script: Script, view: ChatView, stage: NativeStage): ReplyPlan {
  if ("body" in script) return playBody(script, view);
  if ("chunks" in script) {
    for (const chunk of script.chunks) recordRaw(chunk, stage);
    return planStream(script.chunks, stage);
  }
  if ("json" in script) {
    recordRaw(script.json, stage);
    const plan = planJson(script.status ?? 200, script.json);
    return { ...plan, headers: { ...plan.headers, ...script.headers } };
  }
  return playAnswer(script, view, stage);
}

function playAnswer(script: AnswerScript, view: ChatView, stage: NativeStage): ReplyPlan {
  const named = [script.quirk ?? []].flat();
  const mix = mixQuirks(named, {});
  const answer = composeAnswer(view, script, mix.demand, stage);
  const style = {
    ids: stage.route.version === "v1beta1",
    partialArgs: view.google.stream_function_call_arguments === true,
    contentMissing: mix.style.messageMissing,
  };
  const streamed = mix.style.form === "asked" ? view.stream : mix.style.form === "stream";
  let chunks = streamed ? renderNativeChunks(answer, style) : [];
  if (named.includes("truncated")) chunks = chunks.slice(0, -1);
  if (mix.error !== undefined) {
    const before = script.errorAfterChunks ?? Math.ceil(chunks.length / 2);
    return replyWithError(mix.error, view.stream, chunks.slice(0, before).map(encodeEvent));
  }
  stage.signatures.record(answer, mix.demand.signaturesDue === true);
  return streamed ? planStream(chunks, stage) : planJson(200, renderNative(answer, style));
}

/** Events end with CR LF here, as Google's native streams do, and no [DONE] follows them. */
function encodeEvent(chunk: unknown): Uint8Array {
  return encode(`data: ${JSON.stringify(chunk)}\r\n\r\n`);
}

function planStream(chunks: readonly unknown[], stage: NativeStage): ReplyPlan {
  if (stage.sse) return { ...planText(200, eventStreamType, ""), writes: chunks.map(encodeEvent) };
  const writes = chunks.map((chunk, position) =>
    encode(`${position === 0 ? "[" : ",\r\n"}${JSON.stringify(chunk, null, 2)}`)
  );
  const plan = planText(200, "application/json; charset=UTF-8", "");
  return { ...plan, writes: [...writes, encode(chunks.length === 0 ? "[]" : "]")] };
}

/** Remembers the signatures inside a scripted answer. */
function recordRaw(raw: unknown, stage: NativeStage): void {
  const parts = listOf(objectOf(raw).candidates).flatMap((candidate) =>
    listOf(objectOf(objectOf(candidate).content).parts)
  );
  const calls = parts.map(objectOf).map(({ functionCall, thoughtSignature }) => ({
    id: objectOf(functionCall).id,
    extra_content: { google: { thought_signature: thoughtSignature } },
  }));
  stage.signatures.recordRaw({ choices: [{ message: { tool_calls: calls } }] });
}
