import { isRecord, parseJson, VertexError, type VertexErrorCode } from "../errors.ts";

/** Google's error envelope, taken apart. */
export interface GoogleError {
  /** The numeric code, usually the HTTP status. */
  code?: number | undefined;
  /** Google's name for it, such as `INVALID_ARGUMENT`. */
  status?: string | undefined;
  /** What Google says. */
  message?: string | undefined;
  /** Typed details, such as `google.rpc.RetryInfo`. */
  details?: unknown[] | undefined;
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
  const error = envelope.error ?? (envelope.object === "error" ? envelope : undefined);
  if (typeof error === "string") {
    return { status: error, message: textOf(envelope.error_description) ?? error };
  }
  if (!isRecord(error)) return undefined;
  const { code, status, message, details, type } = error;
  return {
    code: typeof code === "number" ? code : undefined,
    status: textOf(status) ?? textOf(code) ?? textOf(type),
    message: textOf(message),
    details: Array.isArray(details) ? details : undefined,
  };
}

const MAX_DETAILS_LENGTH = 65_536;
const CODES: Readonly<Record<number, VertexErrorCode>> = {
  400: "invalid_request",
  401: "auth_failed",
  403: "permission_denied",
  404: "not_found",
  429: "rate_limited",
};
/** What to do about a status, given what the body holds; the first that fits. */
const CURES: readonly (readonly [status: number, holds: string, cure: string])[] = [
  [400, "thought_signature", "send the assistant message back as it came, with its extra_content"],
  [
    401,
    "API keys are not supported",
    "an API key opens the native methods of express mode only; use other credentials",
  ],
  [403, "SERVICE_DISABLED", "enable the API aiplatform.googleapis.com in the project"],
  [403, "", "grant the identity the role roles/aiplatform.user in the project"],
  [
    404,
    "",
    "check project, location and model: preview models are often served in `global` only",
  ],
];

const REDIRECTED = "a redirect is not followed, since a token would go with it; check the address";

/** Whether Google's retry page lists the status as worth another attempt. */
export function isRetryableStatus(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
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
  const { headers = new Headers(), action, body } = answer;
  const json = parseJson(body);
  // What is known to be an error may be one without an envelope.
  const google = parseGoogleError(json) ?? parseGoogleError({ error: isRecord(json) && json });
  const embedded = answer.status >= 200 && answer.status < 300;
  const status = embedded ? google?.code ?? 500 : answer.status;
  const googleStatus = google?.status && bound(google.status, 100);
  const what = googleStatus ? `${status} ${googleStatus}` : `${status}`;
  const said = bound(google?.message ?? readable(body), 1_000);
  const known = CURES.find(([of, holds]) => of === status && body.includes(holds));
  const cure = status >= 300 && status < 400 ? REDIRECTED : known?.[2];
  const message = `the server answered ${what}${said && `: ${said}`}${cure ? ` (${cure})` : ""}`;
  return new VertexError(
    answer.code ?? CODES[status] ?? "http_error",
    `Cannot ${action}: ${message}`,
    {
      status,
      googleStatus,
      // A body inside a 200 can be of any size.
      details: body.length <= MAX_DETAILS_LENGTH ? google?.details : undefined,
      retryable: isRetryableStatus(status),
      retryAfterMs: retryAfter(headers) ?? retryDelay(body),
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
  const code = midway ? "stream_error" : undefined;
  return answerError({ action, status: 200, body: redact(text), code });
}

/** `Retry-After` in milliseconds; a date is measured against the server's own clock. */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after") ?? "";
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000;
  // The runtimes read a date into almost anything; one of HTTP's begins with the name of a day.
  // Its oldest form ends with the year, names no zone, and means the same one.
  const zoned = value.replace(/:\d\d \d{4}$/, "$& GMT");
  const untilMs = /^[a-z]{3}/i.test(value) ? Date.parse(zoned) : NaN;
  const serverNowMs = Date.parse(headers.get("date") ?? "") || Date.now();
  return Number.isNaN(untilMs) ? undefined : Math.max(0, untilMs - serverNowMs);
}

/** The one of `google.rpc.RetryInfo`, wherever among the details it stands. */
function retryDelay(body: string): number | undefined {
  const seconds = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

/** What a person can read of a body that is no JSON, such as a front-end's HTML page. */
function readable(body: string): string {
  // What is opened and never closed runs to the end: looking for a close again and again would take for ever.
  const plain = body.replace(/<(script|style)[\s\S]*?(<\/\1>|$)|<[a-z!/][^>]*(>|$)/gi, " ");
  return bound(plain.replace(/\s+/g, " ").trim(), 200);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function bound(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
