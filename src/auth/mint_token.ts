import { VertexError } from "../errors.ts";
import { nextDelayMs, type RetryOptions } from "../retry.ts";
import { asNoToken, noToken } from "./ask.ts";
import type { AccessToken, Credentials } from "./credentials.ts";

/** How a token is minted. */
export interface MintOptions {
  /** The client's `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** A number from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** How failures are tried again. */
  readonly retry: RetryOptions;
  /** Deadline of all attempts together, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Mints one token, with further attempts if need be.
 *
 * @param credentials Where it comes from.
 * @param options See {@linkcode MintOptions}.
 * @returns A token that a header holds.
 * @throws {VertexError} What the credentials threw, if of the family; `auth_failed` for anything else; `timeout`. It
 * says how many attempts were made, and how long they took.
 */
export async function mintToken(
  credentials: Credentials,
  { fetch, now, random, retry, timeoutMs }: MintOptions,
): Promise<AccessToken> {
  const startedAtMs = Date.now();
  // Timers and controllers belong to the request that makes them, so each mint has its own.
  const controller = new AbortController();
  const { signal } = controller;
  // The deadline holds also for credentials of the user's own that ignore the signal.
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  // It may come while nobody waits for it.
  late.catch(() => {});
  const timer = setTimeout(() => controller.abort(mintTimedOut(timeoutMs)), timeoutMs);
  try {
    for (let attempts = 1;; attempts++) {
      try {
        return checkToken(
          await Promise.race([late, credentials.getToken({ fetch, signal, now })]),
        );
      } catch (cause) {
        const error: VertexError = signal.aborted
          ? signal.reason
          : asNoToken("getToken failed", cause, signal);
        const elapsedMs = Date.now() - startedAtMs;
        const failure = { error, attempts, elapsedMs, random: random() };
        const delayMs = nextDelayMs(failure, { ...retry, maxElapsedMs: timeoutMs });
        // Once the deadline is over no attempt is left, whatever the policy says.
        if (delayMs === undefined || signal.aborted) {
          const fields = { ...error, cause: error.cause, attempts, elapsedMs };
          throw new VertexError(error.code, error.message, fields);
        }
        await pause(delayMs);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a mint that took too long. */
export function mintTimedOut(timeoutMs: number): VertexError {
  return noToken(`no answer within ${timeoutMs} ms`, { code: "timeout", retryable: true });
}

/** Waits. Nothing ends it early: who waits for the mint need not wait for this. */
export async function pause(delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** A user's own credentials may return anything; a header takes less, and says so by quoting the secret. */
function checkToken(value: AccessToken): AccessToken {
  const { token, type } = value ?? {};
  const problem = typeof token !== "string" || token.trim() === ""
    ? "none"
    : !/^[!-~]+$/.test(token)
    ? "one with characters that no header holds"
    : type !== "bearer" && type !== "apiKey"
    ? 'one whose type is neither "bearer" nor "apiKey"'
    : undefined;
  if (problem === undefined) return value;
  throw noToken(`getToken returned ${problem}`);
}
