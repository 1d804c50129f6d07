import { type BatchStreamOptions, createBatchStream } from "../sse/batch_stream.ts";
import type { ContentSource } from "./read_answer.ts";
import type { GenerateContentResponse } from "./response.ts";

/**
 * An answer on its way. It was sent when this object was made.
 *
 * It has one consumer: one loop over it, or over `textStream`; a second one throws. `finalResponse` is no consumer; it
 * reads to the end whatever nobody else reads. Leaving a loop early closes the connection. A failure that nobody looks
 * at is no unhandled rejection.
 */
export interface ContentStream extends AsyncIterable<GenerateContentResponse> {
  /** The first candidate's text, piece by piece, thoughts left out. */
  readonly textStream: AsyncIterable<string>;
  /**
   * Reads to the end.
   *
   * @returns The answer that a plain call would have given: texts joined, streamed arguments whole, every signature on
   * the part that it came on.
   */
  finalResponse(): Promise<GenerateContentResponse>;
  /** Ends the call; what waits for it rejects with an `AbortError`. */
  abort(): void;
}

/** What a {@linkcode ContentStream} is made of. */
export type ContentStreamOptions = Pick<
  BatchStreamOptions<GenerateContentResponse, GenerateContentResponse, ContentSource>,
  "opening" | "signal" | "abort" | "onEnd"
>;

/**
 * Makes the stream that callers see.
 *
 * @param options See {@linkcode ContentStreamOptions}.
 * @returns The stream.
 */
export function createContentStream(options: ContentStreamOptions): ContentStream {
  const stream = createBatchStream<
    GenerateContentResponse,
    GenerateContentResponse,
    ContentSource
  >({ ...options, whole: (source) => source.response() });
  return {
    [Symbol.asyncIterator]: stream.each((response) => response)[Symbol.asyncIterator],
    textStream: stream.each(({ text }) => text || undefined),
    finalResponse: stream.final,
    abort: stream.abort,
  };
}
