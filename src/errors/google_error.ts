import { isRecord, parseJson, VertexError, type VertexErrorCode } from "../errors.ts";

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

/** An error that stands inside an answer of status 200. */
export interface EmbeddedError {
  /** What was being done, as in "Cannot <action>: …". */
  readonly action: string;
  /** The text that reports it: a body, an event's data, or lines that are no event. */
  readonly text: string;
  /** Takes out of it what the server may have quoted of the request. */
  readonly redact: (text: string) => string;
  /** Whether part of the answer came before it. */
  readonly midway: boolean;
}

/**
 * Makes one typed error of what a server reports where an answer should be.
 *
 * @param embedded See {@linkcode EmbeddedError}.
 * @returns The error, not thrown.
 */
export function embeddedError({ action, text, redact, midway }: EmbeddedError): VertexError {
  const json = parseJson(text);
  const envelope = parseGoogleError(json)
    ? text
    : JSON.stringify({ error: json ?? { message: text } });
  const code = midway ? "stream_error" : undefined;
  return answerError({ action, status: 200, body: redact(envelope), code });
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
