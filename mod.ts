/**
 * Gemini on Google's Vertex AI (Gemini Enterprise Agent Platform) from Deno, Bun, Cloudflare Workers and every other
 * runtime that has `fetch`: OpenAI's chat completions, typed, streamed, and right where Vertex is only almost OpenAI.
 *
 * @example Stream an answer
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * // In earnest: createVertex({ credentials: <your service account's JSON key> })
 * const { serviceAccountKey, fetch } = await createEmulator();
 * const vertex = createVertex({ credentials: serviceAccountKey, fetch });
 *
 * const stream = await vertex.chat.completions.create({
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Why is the sky blue?" }],
 *   stream: true,
 * });
 * let answer = "";
 * for await (const text of stream.textStream) answer += text;
 * if (answer === "") throw new Error("no answer");
 * ```
 *
 * This package is not affiliated with Google.
 *
 * @module
 */
export { createVertex } from "./src/vertex.ts";
export type {
  AccessToken,
  Credentials,
  Fetch,
  ModelAlias,
  ModelSettings,
  RetryOptions,
  StreamLimits,
  TokenContext,
  TokenStore,
  TokenStoreOptions,
  TranslatedChat,
  Vertex,
  VertexCall,
  VertexOptions,
  VertexPipe,
} from "./src/vertex.ts";
export { diagnose } from "./src/diagnose.ts";
export type { DiagnoseOptions, Diagnosis, DiagnosisCheck } from "./src/diagnose.ts";
export type {
  FailureEvent,
  RequestEvent,
  ResponseEvent,
  RetryEvent,
  TokenEvent,
  UsageEvent,
  VertexHooks,
} from "./src/hooks.ts";
export { isVertexError, VertexError } from "./src/errors.ts";
export type { VertexErrorCode, VertexErrorFields, VertexIssue } from "./src/errors.ts";
export type { ChatCompletions } from "./src/chat/completions.ts";
export type { ChatStream } from "./src/chat/chat_stream.ts";
export type { WireChunk } from "./src/chat/wire_chunk.ts";
export type { AnswerConnection, CallAbout, CallOptions, ResponseInfo } from "./src/chat/pipe.ts";
export type { ImageHistory } from "./src/dialect/prepare_message.ts";
export { THOUGHT_TAG_MARKER } from "./src/dialect/split_thoughts.ts";
export type {
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionModality,
  ChatCompletionStreamOptions,
  JsonSchemaFormat,
  ReasoningEffort,
  ResponseFormat,
  ResponseFormatJSONObject,
  ResponseFormatJSONSchema,
  ResponseFormatMimeType,
  ResponseFormatText,
  WebSearchOptions,
} from "./src/dialect/chat_request.ts";
export type {
  AssistantAudioParam,
  AssistantContentPartParam,
  AssistantImageParam,
  ChatCompletionAssistantMessageParam,
  ChatCompletionDeveloperMessageParam,
  ChatCompletionFunctionMessageParam,
  ChatCompletionMessageCustomToolCallParam,
  ChatCompletionMessageFunctionToolCallParam,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCallParam,
  ChatCompletionSystemMessageParam,
  ChatCompletionToolMessageParam,
  ChatCompletionUserMessageParam,
  CustomToolCallParam,
  FunctionCallParam,
} from "./src/dialect/chat_message_param.ts";
export type {
  ChatCompletionContentPart,
  ChatCompletionContentPartFile,
  ChatCompletionContentPartImage,
  ChatCompletionContentPartInputAudio,
  ChatCompletionContentPartRefusal,
  ChatCompletionContentPartText,
  FileInput,
  ImageUrl,
  InputAudio,
} from "./src/dialect/content_part.ts";
export { audioPart, filePart, imagePart } from "./src/dialect/media_part.ts";
export type { ImageOptions, MediaOptions, MediaSource } from "./src/dialect/media_part.ts";
export { imagesOf } from "./src/dialect/images_of.ts";
export type { GeneratedImage, ImageMessage } from "./src/dialect/images_of.ts";
export type {
  ChatCompletionAllowedToolChoice,
  ChatCompletionAllowedTools,
  ChatCompletionCustomTool,
  ChatCompletionFunctionCallOption,
  ChatCompletionFunctionTool,
  ChatCompletionNamedToolChoice,
  ChatCompletionNamedToolChoiceCustom,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
  FunctionDefinition,
  FunctionParameters,
  LegacyFunction,
} from "./src/dialect/chat_tool.ts";
export type {
  ExtraBody,
  GoogleExtraBody,
  GoogleTool,
  HarmBlockMethod,
  HarmBlockThreshold,
  HarmCategory,
  MediaResolution,
  ModelSafetySettings,
  SafetySetting,
  ThinkingConfig,
  ThinkingLevel,
} from "./src/dialect/extra_body.ts";
export type {
  ExtraContent,
  ExtraContentParam,
  FunctionResponseFileData,
  FunctionResponseFilePart,
  FunctionResponseInlineData,
  FunctionResponseInlinePart,
  FunctionResponsePart,
  GoogleExtraContent,
  GoogleExtraContentParam,
  VertexExtraContent,
  VertexExtraContentParam,
} from "./src/dialect/extra_content.ts";
export type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkAudio,
  ChatCompletionChunkChoice,
  ChatCompletionChunkDelta,
  ChatCompletionChunkFunction,
  ChatCompletionChunkToolCall,
  ChatCompletionLogprobs,
  ChatCompletionMessage,
  ChatCompletionMessageToolCall,
  ChatCompletionTokenLogprob,
  CompletionTokensDetails,
  CompletionUsage,
  FinishReason,
  FunctionCall,
  GoogleUsage,
  MessageAudio,
  MessageContentPart,
  MessageImage,
  MessageImageUrl,
  PromptTokensDetails,
  TopLogprob,
  UsageExtraProperties,
} from "./src/dialect/chat_completion.ts";
