/**
 * The answer to a chat completion request, in one piece or in chunks: OpenAI's
 * shape, with Google's additions.
 *
 * @see {@link https://platform.openai.com/docs/api-reference/chat/object | OpenAI: The chat completion object}
 *
 * @module
 */

import type { ExtraContent } from "./extra_content.ts";

/** An answer in one piece. Fits OpenAI's `ChatCompletion`. */
export interface ChatCompletion {
  /** ID of the answer. */
  id: string;
  /** Kind of the object. */
  object: "chat.completion";
  /** When the answer was made, in seconds since 1970. */
  created: number;
  /** The model that answered. */
  model: string;
  /** The answers, as many as `n` asked for, at least one. */
  choices: ChatCompletionChoice[];
  /** Tokens used, if the server says. */
  usage?: CompletionUsage;
  /** State of the server that answered. Empty on Vertex AI. */
  system_fingerprint?: string;
}

/** One of the answers to a request. */
export interface ChatCompletionChoice {
  /** Position of the answer, from 0. */
  index: number;
  /** The answer. */
  message: ChatCompletionMessage;
  /** Why the model stopped. */
  finish_reason: FinishReason;
  /** Google's own word for it, where it is not `finish_reason`. */
  native_finish_reason?: string;
  /** Log probabilities. Null from Gemini. */
  logprobs: ChatCompletionLogprobs | null;
}

/**
 * Why the model stopped: it was done (`stop`), it ran out of tokens (`length`),
 * it calls tools (`tool_calls`, `function_call` in the deprecated form), or it
 * was stopped for safety's sake or for a malformed call (`content_filter`).
 */
export type FinishReason =
  | "stop"
  | "length"
  | "tool_calls"
  | "content_filter"
  | "function_call";

/**
 * The model's message. Push it into `messages` as it is, here or with OpenAI's
 * library: thought signatures go along.
 */
export interface ChatCompletionMessage {
  /** Who speaks. */
  role: "assistant";
  /** The answer, without thoughts. Null beside tool calls and images. */
  content: string | null;
  /** What an OpenAI model says when it refuses. Null from Gemini. */
  refusal: string | null;
  /** The model's thoughts, if they were asked for. */
  reasoning_content?: string;
  /** Functions to call, in order of appearance. */
  tool_calls?: ChatCompletionMessageToolCall[];
  /**
   * The content in parts, if the server gave it so and a part carries something of its own; sent back instead of
   * `content`, unless that was changed.
   */
  content_parts?: MessageContentPart[];
  /** Images that the model made, as data URIs. */
  images?: MessageImage[];
  /** Audio that the model made. Vertex AI puts images here too. */
  audio?: MessageAudio;
  /**
   * The function to call, if the request had `functions`.
   *
   * @deprecated Use `tools` and `tool_calls`.
   */
  function_call?: FunctionCall;
  /** Google's additions, for instance a thought signature. */
  extra_content?: ExtraContent;
}

/** A function call that the model asks for. */
export interface ChatCompletionMessageToolCall {
  /** ID of the call, for the tool message that answers it. */
  id: string;
  /** Kind of the call. */
  type: "function";
  /** The function and its arguments. */
  function: FunctionCall;
  /** Google's additions, for instance a thought signature. */
  extra_content?: ExtraContent;
}

/** A function's name and arguments, as the model wrote them. */
export interface FunctionCall {
  /** Name of the function. */
  name: string;
  /** Arguments, JSON text. Check it: models make mistakes. */
  arguments: string;
}

/** A part of an answer's content. */
export interface MessageContentPart {
  /** Its kind, usually `text`. */
  type: string;
  /** Its text. */
  text?: string;
  /** Google's additions to the part: return them as they came. */
  extra_content?: ExtraContent;
}

/** An image that the model made. */
export interface MessageImage {
  /** Kind of the part. */
  type: "image_url";
  /** The image. */
  image_url: MessageImageUrl;
}

/** Where an image that the model made is. */
export interface MessageImageUrl {
  /** A data URI, `data:image/png;base64,…`. */
  url: string;
}

/**
 * Audio that the model made, or on Vertex AI an image: `extra_content` tells
 * the MIME type. Prefer `images` for those.
 */
export interface MessageAudio {
  /** ID of the audio. Empty on Vertex AI, which gives none. */
  id: string;
  /** The bytes, base64. */
  data: string;
  /** When OpenAI forgets the audio, in seconds since 1970. 0 on Vertex AI. */
  expires_at: number;
  /** What is said in the audio. Empty on Vertex AI. */
  transcript: string;
  /** Google's additions, with the MIME type of the bytes. */
  extra_content?: ExtraContent;
}

/** Log probabilities of an answer. */
export interface ChatCompletionLogprobs {
  /** Of the tokens of the content. */
  content: ChatCompletionTokenLogprob[] | null;
  /** Of the tokens of a refusal. */
  refusal: ChatCompletionTokenLogprob[] | null;
}

/** Log probability of a token, and of those that might have stood there. */
export interface ChatCompletionTokenLogprob extends TopLogprob {
  /** The likeliest tokens in this place. */
  top_logprobs: TopLogprob[];
}

/** Log probability of a token. */
export interface TopLogprob {
  /** The token. */
  token: string;
  /** Its UTF-8 bytes. */
  bytes: number[] | null;
  /** Natural logarithm of its probability. */
  logprob: number;
}

