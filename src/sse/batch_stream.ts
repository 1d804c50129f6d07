import { VertexError } from "../errors.ts";

/** Gives the items of one answer, in the batches in which they arrive. */
export interface BatchSource<Item> {
  /** The next items, one at least; `undefined` once the answer is complete. */
  next(): Promise<Item[] | undefined>;
  /** Lets go of the answer. */
  cancel(reason: unknown): void;
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
  /** Ends the call, also before the answer begins. */
  readonly abort: (reason: unknown) => void;
  /** Told once when nothing more comes. */
  readonly onEnd: (end: StreamEnd<Whole>) => void;
}

/** An answer on its way, with one consumer; made by {@linkcode createBatchStream}. */
export interface BatchStream<Item, Whole> {
  /** Makes the caller the consumer. @throws {VertexError} `invalid_request` if there is one already. */
  claim(): void;
  /** What has arrived and was not yet handed on; empty at the end. */
  take(): Promise<Item[]>;
  /** Ends the call because its consumer wants no more. */
  leave(): void;
  /** Whether the call was ended from this side, so that what was taken and not yet given is wanted no longer. */
  readonly stopped: boolean;
  /** Batches for a loop, which is the consumer; leaving it early ends the call. */
  readonly batches: AsyncIterable<Item[]>;
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
  let consumer: "none" | "reading" | "skipped" | "left" = "none";
  let source: Source | undefined;
  let pulling: Promise<void> | undefined;
  let end: StreamEnd<Whole> | undefined;
  let stopped = false;
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
      if (onItem) { for (const item of batch) onItem(item); }
    } catch (error) {
      return fail(error);
    }
    if (consumer !== "reading") consumer = "skipped";
    else if (queue.length === 0) queue = batch;
    else for (const item of batch) queue.push(item);
  }

  function fail(error: unknown): void {
    pulling = undefined;
    finish({ error });
  }

  function finish(outcome: StreamEnd<Whole>, told = outcome): void {
    if (end) return;
    end = outcome;
    signal?.removeEventListener("abort", onAbort);
    onEnd(told);
  }

  function claim(): void {
    if (consumer !== "none") {
      throw new VertexError(
        "invalid_request",
        "Cannot read the stream: it has one consumer, and was given to another already",
      );
    }
    consumer = "reading";
  }

  async function take(): Promise<Item[]> {
    while (queue.length === 0 && !end) await pull();
    const batch = queue;
    queue = [];
    if (batch.length === 0 && end && "error" in end && consumer !== "left") throw end.error;
    return batch;
  }

  function leave(): void {
    consumer = "left";
    stopped = true;
    queue = [];
    const left = "Cannot complete the answer: its reader left the stream before the end";
    // To whoever watches, leaving is no fault of the server's.
    stop(new VertexError("stream_truncated", left), new DOMException(left, "AbortError"));
  }

  function stop(reason: unknown, told = reason): void {
    // What is over is nobody's to end, though some of it may still be read.
    if (end) return;
    stopped = true;
    queue = [];
    finish({ error: reason }, { error: told });
    abort(reason);
    opening.then((source) => source.cancel(reason), () => {});
  }

  return {
    claim,
    take,
    leave,
    get stopped(): boolean {
      return stopped;
    },
    batches: {
      [Symbol.asyncIterator]() {
        claim();
        return {
          next: () => take().then(resultOf),
          return() {
            leave();
            return Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    },
    async final() {
      // Whoever begins to read in the same turn is still the consumer.
      await opening.catch(() => {});
      while (!end) await pull();
      if ("error" in end) throw end.error;
      return structuredClone(end.whole);
    },
    abort() {
      stop(new DOMException("The stream was aborted", "AbortError"));
    },
  };
}

function resultOf<Item>(batch: Item[]): IteratorResult<Item[], undefined> {
  return batch.length > 0 ? { done: false, value: batch } : { done: true, value: undefined };
}

/**
 * Gives the items of a stream one by one.
 *
 * @param stream The stream; the loop is its consumer.
 * @param itemOf Takes from each item what is given; `undefined` is passed over.
 * @returns A loop over them; leaving it ends the call.
 */
export function eachOf<Item, Part>(
  stream: Omit<BatchStream<Item, unknown>, "final">,
  itemOf: (item: Item) => Part | undefined,
): AsyncIterable<Part> {
  return {
    [Symbol.asyncIterator]() {
      stream.claim();
      let batch: Item[] = [];
      let position = 0;
      return {
        async next() {
          for (;;) {
            while (position < batch.length && !stream.stopped) {
              // Within the batch.
              const value = itemOf(batch[position++] as Item);
              if (value !== undefined) return { done: false, value };
            }
            const read = await stream.take();
            // Another call of `next`, made meanwhile, may have left some of its batch.
            if (stream.stopped || (read.length === 0 && position >= batch.length)) {
              return { done: true, value: undefined };
            }
            batch = [...batch.slice(position), ...read];
            position = 0;
          }
        },
        return() {
          stream.leave();
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    },
  };
}
