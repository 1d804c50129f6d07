import { openAIErrorBody, openAIStatus } from "../chat/openai_error.ts";
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

/** 404 for a model that is not served. */
export function unknownModel(id: string): Refusal {
  const quoted = JSON.stringify(id.slice(0, 100));
  const message = `Cannot find the model ${quoted}: GET /v1/models lists what is served`;
  return new Refusal(404, "model_not_found", message, "model");
}

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
  if (error instanceof Refusal && error.status < 500) return refusalSeen(error);
  if (isHttpException(error)) return exceptionSeen(error);
  // Trying again was done here; a client that does it too multiplies the load.
  const headers: Record<string, string> = { "x-should-retry": "false" };
  if (error instanceof Refusal) return { ...refusalSeen(error), headers };
  if (!isVertexError(error)) return { status: 500, body: openAIErrorBody(error), headers };
  if (error.retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.ceil(error.retryAfterMs / 1_000));
  }
  const own = ownTrouble(error);
  // A 401 would make callers doubt keys of their own.
  if (own) return { status: own.status, body: ownBody(error, own.reason), headers };
  return { status: openAIStatus(error), body: hideProjects(openAIErrorBody(error)), headers };
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
  const error = { message, type: typeOf(status), param, code };
  return {
    status,
    body: { error },
    headers: status === 401 ? { "www-authenticate": "Bearer" } : {},
  };
}

function exceptionSeen(error: HttpException): SeenError {
  const status = error.status >= 400 && error.status <= 599 ? error.status : 500;
  const message = error.message || `Cannot accept the request: it was refused with ${status}`;
  const seen = refusalSeen(new Refusal(status, codeOf(status), message));
  for (const name of ["www-authenticate", "retry-after"]) {
    const value = error.res?.headers.get(name);
    if (value) seen.headers[name] = value;
  }
  return seen;
}

/** What is wrong with the gateway itself, as far as its callers are told. */
function ownTrouble(
  { code }: VertexError,
): { readonly status: number; readonly reason: string } | undefined {
  switch (code) {
    case "auth_failed":
    case "permission_denied":
      return { status: 502, reason: "the gateway's own credentials were refused" };
    case "invalid_config":
      return { status: 500, reason: "the gateway is not set up as it must be" };
    default:
      return undefined;
  }
}

/** The error's words name projects, accounts and files, which are no business of whoever holds a key. */
function ownBody({ code, googleStatus = "" }: VertexError, reason: string): SeenError["body"] {
  const message = `Cannot complete the request: ${reason}; its operator can see why`;
  const status = /^[A-Z_]{1,40}$/.test(googleStatus) ? { status: googleStatus } : {};
  const error = { message, type: "server_error", param: null, code, ...status };
  return { error };
}

function typeOf(status: number): string {
  if (status >= 500) return "server_error";
  if (status === 401) return "authentication_error";
  return status === 429 ? "rate_limit_error" : "invalid_request_error";
}

function codeOf(status: number): string {
  switch (status) {
    case 401:
      return "invalid_api_key";
    case 403:
      return "permission_denied";
    case 404:
      return "not_found";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_exceeded";
    default:
      return status < 500 ? "invalid_request" : "internal_error";
  }
}
