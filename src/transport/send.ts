import { answerError, isVertexError, readBounded, VertexError } from "../errors.ts";
import { nextDelayMs, type RetryOptions } from "../retry.ts";
import { type Connection, openConnection } from "./connection.ts";
import { checkLocation, checkProject } from "./base_url.ts";
import { createLadder } from "./ladder.ts";
import { sleep, untilAborted } from "./wait.ts";

/** A token as it goes into a header. */
interface Token {
  readonly token: string;
  readonly type: "bearer" | "apiKey";
}

/** Told of each step of a call; the client guards them, so they never throw. */
export interface TransportHooks {
  /** Before each attempt. */
  onRequest(event: { attempt: number; location: string }): void;
  /** At each response's head. */
  onResponse(
    event: {
      attempt: number;
      location: string;
      status: number;
      requestId?: string;
      headMs: number;
    },
  ): void;
  /** Before each wait for another attempt. */
  onRetry(event: { attempt: number; location: string; delayMs: number; error: VertexError }): void;
}

/** What every call of one client shares. */
export interface TransportOptions {
  /** The ladder of locations; at least one. */
  readonly locations: readonly string[];
  /** The injected `fetch`. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Gets a token that works now. */
  readonly getToken: (
    wait: {
      signal: AbortSignal;
      waitUntil: ((promise: Promise<unknown>) => void) | undefined;
    },
  ) => Promise<Token>;
  /** Drops a token that the server refused. */
  readonly rejectToken: (token: string) => void;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** A number from 0 up to 1, for the jitter. */
  readonly random: () => number;
  /** See {@linkcode RetryOptions}. */
  readonly retry: RetryOptions;
  /** The project that is billed, if it is another. */
  readonly quotaProject: string | undefined;
  /** See {@linkcode TransportHooks}. */
  readonly hooks: TransportHooks;
}

/** What is known of a call once it is answered. */
export interface ResponseInfo {
  /** The server's ID of the request, if it sent one. */
  requestId?: string;
  /** The location that answered. */
  location: string;
  /** HTTP status. */
  status: number;
  /** Attempts that were made, the successful one included. */
  attempts: number;
  /** How long things took, in milliseconds. */
  timings: ResponseTimings;
}

/** How long the parts of a call took, in milliseconds. */
export interface ResponseTimings {
  /** Waiting for the token, in the last attempt. */
  tokenMs: number;
  /** From sending to the response's head, in the last attempt. */
  headMs: number;
  /** The whole call so far, earlier attempts and pauses included. */
  totalMs: number;
}

/** One call, however many attempts it takes. */
export interface TransportCall<T> {
  /** The address to post to, in a location. */
  readonly url: (location: string) => string;
  /** The method. @default {"POST"} */
  readonly method?: string | undefined;
  /** JSON text, or what `contentType` says it is. */
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
  /** The body's type. @default {"application/json"} */
  readonly contentType?: string | undefined;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /** Header fields of the caller's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The caller's signal. */
  readonly signal?: AbortSignal | undefined;
  /** The deadline, in milliseconds: of the whole call, or with `perAttempt` of each response's head. */
  readonly timeoutMs: number;
  /** Whether the deadline starts anew with each attempt, and ends with the response's head. */
  readonly perAttempt: boolean;
  /** Pins the call to one location. */
  readonly location?: string | undefined;
  /** Of the runtime; for the mint. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** Told once the call is answered; guarded by the client, so it never throws. */
  readonly onResponse?: ((info: ResponseInfo) => void) | undefined;
  /**
   * Takes a successful response as far as it must be seen before the caller sees anything: what it throws counts as a
   * failed attempt. With `perAttempt` it owns the connection once it returns, and releases it.
   */
  readonly read: (response: Response, connection: Connection) => Promise<T>;
}

/** One attempt at a call. */
interface Attempt {
  readonly number: number;
  readonly location: string;
  readonly connection: Connection;
  readonly startedAtMs: number;
  /** The caller's, checked. */
  readonly headers: Headers;
  /** Set once there is something to send. */
  token?: Token;
}

const MAX_ERROR_BYTES = 65_536;
const OUR_HEADERS = ["authorization", "x-goog-api-key", "cookie", "host"];

/** Sends calls; made by {@linkcode createTransport}. */
export type Send = <T>(call: TransportCall<T>) => Promise<T>;

/**
 * Makes the part of a client that gets one call answered: location, token, deadline, attempts.
 *
 * @param options See {@linkcode TransportOptions}.
 * @returns The function; what it throws is a `VertexError` or the reason of the caller's signal.
 */
