import type { RequestBody } from "./build_request.ts";
import { readEvents } from "./read_events.ts";
import { type Failure, isRecord } from "./wire.ts";

/** The gateway, as this page calls it. */
export interface Api {
  /** Its address, which ends in `/v1`. */
  readonly base: string;
  /** The key, in memory only. */
  key: string;
  /** The models it serves. */
  readonly listModels: () => Promise<string[]>;
  /** Asks for a completion; gives a plain answer as one piece. */
  readonly complete: (body: RequestBody, signal: AbortSignal) => AsyncGenerator<Piece>;
}

/** A chunk, or a whole answer. */
export interface Piece {
  /** `choices[0]`'s delta or message. */
  readonly delta: unknown;
  readonly finishReason: unknown;
  readonly usage: unknown;
}

/** Carries a {@linkcode Failure}. */
export class ApiError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Finds the API beside the page, under whatever path it is mounted, with or without a slash at its end. */
export function createApi(
  { origin, pathname }: Pick<Location, "origin" | "pathname">,
  send: (url: string, init: RequestInit) => Promise<Response> = fetch,
): Api {
  const base = `${origin}${pathname.replace(/\/*$/, "")}/v1`;
  const api: Api = { base, key: "", listModels, complete };

  async function call(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers({ "content-type": "application/json" });
    // As good as a key that the gateway refuses.
    if (/[^\x20-\xff]/.test(api.key)) {
      const message = "The key holds characters that no header can carry";
      throw new ApiError({ status: 401, message });
    }
    if (api.key !== "") headers.set("authorization", `Bearer ${api.key}`);
    let response: Response;
    try {
      response = await send(`${base}${path}`, { ...init, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError({ message: "Cannot reach the gateway: is it still running?" });
    }
    if (!response.ok) throw new ApiError(await readFailure(response));
    return response;
  }

  async function listModels(): Promise<string[]> {
    const list: unknown = await (await call("/models", {})).json();
    const data = isRecord(list) && Array.isArray(list.data) ? list.data : [];
    return data.map((entry) => String(isRecord(entry) ? entry.id : entry));
  }

  async function* complete(body: RequestBody, signal: AbortSignal): AsyncGenerator<Piece> {
    const response = await call("/chat/completions", {
      method: "POST",
      body: JSON.stringify(body),
      signal,
    });
    const requestId = response.headers.get("x-request-id") ?? undefined;
    const type = response.headers.get("content-type") ?? "";
    if (!type.startsWith("text/event-stream") || response.body === null) {
      return yield readPiece(await response.json(), requestId);
    }
    for await (const data of readEvents(response.body)) {
      if (data === "[DONE]") return;
      yield readPiece(JSON.parse(data), requestId);
    }
    throw new ApiError({ message: "The stream ended before the answer was complete" });
  }

  return api;
}

function readPiece(value: unknown, requestId: string | undefined): Piece {
  if (!isRecord(value)) throw new ApiError({ message: "The answer is no JSON object" });
  if (value.error !== undefined) throw new ApiError(failureOf(value.error, { requestId }));
  const choice: unknown = Array.isArray(value.choices) ? value.choices[0] : undefined;
  const { delta, message, finish_reason } = isRecord(choice) ? choice : {};
  return { delta: delta ?? message, finishReason: finish_reason, usage: value.usage };
}

async function readFailure(response: Response): Promise<Failure> {
  const text = await response.text();
  const more = {
    status: response.status,
    requestId: response.headers.get("x-request-id") ?? undefined,
    retryAfter: response.headers.get("retry-after") ?? undefined,
  };
  try {
    const body: unknown = JSON.parse(text);
    return failureOf(isRecord(body) ? body.error : body, more);
  } catch {
    return failureOf(text.slice(0, 500), more);
  }
}

interface MoreOfFailure {
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfter?: string | undefined;
}

function failureOf(error: unknown, more: MoreOfFailure): Failure {
  const fields = isRecord(error) ? error : { message: String(error) };
  const { message, code, details, request_id: requestId } = fields;
  // Fields without a value are left out: JSON knows no undefined.
  return JSON.parse(JSON.stringify({ requestId, ...more, message, code, details }));
}
