/**
 * The tools of a request, and which of them the model may call.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling | Google: Function calling}
 *
 * @module
 */

/** A tool that the model may call. At most 128 in a request. */
export type ChatCompletionTool =
  | ChatCompletionFunctionTool
  | ChatCompletionCustomTool;

/** A function that the model may call. */
export interface ChatCompletionFunctionTool {
  /** Kind of the tool. */
  readonly type: "function";
  /** The function. */
  readonly function: FunctionDefinition;
}

/** What the model knows of a function. */
export interface FunctionDefinition {
  /**
   * Name, 1 to 64 characters: letters, digits, `_`, `.`, `-`, beginning with a
   * letter or `_`.
   */
  readonly name: string;
  /** What the function does, and when to call it. */
  readonly description?: string | undefined;
  /**
   * Schema of the arguments, an object in OpenAPI 3.0's subset of JSON Schema.
   * Without it the function takes none.
   */
  readonly parameters?: FunctionParameters | undefined;
  /** OpenAI's wish for arguments that fit the schema. Ignored by Google. */
  readonly strict?: boolean | null | undefined;
}

/** Schema of a function's arguments. */
export interface FunctionParameters {
  /** A keyword of the schema. */
  readonly [keyword: string]: unknown;
}

/** One of OpenAI's custom tools, which Vertex AI does not have. */
export interface ChatCompletionCustomTool {
  /** Kind of the tool. */
  readonly type: "custom";
  /** The tool, in OpenAI's shape. */
  readonly custom: object;
}

/**
 * Whether the model calls tools: `none`, `auto` (the model decides), `required`
 * (at least one call), Google's `validated` (the model decides, and its calls
 * fit their schemas), or the tool that it must call.
 *
 * Google documents the four words; a tool given by name is OpenAI's form.
 */
export type ChatCompletionToolChoiceOption =
  | "none"
  | "auto"
  | "required"
  | "validated"
  | ChatCompletionNamedToolChoice
  | ChatCompletionAllowedToolChoice
  | ChatCompletionNamedToolChoiceCustom;

/** The function that the model must call. */
export interface ChatCompletionNamedToolChoice {
  /** Kind of the choice. */
  readonly type: "function";
  /** The function, by its name. */
  readonly function: { readonly name: string };
}

/** OpenAI's choice among some of the tools. Not documented by Google. */
export interface ChatCompletionAllowedToolChoice {
  /** Kind of the choice. */
  readonly type: "allowed_tools";
  /** The tools, and whether one of them must be called. */
  readonly allowed_tools: ChatCompletionAllowedTools;
}

/** Some of a request's tools. */
export interface ChatCompletionAllowedTools {
  /** Whether the model decides, or must call one of them. */
  readonly mode: "auto" | "required";
  /** The tools, for instance `{ type: "function", function: { name } }`. */
  readonly tools: readonly { readonly [key: string]: unknown }[];
}

/** OpenAI's choice of a custom tool, which Vertex AI does not have. */
export interface ChatCompletionNamedToolChoiceCustom {
  /** Kind of the choice. */
  readonly type: "custom";
  /** The tool, by its name. */
  readonly custom: { readonly name: string };
}

/**
 * A function in OpenAI's oldest form.
 *
 * @deprecated Use {@linkcode ChatCompletionFunctionTool}.
 */
export interface LegacyFunction {
  /** Name of the function. */
  readonly name: string;
  /** What the function does, and when to call it. */
  readonly description?: string | undefined;
  /** Schema of the arguments. */
  readonly parameters?: FunctionParameters | undefined;
}

/**
 * The function that the model must call, in OpenAI's oldest form.
 *
 * @deprecated Use {@linkcode ChatCompletionNamedToolChoice}.
 */
export interface ChatCompletionFunctionCallOption {
  /** Name of the function. */
  readonly name: string;
}
