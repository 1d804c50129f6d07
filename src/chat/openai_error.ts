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

/** Where the status does not follow from the answer's, or there was no answer. */
const STATUSES: Readonly<Partial<Record<VertexErrorCode, number>>> = {
  invalid_config: 500,
  invalid_request: 400,
  auth_failed: 401,
  permission_denied: 403,
  not_found: 404,
  rate_limited: 429,
  timeout: 504,
};

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
  const { message, code, issues, googleStatus, details } = error;
  return {
    error: {
      message,
      type: openAIErrorType(openAIStatus(error)),
      param: issues?.[0]?.path || null,
      code,
      ...(googleStatus !== undefined && { status: googleStatus }),
      ...(details !== undefined && { details }),
    },
  };
}

/**
 * The HTTP status that says the same as an error, so that OpenAI's clients raise the class that fits.
 *
 * @param error What was caught.
 * @returns A status from 400 to 599.
 */
export function openAIStatus(error: unknown): number {
  if (!isVertexError(error)) return 500;
  const { code, status = 0 } = error;
  // A server may number its errors as it likes.
  return STATUSES[code] ?? (status >= 400 && status < 600 ? status : 502);
}

/** The `type` that OpenAI gives an error of a status. */
export function openAIErrorType(status: number): string {
  if (status >= 500) return "server_error";
  if (status === 401) return "authentication_error";
  return status === 429 ? "rate_limit_error" : "invalid_request_error";
}
