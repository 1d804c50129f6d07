import { ask, formPost, type Refusal, tokenIn } from "./ask.ts";
import type { AccessToken, TokenContext } from "./credentials.ts";

/** One request to an OAuth token endpoint. */
export interface TokenRequest {
  /** The address that is posted to. */
  readonly endpoint: string;
  /** Makes the assertion, which says who asks. */
  readonly assert: () => Promise<string>;
  /** Where the request is made. */
  readonly context: TokenContext;
  /**
   * Told that this machine's clock is ahead of the server's by so many milliseconds, or behind if negative, once at
   * most, when the server refuses the time in the assertion.
   *
   * @returns Whether another assertion will say another time.
   */
  readonly correctClock: (aheadMs: number) => boolean;
}

const REFUSED_TIME = /short-lived|reasonable timeframe|\biat\b|\bexp\b/i;
// Half of an assertion's life: who lies about the time gains no more than that. Google itself forgives a clock that is
// five minutes ahead, or behind by less than the whole life.
const MAX_CORRECTION_MS = 1_800_000;

/**
 * Exchanges an assertion for an access token.
 *
 * If the server refuses the time in the assertion, and by its `Date` this machine's clock is off by half an hour at
 * most, a corrected one is posted once.
 *
 * @param request See {@linkcode TokenRequest}.
 * @returns The token, with its expiry on the caller's clock.
 * @throws {VertexError} `auth_failed` with a cure if it is refused or is no token answer, `connection_failed` if
 * there is no answer.
 * @see {@link https://www.rfc-editor.org/rfc/rfc7523#section-2.1 | RFC 7523, section 2.1}
 */
export async function exchangeToken(request: TokenRequest): Promise<AccessToken> {
  const { endpoint, assert, context, correctClock } = request;
  const post = async () => {
    const assertion = await assert();
    const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    return { init: formPost({ grant_type, assertion }), secrets: [assertion] };
  };
  const question = { server: "the token endpoint", url: endpoint, context, cureOf };
  const answer = await ask({ ...question, ...await post() }, async ({ message, aheadMs }) => {
    const mayBeTrue = Math.abs(aheadMs) <= MAX_CORRECTION_MS && REFUSED_TIME.test(message);
    return mayBeTrue && correctClock(aheadMs) ? await post() : undefined;
  });
  return tokenIn(answer);
}

function cureOf({ code, message, aheadMs }: Refusal): string | undefined {
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
  return undefined;
}
