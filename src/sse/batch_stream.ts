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
  const { opening, onItem, whole, abort, onEnd } = options;
  let queue: Item[] = [];
  let consumer: "none" | "reading" | "skipped" | "left" = "none";
  let pulling: Promise<void> | undefined;
  let end: StreamEnd<Whole> | undefined;
  opening.catch((error) => finish({ error }));

  /** Reads one batch; however many wait for it, it is read once. */
  function pull(): Promise<void> {
    return pulling ??= pullOnce();
  }

  async function pullOnce(): Promise<void> {
    try {
      const source = await opening;
      const batch = end ? undefined : await source.next();
      if (end) return;
      if (!batch) return finish({ whole: whole(source) });
      if (onItem) { for (const item of batch) onItem(item); }
      if (consumer !== "reading") consumer = "skipped";
      else if (queue.length === 0) queue = batch;
      else for (const item of batch) queue.push(item);
    } catch (error) {
      finish({ error });
    } finally {
      pulling = undefined;
    }
  }

  function finish(outcome: StreamEnd<Whole>, told = outcome): void {
    if (end) return;
    end = outcome;
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

  return {
    claim,
    take,
    leave,
    batches: {
      [Symbol.asyncIterator]() {
        claim();
        return {
          async next() {
            const value = await take();
            return value.length > 0 ? { done: false, value } : { done: true, value: undefined };
          },
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

/**
 * Gives the items of batches one by one.
 *
 * @param batches The batches.
 * @param itemOf Takes from each item what is given; `undefined` is passed over.
 * @returns A loop over them; leaving it leaves the batches.
 */
export function eachOf<Item, Part>(
  batches: AsyncIterable<Item[]>,
  itemOf: (item: Item) => Part | undefined,
): AsyncIterable<Part> {
  return {
    [Symbol.asyncIterator]() {
      const reads = batches[Symbol.asyncIterator]();
      let batch: Item[] = [];
      let position = 0;
      return {
        async next() {
          for (;;) {
            while (position < batch.length) {
              // Within the batch.
              const value = itemOf(batch[position++] as Item);
              if (value !== undefined) return { done: false, value };
            }
            const read = await reads.next();
            if (read.done) return { done: true, value: undefined };
            batch = read.value;
            position = 0;
          }
        },
        async return() {
          batch = [];
          await reads.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
