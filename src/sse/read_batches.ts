import { isRecord, parseJson, VertexError } from "../errors.ts";
import { embeddedError, parseGoogleError } from "../errors/google_error.ts";
import { brokenConnection, isJson, readJson } from "../errors/read_body.ts";
import type { BatchSource } from "./batch_stream.ts";
import { createSseDecoder, type SseEvent } from "./decode.ts";

/** The hold on the network that an answer is read over. */
export interface EventConnection {
  /** Aborted by the caller or by a deadline. */
  readonly signal: AbortSignal;
  /** Lets go of the network at once. */
  abort(reason: unknown): void;
  /** Sets a deadline; what it misses becomes the message of a `timeout` error. */
  arm(delayMs: number, missed: string): void;
  /** Takes the deadline away. */
  disarm(): void;
  /** Ends the hold, once the stream is read. */
  release(): void;
  /** Takes out of a server's words what it may have quoted of the request. */
  redact(text: string): string;
  /** What the caller is told of a failure: the signal's reason, or an error that says how much was tried. */
  explain(caught: unknown): unknown;
}

/** How long a stream may be silent. */
export interface StreamLimits {
  /** Longest wait for its first event, in milliseconds. */
  readonly firstTokenTimeoutMs: number;
  /** Longest silence after it, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** How a streamed answer is read. */
export interface BatchOptions<Item> {
  /** See {@linkcode StreamLimits}. */
  readonly limits: StreamLimits;
  /** All of it, in bytes. @default {Infinity} */
  readonly maxBytes?: number | undefined;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /**
   * Makes an item of the JSON of one event.
   *
   * @param json The parsed event, which reports no error.
   * @param text What it was parsed from; `undefined` if parsing dropped something of it.
   */
  readonly readItem: (json: unknown, text: string | undefined) => Item;
  /** Makes items of a plain answer that came in the stream's place. */
  readonly readWhole: (json: unknown) => Item[];
  /**
   * Told that nothing more comes; throws if that is too early.
   *
   * @param closed Whether the server closed the stream in form, with `[DONE]`.
   */
  readonly checkEnd: (closed: boolean) => void;
}

/**
 * Opens a streamed answer: reads up to its first item, so that a failure reported before it counts as the call's.
 *
 * @param response A successful response; its body is read to the end or cancelled.
 * @param connection Its connection, which is released when the answer ends.
 * @param options See {@linkcode BatchOptions}.
 * @returns The items, in the batches in which they arrive, the first included.
 * @throws {VertexError} Whatever the body reports first.
 */
export async function openBatches<Item>(
  response: Response,
  connection: EventConnection,
  options: BatchOptions<Item>,
): Promise<BatchSource<Item>> {
  const read = isJson(response)
    ? readPlain(response, connection, options)
    : readStream(response, connection, options);
  let first = await read();
  while (first?.length === 0) first = await read();
  return {
    next() {
      const batch = first;
      first = undefined;
      return batch ? Promise.resolve(batch) : read();
    },
  };
}

type Read<Item> = () => Promise<Item[] | undefined>;

/** A plain answer where a stream was asked for. */
function readPlain<Item>(
  response: Response,
  connection: EventConnection,
  { limits, action, readWhole }: BatchOptions<Item>,
): Read<Item> {
  const waitMs = limits.firstTokenTimeoutMs;
  let ended = false;
  return async () => {
    if (ended) return undefined;
    connection.arm(waitMs, silence(waitMs));
    const items = readWhole(await readJson(response, connection, action));
    ended = true;
    connection.release();
    return items;
  };
}

function readStream<Item>(
  response: Response,
  connection: EventConnection,
  options: BatchOptions<Item>,
): Read<Item> {
  const { limits, maxBytes = Infinity, action, readItem, checkEnd } = options;
  const { signal, redact } = connection;
  const body = response.body?.getReader();
  const decoder = createSseDecoder();
  let waitMs = limits.firstTokenTimeoutMs;
  let missed = silence(waitMs);
  let armed = false;
  let bytes = 0;
  let strayLength = 0;
  let midway = false;
  let altered = false;
  // By the server, or by whoever lets go.
  let ended = false;
  let failure: { readonly caught: unknown } | undefined;
  const onDropped = () => (altered = true);
  // Also for a fetch that heeds its signal no longer once it has answered.
  signal.addEventListener("abort", letGo, { once: true });

  // One promise a read, since there may be very many reads.
  function read(): Promise<Item[] | undefined> {
    if (failure) return Promise.reject(fail(failure.caught));
    if (signal.aborted) return Promise.reject(fail(signal.reason));
    if (ended) return Promise.resolve(undefined);
    // What is no event ends no silence.
    if (!armed) connection.arm(waitMs, missed);
    armed = true;
    return (body ? body.read() : Promise.resolve({ value: undefined })).then(accept, onBroken);
  }

  function accept({ value }: { readonly value?: Uint8Array | undefined }): Item[] {
    const batch: Item[] = [];
    try {
      // Let go of by the listener above: to a pending read that looks like a clean end.
      signal.throwIfAborted();
      ended = !value;
      const closed = takeEvents(value ? decode(value) : decoder.end(), batch);
      checkStray();
      if (closed || ended) {
        letGo();
        checkEnd(closed);
      }
    } catch (caught) {
      if (batch.length === 0) throw fail(caught);
      // What came before the failure is still the caller's.
      failure = { caught };
      letGo();
    }
    return batch;
  }

  function decode(value: Uint8Array): SseEvent[] {
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      throw new VertexError("invalid_response", `Cannot ${action}: it exceeds ${maxBytes} bytes`);
    }
    const events = decoder.push(value);
    if (events.length === 0) return events;
    connection.disarm();
    armed = false;
    if (waitMs !== limits.idleTimeoutMs) missed = silence(waitMs = limits.idleTimeoutMs);
    return events;
  }

