/**
 * The error family, and the one place that understands an error body of Google's.
 *
 * @module
 */

/**
 * Why a call failed: a closed list, so that `switch (error.code)` narrows and can be exhaustive.
 *
 * | code | what happened |
 * | --- | --- |
 * | `invalid_config` | an option or a credential cannot work; nothing was sent |
 * | `invalid_request` | the request was refused, by this library before sending or by Vertex with 400 |
 * | `auth_failed` | no access token could be had, or Vertex refused it (401) |
 * | `permission_denied` | the identity is known but may not do this (403) |
 * | `not_found` | no such model, endpoint or project there (404) |
 * | `rate_limited` | quota or shared capacity is exhausted (429) |
 * | `http_error` | any other status that is no success |
 * | `connection_failed` | no answer, or the connection broke |
 * | `timeout` | a deadline of ours passed |
 * | `stream_truncated` | a stream ended before a finish reason |
 * | `stream_error` | the server reported an error inside a stream |
 * | `invalid_response` | the answer is not what the protocol allows |
 * | `empty_response` | a plain answer without choices |
 * | `content_filtered` | the model's answer was withheld |
 * | `schema_mismatch` | the answer does not fit the schema asked for |
 * | `tool_failed` | a tool of the caller's threw |
 * | `max_turns` | a tool conversation did not end in the allowed number of turns |
 */
export type VertexErrorCode =
  | "invalid_config"
  | "invalid_request"
  | "auth_failed"
  | "permission_denied"
  | "not_found"
  | "rate_limited"
  | "http_error"
  | "connection_failed"
  | "timeout"
  | "stream_truncated"
  | "stream_error"
  | "invalid_response"
  | "empty_response"
  | "content_filtered"
  | "schema_mismatch"
  | "tool_failed"
  | "max_turns";

/** One thing that is wrong with an input or an answer. */
export interface VertexIssue {
  /** Where, as a path such as `messages[0].content[1].text`; empty for the value as a whole. */
  path: string;
  /** What is wrong there, and what to do about it. */
  message: string;
}

/** What a {@linkcode VertexError} can carry beside its code and message. */
export interface VertexErrorFields {
  /** HTTP status of the answer, if there was one. */
  readonly status?: number | undefined;
  /** Google's own name for the status, such as `RESOURCE_EXHAUSTED`, or an OAuth error code. */
  readonly googleStatus?: string | undefined;
  /** The `details` of Google's error, as they came. */
  readonly details?: unknown[] | undefined;
  /** The server's ID of the request, for a support case. */
  readonly requestId?: string | undefined;
  /** Whether the same call may succeed later. @default {false} */
  readonly retryable?: boolean | undefined;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** How many attempts were made. */
  readonly attempts?: number | undefined;
  /** How long the call took over all attempts, in milliseconds. */
  readonly elapsedMs?: number | undefined;
  /** Every single problem, if there are several or if they have a place. */
  readonly issues?: VertexIssue[] | undefined;
  /** What was caught underneath. */
  readonly cause?: unknown;
}

/**
 * Everything this library throws, except an abort, which rethrows the signal's own reason.
 *
 * No token, key, header or unbounded body is ever part of it, so it is safe to log.
 *
 * @example Decide by code
 * ```ts
 * import { createVertex, isVertexError } from "@vertex-edge/client";
 *
 * try {
 *   createVertex({ credentials: "not a key" });
 * } catch (error) {
 *   if (!isVertexError(error) || error.code !== "invalid_config") throw error;
 * }
 * ```
 */
export class VertexError extends Error {
  /** Always `"VertexError"`, also in minified code. */
  override readonly name = "VertexError";
  /** Why the call failed. */
  readonly code: VertexErrorCode;
  /** HTTP status of the answer, if there was one. */
  declare readonly status: number | undefined;
  /** Google's own name for the status, such as `RESOURCE_EXHAUSTED`, or an OAuth error code. */
  declare readonly googleStatus: string | undefined;
  /** The `details` of Google's error, as they came. */
  declare readonly details: unknown[] | undefined;
  /** The server's ID of the request. */
  declare readonly requestId: string | undefined;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** How long the server asked to wait, in milliseconds. */
  declare readonly retryAfterMs: number | undefined;
  /** How many attempts were made. */
  declare readonly attempts: number | undefined;
  /** How long the call took over all attempts, in milliseconds. */
  declare readonly elapsedMs: number | undefined;
  /** Every single problem, if there are several or if they have a place. */
  declare readonly issues: VertexIssue[] | undefined;

