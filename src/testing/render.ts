import type { Answer, AnswerChoice } from "./answer.ts";
import type { JsonObject } from "./json.ts";
import type { RawAnswer, RawChoice, RawMessage, RawUsage } from "./raw_answer.ts";
import { renderCallDeltas, renderCalls, signatureExtra } from "./render_calls.ts";
import type { Style } from "./style.ts";
import { cutInTag, cutText, tagOf } from "./render_text.ts";

/** A plain answer in Vertex's dialect. */
export function renderPlain(answer: Answer, style: Style, marker: string | undefined): RawAnswer {
  const choices = answer.choices.map((choice, index): RawChoice => {
    const raw: RawChoice = { finish_reason: choice.finish, index, logprobs: null };
    if (!style.messageMissing) raw.message = renderMessage(choice, answer, style, marker);
    return raw;
  });
  const plain: RawAnswer = { ...frameOf(answer), object: "chat.completion", choices };
  if (style.usagePlace !== "missing") plain.usage = renderUsage(answer, style);
  return plain;
}

/** The chunks of a streamed answer in Vertex's dialect, several choices interleaved. */
export function renderChunks(
  answer: Answer,
  style: Style,
  marker: string | undefined,
): RawAnswer[] {
  const lanes = answer.choices.map((choice, index) =>
    renderLane(choice, index, answer, style, marker)
  );
  const longest = Math.max(...lanes.map((lane) => lane.length));
  const chunks: RawAnswer[] = [];
  for (let step = 0; step < longest; step++) {
    for (const lane of lanes) {
      const choice = lane[step];
      if (choice !== undefined) chunks.push(chunkOf(answer, [choice]));
    }
  }
  placeUsage(chunks, answer, style);
  return chunks;
}

/** A chunk around some choices. */
function chunkOf(answer: Answer, choices: RawChoice[]): RawAnswer {
  return { ...frameOf(answer), object: "chat.completion.chunk", choices };
}

function frameOf(answer: Answer): Omit<RawAnswer, "object" | "choices" | "usage"> {
  const { created, id, model } = answer;
  return { created, id, model, system_fingerprint: "" };
}

function renderMessage(
  choice: AnswerChoice,
  answer: Answer,
  style: Style,
  marker: string | undefined,
): RawMessage {
  const message: RawMessage = { role: "assistant" };
  // A plain answer has no deltas to flag, so without tags nobody could tell thoughts from text.
  const tag = tagOf(style, marker) ?? marker;
  let text = choice.text;
  if (choice.thoughts !== "") {
    if (style.thoughtField) setThoughtField(message, choice.thoughts, answer.model);
    else {text = tag === undefined
        ? choice.thoughts + text
        : `<${tag}>${choice.thoughts}</${tag}>${text}`;}
    if (style.thoughtFlag === "whole") message.extra_content = { google: { thought: true } };
  }
  if (text !== "") message.content = style.contentParts ? [{ type: "text", text }] : text;
  if (choice.image !== undefined) {
    message.audio = renderImage(choice.image.data, choice.image.mimeType);
  }
  if (choice.calls.length > 0) message.tool_calls = renderCalls(choice.calls, style);
  else if (message.content === undefined) message.content = null;
  if (choice.signature !== undefined) addSignature(message, choice.signature, style);
  return message;
}

/** One choice's part of a stream, one entry a chunk. */
function renderLane(
  choice: AnswerChoice,
  index: number,
  answer: Answer,
  style: Style,
  marker: string | undefined,
): RawChoice[] {
  const deltas = style.messageMissing ? [] : renderDeltas(choice, answer, style, marker);
  const lane = deltas.map((delta): RawChoice => ({ delta, index, logprobs: null }));
  const last = lane.pop() ?? { index, logprobs: null };
  return [...lane, { ...last, finish_reason: choice.finish }];
}

