import { isVertexError, VertexError } from "../errors.ts";

/** Gives the items of one answer, in the batches in which they arrive. */
export interface BatchSource<Item> {
  /** The items that one read gave, perhaps none; `undefined` once the answer is complete. */
  next(): Promise<Item[] | undefined>;
}

/** How a stream ended: with the answer whole, or with what went wrong. */
export type StreamEnd<Whole> = { readonly whole: Whole } | { readonly error: unknown };

/** What a {@linkcode BatchStream} is made of. */
export interface BatchStreamOptions<Item, Whole, Source = BatchSource<Item>> {
  /** The answer, once it begins. */
  readonly opening: Promise<Source>;
  /** Told of each item as it comes, whoever reads it. */
  readonly onItem?: ((item: Item) => void) | undefined;
  /** What a source that has come to its end amounts to. */
  readonly whole: (source: Source) => Whole;
  /** The caller's: its abort ends the stream at once, whatever has arrived by then. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the call, also before the answer begins, and lets go of the answer. */
  readonly abort: (reason: unknown) => void;
  /** Told once when nothing more comes. */
  readonly onEnd: (end: StreamEnd<Whole>) => void;
}

/**
 * An answer on its way, with one consumer: a loop over one of its iterables. Leaving the loop early ends the call.
 * Made by {@linkcode createBatchStream}.
 */
export interface BatchStream<Item, Whole> {
  /** What has arrived since the last time, never nothing. */
  readonly batches: AsyncIterable<Item[]>;
  /**
   * The items one by one.
   *
   * @param partOf Takes from each item what is given; `undefined` is passed over.
   */
  each<Part>(partOf: (item: Item) => Part | undefined): AsyncIterable<Part>;
  /** Reads to the end whatever nobody else reads. @returns A copy of the whole. */
  final(): Promise<Whole>;
  /** Ends the call; what waits for it rejects with an `AbortError`. */
  abort(): void;
}

/**
 * Makes the one-consumer stream that callers' streams are views of. A failure that nobody looks at is no unhandled
 * rejection.
 *
 * @param options See {@linkcode BatchStreamOptions}.
 * @returns The stream.
 */
export function createBatchStream<
  Item,
  Whole,
  Source extends BatchSource<Item> = BatchSource<Item>,
>(
  options: BatchStreamOptions<Item, Whole, Source>,
): BatchStream<Item, Whole> {
  const { opening, onItem, whole, signal, abort, onEnd } = options;
  let queue: Item[] = [];
  let position = 0;
  // Whether there is or was a consumer, and whether there is one now, who is told of the end.
  let claimed = false;
  let reading = false;
  let source: Source | undefined;
  let pulling: Promise<void> | undefined;
  let end: StreamEnd<Whole> | undefined;
  const onAbort = () => stop(signal?.reason);
  // If it is aborted already, the opening fails by itself.
  signal?.addEventListener("abort", onAbort, { once: true });
  opening.catch(fail);

  /** Reads one batch; however many wait for it, it is read once. One promise a read, for there may be very many. */
  function pull(): Promise<void> {
    return pulling ??= read().then(accept, fail);
  }

  function read(): Promise<Item[] | undefined> {
    if (source) return source.next();
    return opening.then((opened) => (source = opened).next());
  }

  function accept(batch: Item[] | undefined): void {
    pulling = undefined;
    if (end) return;
    try {
      if (!batch) return finish({ whole: whole(source as Source) });
      for (const item of batch) onItem?.(item);
    } catch (cause) {
      return fail(isVertexError(cause) ? cause : tooDeep(cause));
    }
    // What nobody reads is gone, and so nobody can read the stream any more.
    if (!reading) claimed = true;
    else if (position < queue.length) { for (const item of batch) queue.push(item); }
    else {
      queue = batch;
      position = 0;
    }
  }

  function fail(error: unknown): void {
    pulling = undefined;
    finish({ error });
  }

  function finish(outcome: StreamEnd<Whole>, told = outcome): void {
    if (end) return;
    end = outcome;
    signal?.removeEventListener("abort", onAbort);
    if ("error" in outcome) abort(outcome.error);
    onEnd(told);
  }

  function stop(reason: unknown, told = reason): void {
    // What is over is nobody's to end, though some of it may still be read.
    if (!end) queue = [];
    finish({ error: reason }, { error: told });
  }

  function leave(): void {
    reading = false;
    queue = [];
    const left = "Cannot complete the answer: its reader left the stream before the end";
    // To whoever watches, leaving is no fault of the server's.
    stop(new VertexError("stream_truncated", left), new DOMException(left, "AbortError"));
  }

  async function wait<Value>(
    take: () => Value | undefined,
  ): Promise<IteratorResult<Value, undefined>> {
    while (!end) {
      await pull();
      const value = take();
      if (value !== undefined) return { done: false, value };
    }
    if (reading && "error" in end) throw end.error;
    return { done: true, value: undefined };
  }

  /** @param take Takes the next value out of the queue; `undefined` if it holds none. */
  function loop<Value>(take: () => Value | undefined): AsyncIterable<Value> {
    return {
      [Symbol.asyncIterator]() {
        if (claimed) {
          throw new VertexError(
            "invalid_request",
            "Cannot read the stream: one consumer has it already",
          );
        }
        claimed = reading = true;
        return {
          next() {
            const value = take();
            // For what is at hand, an async function would cost more than all else here.
            return value === undefined ? wait(take) : Promise.resolve({ done: false, value });
          },
          return() {
            leave();
            return Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    };
  }

  return {
    batches: loop(() => {
      const batch = queue;
      queue = [];
      return batch.length > 0 ? batch : undefined;
    }),
    each: (partOf) =>
      loop(() => {
        while (position < queue.length) {
          // Within the queue.
          const part = partOf(queue[position++] as Item);
          if (part !== undefined) return part;
        }
        return undefined;
      }),
    async final() {
      // Whoever begins to read in the same turn is still the consumer.
      while (!end) await pull();
      if ("error" in end) throw end.error;
      try {
        return structuredClone(end.whole);
      } catch (cause) {
        throw tooDeep(cause);
      }
    },
    abort() {
      stop(new DOMException("The stream was aborted", "AbortError"));
    },
  };
}

/** What comes from JSON cannot fail otherwise. */
function tooDeep(cause: unknown): VertexError {
  const message = "Cannot read the answer: it is nested too deeply";
  return new VertexError("invalid_response", message, { cause });
}
