import { VertexError } from "../errors.ts";
import { embeddedError, parseGoogleError } from "../errors/google_error.ts";
import { readJson } from "../errors/read_body.ts";
import type { BatchSource } from "../sse/batch_stream.ts";
import { type EventConnection, openBatches, type StreamLimits } from "../sse/read_batches.ts";
import { createAccumulator } from "./accumulate.ts";
import { atHand, READ, readResponse } from "./read_response.ts";
import type { GenerateContentResponse } from "./response.ts";

/** The chunks of one answer, in the batches in which they arrive. */
export interface ContentSource extends BatchSource<GenerateContentResponse> {
  /** The answer so far. */
  response(): GenerateContentResponse;
}

/**
 * Reads a plain answer.
 *
 * @param response A successful response.
 * @param connection Its connection.
 * @returns The answer.
 * @throws {VertexError} Whatever the body reports, `content_filtered`, `empty_response`, `invalid_response`.
 */
export async function readAnswer(
  response: Response,
  connection: EventConnection,
): Promise<GenerateContentResponse> {
  const raw = readResponse(await readJson(response, connection, READ));
  const [first] = raw.candidates;
  if (first) return atHand(raw, first.content?.parts ?? []);
  throw new VertexError("empty_response", `Cannot ${READ}: it holds no candidate`, {
    retryable: true,
  });
}

/**
 * Opens a streamed answer: reads up to its first chunk, so that a failure reported before it counts as the call's.
 *
 * @param response A successful response.
 * @param connection Its connection; the source releases it when the answer ends.
 * @param limits How long the stream may be silent.
 * @returns The chunks, the first batch included.
 * @throws {VertexError} Whatever the body reports first.
 */
export async function openChunks(
  response: Response,
  connection: EventConnection,
  limits: StreamLimits,
): Promise<ContentSource> {
  const accumulator = createAccumulator();
  const readItem = (json: unknown) => accumulator.add(readResponse(json));
  const source = await openBatches(response, connection, {
    limits,
    action: READ,
    readItem,
    readWhole(json) {
      // A stream that somebody on the way made a JSON array of, as Google does without `alt=sse`; or a plain answer.
      const items = [json].flat().map((raw) => {
        if (!parseGoogleError(raw)) return readItem(raw);
        const { redact } = connection;
        throw embeddedError({ action: READ, text: JSON.stringify(raw), redact, midway: true });
      });
      checkEnd();
      return items;
    },
    checkEnd,
  });
  return { ...source, response: accumulator.response };

  function checkEnd(): void {
    if (accumulator.complete) return;
    // This API writes no [DONE]: nothing but a finish reason tells an end from an accident.
    const message = `Cannot ${READ}: the stream ended before a finish reason`;
    throw new VertexError("stream_truncated", message, { retryable: true });
  }
}
