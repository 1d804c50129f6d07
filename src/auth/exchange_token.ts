import {
  isRecord,
  isRetryableStatus,
  parseGoogleError,
  parseJson,
  readBounded,
  retryAfter,
  VertexError,
} from "../errors.ts";
import type { AccessToken, TokenContext } from "./credentials.ts";

/** One request to an OAuth token endpoint. */
export interface TokenRequest {
  /** The address that is posted to. */
  readonly endpoint: string;
  /** The form's fields. */
  readonly form: Record<string, string>;
  /** Where the request is made. */
  readonly context: TokenContext;
  /**
   * Makes the form anew for a clock that is ahead of the server's by so many milliseconds, or behind if negative; gives
   * nothing if it was made for that one. Called once at most, when the server refuses the time in the form.
   */
  readonly correctClock?:
    | ((aheadMs: number) => Promise<Record<string, string> | undefined>)
    | undefined;
}

// No token answer comes near this; it only keeps a wrong address from filling memory.
const MAX_ANSWER_BYTES = 1_000_000;
const DEFAULT_LIFETIME_SECONDS = 3_600;
const REFUSED_TIME = /short-lived|reasonable timeframe|\biat\b|\bexp\b/i;
// Half of an assertion's life: who lies about the time gains no more than that. Google itself forgives a clock that is
// five minutes ahead, or behind by less than the whole life.
const MAX_CORRECTION_MS = 1_800_000;

/**
 * Posts a form to a token endpoint and reads the token out of the answer.
 *
 * If the server refuses the time in the form, and by its `Date` this machine's clock is off by half an hour at most, a
 * corrected form is posted once. The expiry is the caller's clock and the token's lifetime, whatever that clock says.
 *
 * @param request See {@linkcode TokenRequest}.
 * @returns The token, with its expiry on the caller's clock.
 * @throws {VertexError} `auth_failed` with a cure if it is refused or is no token answer, `connection_failed` if
 * there is no answer.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5 | RFC 6749, section 5}
 */
export async function exchangeToken(request: TokenRequest): Promise<AccessToken> {
  const { endpoint, form, context, correctClock } = request;
  let reply = await post(endpoint, form, context);
  if (Math.abs(reply.aheadMs) <= MAX_CORRECTION_MS && REFUSED_TIME.test(reply.error.message)) {
    const corrected = await correctClock?.(reply.aheadMs);
    if (corrected) reply = await post(endpoint, corrected, context);
  }
  if (reply.status < 200 || reply.status > 299) throw refusal(reply);
  const { status, answer, sentAtMs } = reply;
  const token = isRecord(answer) ? answer.access_token : undefined;
  if (isRecord(answer) && typeof token === "string" && token !== "") {
    // Some servers send it as text.
    const lifetime = parseFloat(String(answer.expires_in));
    const seconds = lifetime >= 0 && lifetime < Infinity ? lifetime : DEFAULT_LIFETIME_SECONDS;
    return { token, type: "bearer", expiresAtMs: sentAtMs + seconds * 1_000 };
  }
  const found = isRecord(answer) && "id_token" in answer
    ? "only an id_token, which Google sends when it does not know the scope; check the option scopes"
    : isRecord(answer)
    ? "no access_token; check that the token endpoint is Google's"
    : "no JSON; check the token endpoint, and that no proxy stands in front of it";
  throw new VertexError("auth_failed", `Cannot get an access token: the answer holds ${found}`, {
    status,
  });
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; `undefined` if it is none. */
  readonly answer: unknown;
  readonly sentAtMs: number;
  /** What it says is wrong; empty texts in a token answer. */
  readonly error: { readonly code: string; readonly message: string };
  /** How far this machine's clock is ahead of the server's, by the `Date` header; NaN without one. */
  readonly aheadMs: number;
}

async function post(
  endpoint: string,
  form: Record<string, string>,
  context: TokenContext,
): Promise<Reply> {
  const sentAtMs = context.now();
  try {
    const response = await context.fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: new URLSearchParams(form).toString(),
      signal: context.signal,
      // A redirect would carry the assertion to an address that nobody chose.
      redirect: "manual",
    });
    const text = await readBounded(response, MAX_ANSWER_BYTES);
    // A server may quote the request that it refuses.
    const body = form.assertion ? text.replaceAll(form.assertion, "[redacted]") : text;
    const { status, headers } = response;
    const answer = parseJson(body);
    const { status: code = "", message = "" } = parseGoogleError(answer) ?? {};
    const error = { code: code.slice(0, 100), message };
    const aheadMs = context.now() - Date.parse(headers.get("date") ?? "");
    return { status, headers, answer, error, sentAtMs, aheadMs };
  } catch (cause) {
    if (context.signal.aborted) throw context.signal.reason;
    throw new VertexError(
      "connection_failed",
      `Cannot get an access token: the connection to ${new URL(endpoint).host} failed`,
      { cause, retryable: true },
    );
  }
}

function refusal(reply: Reply): VertexError {
  const { status, headers, aheadMs, error: { code, message } } = reply;
  const said = [code, message].filter((text) => text !== "").join(": ").slice(0, 500);
  const passing = /^(internal_failure|server_error|temporarily_unavailable)$/;
  const transient = isRetryableStatus(status) || passing.test(code) || passing.test(message);
  const cure = cureOf(code, message, aheadMs);
  return new VertexError(
    "auth_failed",
    `Cannot get an access token: the token endpoint answered ${status}${said && ` ${said}`}${
      cure && ` (${cure})`
    }`,
    {
      status,
      googleStatus: code || undefined,
      retryable: transient,
      retryAfterMs: retryAfter(headers),
    },
  );
}

function cureOf(code: string, message: string, aheadMs: number): string {
  if (/signature/i.test(message)) {
    return "the key was deleted, disabled or altered; create a new JSON key for the service account";
  }
  if (/account not found/i.test(message)) {
    return "the service account was deleted or its address is wrong; check client_email";
  }
  if (REFUSED_TIME.test(message)) {
    const ahead = Math.round(aheadMs / 1_000);
    const skew = Math.abs(ahead) >= 5
      ? `: it is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} Google's`
      : "";
    return `set this machine's clock${skew}`;
  }
  if (/audience/i.test(message) && code === "invalid_grant") {
    return "the assertion was made for another address; check the option tokenEndpoint";
  }
  if (code === "invalid_scope") return "check the option scopes";
  if (/^(disabled|deleted)_client$/.test(code)) {
    return "the account is disabled or deleted; enable it";
  }
  if (code === "unauthorized_client") {
    return "domain-wide delegation does not cover this subject and scope; grant it, or drop the subject";
  }
  if (/^(access_denied|admin_policy_enforced|org_internal)$/.test(code)) {
    return "a policy of the organization forbids it; ask its administrator";
  }
  if (/^invalid_(grant|client|rapt)$/.test(code)) {
    return "create a new JSON key for the service account";
  }
  if (code === "invalid_request") {
    return "the request was changed on its way; check the option tokenEndpoint and what stands in between";
  }
  return "";
}
