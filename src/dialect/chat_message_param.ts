/**
 * The messages of a request.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 *
 * @module
 */

import type {
  ChatCompletionContentPart,
  ChatCompletionContentPartRefusal,
  ChatCompletionContentPartText,
} from "./content_part.ts";
import type { ExtraContentParam } from "./extra_content.ts";

/**
 * A message of a conversation, told apart by `role`.
 *
 * Takes OpenAI's messages as they are, and every answer of this library or of
 * OpenAI's. At least one message must be other than `system` and `developer`.
 */
export type ChatCompletionMessageParam =
  | ChatCompletionSystemMessageParam
  | ChatCompletionDeveloperMessageParam
  | ChatCompletionUserMessageParam
  | ChatCompletionAssistantMessageParam
  | ChatCompletionToolMessageParam
  | ChatCompletionFunctionMessageParam;

/** Instructions that hold for the whole conversation. */
export interface ChatCompletionSystemMessageParam {
  /** Who speaks. */
  readonly role: "system";
  /** The instructions. */
  readonly content: string | readonly ChatCompletionContentPartText[];
  /** Name of the speaker. */
  readonly name?: string | undefined;
  /** Google's additions to the message. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** OpenAI's newer name for a system message. Sent to Google as `system`. */
export interface ChatCompletionDeveloperMessageParam {
  /** Who speaks. */
  readonly role: "developer";
  /** The instructions. */
  readonly content: string | readonly ChatCompletionContentPartText[];
  /** Name of the speaker. */
  readonly name?: string | undefined;
  /** Google's additions to the message. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** What the user says and shows. */
export interface ChatCompletionUserMessageParam {
  /** Who speaks. */
  readonly role: "user";
  /** Text, or parts: text, images, audio, files. */
  readonly content: string | readonly ChatCompletionContentPart[];
  /** Name of the speaker. */
  readonly name?: string | undefined;
  /** Google's additions to the message. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** What the model answered before: an answer of `create`, or a stored one. */
export interface ChatCompletionAssistantMessageParam {
  /** Who speaks. */
  readonly role: "assistant";
  /** The answer, null or absent beside tool calls. */
  readonly content?:
    | string
    | readonly (
      | ChatCompletionContentPartText
      | ChatCompletionContentPartRefusal
    )[]
    | null
    | undefined;
  /** Functions that the model called. */
  readonly tool_calls?:
    | readonly ChatCompletionMessageToolCallParam[]
    | undefined;
  /** The answer's audio, or on Vertex AI its image. */
  readonly audio?: AssistantAudioParam | null | undefined;
  /** The answer's content in parts, as it came. */
  readonly content_parts?: readonly AssistantContentPartParam[] | undefined;
  /** The answer's images. */
  readonly images?: readonly AssistantImageParam[] | undefined;
  /** The model's thoughts. Not sent back. */
  readonly reasoning_content?: string | null | undefined;
  /** What the model said when it refused. */
  readonly refusal?: string | null | undefined;
  /**
   * The function that the model called.
   *
   * @deprecated Use `tool_calls`.
   */
  readonly function_call?: FunctionCallParam | null | undefined;
  /** Name of the speaker. */
  readonly name?: string | undefined;
  /** Google's additions to the message: return them as they came. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** A part of an answer's content. */
export interface AssistantContentPartParam {
  /** Its kind. */
  readonly type: string;
  /** Its text. */
  readonly text?: string | undefined;
  /** Google's additions to the part: return them as they came. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** A function's name and arguments, as the model wrote them. */
export interface FunctionCallParam {
  /** Name of the function. */
  readonly name: string;
  /** Arguments: the JSON text of an object, `{}` for none. */
  readonly arguments: string;
}

/** A tool call of an earlier answer. */
export type ChatCompletionMessageToolCallParam =
  | ChatCompletionMessageFunctionToolCallParam
  | ChatCompletionMessageCustomToolCallParam;

/** A function call of an earlier answer. */
export interface ChatCompletionMessageFunctionToolCallParam {
  /** ID by which the tool message refers to the call. */
  readonly id: string;
  /** Kind of the call. */
  readonly type: "function";
  /** The function and its arguments. */
  readonly function: FunctionCallParam;
  /** Google's additions: Gemini 3 wants the thought signature back. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** A call of one of OpenAI's custom tools, which Vertex AI does not have. */
export interface ChatCompletionMessageCustomToolCallParam {
  /** ID by which the tool message refers to the call. */
  readonly id: string;
  /** Kind of the call. */
  readonly type: "custom";
  /** The tool and its input. */
  readonly custom: CustomToolCallParam;
}

/** A custom tool's name and input, as the model wrote them. */
export interface CustomToolCallParam {
  /** Name of the tool. */
  readonly name: string;
  /** Input of the tool, plain text. */
  readonly input: string;
}

/** Audio of an earlier answer, or on Vertex AI its image. */
export interface AssistantAudioParam {
  /** ID of the audio. */
  readonly id?: string | undefined;
  /** The bytes, base64. */
  readonly data?: string | undefined;
  /** When OpenAI forgets the audio, in seconds since 1970. */
  readonly expires_at?: number | undefined;
  /** What is said in the audio. */
  readonly transcript?: string | undefined;
  /** Google's additions, with the MIME type of the bytes. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/** An image of an earlier answer. */
export interface AssistantImageParam {
  /** Kind of the part. */
  readonly type: "image_url";
  /** The image, a data URI. */
  readonly image_url: { readonly url: string };
}

/** The result of a tool call. Every call of the turn before needs one. */
export interface ChatCompletionToolMessageParam {
  /** Who speaks. */
  readonly role: "tool";
  /** ID of the call that is answered. */
  readonly tool_call_id: string;
  /** The result, best as JSON text. Parts are joined to one text. */
  readonly content: string | readonly ChatCompletionContentPartText[];
  /** Google's additions: under `google.parts`, files of the result. */
  readonly extra_content?: ExtraContentParam | undefined;
}

/**
 * The result of a function call in OpenAI's oldest form.
 *
 * @deprecated Use {@linkcode ChatCompletionToolMessageParam}.
 */
export interface ChatCompletionFunctionMessageParam {
  /** Who speaks. */
  readonly role: "function";
  /** Name of the function. */
  readonly name: string;
  /** The result. */
  readonly content: string | null;
  /** Google's additions to the message. */
  readonly extra_content?: ExtraContentParam | undefined;
}