export function createTransport(options: TransportOptions): Send {
  const { now, hooks, quotaProject } = options;
  if (quotaProject !== undefined) checkProject("quotaProject", quotaProject);
  const ladder = createLadder(options.locations, now);

  return async function send<T>(call: TransportCall<T>): Promise<T> {
    const headers = checkHeaders(call.headers);
    if (call.location !== undefined) checkLocation(call.location);
    const startedAtMs = now();
    const tried: string[] = [];
    let reminted = false;
    for (let number = 1;; number++) {
      const location = call.location ?? ladder.choose(tried);
      const connection = openConnection(call.signal);
      const spentMs = call.perAttempt ? 0 : now() - startedAtMs;
      connection.arm(call.timeoutMs - spentMs, `no answer within ${call.timeoutMs} ms`);
      const attempt: Attempt = { number, location, connection, startedAtMs, headers };
      try {
        return await untilAborted(once(call, attempt), connection.signal);
      } catch (caught) {
        const cause = connection.signal.aborted ? connection.signal.reason : caught;
        connection.abort(cause);
        connection.release();
        if (call.signal?.aborted) throw call.signal.reason;
        const elapsedMs = now() - startedAtMs;
        const error = asFailure(cause, call.action, { attempts: number, elapsedMs });
        const { token } = attempt;
        // A mint that failed was retried where it happened; the deadline of a plain call is that of all attempts.
        if (!token || (error.code === "timeout" && !call.perAttempt)) throw error;
        if (error.status === 401) options.rejectToken(token.token);
        if (error.status === 401 && !reminted) {
          reminted = true;
          continue;
        }
        tried.push(location);
        const elsewhere = call.location === undefined && ladder.failed(location, error, tried);
        const failure = elsewhere ? { retryable: true, retryAfterMs: 0 } : error;
        const delayMs = nextDelayMs(
          { error: failure, attempts: number, elapsedMs, random: options.random() },
          options.retry,
        );
        const timeLeftMs = call.perAttempt ? Infinity : call.timeoutMs - elapsedMs;
        if (delayMs === undefined || delayMs >= timeLeftMs) throw error;
        hooks.onRetry({ attempt: number, location, delayMs, error });
        await sleep(delayMs, call.signal);
        if (!elsewhere) tried.length = 0;
      }
    }
  };

  async function once<T>(call: TransportCall<T>, attempt: Attempt): Promise<T> {
    const { number, location, connection, startedAtMs } = attempt;
    const { signal } = connection;
    const beganAtMs = now();
    const token = await options.getToken({ signal, waitUntil: call.waitUntil });
    signal.throwIfAborted();
    attempt.token = token;
    hooks.onRequest({ attempt: number, location });
    const sentAtMs = now();
    const response = await post(call, attempt, token);
    if (signal.aborted) await response.body?.cancel();
    signal.throwIfAborted();
    const headMs = now() - sentAtMs;
    const requestId = response.headers.get("x-request-id") ??
      response.headers.get("x-goog-request-id");
    const known = { location, status: response.status, ...(requestId !== null && { requestId }) };
    hooks.onResponse({ attempt: number, ...known, headMs });
    if (!response.ok) throw await refusal(call.action, response, token.token);
    if (call.perAttempt) connection.disarm();
    const result = await call.read(response, connection);
    if (!call.perAttempt) connection.release();
    const timings = { tokenMs: sentAtMs - beganAtMs, headMs, totalMs: now() - startedAtMs };
    call.onResponse?.({ ...known, attempts: number, timings });
    return result;
  }

  async function post<T>(
    call: TransportCall<T>,
    attempt: Attempt,
    token: Token,
  ): Promise<Response> {
    const headers = new Headers(attempt.headers);
    headers.set("content-type", call.contentType ?? "application/json");
    if (token.type === "bearer") headers.set("authorization", `Bearer ${token.token}`);
    else headers.set("x-goog-api-key", token.token);
    if (quotaProject !== undefined) headers.set("x-goog-user-project", quotaProject);
    const url = call.url(attempt.location);
    const { signal } = attempt.connection;
    try {
      const { method = "POST", body = null } = call;
      const init: RequestInit = { method, headers, body, signal };
      // A redirect followed would carry the token to an address that nobody chose.
      return await options.fetch(url, { ...init, redirect: "manual" });
    } catch (cause) {
      throw new VertexError(
        "connection_failed",
        `Cannot ${call.action}: the connection to ${new URL(url).host} failed`,
        { cause, retryable: true },
      );
    }
  }
}

async function refusal(action: string, response: Response, token: string): Promise<VertexError> {
  const { status, headers } = response;
  const body = await readBounded(response, MAX_ERROR_BYTES).catch(() => "");
  // A server may quote the request that it refuses.
  return answerError({ action, status, headers, body: body.replaceAll(token, "[redacted]") });
}

/** Everything that leaves is of the family, and says how much was tried. */
function asFailure(
  cause: unknown,
  action: string,
  tried: { attempts: number; elapsedMs: number },
): VertexError {
  if (!isVertexError(cause)) {
    const message = `Cannot ${action}: the answer could not be read`;
    return new VertexError("invalid_response", message, { ...tried, cause });
  }
  return new VertexError(cause.code, cause.message, { ...cause, cause: cause.cause, ...tried });
}

function checkHeaders(given: Readonly<Record<string, string>> | undefined): Headers {
  let headers: Headers;
  try {
    headers = new Headers(given);
  } catch {
    // The runtimes' own errors quote the value.
    throw refusedHeader("headers", "a header field has a malformed name or value");
  }
  for (const name of OUR_HEADERS) {
    if (headers.has(name)) {
      throw refusedHeader(`headers.${name}`, `the client sets the header ${name} itself`);
    }
  }
  return headers;
}

function refusedHeader(path: string, problem: string): VertexError {
  return new VertexError("invalid_request", `Cannot send the request: ${problem}`, {
    issues: [{ path, message: "leave it out, or mend it" }],
  });
}
