import { VertexError } from "../errors.ts";
import type { ChunkSource } from "./read_answer.ts";
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
export interface ContentStreamOptions {
  /** The answer, once it begins. */
  readonly opening: Promise<ChunkSource>;
  /** Ends the call, also before the answer begins. */
  readonly abort: (reason: unknown) => void;
  /** Told once when nothing more comes; with the answer if it is whole, else with what went wrong. */
  readonly onEnd: (end: StreamEnd) => void;
}

/** How a stream ended. */
export type StreamEnd = { readonly response: GenerateContentResponse } | {
  readonly error: unknown;
};

/**
 * Makes the stream that callers see.
 *
 * @param options See {@linkcode ContentStreamOptions}.
 * @returns The stream.
 */
export function createContentStream(options: ContentStreamOptions): ContentStream {
  const { opening, abort, onEnd } = options;
  let queue: GenerateContentResponse[] = [];
  let claimed = false;
  let skipped = false;
  let left = false;
  let pulling: Promise<void> | undefined;
  let end: StreamEnd | undefined;
  opening.catch((error) => finish({ error }));

  /** Reads one batch; however many wait for it, it is read once. */
  function pull(): Promise<void> {
    return pulling ??= pullOnce().finally(() => (pulling = undefined));
  }

  async function pullOnce(): Promise<void> {
    try {
      const source = await opening;
      const batch = end ? undefined : await source.next();
      if (end) return;
      if (!batch) finish({ response: source.response() });
      else if (claimed) queue.push(...batch);
      else skipped = true;
    } catch (error) {
      finish({ error });
    }
  }

  function finish(outcome: StreamEnd, told = outcome): void {
    if (end) return;
    end = outcome;
    onEnd(told);
  }

  function stop(reason: unknown, told = reason): void {
    if (end) return;
    finish({ error: reason }, { error: told });
    abort(reason);
    opening.then((source) => source.cancel(reason), () => {});
  }

  function claim(): void {
    if (claimed || skipped) {
      throw new VertexError(
        "invalid_request",
        "Cannot read the stream: it has one consumer, and was given to another already",
      );
    }
    claimed = true;
  }

  async function take(): Promise<GenerateContentResponse | undefined> {
    while (queue.length === 0 && !end) await pull();
    const chunk = queue.shift();
    if (!chunk && end && "error" in end && !left) throw end.error;
    return chunk;
  }

  function leave(): void {
    left = true;
    queue = [];
    const message = "Cannot complete the answer: its reader left the stream before the end";
    // To whoever watches, leaving is no fault of the server's.
    stop(new VertexError("stream_truncated", message), new DOMException(message, "AbortError"));
  }

  function chunks(): AsyncIterator<GenerateContentResponse> {
    return {
      async next() {
        const value = await take();
        return value ? { done: false, value } : { done: true, value: undefined };
      },
      return() {
        leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async function* texts(): AsyncGenerator<string> {
    for await (const { text } of { [Symbol.asyncIterator]: chunks }) if (text !== "") yield text;
  }

  return {
    [Symbol.asyncIterator]() {
      claim();
      return chunks();
    },
    get textStream() {
      return {
        [Symbol.asyncIterator]() {
          claim();
          return texts();
        },
      };
    },
    async finalResponse() {
      // Whoever begins to read in the same turn is still the consumer.
      await opening.catch(() => {});
      while (!end) await pull();
      if ("error" in end) throw end.error;
      return structuredClone(end.response);
    },
    abort() {
      stop(new DOMException("The stream was aborted", "AbortError"));
    },
  };
}
