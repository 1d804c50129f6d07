import type { ChatStream } from "../chat/chat_stream.ts";
import type { WireChunk } from "../chat/wire_chunk.ts";
import type { ChatCompletionChunk } from "../dialect/chat_completion.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import { dropImageCopies } from "./drop_image_copies.ts";
import type { ChatEnd, OpenCall } from "./open_call.ts";
import { createPulse } from "./pulse.ts";
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
  /** Told of each chunk before it is handed on. */
  readonly onChunk: (chunk: ChatCompletionChunk) => void;
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
  const { call, model, onChunk } = options;
  const batches = stream.batches[Symbol.asyncIterator]();
  const pulse = createPulse(options.heartbeatMs);
  call.signal.addEventListener("abort", pulse.stop, { once: true });
  const encoder = new TextEncoder();
  let reading: Promise<IteratorResult<WireChunk[]>> | undefined = batches.next();
  let beats = options.earlyAnswer && await pulse.isDue(reading);
  // What it throws is told with a status of its own.
  if (!beats) await reading.finally(pulse.stop);

  async function next(): Promise<{ text: string; end?: ChatEnd }> {
    reading ??= batches.next();
    try {
      beats ||= await pulse.isDue(reading);
      if (beats) {
        beats = false;
        return { text: HEARTBEAT };
      }
      const { done, value } = await reading;
      // What was read before the time was over, and asked for after it.
      call.signal.throwIfAborted();
      reading = undefined;
      if (done) return { text: encodeSseEvent("[DONE]"), end: { outcome: "ok" } };
      return { text: value.map(eventOf).join("") };
    } catch (error) {
      // The same words as in a response of its own.
      const text = encodeSseEvent(JSON.stringify(seenError(error).body));
      return { text, end: { outcome: "error", error } };
    }
  }

  function eventOf({ chunk, wire }: WireChunk): string {
    const changed = dropImageCopies(chunk.choices) || chunk.model !== model;
    onChunk(chunk);
    return encodeSseEvent(
      changed || wire === undefined ? JSON.stringify({ ...chunk, model }) : wire,
    );
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { text, end } = await next();
      if (end || call.left) pulse.stop();
      if (call.left) return controller.error(call.signal.reason);
      controller.enqueue(encoder.encode(text));
      if (!end) return;
      controller.close();
      call.end(end);
    },
    cancel() {
      call.leave();
      stream.abort();
    },
    // No read-ahead: what the client does not want is not read.
  }, { highWaterMark: 0 });
}
