import { VertexError } from "../errors.ts";
import { brokenConnection } from "../errors/read_body.ts";
import { createSseDecoder, type SseEvent } from "./decode.ts";

/** The hold on the network that a stream is read over. */
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

/** What a stream may take; comments are silence. */
export interface StreamLimits {
  /** Longest silence before its first event, in milliseconds. */
  readonly firstTokenTimeoutMs: number;
  /** Longest silence after it, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** All of it, in bytes. @default {Infinity} */
  readonly maxBytes?: number | undefined;
}

/** How a response is read. */
export interface EventReaderOptions<Item> {
  /** See {@linkcode StreamLimits}. */
  readonly limits: StreamLimits;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /**
   * Makes items of what one read gave: of events, or of no event where there was only text that belongs to none.
   *
   * @param events The events; `undefined` at the end of the stream. The one before it may have been cut off.
   * @returns The items; if there are none, the next read follows.
   */
  readonly take: (events: SseEvent[] | undefined) => Item[];
}

/** The items of one response; made by {@linkcode readEvents}. */
export interface EventReader<Item> {
  /**
   * Waits for items. A failure lets go of the stream and of its connection.
   *
   * @returns What was made of one read; `undefined` at the end.
   * @throws {VertexError} `connection_failed`, `invalid_response`; or whatever `take` throws.
   * @throws {unknown} The reason of the connection's signal, if aborted.
   */
  next(): Promise<Item[] | undefined>;
  /** See {@linkcode SseDecoder.stray}. */
  readonly stray: string;
  /** Whether the stream has ended: the event that came last may then have been cut off. */
  readonly ended: boolean;
  /** Ends the reading, once all that matters was read. */
  finish(): void;
  /** Lets go of the stream and of its connection. */
  cancel(reason: unknown): void;
}

/**
 * Reads a response as an event stream, under deadlines.
 *
 * @param response Its body is read to the end or cancelled.
 * @param connection Its connection, which is released at the end.
 * @param options See {@linkcode EventReaderOptions}.
 * @returns The reader.
 */
export function readEvents<Item>(
  response: Response,
  connection: EventConnection,
  options: EventReaderOptions<Item>,
): EventReader<Item> {
  const { action, take } = options;
  const { firstTokenTimeoutMs, idleTimeoutMs, maxBytes = Infinity } = options.limits;
  const { signal } = connection;
  const body = response.body?.getReader();
  const decoder = createSseDecoder();
  let waitMs = firstTokenTimeoutMs;
  let missed = silence(waitMs);
  let armed = false;
  let bytes = 0;
  let ended = false;
  let over = false;
  // Also for a fetch that heeds its signal no longer once it has answered.
  signal.addEventListener("abort", stop, { once: true });

  // The one wait between a read and its items: each more would cost every event that comes alone a promise more.
  async function next(): Promise<Item[] | undefined> {
    try {
      while (!ended) {
        // What is no event ends no silence.
        if (!armed) connection.arm(waitMs, missed);
        armed = true;
        let value: Uint8Array | undefined;
        try {
          value = (await body?.read())?.value;
          // Cancelled by the listener above: to a pending read that looks like a clean end.
          signal.throwIfAborted();
        } catch (cause) {
          throw brokenConnection(action, cause);
        }
        const items = value ? push(value) : end();
        if (items.length > 0) return items;
      }
      if (over) return undefined;
      over = true;
      const items = take(undefined);
      return items.length > 0 ? items : undefined;
    } catch (caught) {
      const error = connection.explain(caught);
      cancel(error);
      throw error;
    }
  }

  function push(value: Uint8Array): Item[] {
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      throw new VertexError("invalid_response", `Cannot ${action}: it exceeds ${maxBytes} bytes`);
    }
    const strayBefore = decoder.stray;
    const events = decoder.push(value);
    if (events.length > 0) {
      connection.disarm();
      armed = false;
      if (waitMs !== idleTimeoutMs) missed = silence(waitMs = idleTimeoutMs);
    } else if (decoder.stray === strayBefore) return [];
    return take(events);
  }

  function end(): Item[] {
    letGo();
    const last = decoder.end();
    return take(last ? [last] : []);
  }

  function letGo(): void {
    if (ended) return;
    ended = true;
    connection.release();
    signal.removeEventListener("abort", stop);
    stop();
  }

  function stop(): void {
    body?.cancel().catch(() => {});
  }

  function finish(): void {
    over = true;
    letGo();
  }

  function cancel(reason: unknown): void {
    if (!ended) connection.abort(reason);
    finish();
  }

  return {
    next,
    get stray(): string {
      return decoder.stray;
    },
    get ended(): boolean {
      return ended;
    },
    finish,
    cancel,
  };
}

function silence(waitMs: number): string {
  return `the stream was silent for ${waitMs} ms`;
}
