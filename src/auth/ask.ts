import {
  isRecord,
  isVertexError,
  parseJson,
  VertexError,
  type VertexErrorCode,
  type VertexErrorFields,
} from "../errors.ts";
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
  /** What to do about refusals: the first whose pattern finds something in {@linkcode Refusal.said} is named. */
  readonly cures: readonly Cure[];
}

/** What to do about one kind of refusal. In what was said, a blank stands before OAuth's code or Google's status. */
export type Cure = readonly [about: RegExp, cure: string | ((refusal: Refusal) => string)];

/** Why a server said no. */
export interface Refusal {
  /** Such as `400 invalid_grant: Invalid JWT Signature.`; bounded, and without secrets. */
  readonly said: string;
  /** How far this machine's clock is ahead of the server's, by its `Date`, in milliseconds; NaN without one. */
  readonly aheadMs: number;
}

/** An answer. */
export interface Answer {
  /** Who gave it. */
  readonly server: string;
  /** Its status and header fields. */
  readonly response: Response;
  /** The body, bounded. */
  readonly text: string;
  /** When it was asked for, on the caller's clock. */
  readonly sentAtMs: number;
}

// No answer of these servers comes near it; it only keeps a wrong address from filling memory.
const MAX_ANSWER_BYTES = 1_000_000;
const DEFAULT_LIFETIME_MS = 3_600_000;
const PASSING = / (internal_failure|server_error|temporarily_unavailable)(:|$)/;

/** What several servers say. */
const CURES: readonly Cure[] = [
  [/ invalid_scope/, "check the option scopes"],
  [
    / (access_denied|admin_policy_enforced|org_internal)/,
    "a policy of the organization forbids it; ask its administrator",
  ],
];

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
  const { server, secrets = [], context } = question;
  const answer = await send(question);
  const { ok, status, headers } = answer.response;
  if (ok) return answer;

  const google = parseGoogleError(parseJson(answer.text));
  // After parsing: JSON has many spellings for one text.
  const code = redact(google?.status ?? "", secrets).slice(0, 100);
  const message = redact(google?.message ?? "", secrets).slice(0, 500);
  const said = `${status} ${[code, message].filter(Boolean).join(": ")}`.trim();
  const refusal = { said, aheadMs: context.now() - Date.parse(headers.get("date") ?? "") };
  const corrected = await again?.(refusal);
  if (corrected) return await ask({ ...question, ...corrected });

  const cure = [...question.cures, ...CURES].find(([about]) => about.test(said))?.[1];
  const advice = typeof cure === "function" ? cure(refusal) : cure;
  throw noToken(`${server} answered ${said}${advice ? ` (${advice})` : ""}`, {
    status,
    googleStatus: code || undefined,
    retryable: isRetryableStatus(status) || PASSING.test(said),
    retryAfterMs: retryAfter(headers),
  });
}

async function send({ server, url, init, context }: Question): Promise<Answer> {
  const { fetch, signal, now } = context;
  const sentAtMs = now();
  try {
    // A redirect would carry the secret to an address that nobody chose.
    const response = await fetch(url, { ...init, signal, redirect: "manual" });
    return { server, response, text: await readBounded(response, MAX_ANSWER_BYTES), sentAtMs };
  } catch (cause) {
    signal.throwIfAborted();
    const reason = `the connection to ${new URL(url).host} failed`;
    throw noToken(reason, { code: "connection_failed", cause, retryable: true });
  }
}

/**
 * Posts a form.
 *
 * @param form Its fields; those that are `undefined` stay out.
 * @returns What {@linkcode Question.init} takes.
 */
export function formPost(form: Readonly<Record<string, string | undefined>>): RequestInit {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== undefined) body.set(name, value);
  }
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: String(body),
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
  const { server, response, text, sentAtMs } = answer;
  const json = parseJson(text);
  const fields = isRecord(json) ? json : {};
  const token = fields.access_token ?? fields.accessToken;
  if (typeof token === "string" && token !== "") {
    return { token, type: "bearer", expiresAtMs: sentAtMs + lifetimeMs(fields, answer) };
  }
  const found = json !== fields
    ? "no JSON; check its address, and what stands in between"
    : "id_token" in fields
    ? "only an id_token, since Google does not know the scope; check the option scopes"
    : "no access token; check its address";
  throw noToken(`the answer of ${server} holds ${found}`, { status: response.status });
}

function lifetimeMs(json: Record<string, unknown>, { response, sentAtMs }: Answer): number {
  // Some servers send it as text.
  const seconds = parseFloat(String(json.expires_in));
  if (seconds < Infinity) return Math.max(0, seconds) * 1_000;
  // A date is the server's, so it is measured against the server's clock.
  const serverNowMs = Date.parse(response.headers.get("date") ?? "") || sentAtMs;
  const untilMs = Date.parse(String(json.expireTime)) - serverNowMs;
  return Number.isNaN(untilMs) ? DEFAULT_LIFETIME_MS : Math.max(0, untilMs);
}

/**
 * Makes the error of a token that could not be had.
 *
 * @param reason Why not.
 * @param fields Those of the error, and its code, which is `auth_failed` if nothing else is said.
 * @returns The error, not thrown.
 */
export function noToken(
  reason: string,
  { code = "auth_failed", ...fields }: VertexErrorFields & { code?: VertexErrorCode } = {},
): VertexError {
  return new VertexError(code, `Cannot get an access token: ${reason}`, fields);
}

/**
 * Makes an error of the family of what a function of the caller's threw; its own message might quote a secret.
 *
 * @param what What failed, as in "Cannot get an access token: <what>".
 * @param cause What was thrown.
 * @param signal Its reason goes first, if it is aborted.
 * @returns The error, not thrown.
 * @throws {unknown} `signal.reason`, if aborted.
 */
export function asNoToken(what: string, cause: unknown, signal: AbortSignal): VertexError {
  signal.throwIfAborted();
  return isVertexError(cause) ? cause : noToken(what, { cause });
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
