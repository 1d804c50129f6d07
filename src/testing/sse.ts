import { encodeSorted } from "./json.ts";
import { encode } from "./reply_plan.ts";

/** The content type of Google's streams. */
export const eventStreamType = "text/event-stream";

/** One chunk as an event, its keys in Vertex's order. */
export function encodeChunk(chunk: unknown): Uint8Array {
  return encode(`data: ${encodeSorted(chunk)}\n\n`);
}

/** The event that ends a stream. */
export function encodeDone(): Uint8Array {
  return encode("data: [DONE]\n\n");
}
