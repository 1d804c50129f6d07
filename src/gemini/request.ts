/**
 * What is asked of the model.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference | Google: generateContent}
 *
 * @module
 */

import type { Content, JsonObject } from "./content.ts";
import type { EitherSpelling } from "./spelling.ts";

/**
 * A request for `generateContent` and `streamGenerateContent`: Google's body, and the model beside it.
 *
 * Fields may be spelled in camelCase or, as in Google's samples, in snake_case; they are sent in camelCase. Fields that
 * are not listed here are sent too.
 */
export type GenerateContentRequest = EitherSpelling<GenerateContentBody & ModelField>;

/** A request for `countTokens`: of a request for `generateContent`, what has tokens. */
export type CountTokensRequest = EitherSpelling<
  & Pick<GenerateContentBody, "contents" | "systemInstruction" | "tools" | "generationConfig">
  & ModelField
>;

/** Which model is asked. */
export interface ModelField {
  /**
   * `gemini-3.1-pro-preview`, `google/gemini-3.1-pro-preview`, an alias of the client's, or a resource in the client's
   * location: `publishers/google/models/…`, or `endpoints/…` of a tuned model.
   */
  model: string;
}

/** The body of a request, in camelCase. */
export interface GenerateContentBody {
  /** The conversation so far; a text stands for one turn of the user's. */
  contents: string | Content | Content[];
  /** Instructions that hold for the whole conversation. */
  systemInstruction?: string | Content;
  /** What the model may use. */
  tools?: Tool[];
  /** How it may use it. */
  toolConfig?: ToolConfig;
  /** How the answer is made. */
  generationConfig?: GenerationConfig;
  /** What is blocked. */
  safetySettings?: SafetySetting[];
  /** Contents that Google holds already: `projects/…/locations/…/cachedContents/…`. The request goes there. */
  cachedContent?: string;
  /** Labels for billing. */
  labels?: JsonObject;
}

/** Functions of the caller's, or one of Google's own tools. */
export interface Tool {
  /** Functions that the model may call, at most 128 in all. */
  functionDeclarations?: FunctionDeclaration[];
  /** Google Search. */
  googleSearch?: JsonObject;
  /** Python, run by Google. */
  codeExecution?: JsonObject;
  /** Pages that the prompt names. */
  urlContext?: JsonObject;
  /** Sources to ground the answer in. */
  retrieval?: JsonObject;
}

/** A function that the model may call. */
export interface FunctionDeclaration {
  /** A letter or underscore, then letters, digits, `_`, `.` or `-`, at most 64 in all. */
  name: string;
  /** What it does, and when to call it. */
  description?: string;
  /** Its parameters: any Standard Schema (valibot, zod, arktype), or Google's subset of OpenAPI 3.0. Leave it out for none. */
  parameters?: object;
  /** Its parameters in JSON Schema, sent as they are; in place of `parameters`. */
  parametersJsonSchema?: object;
  /** What it gives, as `parameters`. */
  response?: object;
  /** What it gives, in JSON Schema; in place of `response`. */
  responseJsonSchema?: object;
}

/** How tools are used. */
export interface ToolConfig {
  /** How functions are called. */
  functionCallingConfig?: FunctionCallingConfig;
  /** Where the user is, for tools that ask. */
  retrievalConfig?: JsonObject;
}

/** How functions are called. */
export interface FunctionCallingConfig {
  /** The model chooses; it must call; it must not; or it chooses, and what it calls fits its schema. @default {"AUTO"} */
  mode?: "AUTO" | "ANY" | "NONE" | "VALIDATED" | "MODE_UNSPECIFIED";
  /** The only functions it may call. With `ANY`; with `VALIDATED` Google's client says so, its reference does not. */
  allowedFunctionNames?: string[];
  /** Whether arguments are streamed in pieces; Gemini 3 and later. The final response holds them whole. */
  streamFunctionCallArguments?: boolean;
}

/** How the answer is made. */
export interface GenerationConfig {
  /** Randomness, 0 to 2. For Gemini 3, Google advises to leave it at 1. */
  temperature?: number;
  /** Share of the likeliest tokens to choose from, 0 to 1. */
  topP?: number;
  /** Number of the likeliest tokens to choose from. */
  topK?: number;
  /** How many answers to give. @default {1} */
  candidateCount?: number;
  /** Most tokens in the answer. */
  maxOutputTokens?: number;
  /** Texts at which the answer ends. */
  stopSequences?: string[];
  /** Penalty on tokens that occurred at all. */
  presencePenalty?: number;
  /** Penalty on tokens by how often they occurred. */
  frequencyPenalty?: number;
  /** Same seed, same request: mostly the same answer. */
  seed?: number;
  /** `text/plain`, `application/json`, or `text/x.enum`. @default {"application/json"} where there is a schema */
  responseMimeType?: string;
  /** The answer's schema: any Standard Schema, or Google's subset of OpenAPI 3.0. */
  responseSchema?: object;
  /** The answer's schema in JSON Schema; in place of `responseSchema`. */
  responseJsonSchema?: object;
  /** `TEXT`, `IMAGE`, `AUDIO`. */
  responseModalities?: string[];
  /** How the model thinks. */
  thinkingConfig?: ThinkingConfig;
  /** How finely media are looked at. */
  mediaResolution?: string;
  /** Whether to return log probabilities. */
  responseLogprobs?: boolean;
  /** How many alternatives for each token. */
  logprobs?: number;
  /** How it speaks. */
  speechConfig?: JsonObject;
  /** How images are made. */
  imageConfig?: JsonObject;
}

/** How the model thinks. */
export interface ThinkingConfig {
  /** Whether the answer holds thoughts, as parts with `thought: true`. */
  includeThoughts?: boolean;
  /** Tokens to think with, before Gemini 3; -1 leaves it to the model. Excludes `thinkingLevel`. */
  thinkingBudget?: number;
  /** `MINIMAL`, `LOW`, `MEDIUM` or `HIGH`, since Gemini 3. */
  thinkingLevel?: string;
}

/** What is blocked, of one kind of harm. */
export interface SafetySetting {
  /** Such as `HARM_CATEGORY_HARASSMENT`. */
  category: string;
  /** `BLOCK_LOW_AND_ABOVE`, `BLOCK_MEDIUM_AND_ABOVE`, `BLOCK_ONLY_HIGH`, `BLOCK_NONE` or `OFF`. */
  threshold: string;
  /** `SEVERITY` or `PROBABILITY`. */
  method?: string;
}
