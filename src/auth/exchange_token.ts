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
}

// No token answer comes near this; it only keeps a wrong address from filling memory.
const MAX_ANSWER_BYTES = 1_000_000;
const DEFAULT_LIFETIME_SECONDS = 3_600;

/**
 * Posts a form to a token endpoint and reads the token out of the answer.
 *
 * @param request See {@linkcode TokenRequest}.
 * @returns The token, with its expiry on the caller's clock.
 * @throws {VertexError} `auth_failed` with a cure if it is refused or is no token answer, `connection_failed` if
 * there is no answer.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-5 | RFC 6749, section 5}
 */
export async function exchangeToken(request: TokenRequest): Promise<AccessToken> {
  const { endpoint, form, context } = request;
  const { status, headers, body } = await post(endpoint, form, context);
  const answer = parseJson(body);
  if (status < 200 || status > 299) throw refusal(status, answer, headers, context.now());
  const token = isRecord(answer) ? answer.access_token : undefined;
  if (isRecord(answer) && typeof token === "string" && token !== "") {
    // Some servers send it as text.
    const lifetime = parseFloat(String(answer.expires_in));
    const seconds = lifetime >= 0 && lifetime < Infinity ? lifetime : DEFAULT_LIFETIME_SECONDS;
    return { token, type: "bearer", expiresAtMs: context.now() + seconds * 1_000 };
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

interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function post(
  endpoint: string,
  form: Record<string, string>,
  context: TokenContext,
): Promise<TokenAnswer> {
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
    return { status: response.status, headers: response.headers, body };
  } catch (cause) {
    if (context.signal.aborted) throw context.signal.reason;
    throw new VertexError(
      "connection_failed",
      `Cannot get an access token: the connection to ${new URL(endpoint).host} failed`,
      { cause, retryable: true },
    );
  }
}

function refusal(status: number, answer: unknown, headers: Headers, nowMs: number): VertexError {
  const { status: named = "", message = "" } = parseGoogleError(answer) ?? {};
  const code = named.slice(0, 100);
  const said = [code, message].filter((text) => text !== "").join(": ").slice(0, 500);
  const passing = /^(internal_failure|server_error|temporarily_unavailable)$/;
  const transient = isRetryableStatus(status) || passing.test(code) || passing.test(message);
  const cure = cureOf(code, message, secondsAhead(headers, nowMs));
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

/** How far this machine's clock is ahead of the server's, by the `Date` header. */
function secondsAhead(headers: Headers, nowMs: number): number | undefined {
  const serverMs = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(serverMs) ? undefined : Math.round((nowMs - serverMs) / 1_000);
}

function cureOf(code: string, message: string, ahead: number | undefined): string {
  if (/signature/i.test(message)) {
    return "the key was deleted, disabled or altered; create a new JSON key for the service account";
  }
  if (/account not found/i.test(message)) {
    return "the service account was deleted or its address is wrong; check client_email";
  }
  if (/short-lived|reasonable timeframe|\biat\b|\bexp\b/i.test(message)) {
    const skew = ahead === undefined || Math.abs(ahead) < 5
      ? ""
      : `: it is ${Math.abs(ahead)} s ${ahead > 0 ? "ahead of" : "behind"} Google's`;
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
