/**
 * The retry policy: from a failure and what was tried already to a delay, or to giving up. Pure; it never waits.
 *
 * @module
 */
import type { VertexError } from "./errors.ts";

/**
 * How failures are retried.
 *
 * One budget over all attempts of a call; nothing is retried after the first byte of an answer reached the caller.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/retry-strategy | Vertex AI retry strategy}
 */
export interface RetryOptions {
  /** Attempts in all, the first included; 1 switches retrying off. @default {3} */
  readonly maxAttempts?: number | undefined;
  /** Upper bound of the first delay, in milliseconds; it doubles with each attempt. @default {1_000} */
  readonly baseDelayMs?: number | undefined;
  /** Upper bound of any delay that the server did not ask for, in milliseconds. @default {30_000} */
  readonly maxDelayMs?: number | undefined;
  /** Time after the call's start by which the last attempt must have begun, in milliseconds. @default {60_000} */
  readonly maxElapsedMs?: number | undefined;
}

/** What the policy decides on. */
export interface Failure {
  /** What went wrong; `retryable` and `retryAfterMs` count. */
  readonly error: Pick<VertexError, "retryable" | "retryAfterMs">;
  /** How many attempts were made, this one included. */
  readonly attempts: number;
  /** Time since the call began, in milliseconds. */
  readonly elapsedMs: number;
  /** A number from 0 up to 1, for the jitter. */
  readonly random: number;
}

/**
 * How long to wait before the next attempt.
 *
 * A hint of the server's is kept to; without one the delay is random between zero and a bound that doubles
 * (full jitter). A delay that would end after the time budget is not begun.
 *
 * @param failure See {@linkcode Failure}.
 * @param options See {@linkcode RetryOptions}.
 * @returns The delay in milliseconds, or `undefined` to give up.
 */
export function nextDelayMs(failure: Failure, options: RetryOptions): number | undefined {
  const { maxAttempts = 3, baseDelayMs = 1_000, maxDelayMs = 30_000, maxElapsedMs = 60_000 } =
    options;
  const { error, attempts, elapsedMs, random } = failure;
  if (!error.retryable || attempts >= maxAttempts) return undefined;
  // Further doublings would end in infinity, and zero times that is no number.
  const bound = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempts - 1, 30));
  const delayMs = error.retryAfterMs ?? random * bound;
  return elapsedMs + delayMs > maxElapsedMs ? undefined : delayMs;
}
