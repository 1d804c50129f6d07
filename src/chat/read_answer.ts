import type { ChatCompletion } from "../dialect/chat_completion.ts";
import { createAccumulator } from "../dialect/accumulate.ts";
import { createChunkRepair, type RepairOptions } from "../dialect/repair_chunk.ts";
import { repairCompletion } from "../dialect/repair_completion.ts";
import { VertexError } from "../errors.ts";
import { MAX_ANSWER_BYTES, readJson } from "../errors/read_body.ts";
import type { BatchSource } from "../sse/batch_stream.ts";
import { openBatches, type StreamLimits } from "../sse/read_batches.ts";
import type { AnswerConnection } from "./pipe.ts";
import type { WireChunk } from "./wire_chunk.ts";

/** How an answer is read. */
export interface ReadOptions extends RepairOptions {
  /** See {@linkcode StreamLimits}. */
  readonly limits: StreamLimits;
}

const READ = "read the answer";

/**
 * Reads a plain answer, also one that came as a stream.
 *
 * @param response A successful response.
 * @param connection Its connection.
 * @param options See {@linkcode ReadOptions}.
 * @returns The repaired completion.
 * @throws {VertexError} Whatever the body reports, or `invalid_response`, `empty_response`, `connection_failed`.
 */
export async function readCompletion(
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
): Promise<ChatCompletion> {
  if (!/event-stream/i.test(response.headers.get("content-type") ?? "")) {
    return repairCompletion(await readJson(response, connection, READ), options);
  }
  // The deadline of a plain call is that of the whole; silence must not set another.
  const untimed = { ...connection, arm() {}, disarm() {} };
  const source = await openChunks(response, untimed, options, MAX_ANSWER_BYTES);
  const accumulator = createAccumulator();
  for (let batch = await source.next(); batch; batch = await source.next()) {
    for (const { chunk } of batch) accumulator.add(chunk);
  }
  return accumulator.completion();
}

/**
 * Opens a streamed answer: reads up to its first chunk, so that a failure reported before it counts as the call's.
 *
 * @param response A successful response.
 * @param connection Its connection; the source releases it when the answer ends.
 * @param options See {@linkcode ReadOptions}.
 * @param maxBytes All of it, in bytes. @default {Infinity}
 * @returns The chunks, the first batch included.
 * @throws {VertexError} Whatever the body reports first.
 */
export function openChunks(
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
  maxBytes?: number,
): Promise<BatchSource<WireChunk>> {
  const repair = createChunkRepair(options);
  return openBatches(response, connection, {
    limits: options.limits,
    maxBytes,
    action: READ,
    readItem(json, text) {
      const chunk = repair.chunk(json);
      return text === undefined || repair.changed ? { chunk } : { chunk, wire: text };
    },
    readWhole: (json) => [{ chunk: asChunk(repairCompletion(json, options)) }],
    checkEnd(closed) {
      if (repair.complete) return;
      // Closed in form, and yet nothing was said: no accident of the network.
      const [code, reason] = closed && repair.empty
        ? ["empty_response", "the stream held no choice"] as const
        : ["stream_truncated", "the stream ended before a finish reason"] as const;
      throw new VertexError(code, `Cannot ${READ}: ${reason}`, { retryable: true });
    },
  });
}

/** One chunk that holds it all. */
function asChunk(completion: ChatCompletion): WireChunk["chunk"] {
  const choices = completion.choices.map(({ message, ...choice }) => {
    const { tool_calls: calls, ...delta } = message;
    const fragments = calls?.map((call, index) => ({ index, ...call }));
    return { ...choice, delta: { ...delta, ...(fragments && { tool_calls: fragments }) } };
  });
  return { ...completion, object: "chat.completion.chunk", choices };
}
