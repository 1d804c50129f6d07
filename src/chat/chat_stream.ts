import { createAccumulator } from "../dialect/accumulate.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessage,
  CompletionUsage,
} from "../dialect/chat_completion.ts";
import { isVertexError, VertexError } from "../errors.ts";
import { type BatchStreamOptions, createBatchStream } from "../sse/batch_stream.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import { openAIErrorBody } from "./openai_error.ts";
import type { WireChunk } from "./wire_chunk.ts";

/**
 * A completion on its way. It was sent when this object was made.
 *
 * It has one consumer: one loop over it, over `textStream` or over `batches`, or one response made of it; a second one
 * throws. The `final…()` functions are no consumers; they read to the end whatever nobody else reads. Leaving a loop early closes
 * the connection. A failure that nobody looks at is no unhandled rejection.
 */
export interface ChatStream extends AsyncIterable<ChatCompletionChunk> {
  /** The text of the first choice, piece by piece. */
  readonly textStream: AsyncIterable<string>;
  /**
   * The chunks that came in one read together, never none, for whoever hands them on: what was read together can be
   * written together, and an unchanged chunk as the text that it came as. A failure comes after all that came before it.
   * Nothing is added up meanwhile, so that memory does not grow with the answer: the `final…()` functions find no choice.
   */
  readonly batches: AsyncIterable<WireChunk[]>;
  /** Reads to the end. @returns The completion that a plain call would have given. */
  finalChatCompletion(): Promise<ChatCompletion>;
  /** Reads to the end. @returns The first choice's message. */
  finalMessage(): Promise<ChatCompletionMessage>;
  /** Reads to the end. @returns The first choice's text, or null if it has none. */
  finalContent(): Promise<string | null>;
  /** Reads to the end. @returns The tokens used, if the server counted them. */
  totalUsage(): Promise<CompletionUsage | undefined>;
  /**
   * Hands the chunks on as bytes.
   *
   * @returns Lines of JSON, which `ChatCompletionStream.fromReadableStream` of `openai` reads.
   */
  toReadableStream(): ReadableStream<Uint8Array>;
  /**
   * Makes a response of the stream, for a server to hand on.
   *
   * @param init Status and headers to add.
   * @returns OpenAI's event stream, `[DONE]` included. Cancelling its body aborts the call. A failure on the way is an
   * event with an `error`, after which the stream ends without `[DONE]`; an abort breaks the body with its reason.
   */
  toResponse(init?: ResponseInit): Response;
  /** Ends the call; what waits for it rejects with an `AbortError`. */
  abort(): void;
}

/** What a {@linkcode ChatStream} is made of. */
export type ChatStreamOptions = Pick<
  BatchStreamOptions<WireChunk, ChatCompletion>,
  "opening" | "signal" | "abort" | "onEnd"
>;

/**
 * Makes the stream that callers see.
 *
 * @param options See {@linkcode ChatStreamOptions}.
 * @returns The stream.
 */
export function createChatStream(options: ChatStreamOptions): ChatStream {
  const accumulator = createAccumulator();
  let adding = true;
  const stream = createBatchStream<WireChunk, ChatCompletion>({
    ...options,
    // Without its choices a chunk still tells the model and the usage.
    onItem: ({ chunk }) => accumulator.add(adding ? chunk : { ...chunk, choices: [] }),
    whole: accumulator.completion,
  });
  const { batches, each, final } = stream;

  /** One enqueue for all that came in one read: a stream per event would cost several times as much. */
  function encoded(
    encode: (item: WireChunk) => string,
    close = "",
    failed?: (error: unknown) => string,
  ): ReadableStream<Uint8Array> {
    const reads = batches[Symbol.asyncIterator]();
    const encoder = new TextEncoder();
    return new ReadableStream({
      async pull(controller) {
        let ended: boolean | undefined = true;
        let text: string;
        try {
          const { done, value } = await reads.next();
          ended = done;
          text = done ? close : value.map(encode).join("");
        } catch (error) {
          // An abort is the reader's own doing: its reason breaks the body, as it does in any fetch.
          if (!failed || !isVertexError(error)) throw error;
          text = failed(error);
        }
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (ended) controller.close();
      },
      async cancel() {
        await reads.return?.();
      },
    });
  }

  async function finalMessage(): Promise<ChatCompletionMessage> {
    const { choices: [choice] } = await final();
    if (choice) return choice.message;
    throw new VertexError("empty_response", "Cannot read the answer: it holds no choice");
  }

  return {
    [Symbol.asyncIterator]: each(({ chunk }) => chunk)[Symbol.asyncIterator],
    textStream: each(({ chunk: { choices } }) => {
      const first = choices.find(({ index }) => index === 0);
      return first?.delta.content || undefined;
    }),
    batches: {
      [Symbol.asyncIterator]() {
        const reads = batches[Symbol.asyncIterator]();
        adding = false;
        return reads;
      },
    },
    finalChatCompletion: final,
    finalMessage,
    async finalContent() {
      return (await finalMessage()).content;
    },
    async totalUsage() {
      return (await final()).usage;
    },
    toReadableStream() {
      return encoded(({ chunk }) => `${JSON.stringify(chunk)}\n`);
    },
    toResponse(init = {}) {
      const headers = new Headers(init.headers);
      headers.set("content-type", "text/event-stream; charset=utf-8");
      if (!headers.has("cache-control")) headers.set("cache-control", "no-cache");
      const body = encoded(
        ({ chunk, wire }) => encodeSseEvent(wire ?? JSON.stringify(chunk)),
        encodeSseEvent("[DONE]"),
        (error) => encodeSseEvent(JSON.stringify(openAIErrorBody(error))),
      );
      return new Response(body, { ...init, headers });
    },
    abort: stream.abort,
  };
}
