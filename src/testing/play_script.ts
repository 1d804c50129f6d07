import type { ChatView } from "./chat_view.ts";
import { composeAnswer } from "./compose_answer.ts";
import type { Composer } from "./compose_answer.ts";
import { replyWithError } from "./error_reply.ts";
import { encodeSorted, stringOf } from "./json.ts";
import { mixQuirks } from "./mix_quirks.ts";
import { renderChunks, renderPlain } from "./render.ts";
import { encode, planJson, planText, recut } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { AnswerScript, BodyScript, ChunksScript, Script } from "./script.ts";
import type { SignatureBook } from "./signatures.ts";
import { encodeChunk, encodeDone, eventStreamType } from "./sse.ts";
import type { Style } from "./style.ts";

/** What playing a script draws on. */
export interface Stage extends Composer {
  /** Where issued signatures are remembered. */
  readonly signatures: SignatureBook;
  /** Pause between chunks unless the script has its own, in milliseconds. */
  readonly chunkDelayMs: number;
}

/** Plans the reply that a script describes; an empty script gives the emulator's own answer. */
export function playScript(script: Script, view: ChatView, stage: Stage): ReplyPlan {
  return deliver(script, playContent(script, view, stage), stage);
}

/** Cuts and delays a reply as its script says. */
export function deliver(script: Script, plan: ReplyPlan, stage: Stage): ReplyPlan {
  const { writes = [], chunkBytes, chunkDelayMs = stage.chunkDelayMs } = script;
  const cut = writes.length > 0 || chunkBytes !== undefined;
  return {
    ...plan,
    writes: cut ? recut(plan.writes, writes, chunkBytes) : plan.writes,
    delayMs: chunkDelayMs,
  };
}

function playContent(script: Script, view: ChatView, stage: Stage): ReplyPlan {
  if ("body" in script) return playBody(script, view);
  if ("chunks" in script) return playChunks(script, stage);
  if ("json" in script) {
    stage.signatures.recordRaw(script.json);
    const plan = planJson(script.status ?? 200, script.json);
    return { ...plan, headers: { ...plan.headers, ...script.headers } };
  }
  return playAnswer(script, view, stage);
}

/** Plans a body byte for byte. */
export function playBody(script: BodyScript, view: ChatView): ReplyPlan {
  const usual = view.stream ? eventStreamType : "application/json; charset=UTF-8";
  const plan = planText(script.status ?? 200, script.contentType ?? usual, "");
  const bytes = typeof script.body === "string" ? encode(script.body) : script.body;
  return { ...plan, writes: bytes.length === 0 ? [] : [bytes] };
}

function playChunks(script: ChunksScript, stage: Stage): ReplyPlan {
  const writes = script.chunks.map((chunk) => {
    stage.signatures.recordRaw(chunk);
    return encode(`data: ${JSON.stringify(chunk)}\n\n`);
  });
  if (script.done !== false) writes.push(encodeDone());
  return { ...planText(200, eventStreamType, ""), writes };
}

function playAnswer(script: AnswerScript, view: ChatView, stage: Stage): ReplyPlan {
  const named = script.quirk ?? [];
  const mix = mixQuirks(typeof named === "string" ? [named] : named, styleOf(view));
  const answer = composeAnswer(view, script, mix.demand, stage);
  const marker = stringOf(view.google.thought_tag_marker);
  const streamed = mix.style.form === "asked" ? view.stream : mix.style.form === "stream";

  const chunks = streamed ? mix.chunks(renderChunks(answer, mix.style, marker)) : [];
  const events = chunks.map(encodeChunk);
  if (mix.error !== undefined) {
    const before = script.errorAfterChunks ?? Math.ceil(events.length / 2);
    return replyWithError(mix.error, view.stream, events.slice(0, before));
  }
  stage.signatures.record(answer, mix.demand.signaturesDue === true);
  if (!streamed) {
    const plain = mix.plain(renderPlain(answer, mix.style, marker));
    return planText(200, "application/json; charset=UTF-8", encodeSorted(plain));
  }
  if (mix.style.done) events.push(encodeDone());
  return { ...planText(200, eventStreamType, ""), writes: events };
}

/** What the request itself decides about the form of its answer. */
function styleOf(view: ChatView): Partial<Style> {
  return view.google.stream_function_call_arguments === true
    ? { fragments: true, callIndex: "flip" }
    : {};
}
