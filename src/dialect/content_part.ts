/**
 * The parts that the content of a message may have.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 *
 * @module
 */

import type { ExtraContentParam } from "./extra_content.ts";

/** A part of a user's message. */
export type ChatCompletionContentPart =
  | ChatCompletionContentPartText
  | ChatCompletionContentPartImage
  | ChatCompletionContentPartInputAudio
  | ChatCompletionContentPartFile;

/** Text. */
export interface ChatCompletionContentPartText {
  /** Kind of the part. */
  readonly type: "text";
  /** The text. Empty parts are dropped, because Google refuses them. */
  readonly text: string;
  /** Google's additions to this part, for instance a thought signature. */
  readonly extra_content?: ExtraContentParam | undefined;
  /** OpenAI's caching mark. Ignored by Google. */
  readonly prompt_cache_breakpoint?: object | undefined;
}

/**
 * An image, or by a data URI any other file: `data:application/pdf;base64,…`.
 */
export interface ChatCompletionContentPartImage {
  /** Kind of the part. */
  readonly type: "image_url";
  /**
   * The address, `gs://`, `https://` or `data:<MIME type>;base64,…`, alone or
   * in an object. Behind a plain address Google expects an image.
   */
  readonly image_url: string | ImageUrl;
  /** Google's additions to this part. */
  readonly extra_content?: ExtraContentParam | undefined;
  /** OpenAI's caching mark. Ignored by Google. */
  readonly prompt_cache_breakpoint?: object | undefined;
}

/** Address of an image and the detail to read it in. */
export interface ImageUrl {
  /** `gs://`, `https://` or `data:<MIME type>;base64,…`. */
  readonly url: string;
  /**
   * Resolution at which the image is read. Before Gemini 3 it must be the same
   * on all parts of a request.
   */
  readonly detail?: "auto" | "low" | "high" | "original" | undefined;
}

/**
 * Audio or, on Vertex AI, any file: the documented way to send a video or a
 * document of Cloud Storage with its MIME type.
 */
export interface ChatCompletionContentPartInputAudio {
  /** Kind of the part. */
  readonly type: "input_audio";
  /** The file. */
  readonly input_audio: InputAudio;
  /** Google's additions to this part. */
  readonly extra_content?: ExtraContentParam | undefined;
  /** OpenAI's caching mark. Ignored by Google. */
  readonly prompt_cache_breakpoint?: object | undefined;
}

/** A file and its format. */
export interface InputAudio {
  /** Base64 bytes, or a `gs://`, `https://` or `data:` address. */
  readonly data: string;
  /** OpenAI's `mp3` or `wav`, or any MIME type, for instance `video/mp4`. */
  readonly format: string;
}

/**
 * A file in OpenAI's form. A part with `file_data` is sent as a data URI, the
 * form Google documents; other file parts are not known to work on Vertex AI.
 */
export interface ChatCompletionContentPartFile {
  /** Kind of the part. */
  readonly type: "file";
  /** The file. */
  readonly file: FileInput;
  /** Google's additions to this part. */
  readonly extra_content?: ExtraContentParam | undefined;
  /** OpenAI's caching mark. Ignored by Google. */
  readonly prompt_cache_breakpoint?: object | undefined;
}

/** A file by its bytes or by OpenAI's ID of it. */
export interface FileInput {
  /** The bytes: a data URI, `data:application/pdf;base64,…`, or bare base64. */
  readonly file_data?: string | undefined;
  /** ID of a file uploaded to OpenAI. Unknown to Google. */
  readonly file_id?: string | undefined;
  /** Name of the file. */
  readonly filename?: string | undefined;
}

/** What the model said when it refused, in an answer of an OpenAI model. */
export interface ChatCompletionContentPartRefusal {
  /** Kind of the part. */
  readonly type: "refusal";
  /** The model's words. */
  readonly refusal: string;
  /** Google's additions to this part. */
  readonly extra_content?: ExtraContentParam | undefined;
}
