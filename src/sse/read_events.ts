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

/** The events of one response; made by {@linkcode readEvents}. */
export interface EventReader {
  /**
   * Waits for events, or for text that belongs to none.
   *
   * @returns What one read gave, empty if it was only `stray` text; `undefined` at the end of the stream.
   * @throws {VertexError} `connection_failed`, `invalid_response`; then {@linkcode EventReader.cancel} it.
   * @throws {unknown} The reason of the connection's signal, if aborted.
   */
  next(): Promise<SseEvent[] | undefined>;
  /** See {@linkcode SseDecoder.stray}. */
  readonly stray: string;
  /** Whether the stream has ended: the event that `next` gave last may then have been cut off. */
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
 * @param limits See {@linkcode StreamLimits}.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns The reader.
 */
export function readEvents(
  response: Response,
  connection: EventConnection,
  limits: StreamLimits,
  action: string,
): EventReader {
  const { firstTokenTimeoutMs, idleTimeoutMs, maxBytes = Infinity } = limits;
  const reader = response.body?.getReader();
  const decoder = createSseDecoder();
  let waitMs = firstTokenTimeoutMs;
  let armed = false;
  let bytes = 0;
  let ended = false;
  // Also for a fetch that heeds its signal no longer once it has answered.
  connection.signal.addEventListener("abort", stop, { once: true });

  async function next(): Promise<SseEvent[] | undefined> {
    if (ended) return undefined;
    // What is no event ends no silence.
    if (!armed) connection.arm(waitMs, `the stream was silent for ${waitMs} ms`);
    armed = true;
    const strayBefore = decoder.stray;
    for (;;) {
      let value: Uint8Array | undefined;
      try {
        value = (await reader?.read())?.value;
        // Cancelled by the listener above: to a pending read that looks like a clean end.
        connection.signal.throwIfAborted();
      } catch (cause) {
        throw brokenConnection(action, cause);
      }
      const events = value ? push(value) : end();
      if (value && events.length === 0 && decoder.stray === strayBefore) continue;
      if (events.length > 0) {
        connection.disarm();
        armed = false;
        waitMs = idleTimeoutMs;
      }
      return events;
    }
  }

  function push(value: Uint8Array): SseEvent[] {
    bytes += value.byteLength;
    if (bytes <= maxBytes) return decoder.push(value);
    throw new VertexError("invalid_response", `Cannot ${action}: it exceeds ${maxBytes} bytes`);
  }

  function end(): SseEvent[] {
    finish();
    const last = decoder.end();
    return last ? [last] : [];
  }

  function finish(): void {
    if (ended) return;
    ended = true;
    connection.release();
    connection.signal.removeEventListener("abort", stop);
    stop();
  }

  function stop(): void {
    reader?.cancel().catch(() => {});
  }

  function cancel(reason: unknown): void {
    if (ended) return;
    connection.abort(reason);
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
