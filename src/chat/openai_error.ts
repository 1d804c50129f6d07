import { isVertexError, type VertexErrorCode } from "../errors.ts";

/** A failure as OpenAI's API reports it. */
export interface OpenAIErrorBody {
  /** The error itself. */
  error: {
    /** What went wrong. */
    message: string;
    /** OpenAI's kind of error, such as `rate_limit_error`. */
    type: string;
    /** The field that is to blame, if one is. */
    param: string | null;
    /** Our code for it. */
    code: VertexErrorCode | "internal_error";
    /** Google's name for the status, if there is one. */
    status?: string;
    /** Google's details, if there are any. */
    details?: unknown[];
  };
}

/**
 * Puts a failure in OpenAI's words. What is no error of this library becomes an internal one and says nothing.
 *
 * @param error What was caught.
 * @returns The JSON value of a response's body, or of an event in a stream.
 * @see {@link https://platform.openai.com/docs/guides/error-codes | OpenAI, error codes}
 */
export function openAIErrorBody(error: unknown): OpenAIErrorBody {
  if (!isVertexError(error)) {
    const message = "Cannot complete the request: an internal error occurred";
    return { error: { message, type: "server_error", param: null, code: "internal_error" } };
  }
  return {
    error: {
      message: error.message,
      type: typeOf(openAIStatus(error)),
      param: error.issues?.[0]?.path || null,
      code: error.code,
      ...(error.googleStatus !== undefined && { status: error.googleStatus }),
      ...(error.details !== undefined && { details: error.details }),
    },
  };
}

/**
 * The HTTP status that says the same as an error, so that OpenAI's clients raise the class that fits.
 *
 * @param error What was caught.
 * @returns A status from 400 up.
 */
export function openAIStatus(error: unknown): number {
  if (!isVertexError(error)) return 500;
  switch (error.code) {
    case "invalid_config":
      return 500;
    case "invalid_request":
      return error.status ?? 400;
    case "auth_failed":
      return 401;
    case "permission_denied":
      return 403;
    case "not_found":
      return 404;
    case "rate_limited":
      return 429;
    case "timeout":
      return 504;
    case "connection_failed":
    case "stream_truncated":
    case "invalid_response":
    case "empty_response":
      return 502;
    default:
      return error.status !== undefined && error.status >= 400 ? error.status : 502;
  }
}

function typeOf(status: number): string {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 429:
      return "rate_limit_error";
    default:
      return status < 500 ? "invalid_request_error" : "server_error";
  }
}
