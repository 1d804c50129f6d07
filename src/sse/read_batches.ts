import { isRecord, parseJson, VertexError } from "../errors.ts";
import { embeddedError, parseGoogleError } from "../errors/google_error.ts";
import { isJson, readJson } from "../errors/read_body.ts";
import type { BatchSource } from "./batch_stream.ts";
import type { SseEvent } from "./decode.ts";
import { type EventConnection, readEvents, type StreamLimits } from "./read_events.ts";

/** How a streamed answer is read. */
export interface BatchOptions<Item> {
  /** See {@linkcode StreamLimits}. */
  readonly limits: StreamLimits;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /**
   * Makes an item of the JSON of one event.
   *
   * @param json The parsed event, which reports no error.
   * @param text What it was parsed from; `undefined` if parsing dropped something of it.
   */
  readonly readItem: (json: unknown, text: string | undefined) => Item;
  /** Makes items of a plain answer that came in the stream's place. */
  readonly readWhole: (json: unknown) => Item[];
  /**
   * Told that nothing more comes; throws if that is too early.
   *
   * @param closed Whether the server closed the stream in form, with `[DONE]`.
   */
  readonly checkEnd: (closed: boolean) => void;
}

/**
 * Opens a streamed answer: reads up to its first item, so that a failure reported before it counts as the call's.
 *
 * @param response A successful response.
 * @param connection Its connection, which is released when the answer ends.
 * @param options See {@linkcode BatchOptions}.
 * @returns The items, in the batches in which they arrive, the first included.
 * @throws {VertexError} Whatever the body reports first.
 */
export async function openBatches<Item>(
  response: Response,
  connection: EventConnection,
  options: BatchOptions<Item>,
): Promise<BatchSource<Item>> {
  const source = isJson(response)
    ? await openWhole(response, connection, options)
    : openStream(response, connection, options);
  let first = await source.next();
  return {
    next() {
      if (!first) return source.next();
      const batch = first;
      first = undefined;
      return Promise.resolve(batch);
    },
    cancel: source.cancel,
  };
}

/** A plain answer where a stream was asked for. */
async function openWhole<Item>(
  response: Response,
  connection: EventConnection,
  options: BatchOptions<Item>,
): Promise<BatchSource<Item>> {
  const waitMs = options.limits.firstTokenTimeoutMs;
  connection.arm(waitMs, `the answer was not there within ${waitMs} ms`);
  let batch: Item[] | undefined = options.readWhole(
    await readJson(response, connection, options.action),
  );
  connection.release();
  return {
    next() {
      const result = batch;
      batch = undefined;
      return Promise.resolve(result);
    },
    cancel() {},
  };
}

function openStream<Item>(
  response: Response,
  connection: EventConnection,
  options: BatchOptions<Item>,
): BatchSource<Item> {
  const { limits, action, readItem, checkEnd } = options;
  const { redact } = connection;
  const events = readEvents(response, connection, { limits, action, take });
  let midway = false;
  let failure: { error: unknown } | undefined;
  let altered = false;
  const onDropped = () => (altered = true);

  function next(): Promise<Item[] | undefined> {
    return failure ? Promise.reject(connection.explain(failure.error)) : events.next();
  }

  function take(read: readonly SseEvent[] | undefined): Item[] {
    const batch: Item[] = [];
    try {
      for (const event of read ?? []) {
        if (event.data === "[DONE]") return end(true, batch);
        takeEvent(event, batch);
      }
      if (batch.length === 0) checkStray();
      return read ? batch : end(false, batch);
    } catch (error) {
      if (batch.length === 0) throw error;
      // What came before the failure is still the caller's.
      failure = { error };
      events.finish();
      return batch;
    }
  }

  function takeEvent({ event, data }: SseEvent, batch: Item[]): void {
    altered = false;
    const json = parseJson(data, onDropped);
    // The last event may have been cut off.
    if (json === undefined && events.ended) return;
    if (event === "error" || Array.isArray(json) || (isRecord(json) && json.error)) {
      throw embeddedError({ action, text: data, redact, midway });
    }
    if (json === undefined) {
      const message = `Cannot ${action}: an event of the stream is no JSON`;
      throw new VertexError("invalid_response", message);
    }
    batch.push(readItem(json, altered ? undefined : data));
    midway = true;
  }

  /** A bare error is written into the stream as lines that are no field. */
  function checkStray(): void {
    const { stray: text } = events;
    if (!/[}\]]\s*$/.test(text) || !parseGoogleError(parseJson(text))) return;
    throw embeddedError({ action, text, redact, midway });
  }

  function end(closed: boolean, batch: Item[]): Item[] {
    events.finish();
    checkEnd(closed);
    return batch;
  }

  return { next, cancel: events.cancel };
}