  /** @returns Whether they hold the one that closes the stream. */
  function takeEvents(events: readonly SseEvent[], batch: Item[]): boolean {
    for (const { event, data } of events) {
      if (data === "[DONE]") return true;
      altered = false;
      const json = parseJson(data, onDropped);
      // The last event may have been cut off.
      if (json === undefined && ended) continue;
      if (event === "error" || Array.isArray(json) || (isRecord(json) && isFlawed(json))) {
        throw embeddedError({ action, text: data, redact, midway });
      }
      if (json === undefined) {
        const message = `Cannot ${action}: an event of the stream is no JSON`;
        throw new VertexError("invalid_response", message);
      }
      batch.push(readItem(json, altered ? undefined : data));
      midway = true;
    }
    return false;
  }

  /** A bare error is written into the stream as lines that are no field. */
  function checkStray(): void {
    const { stray: text } = decoder;
    if (text.length === strayLength) return;
    strayLength = text.length;
    if (!/[}\]]\s*$/.test(text) || !parseGoogleError(parseJson(text))) return;
    throw embeddedError({ action, text, redact, midway });
  }

  function onBroken(cause: unknown): never {
    throw fail(brokenConnection(action, cause));
  }

  function fail(caught: unknown): unknown {
    const error = connection.explain(caught);
    connection.abort(error);
    return error;
  }

  function letGo(): void {
    ended = true;
    connection.release();
    signal.removeEventListener("abort", letGo);
    body?.cancel().catch(() => {});
  }

  return read;
}

/** Whether it reports an error: in Google's envelope, or flat, as self-deployed servers do. */
function isFlawed({ error, object }: Record<string, unknown>): boolean {
  return Boolean(error) || object === "error";
}

/**
 * What a deadline of silence says.
 *
 * @param waitMs The longest silence, in milliseconds.
 * @returns What was missed.
 */
export function silence(waitMs: number): string {
  return `the answer was silent for ${waitMs} ms`;
}
