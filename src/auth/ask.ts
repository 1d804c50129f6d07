import { isRecord, isVertexError, parseJson, VertexError } from "../errors.ts";
import { isRetryableStatus, parseGoogleError, retryAfter } from "../errors/google_error.ts";
import { readBounded } from "../errors/read_body.ts";
import type { AccessToken, TokenContext } from "./credentials.ts";

/** One request on the way to a token. */
export interface Question {
  /** Who is asked, as in "<server> answered 403". */
  readonly server: string;
  /** The address. */
  readonly url: string;
  /** Method, headers and body. */
  readonly init: RequestInit;
  /** What was sent and must not be quoted. */
  readonly secrets?: readonly string[] | undefined;
  /** Where the request is made. */
  readonly context: TokenContext;
  /** What to do about a refusal, if that is known. */
  readonly cureOf: (refusal: Refusal) => string | undefined;
}

/** Why a server said no. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** OAuth's error code, or Google's status; empty if there is none. */
  readonly code: string;
  /** What the server says; empty if nothing. */
  readonly message: string;
  /** How far this machine's clock is ahead of the server's, by its `Date`, in milliseconds; NaN without one. */
  readonly aheadMs: number;
}

/** A good answer. */
export interface Answer {
  /** Who gave it. */
  readonly server: string;
  /** HTTP status. */
  readonly status: number;
  /** Its header fields. */
  readonly headers: Headers;
  /** The body, bounded. */
  readonly text: string;
  /** When it was asked for, on the caller's clock. */
  readonly sentAtMs: number;
}

// No answer of these servers comes near it; it only keeps a wrong address from filling memory.
const MAX_ANSWER_BYTES = 1_000_000;
const DEFAULT_LIFETIME_MS = 3_600_000;
const PASSING = /^(internal_failure|server_error|temporarily_unavailable)$/;

/**
 * Asks a server for a token, or for a part of one, and never follows it elsewhere.
 *
 * @param question See {@linkcode Question}.
 * @param again What to send once more instead, if a refusal says how; nothing if it does not.
 * @returns The answer, if its status is a success.
 * @throws {VertexError} `auth_failed` with a cure if it is refused, `connection_failed` if there is no answer.
 */
export async function ask(
  question: Question,
  again?: (refusal: Refusal) => Promise<Partial<Question> | undefined>,
): Promise<Answer> {
  const answer = await send(question);
  const { server, status, headers } = answer;
  if (status >= 200 && status <= 299) return answer;
  const refusal = refusalIn(answer, question);
  const corrected = await again?.(refusal);
  if (corrected) return await ask({ ...question, ...corrected });

  const { code, message } = refusal;
  const said = [code, message].filter((part) => part !== "").join(": ");
  const cure = question.cureOf(refusal);
  throw new VertexError(
    "auth_failed",
    `Cannot get an access token: ${server} answered ${status}${said && ` ${said}`}${
      cure === undefined ? "" : ` (${cure})`
    }`,
    {
      status,
      googleStatus: code || undefined,
      retryable: isRetryableStatus(status) || PASSING.test(code) || PASSING.test(message),
      retryAfterMs: retryAfter(headers),
    },
  );
}

async function send({ server, url, init, context }: Question): Promise<Answer> {
  const { fetch, signal, now } = context;
  const sentAtMs = now();
  try {
    // A redirect would carry the secret to an address that nobody chose.
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    const { status, headers } = response;
    return {
      server,
      status,
      headers,
      text: await readBounded(response, MAX_ANSWER_BYTES),
      sentAtMs,
    };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw new VertexError(
      "connection_failed",
      `Cannot get an access token: the connection to ${new URL(url).host} failed`,
      { cause, retryable: true },
    );
  }
}

function refusalIn(
  { status, headers, text }: Answer,
  { secrets = [], context }: Question,
): Refusal {
  const { status: code = "", message = "" } = parseGoogleError(parseJson(text)) ?? {};
  return {
    status,
    // After parsing: JSON has many spellings for one text.
    code: redact(code, secrets).slice(0, 100),
    message: redact(message, secrets).slice(0, 500),
    aheadMs: context.now() - Date.parse(headers.get("date") ?? ""),
  };
}

/**
 * Posts a form.
 *
 * @param form Its fields; those that are `undefined` stay out.
 * @returns What {@linkcode Question.init} takes.
 */
export function formPost(form: Readonly<Record<string, string | undefined>>): RequestInit {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]]
  );
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: new URLSearchParams(fields).toString(),
  };
}

/**
 * Reads the token out of an answer: OAuth's `access_token` with `expires_in`, or IAM's `accessToken` with `expireTime`.
 *
 * @param answer What {@linkcode ask} returned.
 * @returns The token; its expiry is told by the caller's clock, whatever that says.
 * @throws {VertexError} `auth_failed` if there is none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5.1 | RFC 6749, section 5.1}
 */
export function tokenIn(answer: Answer): AccessToken {
  const json = parseJson(answer.text);
  const fields = isRecord(json) ? json : {};
  const token = fields.access_token ?? fields.accessToken;
  if (typeof token === "string" && token !== "") {
    return { token, type: "bearer", expiresAtMs: answer.sentAtMs + lifetimeMs(fields, answer) };
  }
  const found = json !== fields
    ? "no JSON; check its address, and that no proxy stands in front of it"
    : "id_token" in fields
    ? "only an id_token, which Google sends when it does not know the scope; check the option scopes"
    : "no access token; check its address";
  const { server, status } = answer;
  throw new VertexError(
    "auth_failed",
    `Cannot get an access token: the answer of ${server} holds ${found}`,
    { status },
  );
}

/**
 * Makes an error of the family of what a function of the caller's threw; its own message might quote a secret.
 *
 * @param what What failed, as in "Cannot get an access token: <what>".
 * @param cause What was thrown.
 * @param signal Its reason goes first, if it is aborted.
 * @returns The error, to be thrown.
 */
export function asAuthFailure(what: string, cause: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (isVertexError(cause)) return cause;
  return new VertexError("auth_failed", `Cannot get an access token: ${what}`, { cause });
}

function lifetimeMs(json: Record<string, unknown>, { headers, sentAtMs }: Answer): number {
  // Some servers send it as text.
  const seconds = parseFloat(String(json.expires_in));
  if (seconds >= 0 && seconds < Infinity) return seconds * 1_000;
  // A date is the server's, so it is measured against the server's clock.
  const serverNowMs = Date.parse(headers.get("date") ?? "") || sentAtMs;
  const untilMs = Date.parse(String(json.expireTime)) - serverNowMs;
  return Number.isNaN(untilMs) ? DEFAULT_LIFETIME_MS : Math.max(0, untilMs);
}

/** A server may quote the request that it refuses, in the form's or in JSON's spelling. */
function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === "") continue;
    const spellings = [secret, formEncoded(secret), JSON.stringify(secret).slice(1, -1)];
    for (const spelling of spellings) clean = clean.replaceAll(spelling, "[redacted]");
  }
  return clean;
}

/** As it stands in a form, which escapes more than `encodeURIComponent` does. */
function formEncoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}
