import type { ChatCompletion, ChatCompletionChunk } from "../dialect/chat_completion.ts";
import { createAccumulator } from "../dialect/accumulate.ts";
import { createChunkRepair, type RepairOptions } from "../dialect/repair_chunk.ts";
import { repairCompletion } from "../dialect/repair_completion.ts";
import {
  answerError,
  isRecord,
  parseGoogleError,
  parseJson,
  readBounded,
  VertexError,
} from "../errors.ts";
import { createSseDecoder, type SseEvent } from "../sse/decode.ts";
import type { AnswerConnection } from "./pipe.ts";

/** How an answer is read. */
export interface ReadOptions extends RepairOptions {
  /** Longest wait for the first chunk, in milliseconds. */
  readonly firstTokenTimeoutMs: number;
  /** Longest silence after it, in milliseconds. */
  readonly idleTimeoutMs: number;
}

/** The chunks of one answer, in the batches in which they arrive. */
export interface ChunkSource {
  /** The next chunks, one at least; `undefined` once the answer is complete. */
  next(): Promise<ChatCompletionChunk[] | undefined>;
  /** Lets go of the answer. */
  cancel(reason: unknown): void;
}

/** A source that knows how much of the wire it has read. */
interface MeasuredSource extends ChunkSource {
  /** In bytes, so far. */
  readBytes(): number;
}

const READ = "read the answer";
// Generous to answers with images; it only keeps a server gone mad from filling memory.
const MAX_ANSWER_BYTES = 67_108_864;

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
  if (isEventStream(response)) {
    // The deadline of a plain call is that of the whole; silence must not set another.
    const untimed = { ...connection, arm() {}, disarm() {} };
    const source = await openChunks(response, untimed, options);
    const accumulator = createAccumulator();
    for (let batch = await source.next(); batch; batch = await source.next()) {
      for (const chunk of batch) accumulator.add(chunk);
      if (source.readBytes() > MAX_ANSWER_BYTES) {
        const message = `Cannot ${READ}: it exceeds ${MAX_ANSWER_BYTES} bytes`;
        const error = new VertexError("invalid_response", message);
        source.cancel(error);
        throw error;
      }
    }
    return accumulator.completion();
  }
  return repairCompletion(await readJson(response, connection), options);
}

/**
 * Opens a streamed answer: reads up to its first chunk, so that a failure reported before it counts as the call's.
 *
 * @param response A successful response.
 * @param connection Its connection; the source releases it when the answer ends.
 * @param options See {@linkcode ReadOptions}.
 * @returns The chunks, the first batch included.
 * @throws {VertexError} Whatever the body reports first.
 */
export async function openChunks(
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
): Promise<MeasuredSource> {
  const source = isJson(response)
    ? await openWhole(response, connection, options)
    : createChunkSource(response, connection, options);
  let first = await source.next();
  return {
    async next() {
      if (!first) return await source.next();
      const batch = first;
      first = undefined;
      return batch;
    },
    readBytes: source.readBytes,
    cancel: source.cancel,
  };
}

/** A plain answer where a stream was asked for: one chunk that holds it all. */
async function openWhole(
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
): Promise<MeasuredSource> {
  const waitMs = options.firstTokenTimeoutMs;
  connection.arm(waitMs, `the answer was not there within ${waitMs} ms`);
  const completion = repairCompletion(await readJson(response, connection), options);
  connection.disarm();
  const chunk: ChatCompletionChunk = {
    ...completion,
    object: "chat.completion.chunk",
    choices: completion.choices.map((
      { message: { tool_calls: calls, ...message }, ...choice },
    ) => ({
      ...choice,
      delta: {
        ...message,
        ...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }),
      },
    })),
  };
  let batch: ChatCompletionChunk[] | undefined = [chunk];
  return {
    next() {
      const result = batch;
      batch = undefined;
      if (!result) connection.release();
      return Promise.resolve(result);
    },
    // Bounded where it was read.
    readBytes: () => 0,
    cancel: () => connection.release(),
  };
}

