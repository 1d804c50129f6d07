/**
 * Google's own settings of a chat completion request.
 *
 * On the wire they stand literally under `extra_body.google`. Google ignores
 * them anywhere else.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 *
 * @module
 */

/** The part of a request that is not OpenAI's. */
export interface ExtraBody {
  /** Settings that Gemini reads. */
  readonly google?: GoogleExtraBody | undefined;
}

/** Gemini's settings beyond OpenAI's parameters, in Google's spelling. */
export interface GoogleExtraBody {
  /** How readily each kind of harm is blocked. */
  readonly safety_settings?: readonly SafetySetting[] | undefined;
  /**
   * A context cache, `projects/P/locations/L/cachedContents/ID`. The request
   * must go to the location of the cache.
   */
  readonly cached_content?: string | undefined;
  /** How much the model thinks. Excludes `reasoning_effort`. */
  readonly thinking_config?: ThinkingConfig | undefined;
  /**
   * Name of the tag around thoughts in `content`: `think` gives
   * `<think>…</think>`. If set here, the tags stay in `content`, in your hands;
   * if not, thoughts arrive in `reasoning_content`. Text in such tags in the
   * history is read as thoughts again.
   */
  readonly thought_tag_marker?: string | undefined;
  /**
   * Whether a stream brings the arguments of tool calls in fragments instead of
   * whole. Gemini 3 and later.
   */
  readonly stream_function_call_arguments?: boolean | undefined;
  /** Tools that run on Google's side, for instance `{ google_search: {} }`. */
  readonly tools?: readonly GoogleTool[] | undefined;
  /** Resolution at which images and video are read, for the whole request. */
  readonly media_resolution?: MediaResolution | undefined;
  /** Llama Guard, for Llama models served by Google. */
  readonly model_safety_settings?: ModelSafetySettings | undefined;
}

/** How much a Gemini model thinks, and whether it tells. */
export interface ThinkingConfig {
  /**
   * Whether thoughts are returned. An error on models that do not think, or
   * with thinking switched off.
   */
  readonly include_thoughts?: boolean | undefined;
  /**
   * Most tokens to think with; 0 switches thinking off where the model allows
   * it, -1 leaves it to the model. Excludes `thinking_level`.
   */
  readonly thinking_budget?: number | undefined;
  /** Effort, Gemini 3 and later. Excludes `thinking_budget`. */
  readonly thinking_level?: ThinkingLevel | undefined;
}

// `string & Record<never, never>` keeps the listed values in the editor's
// completion, where plain `string` would swallow them.
/** Effort of a Gemini 3 model. Which levels exist depends on the model. */
export type ThinkingLevel =
  | "MINIMAL"
  | "LOW"
  | "MEDIUM"
  | "HIGH"
  | (string & Record<never, never>);

/** Resolution at which a request's images and video are read. */
export type MediaResolution =
  | "MEDIA_RESOLUTION_LOW"
  | "MEDIA_RESOLUTION_MEDIUM"
  | "MEDIA_RESOLUTION_HIGH"
  | (string & Record<never, never>);

/**
 * How readily one kind of harm is blocked.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/configure-safety-filters | Google: Safety and content filters}
 */
export interface SafetySetting {
  /** The kind of harm. */
  readonly category: HarmCategory;
  /** From which probability or severity an answer is blocked. */
  readonly threshold: HarmBlockThreshold;
  /** What the threshold is compared with. */
  readonly method?: HarmBlockMethod | undefined;
}

/** A kind of harm. */
export type HarmCategory =
  | "HARM_CATEGORY_HATE_SPEECH"
  | "HARM_CATEGORY_DANGEROUS_CONTENT"
  | "HARM_CATEGORY_HARASSMENT"
  | "HARM_CATEGORY_SEXUALLY_EXPLICIT"
  | "HARM_CATEGORY_CIVIC_INTEGRITY"
  | "HARM_CATEGORY_JAILBREAK"
  | "HARM_CATEGORY_IMAGE_HATE"
  | "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT"
  | "HARM_CATEGORY_IMAGE_HARASSMENT"
  | "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT"
  | (string & Record<never, never>);

/** From which degree of harm an answer is blocked. */
export type HarmBlockThreshold =
  | "BLOCK_LOW_AND_ABOVE"
  | "BLOCK_MEDIUM_AND_ABOVE"
  | "BLOCK_ONLY_HIGH"
  | "BLOCK_NONE"
  | "OFF";

/** What a threshold is compared with. */
export type HarmBlockMethod = "SEVERITY" | "PROBABILITY";

/**
 * A tool of Gemini's native interface, which Google runs: one key, its name,
 * and its settings.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/Tool | Google: Tool}
 */
export interface GoogleTool {
  /** Settings of the tool, `{}` for none. */
  readonly [name: string]: unknown;
}

/** Llama Guard, the safety filter of Llama models. */
export interface ModelSafetySettings {
  /** Whether the filter runs. */
  readonly enabled?: boolean | undefined;
  /** Settings of the filter, by name. */
  readonly llama_guard_settings?:
    | { readonly [name: string]: unknown }
    | undefined;
}