  /**
   * Makes an error of the family.
   *
   * @param code Why the call failed.
   * @param message What could not be done, and the current state that prevents it.
   * @param fields See {@linkcode VertexErrorFields}.
   */
  constructor(code: VertexErrorCode, message: string, fields: VertexErrorFields = {}) {
    const { cause, ...rest } = fields;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = false;
    // What is not known is not there, so that a printed error shows what is.
    for (const [field, value] of Object.entries(rest)) {
      if (value !== undefined) Object.assign(this, { [field]: value });
    }
  }
}

/**
 * Whether a value is a {@linkcode VertexError}, also one of another copy of this library.
 *
 * @param value Anything, such as what a `catch` clause caught.
 * @returns True for an error of the family.
 */
export function isVertexError(value: unknown): value is VertexError {
  return value instanceof Error && value.name === "VertexError" && "code" in value;
}

/** Whether a value is an object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Google's error envelope, taken apart. */
export interface GoogleError {
  /** The numeric code, usually the HTTP status. */
  code?: number;
  /** Google's name for it, such as `INVALID_ARGUMENT`. */
  status?: string;
  /** What Google says. */
  message?: string;
  /** Typed details, such as `google.rpc.RetryInfo`. */
  details?: unknown[];
}

/**
 * Takes an error body apart: `{ error: {…} }`, the same in a one-element array, OAuth's `{ error: "invalid_grant",
 * error_description }`, and the flat forms of self-deployed servers.
 *
 * @param body Parsed JSON.
 * @returns The error, or `undefined` if the body is none.
 * @see {@link https://google.aip.dev/193 | AIP-193, Errors}
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5.2 | RFC 6749, section 5.2}
 */
export function parseGoogleError(body: unknown): GoogleError | undefined {
  const envelope = Array.isArray(body) ? body[0] : body;
  if (!isRecord(envelope)) return undefined;
  const flat = envelope.object === "error" ? envelope : undefined;
  const error = envelope.error ?? flat;
  if (typeof error === "string") {
    const description = envelope.error_description;
    return { status: error, message: typeof description === "string" ? description : error };
  }
  if (!isRecord(error)) return undefined;
  const { code, status, message, details, type } = error;
  const result: GoogleError = {};
  if (typeof code === "number") result.code = code;
  if (typeof status === "string") result.status = status;
  else if (typeof code === "string") result.status = code;
  else if (typeof type === "string") result.status = type;
  if (typeof message === "string") result.message = message;
  if (Array.isArray(details)) result.details = details;
  return result;
}

const MAX_DETAILS_LENGTH = 65_536;
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);
const CODES: Readonly<Record<number, VertexErrorCode>> = {
  400: "invalid_request",
  401: "auth_failed",
  403: "permission_denied",
  404: "not_found",
  429: "rate_limited",
};

/** Whether Google's retry page lists the status as worth another attempt. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE.has(status);
}

/** An answer that reports a failure, read as far as it is needed. */
export interface FailedAnswer {
  /** HTTP status, or the `code` of an error that came inside a 200. */
  readonly status: number;
  /** The body as text, bounded. */
  readonly body: string;
  /** Response headers, for the hints they carry. */
  readonly headers?: Headers | undefined;
  /** What was being done, as in "Cannot <action>: …". */
  readonly action: string;
  /** Set where the code does not follow from the status, as for errors in the middle of a stream. */
  readonly code?: VertexErrorCode | undefined;
}

/**
 * Makes one typed error of any failure that Google or a server in front of it reports.
 *
 * @param answer See {@linkcode FailedAnswer}.
 * @returns The error, not thrown.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/api-errors | Vertex AI API errors}
 */