function createChunkSource(
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
): MeasuredSource {
  const reader = response.body?.getReader();
  const decoder = createSseDecoder();
  const repair = createChunkRepair(options);
  let bytes = 0;
  let started = false;
  let ended = false;
  let failure: { error: unknown } | undefined;
  // Also for a fetch that heeds its signal no longer once it has answered.
  connection.signal.addEventListener("abort", stop, { once: true });

  async function next(): Promise<ChatCompletionChunk[] | undefined> {
    if (failure) throw connection.explain(failure.error);
    if (ended) return undefined;
    const waitMs = started ? options.idleTimeoutMs : options.firstTokenTimeoutMs;
    connection.arm(waitMs, `the stream was silent for ${waitMs} ms`);
    try {
      const batch: ChatCompletionChunk[] = [];
      while (batch.length === 0 && !ended) await readOnce(batch);
      connection.disarm();
      if (ended) close();
      started = true;
      return batch.length > 0 ? batch : undefined;
    } catch (caught) {
      const error = connection.explain(caught);
      cancel(error);
      throw error;
    }
  }

  async function readOnce(batch: ChatCompletionChunk[]): Promise<void> {
    const { done, value } = await read();
    bytes += value?.byteLength ?? 0;
    const events = value ? decoder.push(value) : [];
    try {
      for (const event of events) take(event, batch);
      if (!ended && batch.length === 0) checkStray();
      if (done && !ended) finish(batch);
    } catch (error) {
      // What came before the failure is still the caller's.
      if (batch.length === 0) throw error;
      failure = { error };
      ended = true;
    }
  }

  async function read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> {
    try {
      const result = await reader?.read() ?? { done: true };
      // Cancelled by the listener below: to a pending read that looks like a clean end.
      connection.signal.throwIfAborted();
      return result;
    } catch (cause) {
      throw new VertexError("connection_failed", `Cannot ${READ}: the connection broke`, {
        cause,
        retryable: true,
      });
    }
  }

  function take(event: SseEvent, batch: ChatCompletionChunk[]): void {
    if (ended) return;
    if (event.data === "[DONE]") return checkComplete(true);
    const json = parseJson(event.data);
    if (event.event === "error" || Array.isArray(json) || (isRecord(json) && json.error)) {
      throw reported(event.data, json, started || batch.length > 0);
    }
    if (json === undefined) {
      throw new VertexError(
        "invalid_response",
        `Cannot ${READ}: an event of the stream is no JSON`,
      );
    }
    batch.push(repair.chunk(json));
  }

  /** A bare error is written into the stream as lines that are no field. */
  function checkStray(): void {
    if (decoder.stray === "" || !/[}\]]\s*$/.test(decoder.stray)) return;
    const json = parseJson(decoder.stray);
    if (parseGoogleError(json)) throw reported(decoder.stray, json, started);
  }

  function finish(batch: ChatCompletionChunk[]): void {
    const last = decoder.end();
    if (last && parseJson(last.data) !== undefined) take(last, batch);
    if (ended) return;
    checkStray();
    checkComplete(false);
  }

  function checkComplete(closed: boolean): void {
    ended = true;
    if (repair.complete) return;
    // Closed in form, and yet nothing was said: no accident of the network.
    const [code, reason] = closed && repair.empty
      ? ["empty_response", "the stream held no choice"] as const
      : ["stream_truncated", "the stream ended before a finish reason"] as const;
    throw new VertexError(code, `Cannot ${READ}: ${reason}`, { retryable: true });
  }

  function reported(text: string, json: unknown, midway: boolean): VertexError {
    const known = parseGoogleError(json) !== undefined;
    const body = connection.redact(
      known ? text : JSON.stringify({ error: json ?? { message: text } }),
    );
    const code = midway ? "stream_error" : undefined;
    return answerError({ action: READ, status: 200, body, code });
  }

  function close(): void {
    connection.release();
    connection.signal.removeEventListener("abort", stop);
    stop();
  }

  function stop(): void {
    reader?.cancel().catch(() => {});
  }

  function cancel(reason: unknown): void {
    ended = true;
    connection.abort(reason);
    close();
  }

  return { next, readBytes: () => bytes, cancel };
}

async function readJson(response: Response, connection: AnswerConnection): Promise<unknown> {
  let text: string;
  try {
    text = await readBounded(response, MAX_ANSWER_BYTES, connection.signal);
  } catch (cause) {
    throw new VertexError("connection_failed", `Cannot ${READ}: the connection broke`, {
      cause,
      retryable: true,
    });
  }
  const json = parseJson(text);
  if (json === undefined) {
    throw new VertexError(
      "invalid_response",
      `Cannot ${READ}: the server answered ${response.status} with a body that is no JSON; check baseURL and what stands in between`,
      // What calls itself JSON was cut on its way; anything else comes from somebody who would say it again.
      { retryable: isJson(response) },
    );
  }
  if (parseGoogleError(json)) {
    throw answerError({ action: READ, status: 200, body: connection.redact(text) });
  }
  return json;
}

function isEventStream(response: Response): boolean {
  return response.headers.get("content-type")?.includes("event-stream") ?? false;
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.includes("json") ?? false;
}
