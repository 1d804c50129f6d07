/** The part of the AI SDK that the tests use: its own declarations are more than Deno's type checker can take. */

/** A model of a provider's, such as `@ai-sdk/openai-compatible` makes. */
export type LanguageModel = object;

/** A call that the model made. */
export interface ToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  readonly providerMetadata?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Tokens used. */
export interface LanguageModelUsage {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly totalTokens: number | undefined;
  readonly outputTokenDetails: { readonly reasoningTokens: number | undefined };
}

/** What both functions take. */
export interface CallSettings {
  readonly model: LanguageModel;
  readonly prompt: string;
  readonly tools?: Readonly<Record<string, object>>;
  readonly stopWhen?: unknown;
  readonly maxRetries?: number;
  readonly providerOptions?: Readonly<Record<string, object>>;
  readonly onError?: (event: { readonly error: unknown }) => void;
}

/** What a plain call gives. */
export interface GenerateTextResult {
  readonly text: string;
  readonly reasoningText: string | undefined;
  readonly finishReason: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: LanguageModelUsage;
  readonly steps: readonly unknown[];
}

/** What a stream gives: each once it is known, and the text on its way. */
export type StreamTextResult =
  & { readonly [Field in keyof GenerateTextResult]: PromiseLike<GenerateTextResult[Field]> }
  & { readonly textStream: AsyncIterable<string> };

export function generateText(settings: CallSettings): Promise<GenerateTextResult>;
export function streamText(settings: CallSettings): StreamTextResult;
export function stepCountIs(count: number): unknown;
export function jsonSchema(schema: object): unknown;
export function tool(definition: object): object;
