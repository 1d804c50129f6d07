import { isVertexError, VertexError } from "../errors.ts";
import { nextDelayMs, type RetryOptions } from "../retry.ts";
import type { AccessToken, Credentials } from "./credentials.ts";

/** What a {@linkcode TokenSource} is made of. */
export interface TokenSourceOptions {
  /** Where tokens come from: the first, and what stands in for it once the server refuses its tokens. */
  readonly credentials: readonly [Credentials, ...Credentials[]];
  /** The client's `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** A number from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** How failed mints are tried again. */
  readonly retry: RetryOptions;
  /** Told of each mint, with its duration in milliseconds. */
  readonly onToken: (elapsedMs: number) => void;
  /** Deadline of a mint, its retries included, in milliseconds. @default {30_000} */
  readonly mintTimeoutMs?: number | undefined;
}

/** How one caller waits. */
export interface TokenWait {
  /** Ends this caller's wait, and nobody else's. */
  readonly signal?: AbortSignal | undefined;
  /** Of the runtime: keeps a mint alive after the request that began it. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
}

/** Hands out access tokens; made by {@linkcode createTokenSource}. */
export interface TokenSource {
  /** Gets a token that works now, minting one if need be. */
  get(wait?: TokenWait): Promise<AccessToken>;
  /** Says that the server refused a token. It is dropped, unless a newer one has taken its place. */
  reject(token: string): void;
}

type Outcome = { ok: true; token: AccessToken } | { ok: false; error: unknown };

/** One mint under way. */
interface Mint {
  /** Never rejects on its own account: a rejection means that the runtime killed the request it belongs to. */
  outcome: Promise<Outcome>;
  /** When the request that mints was last alive, on the wall clock. */
  beatAtMs: number;
}

const REFRESH_AHEAD_MS = 300_000;
const USELESS_BELOW_MS = 10_000;
const BEAT_MS = 200;
const STALE_AFTER_MS = 1_000;
const ROUNDS = 3;
const BACKGROUND_PAUSE_MS = 10_000;

/**
 * Makes the token cache of one client: one mint for any number of callers, refreshed ahead of expiry, failures never
 * kept.
 *
 * On workerd everything a request has begun dies with it, and a promise that others wait for then never settles. So
 * no caller trusts a mint that it did not begin: the one who mints leaves a sign of life, and whoever waits takes
 * over when it stops.
 *
 * @param options See {@linkcode TokenSourceOptions}.
 * @returns The source. Nothing runs before its first call.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { fetch, now, random, retry, onToken, mintTimeoutMs = 30_000 } = options;
  let [credentials, ...standIns] = options.credentials;
  let cached: { token: AccessToken; refreshAtMs: number; uselessAtMs: number } | undefined;
  let current: Mint | undefined;
  let nextBackgroundAtMs = 0;

  async function get(wait: TokenWait = {}): Promise<AccessToken> {
    wait.signal?.throwIfAborted();
    const nowMs = now();
    if (cached && nowMs < cached.uselessAtMs) {
      const { token, refreshAtMs } = cached;
      if (nowMs >= refreshAtMs && nowMs >= nextBackgroundAtMs && !isAlive(current)) {
        // If this refresh fails the old token still works, so the next try may wait.
        nextBackgroundAtMs = nowMs + BACKGROUND_PAUSE_MS;
        begin(wait);
      }
      return token;
    }
    for (let round = 1;; round++) {
      // Whoever was let down again and again mints for itself alone.
      const mint = round <= ROUNDS && isAlive(current) ? current : begin(wait);
      const outcome = await follow(mint, wait.signal);
      if (outcome) return unwrap(outcome);
      if (current === mint) current = undefined;
    }
  }

  function begin(wait: TokenWait): Mint {
    const mint: Mint = { beatAtMs: Date.now(), outcome: settle() };
    const beat = setInterval(() => (mint.beatAtMs = Date.now()), BEAT_MS);
    mint.outcome = mint.outcome.finally(() => {
      clearInterval(beat);
      if (current === mint) current = undefined;
    });
    current = mint;
    try {
      wait.waitUntil?.(mint.outcome);
    } catch {
      // The runtime's request is over, or the function was not bound: the mint may die with its request, no more.
    }
    return mint;
  }

  async function settle(): Promise<Outcome> {
    try {
      return { ok: true, token: await mintWithRetry() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  async function mintWithRetry(): Promise<AccessToken> {
    const startedAtMs = Date.now();
    // Timers and controllers belong to the request that makes them, so each mint has its own.
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort(
        new VertexError(
          "timeout",
          `Cannot get an access token: no answer within ${mintTimeoutMs} ms`,
          { retryable: true },
        ),
      );
    }, mintTimeoutMs);
    try {
      for (let attempts = 1;; attempts++) {
        try {
          return keep(await mintOnce(controller.signal), startedAtMs);
        } catch (cause) {
          if (controller.signal.aborted) throw controller.signal.reason;
          const error = asAuthError(cause);
          const elapsedMs = Date.now() - startedAtMs;
          const failure = { error, attempts, elapsedMs, random: random() };
          const delayMs = nextDelayMs(failure, { ...retry, maxElapsedMs: mintTimeoutMs });
          if (delayMs === undefined) throw error;
          await new Promise((resolve) => setTimeout(resolve, delayMs));
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The deadline holds also for credentials of the user's own that ignore the signal. */
  async function mintOnce(signal: AbortSignal): Promise<AccessToken> {
    const source = credentials;
    signal.throwIfAborted();
    return await new Promise<AccessToken>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      Promise.resolve(source.getToken({ fetch, signal, now })).then(resolve, reject);
    });
  }

  function keep(token: AccessToken, startedAtMs: number): AccessToken {
    checkToken(token);
    const nowMs = now();
    const expiresAtMs = token.expiresAtMs ?? Infinity;
    const lifeMs = expiresAtMs - nowMs;
    cached = {
      token,
      refreshAtMs: expiresAtMs - Math.min(REFRESH_AHEAD_MS, lifeMs / 2),
      uselessAtMs: expiresAtMs - Math.min(USELESS_BELOW_MS, lifeMs / 10),
    };
    nextBackgroundAtMs = 0;
    onToken(Date.now() - startedAtMs);
    return token;
  }

  function reject(token: string): void {
    if (cached?.token.token !== token) return;
    cached = undefined;
    const standIn = standIns.shift();
    if (standIn) credentials = standIn;
  }

  return { get, reject };
}

