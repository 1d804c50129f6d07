import { countTokens } from "./answer.ts";
import type { Answer, AnswerCall, AnswerChoice, AnswerUsage } from "./answer.ts";
import type { ChatView } from "./chat_view.ts";
import { composeCalls, scriptCalls, spoilArguments, wantsCalls } from "./compose_calls.ts";
import type { ScriptedCall } from "./compose_calls.ts";
import { composeText, composeThoughts, endsInToolResults } from "./compose_text.ts";
import type { Demand } from "./demand.ts";
import { listOf, stringOf } from "./json.ts";
import { drawPng } from "./png.ts";
import type { Seed } from "./seed.ts";

/** What a script says about the content; the rest is made up. */
export interface Content {
  /** Text of the answer. */
  readonly text?: string | undefined;
  /** Thoughts before it. */
  readonly thoughts?: string | undefined;
  /** Functions to call. */
  readonly toolCalls?: readonly ScriptedCall[] | undefined;
  /** Raw finish reason. */
  readonly finishReason?: string | undefined;
}

/** What every answer draws on. */
export interface Composer {
  /** Identifiers. */
  readonly seed: Seed;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

const imageTokens = 1_120;
const effortTokens: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 16,
  low: 64,
  medium: 256,
  high: 1_024,
};

/** Makes the answer to a request that passed the checks. */
export function composeAnswer(
  view: ChatView,
  content: Content,
  demand: Demand,
  composer: Composer,
): Answer {
  const { seed, now } = composer;
  const count = Math.max(view.choices, demand.choices ?? 1);
  const whole = Array.from(
    { length: count },
    (_, variant) => composeChoice(view, content, demand, seed, variant),
  );
  const choices = whole.map((choice) => limitChoice(choice, view, demand));
  return {
    id: seed.base64url(22),
    created: Math.floor(now() / 1_000),
    model: view.model,
    choices,
    usage: demand.transcript === true && choices[0]?.calls[0]?.name === "get_current_weather"
      ? { prompt: 27, completion: 45, reasoning: 504 }
      : countUsage(view, choices, demand),
  };
}

function composeChoice(
  view: ChatView,
  content: Content,
  demand: Demand,
  seed: Seed,
  variant: number,
): AnswerChoice {
  const kind = demand.kind ?? kindOf(view, content);
  // Only Gemini signs; partner models and self-deployed ones do not.
  const gemini = view.route.endpoint === "openapi" && view.model.startsWith("google/");
  const signed = gemini || demand.callSigned === true || demand.signaturesDue === true;
  const calls = kind === "calls" ? callsOf(view, content, demand, signed, seed, variant) : [];
  const asked = view.thinking.include_thoughts === true;
  const thoughts = content.thoughts ??
    (asked || demand.thoughts === "always" ? composeThoughts(view) : "");
  const withText = kind === "text" || demand.textFirst === true ||
    (kind === "image" && listOf(view.body.modalities).includes("text"));
  const madeUp = kind === "calls" ? "Let me look that up for you." : composeText(view, variant);
  return {
    thoughts: kind === "nothing" ? "" : thoughts,
    text: kind === "nothing" ? "" : content.text ?? (withText ? madeUp : ""),
    calls,
    image: kind === "image"
      ? { data: drawPng(composeText(view, variant)), mimeType: "image/png" }
      : undefined,
    signature: calls.length === 0 && signsMessage(kind, demand) ? seed.base64(88) : undefined,
    finish: demand.finish ?? content.finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
  };
}

/** Images are signed as in Google's sample; other messages when their signature is the point. */
function signsMessage(kind: Demand["kind"], demand: Demand): boolean {
  if (kind === "nothing") return false;
  return kind === "image" || demand.messageSigned === true || demand.signaturesDue === true;
}

function kindOf(view: ChatView, content: Content): Demand["kind"] {
  if (content.toolCalls !== undefined) return "calls";
  if (content.text !== undefined) return "text";
  if (listOf(view.body.modalities).includes("image")) return "image";
  return wantsCalls(view) && !endsInToolResults(view) ? "calls" : "text";
}

function callsOf(
  view: ChatView,
  content: Content,
  demand: Demand,
  signed: boolean,
  seed: Seed,
  variant: number,
): AnswerCall[] {
  const calls = content.toolCalls === undefined
    ? composeCalls(view, demand, signed, seed, variant)
    : scriptCalls(content.toolCalls, signed, seed);
  return calls.map((call) => spoilArguments(call, demand.callArguments));
}

/** Applies `stop` and the bound on tokens: text is cut first, then the arguments of the calls. */
function limitChoice(choice: AnswerChoice, view: ChatView, demand: Demand): AnswerChoice {
  const text = cutAtStop(choice.text, view.body.stop);
  if (view.maxTokens === undefined) return { ...choice, text };
  let room = view.maxTokens * 4;
  let cut = false;
  const take = (whole: string): string => {
    const kept = whole.slice(0, room);
    room -= kept.length;
    if (kept.length < whole.length) cut = true;
    return kept;
  };
  const kept = take(text);
  const calls = choice.calls.map((call) => ({ ...call, arguments: take(call.arguments) }));
  const finish = cut ? demand.finish ?? "length" : choice.finish;
  return { ...choice, text: kept, calls, finish };
}

function cutAtStop(text: string, stop: unknown): string {
  const stops = typeof stop === "string"
    ? [stop]
    : listOf(stop).filter((item) => typeof item === "string");
  const ends = stops.map((item) => item === "" ? -1 : text.indexOf(item)).filter((end) => end >= 0);
  return ends.length === 0 ? text : text.slice(0, Math.min(...ends));
}

function countUsage(view: ChatView, choices: readonly AnswerChoice[], demand: Demand): AnswerUsage {
  let completion = 0;
  let thought = 0;
  for (const choice of choices) {
    completion += countTokens(choice.text) + (choice.image === undefined ? 0 : imageTokens);
    for (const call of choice.calls) completion += countTokens(call.name + call.arguments);
    thought += countTokens(choice.thoughts);
  }
  const effort = effortTokens[stringOf(view.body.reasoning_effort) ?? ""];
  const configured = Object.keys(view.thinking).length > 0 && view.thinking.thinking_budget !== 0;
  const thinks = configured || demand.reasoning === true || thought > 0 || (effort ?? 0) > 0;
  const reasoning = thinks ? Math.max(thought, effort ?? 64) : undefined;
  return { prompt: countTokens(JSON.stringify(view.messages)), completion, reasoning };
}
