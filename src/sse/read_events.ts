import { VertexError } from "../errors.ts";
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

/** How long a stream may be silent; comments are silence. */
export interface SilenceLimits {
  /** Before its first event, in milliseconds. */
  readonly firstTokenTimeoutMs: number;
  /** After it, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** The events of one response; made by {@linkcode readEvents}. */
export interface EventReader {
  /**
   * Waits for events, or for text that belongs to none.
   *
   * @returns What one read gave, empty if it was only `stray` text; `undefined` at the end of the stream.
   * @throws {VertexError} `connection_failed`, `timeout`, `invalid_response`.
   * @throws {unknown} The reason of the connection's signal, if aborted.
   */
  next(): Promise<SseEvent[] | undefined>;
  /** See {@linkcode SseDecoder.stray}. */
  readonly stray: string;
  /** Whether the stream has ended: the event that `next` gave last may then have been cut off. */
  readonly ended: boolean;
  /** Lets go of the stream. */
  cancel(reason: unknown): void;
}

/**
 * Reads a response as an event stream, under deadlines.
 *
 * @param response Its body is read to the end or cancelled.
 * @param connection Its connection, which is released at the end.
 * @param limits See {@linkcode SilenceLimits}.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns The reader.
 */
export function readEvents(
  response: Response,
  connection: EventConnection,
  limits: SilenceLimits,
  action: string,
): EventReader {
  const reader = response.body?.getReader();
  const decoder = createSseDecoder();
  let waitMs = limits.firstTokenTimeoutMs;
  let ended = false;
  // Also for a fetch that heeds its signal no longer once it has answered.
  connection.signal.addEventListener("abort", stop, { once: true });

  async function next(): Promise<SseEvent[] | undefined> {
    if (ended) return undefined;
    connection.arm(waitMs, `the stream was silent for ${waitMs} ms`);
    try {
      const events = await nextEvents();
      connection.disarm();
      if (events?.length) waitMs = limits.idleTimeoutMs;
      return events;
    } catch (caught) {
      const error = connection.explain(caught);
      cancel(error);
      throw error;
    }
  }

  async function nextEvents(): Promise<SseEvent[] | undefined> {
    const strayBefore = decoder.stray;
    for (;;) {
      const { done, value } = await read();
      const events = value ? decoder.push(value) : [];
      if (done) {
        close();
        const last = decoder.end();
        return last || decoder.stray !== strayBefore ? last ? [last] : [] : undefined;
      }
      if (events.length > 0 || decoder.stray !== strayBefore) return events;
    }
  }

  async function read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> {
    try {
      const result = await reader?.read() ?? { done: true };
      // Cancelled by the listener above: to a pending read that looks like a clean end.
      connection.signal.throwIfAborted();
      return result;
    } catch (cause) {
      throw new VertexError("connection_failed", `Cannot ${action}: the connection broke`, {
        cause,
        retryable: true,
      });
    }
  }

  function close(): void {
    ended = true;
    connection.release();
    connection.signal.removeEventListener("abort", stop);
  }

  function stop(): void {
    reader?.cancel().catch(() => {});
  }

  function cancel(reason: unknown): void {
    if (ended) return;
    connection.abort(reason);
    close();
    stop();
  }

  return {
    next,
    get stray(): string {
      return decoder.stray;
    },
    get ended(): boolean {
      return ended;
    },
    cancel,
  };
}
