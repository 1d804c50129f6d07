/**
 * The upstream of `bench/gateway.ts` and of the clients over a socket, a process of its own: streams what the request's
 * message tells it to, and answers plainly whoever asks for no stream.
 */
import { plainBody, textEvents } from "./wire.ts";

/** What the message says, as JSON. */
export interface StreamPlan {
  /** Events before the last. */
  readonly events: number;
  /** Pause between two of them, in milliseconds; without one they go as fast as they are taken. */
  readonly pauseMs?: number;
}

/** Events of one write where there is no pause. */
const perWrite = 256;
const events = textEvents(perWrite + 1);
const encoder = new TextEncoder();
const single = encoder.encode(events[0]);
const block = encoder.encode(events.slice(0, perWrite).join(""));
const last = encoder.encode(`${events[perWrite]}data: [DONE]\n\n`);

/** Bytes of one event, on average. */
export const eventBytes: number = Math.round(block.length / perWrite);

function stream({ events, pauseMs }: StreamPlan): ReadableStream<Uint8Array> {
  let left = events;
  return new ReadableStream({
    async pull(controller) {
      if (left <= 0) {
        controller.enqueue(last);
        return controller.close();
      }
      if (pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      controller.enqueue(pauseMs === undefined ? block : single);
      left -= pauseMs === undefined ? perWrite : 1;
    },
  }, { highWaterMark: 0 });
}

if (import.meta.main) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { messages, stream: streamed } = await request.json();
    if (!streamed) {
      return new Response(plainBody, { headers: { "content-type": "application/json" } });
    }
    const headers = { "content-type": "text/event-stream" };
    return new Response(stream(JSON.parse(messages.at(-1).content)), { headers });
  });
  console.log(`listening on http://127.0.0.1:${server.addr.port}/`);
}