/**
 * Tokens used, counted as OpenAI counts: `prompt_tokens` and
 * `completion_tokens` add up to `total_tokens`.
 */
export interface CompletionUsage {
  /** Tokens of the request. */
  prompt_tokens: number;
  /** Tokens of the answer, thoughts included. */
  completion_tokens: number;
  /** All tokens. */
  total_tokens: number;
  /** What the tokens of the answer were spent on. */
  completion_tokens_details?: CompletionTokensDetails;
  /** What the tokens of the request were. */
  prompt_tokens_details?: PromptTokensDetails;
  /** Google's additions. */
  extra_properties?: UsageExtraProperties;
}

/** What the tokens of an answer were spent on. */
export interface CompletionTokensDetails {
  /** Tokens of the thoughts. */
  reasoning_tokens?: number;
  /** Tokens of audio. */
  audio_tokens?: number;
  /** Tokens of text. */
  text_tokens?: number;
  /** Tokens of a prediction that came true. */
  accepted_prediction_tokens?: number;
  /** Tokens of a prediction that did not. */
  rejected_prediction_tokens?: number;
}

/** What the tokens of a request were. */
export interface PromptTokensDetails {
  /** Tokens read from a cache. */
  cached_tokens?: number;
  /** Tokens written to a cache. */
  cache_write_tokens?: number;
  /** Tokens of audio. */
  audio_tokens?: number;
  /** Tokens of images. */
  image_tokens?: number;
  /** Tokens of text. */
  text_tokens?: number;
}

/** What is known of the usage beyond OpenAI's fields. */
export interface UsageExtraProperties {
  /** What Google adds. */
  google?: GoogleUsage;
}

/** What Google says of the usage. */
export interface GoogleUsage {
  /**
   * How the request was served: `ON_DEMAND`, `PROVISIONED_THROUGHPUT`, and
   * others. Compare without regard to case.
   */
  traffic_type?: string;
}

/** A piece of an answer. Fits OpenAI's `ChatCompletionChunk`. */
export interface ChatCompletionChunk {
  /** ID of the answer, the same in all its chunks. */
  id: string;
  /** Kind of the object. */
  object: "chat.completion.chunk";
  /** When the answer was made, in seconds since 1970. */
  created: number;
  /** The model that answers. */
  model: string;
  /** Pieces of the answers. Empty where a chunk brings only the usage. */
  choices: ChatCompletionChunkChoice[];
  /** Tokens used so far: the last one counts. */
  usage?: CompletionUsage | null;
  /** State of the server that answers. Empty on Vertex AI. */
  system_fingerprint?: string;
}

/** A piece of one of the answers. */
export interface ChatCompletionChunkChoice {
  /** Position of the answer, from 0. */
  index: number;
  /** What is new. */
  delta: ChatCompletionChunkDelta;
  /** Why the model stopped, null until it does. */
  finish_reason: FinishReason | null;
  /** Google's own word for it, where it is not `finish_reason`. */
  native_finish_reason?: string;
  /** Log probabilities. Null from Gemini. */
  logprobs?: ChatCompletionLogprobs | null;
}

/** What a chunk adds to the message. */
export interface ChatCompletionChunkDelta {
  /** Who speaks. */
  role?: "assistant";
  /** Text to append to the answer. */
  content?: string | null;
  /** Text to append to what an OpenAI model says when it refuses. */
  refusal?: string | null;
  /** Text to append to the thoughts. */
  reasoning_content?: string;
  /** Tool calls that begin or go on. */
  tool_calls?: ChatCompletionChunkToolCall[];
  /**
   * The content in parts, if the server gave it so and a part carries something of its own; sent back instead of
   * `content`, unless that was changed.
   */
  content_parts?: MessageContentPart[];
  /** Images that the model made, as data URIs. */
  images?: MessageImage[];
  /** Audio that the model made. Vertex AI puts images here too. */
  audio?: ChatCompletionChunkAudio;
  /**
   * The function to call, if the request had `functions`.
   *
   * @deprecated Use `tools` and `tool_calls`.
   */
  function_call?: ChatCompletionChunkFunction;
  /** Google's additions, for instance a thought signature. */
  extra_content?: ExtraContent;
}

/** A piece of a tool call. */
export interface ChatCompletionChunkToolCall {
  /** Number of the call in the message, from 0, in order of appearance. */
  index: number;
  /** ID of the call, the same in all its pieces. */
  id?: string;
  /** Kind of the call. */
  type?: "function";
  /** The function, and what is new of its arguments. */
  function?: ChatCompletionChunkFunction;
  /** Google's additions, for instance a thought signature. */
  extra_content?: ExtraContent;
}

/** A piece of a function call. */
export interface ChatCompletionChunkFunction {
  /** Name of the function: to set, not to append. */
  name?: string;
  /** Text to append to the arguments. */
  arguments?: string;
}

/** A piece of audio that the model made, or on Vertex AI an image. */
export interface ChatCompletionChunkAudio {
  /** ID of the audio. */
  id?: string;
  /** The bytes, base64. */
  data?: string;
  /** When OpenAI forgets the audio, in seconds since 1970. */
  expires_at?: number;
  /** What is said in the audio. */
  transcript?: string;
  /** Google's additions, with the MIME type of the bytes. */
  extra_content?: ExtraContent;
}
