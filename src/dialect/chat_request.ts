/**
 * The body of a chat completion request: OpenAI's parameters in OpenAI's
 * spelling, and Google's under `extra_body.google`.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 * @see {@link https://platform.openai.com/docs/api-reference/chat/create | OpenAI: Create chat completion}
 *
 * @module
 */

import type { ChatCompletionMessageParam } from "./chat_message_param.ts";
import type {
  ChatCompletionFunctionCallOption,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
  LegacyFunction,
} from "./chat_tool.ts";
import type { ExtraBody } from "./extra_body.ts";

/**
 * A chat completion request.
 *
 * Takes OpenAI's parameters as they are. What Gemini does not support it
 * ignores; the field then says so. Models of other makers and self-deployed
 * ones have lists of their own. Fields that are not listed here are sent too.
 */
export interface ChatCompletionCreateParams {
  /**
   * Publisher and model, for instance `google/gemini-3.1-pro-preview`. May be
   * absent only where the client has a self-deployed `endpoint`.
   */
  readonly model?: string | undefined;
  /** The conversation so far, oldest message first. */
  readonly messages: readonly ChatCompletionMessageParam[];
  /**
   * Whether the answer comes in chunks.
   *
   * @default {false}
   */
  readonly stream?: boolean | null | undefined;
  /** What Google adds to OpenAI's parameters. */
  readonly extra_body?: ExtraBody | undefined;

  /** Most tokens in the answer. */
  readonly max_completion_tokens?: number | null | undefined;
  /** Older name of `max_completion_tokens`. */
  readonly max_tokens?: number | null | undefined;
  /** Randomness, 0 to 2. For Gemini 3, Google advises to leave it at 1. */
  readonly temperature?: number | null | undefined;
  /** Share of the likeliest tokens to choose from, 0 to 1. */
  readonly top_p?: number | null | undefined;
  /**
   * How many answers to give.
   *
   * @default {1}
   */
  readonly n?: number | null | undefined;
  /** Text, or texts, at which the answer ends. */
  readonly stop?: string | readonly string[] | null | undefined;
  /** Same seed, same parameters: mostly the same answer. */
  readonly seed?: number | null | undefined;
  /** Penalty on tokens by how often they occurred, -2 to 2. */
  readonly frequency_penalty?: number | null | undefined;
  /** Penalty on tokens that occurred at all, -2 to 2. */
  readonly presence_penalty?: number | null | undefined;
  /**
   * How much the model thinks. Excludes `extra_body.google.thinking_config`,
   * and does not by itself return thoughts.
   */
  readonly reasoning_effort?: ReasoningEffort | null | undefined;
  /** Text, JSON, or JSON of a schema. */
  readonly response_format?: ResponseFormat | undefined;
  /** What the answer consists of; text unless told otherwise. */
  readonly modalities?: readonly ChatCompletionModality[] | null | undefined;
  /** Tools that the model may call, at most 128. */
  readonly tools?: readonly ChatCompletionTool[] | undefined;
  /** Whether, and which, tools are called. */
  readonly tool_choice?: ChatCompletionToolChoiceOption | undefined;
  /** Switches on Google Search; `{}` will do, sub-options are not supported. */
  readonly web_search_options?: WebSearchOptions | undefined;
  /**
   * Functions that the model may call.
   *
   * @deprecated Use `tools`.
   */
  readonly functions?: readonly LegacyFunction[] | undefined;
  /**
   * Whether, and which, functions are called.
   *
   * @deprecated Use `tool_choice`.
   */
  readonly function_call?:
    | "none"
    | "auto"
    | ChatCompletionFunctionCallOption
    | undefined;
  /**
   * Arguments of the chat template, on open models such as DeepSeek:
   * `{ thinking: true }`. Ignored by Gemini.
   */
  readonly chat_template_kwargs?:
    | { readonly [name: string]: unknown }
    | undefined;

