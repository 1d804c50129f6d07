import type { ChatStream } from "../chat/chat_stream.ts";
import type { WireChunk } from "../chat/wire_chunk.ts";
import type { ChatCompletionChunk } from "../dialect/chat_completion.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import type { ChatEnd, OpenCall } from "./open_call.ts";
import { startPulse } from "./pulse.ts";
import { seenError } from "./refuse.ts";

/** How a stream is handed on. */
export interface RelayOptions {
  /** Whose stream it is. */
  readonly call: OpenCall;
  /** The name that the client asked for; every chunk carries it. */
  readonly model: string;
  /** After how long a silence a comment is sent, in milliseconds; 0 for never. */
  readonly heartbeatMs: number;
  /** Whether the first comment may come before the upstream has begun. */
  readonly earlyAnswer: boolean;
  /** Shown each chunk before it is handed on. @returns Whether it changed the chunk. */
  readonly onChunk: (chunk: ChatCompletionChunk) => boolean;
}

/** Comments are ignored by every reader of event streams; to write one is the only way to notice some disconnects. */
const HEARTBEAT = ": heartbeat\n\n";

/**
 * Hands a stream on as OpenAI's event stream.
 *
 * The client's pace is the upstream's: a chunk is read when one is wanted, and a client that leaves ends the call. What
 * arrives together leaves together, and an event that needed no repair leaves as it came.
 *
 * @param stream The completion, under way.
 * @param options See {@linkcode RelayOptions}.
 * @returns The response's body, once the upstream has begun or the first heartbeat is due. A failure on the way is an
 * event with an `error`, without `[DONE]` after it.
 * @throws {unknown} What the upstream failed with, if nothing was sent to the client yet.
 */
export async function relayStream(
  stream: ChatStream,
  options: RelayOptions,
): Promise<ReadableStream<Uint8Array>> {
  const { call, heartbeatMs, model, onChunk } = options;
  const encoder = new TextEncoder();
  const batches = stream.batches[Symbol.asyncIterator]();
  const first = batches.next();
  let waiting: typeof first | undefined = first;
  // Whether the client waits for the upstream, and not the other way round.
  let wanted = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let beginEarly = () => {};
  const pulse = startPulse(heartbeatMs, beat);
  call.signal.addEventListener("abort", pulse.stop, { once: true });
  first.catch(pulse.stop);
  const early = new Promise<undefined>((resolve) => {
    if (options.earlyAnswer) beginEarly = () => resolve(undefined);
  });
  // What it throws is told with a status of its own.
  const begun = await Promise.race([first, early]);

  function beat(): void {
    if (!controller) beginEarly();
    // For a client that reads nothing, one at most.
    else if (wanted && controller.desiredSize === 0) write(HEARTBEAT);
  }

  function accept({ done, value }: IteratorResult<WireChunk[]>): void {
    wanted = false;
    let text: string;
    try {
      // What was read before the time was over, and asked for after it.
      call.signal.throwIfAborted();
      if (done) return end(encodeSseEvent("[DONE]"), { outcome: "ok" });
      text = value.map(eventOf).join("");
    } catch (error) {
      return fail(error);
    }
    write(text);
  }

  function eventOf({ chunk, wire }: WireChunk): string {
    const changed = onChunk(chunk) || chunk.model !== model;
    return encodeSseEvent(
      changed || wire === undefined ? JSON.stringify({ ...chunk, model }) : wire,
    );
  }

  function fail(error: unknown): void {
    // Where it did not fail by itself.
    stream.abort();
    // The same words as in a response of its own.
    end(encodeSseEvent(JSON.stringify(seenError(error).body)), { outcome: "error", error });
  }

  function end(text: string, how: ChatEnd): void {
    pulse.stop();
    if (call.left) return controller?.error(call.signal.reason);
    write(text);
    controller?.close();
    call.end(how);
  }

  function write(text: string): void {
    controller?.enqueue(encoder.encode(text));
  }

  return new ReadableStream<Uint8Array>({
    start(its) {
      controller = its;
      if (!begun) write(HEARTBEAT);
    },
    // One promise more for each read, for it may bring a single event.
    pull() {
      wanted = true;
      pulse.rest();
      const read = waiting ?? batches.next();
      waiting = undefined;
      return read.then(accept, fail);
    },
    cancel() {
      call.leave();
      stream.abort();
    },
    // No read-ahead: what the client does not want is not read.
  }, { highWaterMark: 0 });
}
