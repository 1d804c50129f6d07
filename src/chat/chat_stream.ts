import { createAccumulator } from "../dialect/accumulate.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessage,
  CompletionUsage,
} from "../dialect/chat_completion.ts";
import { isVertexError, VertexError } from "../errors.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import { openAIErrorBody } from "./openai_error.ts";
import type { ChunkSource } from "./read_answer.ts";

/**
 * A completion on its way. It was sent when this object was made.
 *
 * It has one consumer: one loop over it, or over `textStream`, or one response made of it; a second one throws. The
 * `final…()` functions are no consumers; they read to the end whatever nobody else reads. Leaving a loop early closes
 * the connection. A failure that nobody looks at is no unhandled rejection.
 */
export interface ChatStream extends AsyncIterable<ChatCompletionChunk> {
  /** The text of the first choice, piece by piece. */
  readonly textStream: AsyncIterable<string>;
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
export interface ChatStreamOptions {
  /** The answer, once it begins. */
  readonly opening: Promise<ChunkSource>;
  /** Ends the call, also before the answer begins. */
  readonly abort: (reason: unknown) => void;
  /** Told once when nothing more comes; with the completion if it is whole, else with what went wrong. */
  readonly onEnd: (end: { completion: ChatCompletion } | { error: unknown }) => void;
}

/**
 * Makes the stream that callers see.
 *
 * @param options See {@linkcode ChatStreamOptions}.
 * @returns The stream.
 */
export function createChatStream(options: ChatStreamOptions): ChatStream {
  const { opening, abort, onEnd } = options;
  const accumulator = createAccumulator();
  let queue: ChatCompletionChunk[] = [];
  let consumer: "none" | "reading" | "skipped" | "left" = "none";
  let pulling: Promise<void> | undefined;
  let end: { completion: ChatCompletion } | { error: unknown } | undefined;
  opening.catch((error) => finish({ error }));

  /** Reads one batch; however many wait for it, it is read once. */
  function pull(): Promise<void> {
    return pulling ??= pullOnce().finally(() => (pulling = undefined));
  }

  async function pullOnce(): Promise<void> {
    try {
      const source = await opening;
      if (end) return;
      const batch = await source.next();
      if (end) return;
      if (!batch) return finish({ completion: accumulator.completion() });
      for (const chunk of batch) accumulator.add(chunk);
      if (consumer === "reading") queue = queue.length > 0 ? [...queue, ...batch] : batch;
      else consumer = "skipped";
    } catch (error) {
      finish({ error });
    }
  }

  function finish(outcome: NonNullable<typeof end>, told = outcome): void {
    if (end) return;
    end = outcome;
    onEnd(told);
  }

  function claim(): void {
    if (consumer === "none") {
      consumer = "reading";
      return;
    }
    throw new VertexError(
      "invalid_request",
      "Cannot read the stream: it has one consumer, and was given to another already",
    );
  }

  /** What has arrived and was not yet handed on; empty at the end. */
  async function take(): Promise<ChatCompletionChunk[]> {
    while (queue.length === 0 && !end) await pull();
    const batch = queue;
    queue = [];
    if (batch.length === 0 && end && "error" in end && consumer !== "left") throw end.error;
    return batch;
  }

  function leave(): void {
    consumer = "left";
    queue = [];
    const left = "Cannot complete the answer: its reader left the stream before the end";
    // To whoever watches, leaving is no fault of the server's.
    stop(new VertexError("stream_truncated", left), new DOMException(left, "AbortError"));
  }

  function stop(reason: unknown, told = reason): void {
    if (end) return;
    finish({ error: reason }, { error: told });
    abort(reason);
    opening.then((source) => source.cancel(reason), () => {});
  }

  function iterate(): AsyncIterator<ChatCompletionChunk> {
    let batch: ChatCompletionChunk[] = [];
    let position = 0;
    return {
      async next() {
        if (position === batch.length) {
          batch = await take();
          position = 0;
        }
        const value = batch[position++];
        return value ? { done: false, value } : { done: true, value: undefined };
      },
      return() {
        batch = [];
        position = 0;
        leave();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async function* texts(): AsyncGenerator<string> {
    for await (const { choices } of { [Symbol.asyncIterator]: iterate }) {
      const text = choices.find(({ index }) => index === 0)?.delta.content;
      if (text) yield text;
    }
  }

  async function finalChatCompletion(): Promise<ChatCompletion> {
    // Whoever begins to read in the same turn is still the consumer.
    await opening.catch(() => {});
    while (!end) await pull();
    if ("error" in end) throw end.error;
    return structuredClone(end.completion);
  }

  /** One enqueue for all that came in one read: a stream per event would cost several times as much. */
  function encoded(
    encode: (chunk: ChatCompletionChunk) => string,
    close: string,
    fail: (error: unknown) => string | undefined,
  ): ReadableStream<Uint8Array> {
    claim();
    const encoder = new TextEncoder();
    return new ReadableStream({
      async pull(controller) {
        try {
          const batch = await take();
          const text = batch.length > 0 ? batch.map(encode).join("") : close;
          if (text !== "") controller.enqueue(encoder.encode(text));
          if (batch.length === 0) controller.close();
        } catch (error) {
          const text = fail(error);
          if (text === undefined) return controller.error(error);
          controller.enqueue(encoder.encode(text));
          controller.close();
        }
      },
      cancel: leave,
    });
  }

  return {
    [Symbol.asyncIterator]() {
      claim();
      return iterate();
    },
    get textStream() {
      return {
        [Symbol.asyncIterator]() {
          claim();
          return texts();
        },
      };
    },
    finalChatCompletion,
    async finalMessage() {
      return firstChoice(await finalChatCompletion()).message;
    },
    async finalContent() {
      return firstChoice(await finalChatCompletion()).message.content;
    },
    async totalUsage() {
      return (await finalChatCompletion()).usage;
    },
    toReadableStream() {
      return encoded((chunk) => `${JSON.stringify(chunk)}\n`, "", () => undefined);
    },
    toResponse(init = {}) {
      const headers = new Headers(init.headers);
      headers.set("content-type", "text/event-stream; charset=utf-8");
      if (!headers.has("cache-control")) headers.set("cache-control", "no-cache");
      const body = encoded(
        (chunk) => encodeSseEvent(JSON.stringify(chunk)),
        encodeSseEvent("[DONE]"),
        // An abort is the reader's own doing: its reason breaks the body, as it does in any fetch.
        (error) =>
          isVertexError(error) ? encodeSseEvent(JSON.stringify(openAIErrorBody(error))) : undefined,
      );
      return new Response(body, { ...init, headers });
    },
    abort() {
      stop(new DOMException("The stream was aborted", "AbortError"));
    },
  };
}

function firstChoice(completion: ChatCompletion): ChatCompletion["choices"][number] {
  const [choice] = completion.choices;
  if (choice) return choice;
  throw new VertexError("empty_response", "Cannot read the answer: it holds no choice");
}
