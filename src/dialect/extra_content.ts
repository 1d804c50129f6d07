/**
 * What Google puts beside OpenAI's own fields on messages, parts and tool
 * calls, as an answer carries it ({@linkcode ExtraContent}) and as a request
 * may carry it ({@linkcode ExtraContentParam}).
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 *
 * @module
 */

// A type, not an interface: only the type of a literal fits the open index
// signature of ExtraContentParam, and answers must go back into requests.
/**
 * Google's additions to an answer, to one of its tool calls, or to its audio.
 *
 * Kept verbatim, namespaces that are not listed here included: push the answer
 * back into `messages` and every thought signature returns to the model.
 */
export type ExtraContent = {
  /** What Gemini adds. */
  google?: GoogleExtraContent;
  /** The same under the name that some models and proxies use. */
  vertex?: VertexExtraContent;
};

/** Gemini's additions to an answer. */
export interface GoogleExtraContent {
  /**
   * True where the text is a thought. Thoughts are moved to
   * `reasoning_content`, so the flag never stands on text of the answer.
   */
  thought?: boolean;
  /**
   * Opaque proof of the model's reasoning, base64, at times more than 10 kB.
   * Return it unchanged, in the place where it came: Gemini 3 refuses a tool
   * call without it.
   *
   * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures | Google: Thought signatures}
   */
  thought_signature?: string;
  /** MIME type of the bytes in `message.audio`, for instance `image/png`. */
  mime_type?: string;
}

/** Additions under the namespace `vertex`. */
export interface VertexExtraContent {
  /** See {@linkcode GoogleExtraContent.thought_signature}. */
  thought_signature?: string;
}

/**
 * Google's additions to a message, a content part or a tool call of a request.
 *
 * Sent as it is. Other namespaces than Google's are allowed, so that a history
 * made elsewhere can be continued.
 */
export interface ExtraContentParam {
  /** What Gemini reads. */
  readonly google?: GoogleExtraContentParam | undefined;
  /** The same under the name that some models and proxies use. */
  readonly vertex?: VertexExtraContentParam | undefined;
  /** Any other namespace. */
  readonly [namespace: string]: unknown;
}

/** Gemini's additions to a request. */
export interface GoogleExtraContentParam {
  /**
   * Marks the text as a thought of the model. Overrides whatever
   * `thought_tag_marker` says.
   */
  readonly thought?: boolean | undefined;
  /** The signature that came with this message, part or tool call. */
  readonly thought_signature?: string | undefined;
  /**
   * Files that belong to the result of a tool: on messages of role `tool`
   * only, Gemini 3 and later.
   */
  readonly parts?: readonly FunctionResponsePart[] | undefined;
  /** MIME type of the bytes in `message.audio`, as the answer had it. */
  readonly mime_type?: string | undefined;
}

/** Additions under the namespace `vertex`. */
export interface VertexExtraContentParam {
  /** The signature that came with this message, part or tool call. */
  readonly thought_signature?: string | undefined;
}

/**
 * A file in the result of a tool. The JSON in the message's `content` refers to
 * it by name: `{"image": {"$ref": "dress.jpg"}}`.
 */
export type FunctionResponsePart =
  | FunctionResponseFilePart
  | FunctionResponseInlinePart;

/** A file in the result of a tool, by its address. */
export interface FunctionResponseFilePart {
  /** Where the file is. */
  readonly file_data: FunctionResponseFileData;
}

/** A file in the result of a tool, by its bytes. */
export interface FunctionResponseInlinePart {
  /** The file itself. */
  readonly inline_data: FunctionResponseInlineData;
}

/** Address of a file in the result of a tool. */
export interface FunctionResponseFileData {
  /** MIME type of the file, for instance `image/jpeg`. */
  readonly mime_type: string;
  /** Name by which a `$ref` in the tool's JSON refers to the file. */
  readonly display_name?: string | undefined;
  /** `gs://` or `https://` address of the file. */
  readonly file_uri: string;
}

/** Bytes of a file in the result of a tool. */
export interface FunctionResponseInlineData {
  /** MIME type of the bytes, for instance `image/png`. */
  readonly mime_type: string;
  /** Name by which a `$ref` in the tool's JSON refers to the file. */
  readonly display_name?: string | undefined;
  /** The bytes, base64. */
  readonly data: string;
}
