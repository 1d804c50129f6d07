/**
 * What the model answers.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference#response | Google: response body}
 *
 * @module
 */

import type { UsageEvent } from "../hooks.ts";
import type { Content, JsonObject } from "./content.ts";

/** Google's answer, or a chunk of one. Fields that are not listed here are kept. */
export interface RawResponse {
  /** The answers; more than one only if `candidateCount` asked for them. */
  candidates: Candidate[];
  /** What was found about the prompt. A prompt that is blocked is an error, `content_filtered`. */
  promptFeedback?: PromptFeedback;
  /** The tokens as Google counts them: thoughts apart from the answer. */
  usageMetadata?: UsageMetadata;
  /** The model that answered. */
  modelVersion?: string;
  /** The answer's ID. */
  responseId?: string;
  /** When the answer was made. */
  createTime?: string;
}

/**
 * Google's answer, every field where Google has it, and beside them what most callers look for.
 *
 * `text`, `functionCalls` and `usage` are this library's. To go on with the conversation, push
 * `candidates[0].content` into `contents` as it is: so every thought signature goes back.
 */
export interface GenerateContentResponse extends RawResponse {
  /** The first candidate's text, thoughts left out; empty if there is none. In a stream, this chunk's. */
  text: string;
  /** The first candidate's calls, arguments whole; in a stream, those that this chunk completes. */
  functionCalls: CompleteCall[];
  /** The tokens in OpenAI's meaning, as everywhere in this library: thoughts are part of the completion. */
  usage?: UsageEvent["usage"];
}

/** A call with its arguments whole. */
export interface CompleteCall {
  /** The server's own, if it gave one: then the `functionResponse` carries it too. */
  id?: string;
  /** The function. */
  name: string;
  /** Its arguments; empty for none. */
  args: JsonObject;
}

/** One answer. */
export interface Candidate {
  /** What the model said. Missing if all was withheld. */
  content?: Content;
  /** Why it ended: `STOP` (also with calls), `MAX_TOKENS`, `SAFETY`, `MALFORMED_FUNCTION_CALL` and others. */
  finishReason?: string;
  /** The same in a sentence, for some reasons. */
  finishMessage?: string;
  /** Its number. */
  index?: number;
  /** How harmful it was judged. */
  safetyRatings?: JsonObject[];
  /** What it quotes. */
  citationMetadata?: JsonObject;
  /** What it rests on. */
  groundingMetadata?: JsonObject;
  /** How likely its tokens were, on average. */
  avgLogprobs?: number;
}

/** What was found about a prompt. */
export interface PromptFeedback {
  /** Why it was blocked: `SAFETY`, `BLOCKLIST`, `PROHIBITED_CONTENT`, `MODEL_ARMOR`, `JAILBREAK` and others. */
  blockReason?: string;
  /** The same in a sentence. */
  blockReasonMessage?: string;
  /** How harmful it was judged. */
  safetyRatings?: JsonObject[];
}

/** Tokens, as Google counts them. */
export interface UsageMetadata {
  /** Those of the prompt, a cache's included. */
  promptTokenCount?: number;
  /** Those of the answer, thoughts excluded. */
  candidatesTokenCount?: number;
  /** Those of the thoughts. */
  thoughtsTokenCount?: number;
  /** Those of what tools of Google's added to the prompt. */
  toolUsePromptTokenCount?: number;
  /** Those of the prompt that came out of a cache. */
  cachedContentTokenCount?: number;
  /** All of them. */
  totalTokenCount?: number;
  /** `ON_DEMAND`, `PROVISIONED_THROUGHPUT` and others. */
  trafficType?: string;
}

/** How many tokens a request has. */
export interface CountTokensResponse {
  /** All of them. */
  totalTokens: number;
  /** Characters, for models that are billed by them. */
  totalBillableCharacters?: number;
  /** The tokens of each modality. */
  promptTokensDetails?: JsonObject[];
}
