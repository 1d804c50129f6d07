import { isVertexError, refusedRequest, VertexError } from "../errors.ts";
import { answerError, retryAfter } from "../errors/google_error.ts";
import { brokenConnection, readBounded } from "../errors/read_body.ts";
import { nextDelayMs, type RetryOptions } from "../retry.ts";
import { type Connection, openConnection } from "./connection.ts";
import { checkLocation, checkProject } from "./base_url.ts";
import { createLadder } from "./ladder.ts";
import { withoutHeaders, withoutToken } from "./redact.ts";
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

/** One attempt, as far as it has come. */
interface Attempt {
  /** From 1 up. */
  readonly number: number;
  /** Once there is something to send. */
  token?: Token;
  /** The answer's. */
  head?: Headers | undefined;
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
    const { about, action, perAttempt, timeoutMs, signal: caller } = call;
    checkHeaders(call.headers);
    if (call.location !== undefined) checkLocation(call.location);
    const climb = ladder(call.location);
    const startedAtMs = now();
    let reminted = false;
    for (let number = 1;; number++) {
      const attempt: Attempt = { number };
      const location = climb.next();
      const connection = openConnection(caller);
      const { signal } = connection;
      const spentMs = perAttempt ? 0 : now() - startedAtMs;
      connection.arm(timeoutMs - spentMs, `no answer within ${timeoutMs} ms`);
      try {
        return await untilAborted(once(attempt, location, connection), signal);
      } catch (caught) {
        connection.release();
        const error = asFailure(signal.aborted ? signal.reason : caught, attempt);
        connection.abort(error);
        if (caller?.aborted) throw caller.reason;
        // A mint that failed was retried where it happened; the deadline of a plain call is that of all attempts.
        if (!attempt.token || (error.code === "timeout" && !perAttempt)) throw error;
        if (error.status === 401) {
          options.rejectToken(attempt.token.token);
          if (!reminted) {
            reminted = true;
            continue;
          }
        }
        const elapsedMs = now() - startedAtMs;
        const { elsewhere, told } = climb.failed(error);
        const failure = elsewhere ? { retryable: true, retryAfterMs: 0 } : told;
        const delayMs = nextDelayMs(
          { error: failure, attempts: number, elapsedMs, random: options.random() },
          options.retry,
        );
        if (delayMs === undefined || (!perAttempt && elapsedMs + delayMs >= timeoutMs)) {
          // What is told may be another attempt's, whose head said other things.
          throw asFailure(told, { ...attempt, head: undefined });
        }
        hooks.onRetry({ call: about, attempt: number, location, delayMs, error });
        await sleep(delayMs, caller);
      }
    }

    async function once(attempt: Attempt, location: string, connection: Connection): Promise<T> {
      const { number } = attempt;
      const { signal } = connection;
      const beganAtMs = now();
      const granted = await options.getToken({ signal, waitUntil: call.waitUntil });
      signal.throwIfAborted();
      attempt.token = granted;
      hooks.onRequest({ call: about, attempt: number, location });
      const sentAtMs = now();
      const response = await post(call.url(location), granted, signal);
      const headMs = now() - sentAtMs;
      const { status, headers } = response;
      attempt.head = headers;
      const redact = redactorOf(attempt);
      const requestId = requestIdIn(headers, redact);
      const known = { location, status, ...(requestId !== undefined && { requestId }) };
      hooks.onResponse({ call: about, attempt: number, ...known, headMs });
      if (signal.aborted) {
        await response.body?.cancel();
        throw signal.reason;
      }
      if (!response.ok) {
        const body = redact(await readBounded(response, MAX_ERROR_BYTES, signal).catch(() => ""));
        throw answerError({ action, status, headers, body });
      }
      if (perAttempt) connection.disarm();
      const explain = (caught: unknown) =>
        caller?.aborted
          ? caller.reason
          : asFailure(signal.aborted ? signal.reason : caught, attempt);
      const result = await call.read(response, { ...connection, redact, explain });
      if (!perAttempt) connection.release();
      const timings = { tokenMs: sentAtMs - beganAtMs, headMs, totalMs: now() - startedAtMs };
      call.onResponse?.({ ...known, attempts: number, timings });
      return result;
    }

    /** Everything that leaves is of the family, and says how much was tried, and what the answer's head said. */
    function asFailure(cause: unknown, attempt: Attempt): VertexError {
      const { number, token, head } = attempt;
      const message = `Cannot ${action}: the answer could not be read`;
      const error = isVertexError(cause)
        ? cause
        : new VertexError("invalid_response", message, { cause });
      return new VertexError(error.code, error.message, {
        ...(head && {
          requestId: requestIdIn(head, redactorOf(attempt)),
          retryAfterMs: retryAfter(head),
        }),
        ...error,
        cause: error.cause,
        // Without a token nothing was sent, and the attempts are those to get one.
        attempts: token ? number : error.attempts ?? number,
        elapsedMs: now() - startedAtMs,
      });
    }

    /** Takes out what a server may have quoted: the token, and what the caller sends as a secret of its own. */
    function redactorOf({ token }: Attempt): (text: string) => string {
      return (text) => {
        const clean = withoutHeaders(text, call.headers);
        return token ? withoutToken(clean, token.token) : clean;
      };
    }

    async function post(
      url: string,
      { type, token }: Token,
      signal: AbortSignal,
    ): Promise<Response> {
      const { method = "POST", body = null, contentType = "application/json" } = call;
      const headers = new Headers(call.headers);
      headers.set("content-type", contentType);
      if (type === "bearer") headers.set("authorization", `Bearer ${token}`);
      else headers.set("x-goog-api-key", token);
      if (quotaProject !== undefined) headers.set("x-goog-user-project", quotaProject);
      try {
        // A redirect followed would carry the token to an address that nobody chose.
        return await options.fetch(url, { method, headers, body, signal, redirect: "manual" });
      } catch (cause) {
        throw brokenConnection(action, cause, `the connection to ${new URL(url).host} failed`);
      }
    }
  };
}

function checkHeaders(given: Readonly<Record<string, string>> | undefined): void {
  if (given === undefined) return;
  let issue = { path: "headers", message: "a header field has a malformed name or value" };
  try {
    const headers = new Headers(given);
    const ours = OUR_HEADERS.find((name) => headers.has(name));
    if (ours === undefined) return;
    const message = `the client sets the header ${ours} itself; leave it out`;
    issue = { path: `headers.${ours}`, message };
  } catch {
    // The runtimes' own errors quote the value.
  }
  throw refusedRequest(issue.message, [issue]);
}

/** The server's ID of the request, if it sent one; a server that echoes may put anything there. */
function requestIdIn(headers: Headers, redact: (text: string) => string): string | undefined {
  const id = headers.get("x-request-id") ?? headers.get("x-goog-request-id") ?? undefined;
  return id && redact(id).slice(0, 200);
}
