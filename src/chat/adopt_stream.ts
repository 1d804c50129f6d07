import { createChunkRepair } from "../dialect/repair_chunk.ts";
import { type ChatStream, createChatStream } from "./chat_stream.ts";

/**
 * Reads the chunks of any client of OpenAI's shape as this library reads its own: repaired, which changes nothing where
 * they were before, and added up.
 *
 * @param chunks They are not written to.
 * @returns The stream. Leaving it closes the iterator of the chunks.
 */
export function adoptStream(chunks: AsyncIterable<unknown>): ChatStream {
  const iterator = chunks[Symbol.asyncIterator]();
  const repair = createChunkRepair({ thoughts: "none", model: "" });
  return createChatStream({
    opening: Promise.resolve({
      async next() {
        const { done, value } = await iterator.next();
        return done ? undefined : [{ chunk: repair.chunk(structuredClone(value)) }];
      },
    }),
    // Nobody waits for the client to let go.
    abort: () => void iterator.return?.().catch(() => {}),
    onEnd() {},
  });
}
