import type { RetryOptions } from "../retry.ts";
import type { AccessToken, Credentials } from "./credentials.ts";
import { mintTimedOut, mintToken, pause } from "./mint_token.ts";
import { type SharedTokens, shareTokens, type TokenStoreOptions } from "./token_store.ts";

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
  /** Where tokens are shared with other isolates. */
  readonly tokenStore?: TokenStoreOptions | undefined;
  /** Deadline of a mint, its retries included, in milliseconds. @default {30_000} */
  readonly mintTimeoutMs?: number | undefined;
  /** Age from which nobody waits for a mint who did not begin it, in milliseconds. @default {10_000} */
  readonly followTimeoutMs?: number | undefined;
  /** How long reading the store may hold a mint up, in milliseconds. @default {1_000} */
  readonly storeTimeoutMs?: number | undefined;
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

/** What a mint came to: a token or an error. */
interface Outcome {
  readonly token?: AccessToken;
  readonly error?: unknown;
  /** The write to the store, which nobody waits for. */
  readonly saved?: Promise<unknown> | undefined;
}

/** One mint under way. */
interface Mint {
  /** Never rejects on its own account: a rejection means that the runtime killed the request it belongs to. */
  readonly outcome: Promise<Outcome>;
  /** When it began, on the wall clock. */
  readonly beganAtMs: number;
  /** When the request that mints was last alive, on the wall clock. */
  beatAtMs: number;
}

interface Held {
  readonly token: AccessToken;
  readonly refreshAtMs: number;
  readonly uselessAtMs: number;
}

/** Credentials, and the store for what they give. */
interface Source {
  readonly credentials: Credentials;
  readonly shared: SharedTokens | undefined;
}

const REFRESH_AHEAD_MS = 300_000;
const USELESS_BELOW_MS = 10_000;
const BEAT_MS = 200;
const STALE_AFTER_MS = 1_000;
const MAX_DEATHS = 3;
const BACKGROUND_PAUSE_MS = 10_000;
const FAILURE_PAUSE_MS = 200;

