import type { ChatStream } from "../chat/chat_stream.ts";
import { openAIErrorBody } from "../chat/openai_error.ts";
import { encodeSseEvent } from "../sse/encode.ts";
import { dropImageCopies } from "./drop_image_copies.ts";

/**
 * Hands a stream on as OpenAI's event stream.
 *
 * The client's pace is the upstream's: a chunk is read when one is wanted, and a client that leaves ends the call.
 *
 * @param stream The completion.
 * @param model The name that the client asked for; every chunk carries it.
 * @param headers Header fields to add.
 * @returns The response. A failure on the way is an event with an `error`, without `[DONE]` after it.
 */
export function relayStream(
  stream: ChatStream,
  model: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const chunks = stream[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let left = false;

  /** The next event's data, and whether it is the last. */
  async function read(): Promise<{ data: string; last: boolean }> {
    try {
      const { done, value } = await chunks.next();
      if (done) return { data: "[DONE]", last: true };
      dropImageCopies(value.choices);
      return { data: JSON.stringify({ ...value, model }), last: false };
    } catch (error) {
      return { data: JSON.stringify(openAIErrorBody(error)), last: true };
    }
  }

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { data, last } = await read();
      // Whoever cancels while a chunk is awaited has closed the controller.
      if (left) return;
      controller.enqueue(encoder.encode(encodeSseEvent(data)));
      if (last) controller.close();
    },
    async cancel() {
      left = true;
      await chunks.return?.();
    },
  });
  return new Response(body, {
    headers: {
      ...headers,
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
    },
  });
}
