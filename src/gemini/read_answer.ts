import {
  answerError,
  isRecord,
  parseGoogleError,
  parseJson,
  readBounded,
  VertexError,
} from "../errors.ts";
import type { SseEvent } from "../sse/decode.ts";
import { type EventConnection, readEvents, type SilenceLimits } from "../sse/read_events.ts";
import { createAccumulator } from "./accumulate.ts";
import { atHand, READ, readResponse } from "./read_response.ts";
import type { GenerateContentResponse } from "./response.ts";

/** Generous to answers with images; it only keeps a server gone mad from filling memory. */
export const MAX_ANSWER_BYTES = 67_108_864;

/** The chunks of one answer, in the batches in which they arrive. */
export interface ChunkSource {
  /** The next chunks, one at least; `undefined` once the answer is complete. */
  next(): Promise<GenerateContentResponse[] | undefined>;
  /** The answer so far. */
  response(): GenerateContentResponse;
  /** Lets go of the answer. */
  cancel(reason: unknown): void;
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
  const raw = readResponse(await readJson(response, connection));
  const [first] = raw.candidates;
  if (first) return atHand(raw, first.content?.parts ?? []);
  throw new VertexError("empty_response", `Cannot ${READ}: it holds no candidate`, {
    retryable: true,
  });
}

/**
 * Reads JSON that is no error.
 *
 * @param response A successful response.
 * @param connection Its connection.
 * @returns The parsed body.
 * @throws {VertexError} Whatever the body reports, `invalid_response`, `connection_failed`.
 */
export async function readJson(
  response: Response,
  connection: EventConnection,
): Promise<unknown> {
  const text = await readBounded(response, MAX_ANSWER_BYTES, connection.signal).catch((cause) => {
    throw new VertexError("connection_failed", `Cannot ${READ}: the connection broke`, {
      cause,
      retryable: true,
    });
  });
  const json = parseJson(text);
  if (json === undefined) {
    throw new VertexError(
      "invalid_response",
      `Cannot ${READ}: the server answered ${response.status} with a body that is no JSON; check baseURL and what stands in between`,
    );
  }
  if (parseGoogleError(json)) {
    throw answerError({ action: READ, status: 200, body: connection.redact(text) });
  }
  return json;
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
  limits: SilenceLimits,
): Promise<ChunkSource> {
  if (response.headers.get("content-type")?.includes("json")) {
    const waitMs = limits.firstTokenTimeoutMs;
    connection.arm(waitMs, `the answer was not there within ${waitMs} ms`);
    const json = await readJson(response, connection);
    connection.disarm();
    return listed(json, connection);
  }
  const events = readEvents(response, connection, limits, READ);
  const accumulator = createAccumulator();
  let failure: { error: unknown } | undefined;
  let started = false;

  async function next(): Promise<GenerateContentResponse[] | undefined> {
    try {
      if (failure) throw failure.error;
      for (let read = await events.next(); read; read = await events.next()) {
        const batch = take(read);
        if (batch.length > 0) return batch;
        checkStray();
      }
      if (!accumulator.complete) throw truncated();
      return undefined;
    } catch (caught) {
      const error = connection.explain(caught);
      events.cancel(error);
      throw error;
    }
  }

  function take(read: readonly SseEvent[]): GenerateContentResponse[] {
    const batch: GenerateContentResponse[] = [];
    try {
      for (const event of read) {
        const json = parseJson(event.data);
        // The one may have been cut off; the other is no word of this API, but of servers that stand in between.
        if (json === undefined && (events.ended || event.data === "[DONE]")) break;
        if (event.event === "error" || parseGoogleError(json)) {
          throw reported(connection.redact(event.data), json, started);
        }
        batch.push(accumulator.add(readResponse(json)));
        started = true;
      }
    } catch (error) {
      // What came before the failure is still the caller's; to let go now would take it away.
      if (batch.length === 0) throw error;
      failure = { error };
    }
    return batch;
  }

  /** A bare error is no event: it stands in the stream as it is. */
  function checkStray(): void {
    const json = parseJson(events.stray);
    if (parseGoogleError(json)) throw reported(connection.redact(events.stray), json, started);
  }

  let first = await next();
  return {
    async next() {
      const batch = first ?? await next();
      first = undefined;
      return batch;
    },
    response: accumulator.response,
    cancel: events.cancel,
  };
}

/** A stream that somebody on the way made a JSON array of, as Google does without `alt=sse`; or a plain answer. */
function listed(json: unknown, connection: EventConnection): ChunkSource {
  const accumulator = createAccumulator();
  let batch: GenerateContentResponse[] | undefined = [json].flat().map((raw) => {
    if (parseGoogleError(raw)) throw reported(connection.redact(JSON.stringify(raw)), raw, true);
    return accumulator.add(readResponse(raw));
  });
  if (!accumulator.complete) throw truncated();
  connection.release();
  return {
    next() {
      const result = batch;
      batch = undefined;
      return Promise.resolve(result);
    },
    response: accumulator.response,
    cancel() {},
  };
}

function truncated(): VertexError {
  // This API writes no [DONE]: nothing but a finish reason tells an end from an accident.
  const message = `Cannot ${READ}: the stream ended before a finish reason`;
  return new VertexError("stream_truncated", message, { retryable: true });
}

function reported(body: string, json: unknown, midway: boolean): VertexError {
  const known = parseGoogleError(json) !== undefined;
  const text = known
    ? body
    : JSON.stringify({ error: isRecord(json) ? parseJson(body) : { message: body } });
  return answerError({
    action: READ,
    status: 200,
    body: text,
    code: midway ? "stream_error" : undefined,
  });
}
