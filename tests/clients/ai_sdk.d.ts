/** The part of the AI SDK that is used here: its own declarations are more than Deno's type checker can take. */

export interface CallSettings {
  readonly model: object;
  readonly prompt: string;
  readonly tools?: Readonly<Record<string, object>>;
  readonly stopWhen?: unknown;
  readonly maxRetries?: number;
  readonly onError?: (event: { readonly error: unknown }) => void;
}

export interface GenerateTextResult {
  readonly text: string;
  readonly reasoningText: string | undefined;
  readonly finishReason: string;
  readonly usage: { readonly totalTokens: number | undefined };
}

export type StreamTextResult =
  & { readonly textStream: AsyncIterable<string> }
  & { readonly [Field in keyof GenerateTextResult]: PromiseLike<GenerateTextResult[Field]> };

export function generateText(settings: CallSettings): Promise<GenerateTextResult>;
export function streamText(settings: CallSettings): StreamTextResult;
export function generateObject(
  settings: CallSettings & { readonly schema: unknown },
): Promise<{ readonly object: unknown }>;
export function stepCountIs(count: number): unknown;
export function jsonSchema(schema: object): unknown;
export function tool(definition: object): object;
export const APICallError: { isInstance(error: unknown): boolean };
