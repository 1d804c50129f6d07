import { isVertexError, refusedRequest, VertexError } from "../errors.ts";
import { answerError } from "../errors/google_error.ts";
import { readBounded } from "../errors/read_body.ts";
import { nextDelayMs, type RetryOptions } from "../retry.ts";
import { type Connection, openConnection } from "./connection.ts";
import { checkLocation, checkProject } from "./base_url.ts";
import { createClimb } from "./climb.ts";
import { createLadder } from "./ladder.ts";
import { sleep, untilAborted } from "./wait.ts";

/** A token as it goes into a header. */
interface Token {
  readonly token: string;
  readonly type: "bearer" | "apiKey";
}

/** What a call is about; handed on to the hooks as it is. */
interface CallAbout {
  readonly operation: string;
  readonly model: string;
  readonly stream: boolean;
}

/** Told of each step of a call; the client guards them, so they never throw. */
export interface TransportHooks {
  /** Before each attempt. */
  onRequest(event: { call: CallAbout; attempt: number; location: string }): void;
  /** At each response's head. */
  onResponse(
    event: {
      call: CallAbout;
      attempt: number;
      location: string;
      status: number;
      requestId?: string;
      headMs: number;
    },
  ): void;
  /** Before each wait for another attempt. */
  onRetry(
    event: {
      call: CallAbout;
      attempt: number;
      location: string;
      delayMs: number;
      error: VertexError;
    },
  ): void;
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

/** A connection as the reader of an answer is given it. */
export interface AnswerConnection extends Connection {
  /** Takes out of a server's words what it may have quoted of the request: the token. */
  redact(text: string): string;
  /** What the caller is told of a failure: the signal's reason, or an error that says how much was tried. */
  explain(caught: unknown): unknown;
}

/** One call, however many attempts it takes. */
export interface TransportCall<T> {
  /** What the call is about; handed on to the hooks as it is. */
  readonly about: CallAbout;
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
  readonly read: (response: Response, connection: AnswerConnection) => Promise<T>;
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
    const climb = createClimb(ladder, call.location);
    let reminted = false;
    for (let number = 1;; number++) {
      const location = climb.next();
      const connection = openConnection(call.signal);
      const spentMs = call.perAttempt ? 0 : now() - startedAtMs;
      connection.arm(call.timeoutMs - spentMs, `no answer within ${call.timeoutMs} ms`);
      const attempt: Attempt = { number, location, connection, startedAtMs, headers };
      try {
        return await untilAborted(once(call, attempt), connection.signal);
      } catch (caught) {
        const { signal } = connection;
        const error = asFailure(signal.aborted ? signal.reason : caught, call, attempt);
        connection.abort(error);
        connection.release();
        if (call.signal?.aborted) throw call.signal.reason;
        const { token } = attempt;
        // A mint that failed was retried where it happened; the deadline of a plain call is that of all attempts.
        if (!token || (error.code === "timeout" && !call.perAttempt)) throw error;
        if (error.status === 401) options.rejectToken(token.token);
        if (error.status === 401 && !reminted) {
          reminted = true;
          continue;
        }
        const elapsedMs = now() - startedAtMs;
        const { elsewhere, told } = climb.failed(error);
        const failure = elsewhere ? { retryable: true, retryAfterMs: 0 } : told;
        const delayMs = nextDelayMs(
          { error: failure, attempts: number, elapsedMs, random: options.random() },
          options.retry,
        );
        const timeLeftMs = call.perAttempt ? Infinity : call.timeoutMs - elapsedMs;
        if (delayMs === undefined || delayMs >= timeLeftMs) {
          throw asFailure(told, call, attempt);
        }
        hooks.onRetry({ call: call.about, attempt: number, location, delayMs, error });
        await sleep(delayMs, call.signal);
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
    hooks.onRequest({ call: call.about, attempt: number, location });
    const sentAtMs = now();
    const response = await post(call, attempt, token);
    const headMs = now() - sentAtMs;
    const requestId = response.headers.get("x-request-id") ??
      response.headers.get("x-goog-request-id");
    const known = { location, status: response.status, ...(requestId !== null && { requestId }) };
    hooks.onResponse({ call: call.about, attempt: number, ...known, headMs });
    if (signal.aborted) await response.body?.cancel();
    signal.throwIfAborted();
    const redact = (text: string) => text.replace(spellingsOf(token.token), "[redacted]");
    if (!response.ok) {
      const { headers } = response;
      const body = redact(await readBounded(response, MAX_ERROR_BYTES, signal).catch(() => ""));
      throw answerError({ action: call.action, status: response.status, headers, body });
    }
    if (call.perAttempt) connection.disarm();
    const result = await call.read(response, {
      ...connection,
      redact,
      explain: (caught) =>
        call.signal?.aborted
          ? call.signal.reason
          : asFailure(signal.aborted ? signal.reason : caught, call, attempt),
    });
    if (!call.perAttempt) connection.release();
    const timings = { tokenMs: sentAtMs - beganAtMs, headMs, totalMs: now() - startedAtMs };
    call.onResponse?.({ ...known, attempts: number, timings });
    return result;
  }

  /** Everything that leaves is of the family, and says how much was tried. */
  function asFailure<T>(cause: unknown, call: TransportCall<T>, attempt: Attempt): VertexError {
    const tried = { attempts: attempt.number, elapsedMs: now() - attempt.startedAtMs };
    if (!isVertexError(cause)) {
      const message = `Cannot ${call.action}: the answer could not be read`;
      return new VertexError("invalid_response", message, { ...tried, cause });
    }
    return new VertexError(cause.code, cause.message, { ...cause, cause: cause.cause, ...tried });
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
  return refusedRequest(problem, [{ path, message: "leave it out, or mend it" }]);
}

/** A secret in every spelling of JSON, which may put a backslash before a character, or write its code. */
function spellingsOf(secret: string): RegExp {
  const characters = Array.from(secret, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return `(?:\\\\?${character.replace(/\W/, "\\$&")}|\\\\u${code})`;
  });
  return new RegExp(characters.join(""), "gi");
}
