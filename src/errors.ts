/**
 * The error family, and the guards for what comes from outside.
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

/**
 * Makes the error of an option that cannot work.
 *
 * @param option Its name.
 * @param reason Why not, and the cure.
 * @returns The error, not thrown.
 */
export function invalidOption(option: string, reason: string): VertexError {
  return new VertexError("invalid_config", `Cannot use the option ${option}: ${reason}`);
}

/**
 * Makes the error of a request that is refused before anything is sent.
 *
 * @param reason Why, and the cure.
 * @param issues Its places, if they are known.
 * @returns The error, not thrown.
 */
export function refusedRequest(reason: string, issues?: VertexIssue[]): VertexError {
  return new VertexError("invalid_request", `Cannot send the request: ${reason}`, { issues });
}

/**
 * Checks durations and other counts that may not be negative.
 *
 * @param values Them, by their names; `undefined` is none.
 * @param refusal Makes the error, given a name and what is wrong.
 * @throws {VertexError} That error, for the first that is no number from 0 up.
 */
export function checkNumbers(
  values: object,
  refusal: (name: string, reason: string) => VertexError,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || (typeof value === "number" && value >= 0)) continue;
    const shown = typeof value === "number" ? value : `a value of type ${typeof value}`;
    throw refusal(name, `${shown} is no number from 0 up`);
  }
}

/** Whether a value is an object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `JSON.parse` for what comes from outside: it answers `undefined` for what is no JSON, since its own error would quote
 * the text, and drops members named `__proto__`, with which a merge would reach the prototype of all objects.
 *
 * @param text The text.
 * @param onDropped Told of each such member.
 * @returns The value.
 */
export function parseJson(text: string, onDropped?: () => void): unknown {
  try {
    // However `__proto__` is spelled, in letters or in escapes, one of these is in it.
    if (!text.includes("__") && !text.includes("\\u005")) return JSON.parse(text);
    return JSON.parse(text, (name, value) => {
      if (name !== "__proto__") return value;
      onDropped?.();
    });
  } catch {
    return undefined;
  }
}

/**
 * `JSON.stringify` for what is sent.
 *
 * @param value What callers passed.
 * @returns JSON text.
 * @throws {VertexError} `invalid_request` if it holds what is no JSON.
 */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw refusedRequest("it holds what is no JSON, such as a bigint or an object inside itself");
  }
}
