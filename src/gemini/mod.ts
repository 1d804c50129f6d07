/**
 * Gemini in its own words: `generateContent`, `streamGenerateContent` and `countTokens`, as functions over a client of
 * `@vertex-edge/client`, whose token, locations, deadlines and attempts they share.
 *
 * @module
 */

export { countTokens } from "./count_tokens.ts";
export { generateContent, streamGenerateContent } from "./generate_content.ts";
export { nativeChat } from "./native_chat.ts";
export type { NativeClient } from "./prepare_call.ts";
export type { ContentStream } from "./content_stream.ts";
export type {
  Content,
  FileData,
  FunctionCall,
  FunctionResponse,
  FunctionResponsePart,
  InlineData,
  JsonObject,
  Part,
  PartialArg,
} from "./content.ts";
export type {
  CountTokensRequest,
  FunctionCallingConfig,
  FunctionDeclaration,
  GenerateContentBody,
  GenerateContentRequest,
  GenerationConfig,
  ModelField,
  SafetySetting,
  ThinkingConfig,
  Tool,
  ToolConfig,
} from "./request.ts";
export type {
  Candidate,
  CompleteCall,
  CountTokensResponse,
  GenerateContentResponse,
  PromptFeedback,
  RawResponse,
  UsageMetadata,
} from "./response.ts";
export type { Absence, EitherSpelling, SnakeCase } from "./spelling.ts";
