import { openAIErrorBody, openAIErrorType, openAIStatus } from "../chat/openai_error.ts";
import { isVertexError, type VertexError } from "../errors.ts";
import { hideProjects } from "./hide_projects.ts";

/**
 * A request that the gateway itself refuses in its own words; nothing was sent to Google. Below 500 it is its caller's
 * fault.
 */
export class Refusal extends Error {
  /** Always `"Refusal"`, also in minified code. */
  override readonly name = "Refusal";
  /** HTTP status. */
  readonly status: number;
  /** Why, in OpenAI's words. */
  readonly code: string;
  /** The field that is to blame, if one is. */
  readonly param: string | null;

  constructor(status: number, code: string, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }
}

/** Codes for statuses that others chose. */
const CODES: Readonly<Record<number, string>> = {
  401: "invalid_api_key",
  403: "permission_denied",
  404: "not_found",
  413: "request_too_large",
  429: "rate_limit_exceeded",
};

/** An error as a caller sees it. */
export interface SeenError {
  /** HTTP status. */
  readonly status: number;
  /** The JSON value of the body. */
  readonly body: { readonly error: { readonly code: string } };
  /** Header fields. */
  readonly headers: Record<string, string>;
}

/**
 * What a caller sees of an error, in OpenAI's shape: a refusal as it is, an `HTTPException` of Hono's with its status and
 * message, Google's errors with status and details but without the names of projects, and nothing at all of the gateway's
 * own troubles.
 *
 * @param error What was caught.
 * @returns See {@linkcode SeenError}.
 */
export function seenError(error: unknown): SeenError {
  if (isHttpException(error)) return exceptionSeen(error);
  if (error instanceof Refusal && error.status < 500) return refusalSeen(error);
  // Trying again was done here; a client that does it too multiplies the load.
  const headers: Record<string, string> = { "x-should-retry": "false" };
  if (error instanceof Refusal) return { ...refusalSeen(error), headers };
  if (!isVertexError(error)) return { status: 500, body: openAIErrorBody(error), headers };
  if (error.retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.ceil(error.retryAfterMs / 1_000));
  }
  const seen = troubleSeen(error) ??
    { status: openAIStatus(error), body: hideProjects(openAIErrorBody(error)) };
  return { ...seen, headers };
}

/** The same as a response. */
export function errorResponse(error: unknown): Response {
  const { status, body, headers } = seenError(error);
  return Response.json(body, { status, headers });
}

/** Whether an error tells the operator nothing: the caller's request is to blame, or somebody meant what was thrown. */
export function isCallersFault(error: unknown): boolean {
  if (error instanceof Refusal || isHttpException(error)) return error.status < 500;
  if (!isVertexError(error) || error.code !== "invalid_request") return false;
  // Such as billing that is disabled.
  return error.googleStatus !== "FAILED_PRECONDITION";
}

/** What is used of Hono's `HTTPException`: the one thrown may be of another copy of Hono. */
interface HttpException extends Error {
  readonly status: number;
  readonly res?: Response | undefined;
}

/** Whether somebody's middleware or function means the status that it throws. */
function isHttpException(error: unknown): error is HttpException {
  return error instanceof Error && "getResponse" in error && "status" in error &&
    typeof error.status === "number";
}

function refusalSeen({ status, code, message, param }: Refusal): SeenError {
  const error = { message, type: openAIErrorType(status), param, code };
  return {
    status,
    body: { error },
    headers: status === 401 ? { "www-authenticate": "Bearer" } : {},
  };
}

function exceptionSeen(error: HttpException): SeenError {
  const status = error.status >= 400 && error.status <= 599 ? error.status : 500;
  const code = CODES[status] ?? (status < 500 ? "invalid_request" : "internal_error");
  const message = error.message || `Cannot accept the request: it was refused with ${status}`;
  const seen = refusalSeen(new Refusal(status, code, message));
  for (const name of ["www-authenticate", "retry-after"]) {
    const value = error.res?.headers.get(name);
    if (value) seen.headers[name] = value;
  }
  return seen;
}

/** Trouble of the gateway's own: its words name projects, accounts and files, which are no business of callers. */
function troubleSeen(
  { code, status, googleStatus = "" }: VertexError,
): Omit<SeenError, "headers"> | undefined {
  // In the middle of a stream, the status alone says it.
  const isRefused = code === "auth_failed" || code === "permission_denied" ||
    status === 401 || status === 403;
  if (!isRefused && code !== "invalid_config") return undefined;
  const reason = isRefused
    ? "the gateway's own credentials were refused"
    : "the gateway is not set up as it must be";
  const message = `Cannot complete the request: ${reason}; its operator can see why`;
  const known = /^[A-Z_]{1,40}$/.test(googleStatus) ? { status: googleStatus } : {};
  const error = { message, type: "server_error", param: null, code, ...known };
  // A 401 would make callers doubt keys of their own.
  return { status: isRefused ? 502 : 500, body: { error } };
}