export function answerError(answer: FailedAnswer): VertexError {
  const { headers, action } = answer;
  const google = parseGoogleError(parseJson(answer.body));
  const embedded = answer.status >= 200 && answer.status < 300;
  const status = embedded ? google?.code ?? 500 : answer.status;
  // A body inside a 200 can be of any size.
  const details = answer.body.length <= MAX_DETAILS_LENGTH ? google?.details : undefined;
  const googleStatus = google?.status === undefined ? undefined : bound(google.status, 100);
  const said = bound(google?.message ?? readable(answer.body), 1_000);
  const what = googleStatus ? `${status} ${googleStatus}` : `${status}`;
  return new VertexError(
    answer.code ?? CODES[status] ?? "http_error",
    `Cannot ${action}: the server answered ${what}${said && `: ${said}`}${
      cureOf(status, answer.body)
    }`,
    {
      status,
      googleStatus,
      details,
      requestId: headers?.get("x-request-id") ?? headers?.get("x-goog-request-id") ?? undefined,
      retryable: isRetryableStatus(status),
      retryAfterMs: retryAfter(headers) ?? retryDelay(details),
    },
  );
}

/** Text that may spell `__proto__`, in letters or in escapes. */
const SUSPECT = /__|\\u005f/i;

/**
 * `JSON.parse` for what comes from outside: it answers `undefined` for what is no JSON, since its own error would quote
 * the text, and drops members named `__proto__`, with which a merge would reach the prototype of all objects.
 */
export function parseJson(text: string): unknown {
  try {
    if (!SUSPECT.test(text)) return JSON.parse(text);
    return JSON.parse(text, (name, value) => name === "__proto__" ? undefined : value);
  } catch {
    return undefined;
  }
}

/**
 * Reads a body as text up to a limit, then lets go of the connection.
 *
 * @param response Its body is consumed or cancelled in every case.
 * @param maxBytes Where reading stops; the rest is dropped.
 * @param signal Lets go as well, also where the `fetch` that answered does not heed it.
 * @returns The text, cut at the limit.
 */
export async function readBounded(
  response: Response,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const stop = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  while (size < maxBytes) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    text += decoder.decode(value, { stream: true });
  }
  stop();
  return text;
}

function cureOf(status: number, body: string): string {
  if (status === 400 && body.includes("thought_signature")) {
    return " (send the assistant message back as it came, with its extra_content)";
  }
  if (status === 401 && body.includes("API keys are not supported")) {
    return " (Vertex AI takes API keys for the native methods of express mode only, without a project; use a service account or other credentials of @vertex-edge/client/auth)";
  }
  if (status === 403 && body.includes("SERVICE_DISABLED")) {
    return " (enable the API aiplatform.googleapis.com in the project)";
  }
  if (status === 403) return " (grant the identity the role roles/aiplatform.user in the project)";
  if (status === 404) {
    return " (check project, location and model: preview models are often served in `global` only)";
  }
  return "";
}

/** `Retry-After` in milliseconds; a date is measured against the server's own clock. */
export function retryAfter(headers: Headers | undefined): number | undefined {
  const value = headers?.get("retry-after")?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  // The runtimes read a date into almost anything; one of HTTP's begins with the name of a day.
  if (!/^[a-z]{3}/i.test(value)) return undefined;
  const serverNow = Date.parse(headers?.get("date") ?? "") || Date.now();
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, until - serverNow);
}

function retryDelay(details: unknown[] | undefined): number | undefined {
  for (const detail of details ?? []) {
    if (!isRecord(detail)) continue;
    const { "@type": type, retryDelay: delay } = detail;
    if (typeof type !== "string" || !type.endsWith("google.rpc.RetryInfo")) continue;
    const seconds = typeof delay === "string" && /^(\d+(?:\.\d+)?)s$/.exec(delay)?.[1];
    if (seconds) return Number(seconds) * 1_000;
  }
  return undefined;
}

/** What a person can read of a body that is no JSON, such as a front-end's HTML page. */
function readable(body: string): string {
  // What is opened and never closed runs to the end: looking for a close again and again would take for ever.
  const plain = body.replace(/<(script|style)[\s\S]*?(<\/\1>|$)/gi, " ")
    .replace(/<[a-z!/][^>]*(>|$)/gi, " ");
  return bound(plain.replace(/\s+/g, " ").trim(), 200);
}

function bound(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