function isAlive(mint: Mint | undefined): mint is Mint {
  return mint !== undefined && Date.now() - mint.beatAtMs < STALE_AFTER_MS;
}

/** A user's own credentials may return anything; a header takes less, and says so by quoting the secret. */
function checkToken(value: AccessToken): void {
  const { token, type } = value ?? {};
  const problem = typeof token !== "string" || token.trim() === ""
    ? "none"
    : !/^[!-~]+$/.test(token)
    ? "one with blanks, line breaks or other characters that no header holds"
    : type !== "bearer" && type !== "apiKey"
    ? 'one whose type is neither "bearer" nor "apiKey"'
    : undefined;
  if (problem === undefined) return;
  throw new VertexError("auth_failed", `Cannot get an access token: getToken returned ${problem}`);
}

/** A user's own credentials may throw anything. */
function asAuthError(cause: unknown): VertexError {
  if (isVertexError(cause)) return cause;
  return new VertexError("auth_failed", "Cannot get an access token: getToken failed", { cause });
}

function unwrap(outcome: Outcome): AccessToken {
  if (outcome.ok) return outcome.token;
  throw outcome.error;
}

/**
 * Waits for a mint that may belong to another request.
 *
 * @returns Its outcome, or `undefined` if the request that mints is gone.
 */
function follow(mint: Mint, signal: AbortSignal | undefined): Promise<Outcome | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setInterval(() => {
      if (!isAlive(mint)) finish(() => resolve(undefined));
    }, BEAT_MS);
    const onAbort = () => finish(() => reject(signal?.reason));
    function finish(settle: () => void): void {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    }
    signal?.addEventListener("abort", onAbort, { once: true });
    mint.outcome.then(
      (outcome) => finish(() => resolve(outcome)),
      () => finish(() => resolve(undefined)),
    );
  });
}