  /** Settings of a stream. Vertex AI sends the usage without being asked. */
  readonly stream_options?: ChatCompletionStreamOptions | null | undefined;
  /** Settings of audio output, in OpenAI's shape. Ignored by Google. */
  readonly audio?: object | null | undefined;
  /** Bias per token. Ignored by Google. */
  readonly logit_bias?: { readonly [token: string]: number } | null | undefined;
  /** Whether to return log probabilities. Ignored by Google. */
  readonly logprobs?: boolean | null | undefined;
  /** How many alternatives per token. Ignored by Google. */
  readonly top_logprobs?: number | null | undefined;
  /** Labels of the request. Ignored by Google. */
  readonly metadata?: { readonly [key: string]: string } | null | undefined;
  /** Moderation settings, in OpenAI's shape. Ignored by Google. */
  readonly moderation?: object | null | undefined;
  /**
   * Whether one turn may have several tool calls. Ignored by Google: false does
   * not keep Gemini from making several.
   */
  readonly parallel_tool_calls?: boolean | undefined;
  /** Known parts of the answer, in OpenAI's shape. Ignored by Google. */
  readonly prediction?: object | null | undefined;
  /** Key of OpenAI's prompt cache. Ignored by Google. */
  readonly prompt_cache_key?: string | null | undefined;
  /** Settings of OpenAI's prompt cache. Ignored by Google. */
  readonly prompt_cache_options?: object | undefined;
  /** Lifetime in OpenAI's prompt cache. Ignored by Google. */
  readonly prompt_cache_retention?: string | null | undefined;
  /** Identifies the end user to OpenAI. Ignored by Google. */
  readonly safety_identifier?: string | null | undefined;
  /** OpenAI's class of service. Ignored by Google, which has headers for it. */
  readonly service_tier?: string | null | undefined;
  /** Whether OpenAI keeps the answer. Ignored by Google. */
  readonly store?: boolean | null | undefined;
  /**
   * Identifies the end user to OpenAI. Ignored by Google.
   *
   * @deprecated OpenAI replaced it by `safety_identifier`.
   */
  readonly user?: string | undefined;
  /** How wordy the answer is. Ignored by Google. */
  readonly verbosity?: "low" | "medium" | "high" | null | undefined;
}

/** A request that is answered in one piece. */
export interface ChatCompletionCreateParamsNonStreaming extends ChatCompletionCreateParams {
  /** Not a stream. */
  readonly stream?: false | null | undefined;
}

/** A request that is answered in chunks. */
export interface ChatCompletionCreateParamsStreaming extends ChatCompletionCreateParams {
  /** A stream. */
  readonly stream: true;
}

/**
 * How much the model thinks. Google documents `low`, `medium` and `high`
 * (1,024, 8,192 and 24,576 tokens before Gemini 3); which others are accepted
 * depends on the model.
 */
export type ReasoningEffort =
  | "none"
  | "minimal"
  | "low"
  | "medium"
  | "high"
  | "xhigh"
  | "max";

/** What an answer may consist of. `image` is Google's. */
export type ChatCompletionModality = "text" | "audio" | "image";

/** Form of the answer. */
export type ResponseFormat =
  | ResponseFormatText
  | ResponseFormatJSONObject
  | ResponseFormatJSONSchema
  | ResponseFormatMimeType;

/** Plain text. */
export interface ResponseFormatText {
  /** Kind of the form. */
  readonly type: "text";
}

/** Any JSON. */
export interface ResponseFormatJSONObject {
  /** Kind of the form. */
  readonly type: "json_object";
}

/** JSON of a schema. */
export interface ResponseFormatJSONSchema {
  /** Kind of the form. */
  readonly type: "json_schema";
  /** The schema and its name. */
  readonly json_schema: JsonSchemaFormat;
}

/** A schema that the answer fits, and its name. */
export interface JsonSchemaFormat {
  /** Name of the schema, 1 to 64 letters, digits, `_` and `-`. */
  readonly name: string;
  /** What the answer is for. */
  readonly description?: string | undefined;
  /** The schema. Gemini does not support schemas that are fully recursive. */
  readonly schema?: { readonly [keyword: string]: unknown } | undefined;
  /** OpenAI's wish for strict adherence. Not mentioned by Google. */
  readonly strict?: boolean | null | undefined;
}

/** Google's form: any MIME type, for instance `text/x.enum`. */
export interface ResponseFormatMimeType {
  /** The MIME type. */
  readonly type: `${string}/${string}`;
}

/** Settings of a stream. */
export interface ChatCompletionStreamOptions {
  /** Whether to send the usage at the end. Vertex AI always does. */
  readonly include_usage?: boolean | undefined;
  /** OpenAI's padding of chunks. Ignored by Google. */
  readonly include_obfuscation?: boolean | undefined;
}

/** OpenAI's settings of a web search, which Google does not support. */
export interface WebSearchOptions {
  /** How much of the search enters the context. Ignored by Google. */
  readonly search_context_size?: "low" | "medium" | "high" | undefined;
  /** Where the user is, in OpenAI's shape. Ignored by Google. */
  readonly user_location?: object | null | undefined;
}