/**
 * Makes the token cache of one client: one mint for any number of callers, refreshed ahead of expiry.
 *
 * On workerd everything a request has begun dies with it, and a promise that others wait for then never settles. So
 * no caller trusts a mint that it did not begin: the one who mints leaves a sign of life, and whoever waits takes
 * over when it stops, or when the mint takes too long; one of them, and the others wait for that one.
 *
 * A failure is shared by those who wait for it and kept for nobody else: whoever comes later has the token asked for
 * again. Only there is a short pause before that, so that a crowd of callers does not become a crowd of requests.
 *
 * @param options See {@linkcode TokenSourceOptions}.
 * @returns The source. Nothing runs before its first call.
 * @throws {VertexError} `invalid_config` if the token store cannot be used.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { now, onToken, tokenStore } = options;
  const { mintTimeoutMs = 30_000, followTimeoutMs = 10_000 } = options;
  const [first, ...others] = options.credentials;
  let source = open(first);
  const standIns = others.map(open);
  let cached: Held | undefined;
  let current: Mint | undefined;
  // When credentials were last asked in vain, or without an answer yet.
  let triedAtMs = -Infinity;

  function open(credentials: Credentials): Source {
    const shared = tokenStore && shareTokens(tokenStore, credentials, options.storeTimeoutMs);
    return { credentials, shared };
  }

  async function get({ signal, waitUntil }: TokenWait = {}): Promise<AccessToken> {
    signal?.throwIfAborted();
    const held = fresh();
    if (held) {
      // If a refresh fails the old token still works, so the next try may wait.
      const dueAtMs = Math.max(held.refreshAtMs, triedAtMs + BACKGROUND_PAUSE_MS);
      if (now() >= dueAtMs && !isAlive(current)) begin(waitUntil);
      return held.token;
    }
    const startedAtMs = Date.now();
    for (let deaths = 0;;) {
      // Whoever was let down again and again mints for itself alone.
      const followed = deaths < MAX_DEATHS && isAlive(current) ? current : undefined;
      const mint = followed ?? begin(waitUntil);
      const isOver = () => fresh() !== undefined || (followed !== undefined && !isAlive(followed));
      const token = await follow(mint, signal, isOver) ?? fresh()?.token;
      if (token) return token;
      if (current === mint) current = undefined;
      // Of a mint that only hangs, one who waits makes a new one. A crowd of them would not help.
      if (Date.now() - mint.beganAtMs < followTimeoutMs) deaths++;
      if (Date.now() - startedAtMs >= mintTimeoutMs) throw mintTimedOut(mintTimeoutMs);
    }
  }

  function fresh(): Held | undefined {
    return cached && now() < cached.uselessAtMs ? cached : undefined;
  }

  function isAlive(mint: Mint | undefined): mint is Mint {
    const nowMs = Date.now();
    return mint !== undefined && nowMs - mint.beatAtMs < STALE_AFTER_MS &&
      nowMs - mint.beganAtMs < followTimeoutMs;
  }

  function begin(waitUntil: TokenWait["waitUntil"]): Mint {
    const beganAtMs = Date.now();
    const beat = setInterval(() => (mint.beatAtMs = Date.now()), BEAT_MS);
    const outcome = settle().finally(() => {
      clearInterval(beat);
      if (current === mint) current = undefined;
    });
    const mint: Mint = { outcome, beganAtMs, beatAtMs: beganAtMs };
    current = mint;
    try {
      waitUntil?.(outcome.then(({ saved }) => saved));
    } catch {
      // The runtime's request is over, or the function was not bound: the mint may die with its request, no more.
    }
    return mint;
  }

  async function settle(): Promise<Outcome> {
    const { credentials, shared } = source;
    const nowMs = now();
    // Not longer, should the clock have been set back meanwhile.
    const pauseMs = Math.min(FAILURE_PAUSE_MS, triedAtMs + FAILURE_PAUSE_MS - nowMs);
    triedAtMs = nowMs + Math.max(0, pauseMs);
    try {
      // A token from the store must outlive the last one, which has ended, is about to, or was refused.
      const worthMs = Math.max(cached?.token.expiresAtMs ?? 0, nowMs + USELESS_BELOW_MS);
      const stored = shared && await shared.load(worthMs);
      if (stored) return { token: keep(stored) };
      if (pauseMs > 0) await pause(pauseMs);
      const startedAtMs = Date.now();
      const token = keep(await mintToken(credentials, { ...options, timeoutMs: mintTimeoutMs }));
      onToken(Date.now() - startedAtMs);
      return { token, saved: shared?.save(token) };
    } catch (error) {
      return { error };
    }
  }

  function keep(token: AccessToken): AccessToken {
    const { expiresAtMs = Infinity } = token;
    const lifeMs = expiresAtMs - now();
    cached = {
      token,
      refreshAtMs: expiresAtMs - Math.min(REFRESH_AHEAD_MS, lifeMs / 2),
      uselessAtMs: expiresAtMs - Math.min(USELESS_BELOW_MS, lifeMs / 10),
    };
    triedAtMs = -Infinity;
    return token;
  }

  function reject(token: string): void {
    const held = fresh();
    if (held?.token.token !== token) return;
    cached = { ...held, uselessAtMs: 0 };
    source = standIns.shift() ?? source;
  }

  return { get, reject };
}

/**
 * Waits for a mint that may belong to another request.
 *
 * @returns Its token; `undefined` if there is no use in waiting any more, or the request that mints is gone.
 */
function follow(
  mint: Mint,
  signal: AbortSignal | undefined,
  isOver: () => boolean,
): Promise<AccessToken | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      if (isOver()) finish(() => resolve(undefined));
    }, BEAT_MS);
    const onAbort = () => finish(() => reject(signal?.reason));
    function finish(settle: () => void): void {
      clearInterval(timer);
      signal?.removeEventListener("abort", onAbort);
      settle();
    }
    signal?.addEventListener("abort", onAbort);
    // Beginning the mint may have aborted it.
    if (signal?.aborted) onAbort();
    mint.outcome.then(
      ({ token, error }) => finish(() => token ? resolve(token) : reject(error)),
      () => finish(() => resolve(undefined)),
    );
  });
}