function renderDeltas(
  choice: AnswerChoice,
  answer: Answer,
  style: Style,
  marker: string | undefined,
): RawMessage[] {
  const deltas = [...renderThoughtDeltas(choice, answer, style, marker)];
  const tag = choice.thoughts !== "" && !style.thoughtField ? tagOf(style, marker) : undefined;
  const answered = tag === undefined
    ? cutText(choice.text)
    : closeTag(cutText(choice.text), tag, style);
  for (const text of answered) {
    const content = style.contentParts ? [{ type: "text", text }] : text;
    deltas.push({ role: "assistant", content });
  }
  if (choice.image !== undefined) {
    const audio = renderImage(choice.image.data, choice.image.mimeType);
    deltas.push({ role: "assistant", audio, content: null });
  }
  deltas.push(...renderCallDeltas(choice.calls, style));
  if (choice.signature !== undefined) {
    const last = deltas.at(-1);
    if (style.signatureTime === "late" || last === undefined) {
      deltas.push({ role: "assistant", content: null });
    }
    const signed = deltas.at(-1);
    if (signed !== undefined) addSignature(signed, choice.signature, style);
  }
  if (deltas.length === 0) deltas.push({ role: "assistant", content: "" });
  return deltas;
}

function* renderThoughtDeltas(
  choice: AnswerChoice,
  answer: Answer,
  style: Style,
  marker: string | undefined,
): Generator<RawMessage> {
  if (choice.thoughts === "") return;
  const tag = style.thoughtField ? undefined : tagOf(style, marker);
  let pieces = cutText(choice.thoughts);
  if (tag !== undefined) {
    pieces = [`<${tag}>${pieces[0]}`, ...pieces.slice(1)];
    if (style.cutTags) pieces = cutInTag(pieces, `<${tag}>`);
  }
  for (const piece of pieces) {
    const delta: RawMessage = { role: "assistant" };
    if (style.thoughtField) setThoughtField(delta, piece, answer.model);
    else delta.content = piece;
    if (style.thoughtFlag !== "none") delta.extra_content = { google: { thought: true } };
    yield delta;
  }
}

/** The first piece of the answer begins with the closing tag, as the real service sends it. */
function closeTag(pieces: readonly string[], tag: string, style: Style): string[] {
  const closed = [`</${tag}>${pieces[0] ?? ""}`, ...pieces.slice(1)];
  return style.cutTags ? cutInTag(closed, `</${tag}>`) : closed;
}

/** gpt-oss has a field of one name, the other partner models one of another. */
function setThoughtField(message: RawMessage, thoughts: string, model: string): void {
  if (model.startsWith("openai/")) message.reasoning_content = thoughts;
  else message.reasoning = thoughts;
}

function renderImage(data: string, mimeType: string): JsonObject {
  return { data, extra_content: { google: { mime_type: mimeType } } };
}

function addSignature(message: RawMessage, signature: string, style: Style): void {
  const extra = signatureExtra(signature, style);
  const part = Array.isArray(message.content) ? message.content.at(-1) : undefined;
  if (part !== undefined) part.extra_content = extra;
  else {
    const google = { ...(message.extra_content?.google ?? {}), ...(extra.google ?? {}) };
    message.extra_content = { ...message.extra_content, ...extra };
    if (Object.keys(google).length > 0) message.extra_content.google = google;
  }
}

function renderUsage(answer: Answer, style: Style): RawUsage {
  const { prompt, completion, reasoning } = answer.usage;
  const usage: RawUsage = {
    extra_properties: { google: { traffic_type: "ON_DEMAND" } },
    prompt_tokens: prompt,
    total_tokens: prompt + completion + (reasoning ?? 0),
  };
  if (style.usageCount === "excludes") usage.completion_tokens = completion;
  if (style.usageCount === "includes") usage.completion_tokens = completion + (reasoning ?? 0);
  if (reasoning !== undefined) usage.completion_tokens_details = { reasoning_tokens: reasoning };
  return usage;
}

function placeUsage(chunks: RawAnswer[], answer: Answer, style: Style): void {
  if (style.usagePlace === "missing") return;
  if (style.usagePlace === "separate") chunks.push(chunkOf(answer, []));
  const last = chunks.length;
  for (const [position, chunk] of chunks.entries()) {
    if (position + 1 === last) chunk.usage = renderUsage(answer, style);
    else if (style.usagePlace === "every") {
      // Cumulative: what has been written so far, all thinking done before.
      const completion = Math.floor(answer.usage.completion * (position + 1) / last);
      chunk.usage = renderUsage({ ...answer, usage: { ...answer.usage, completion } }, style);
    }
  }
}
