import { ask, type Cure, formPost, type Refusal, tokenIn } from "./ask.ts";
import type { Credentials } from "./credentials.ts";

const REFUSED_TIME = /short-lived|reasonable timeframe|\biat\b|\bexp\b/i;
// Half of an assertion's life: who lies about the time gains no more than that. Google itself forgives a clock that is
// five minutes ahead, or behind by less than the whole life.
const MAX_CORRECTION_MS = 1_800_000;
// `Date` counts whole seconds, and the answer takes its time.
const MIN_CORRECTION_MS = 10_000;

const CURES: readonly Cure[] = [
  [REFUSED_TIME, clockCure],
  [
    /account not found| (disabled|deleted)_client/,
    "the service account is disabled or deleted; enable it, or check client_email",
  ],
  [
    /audience check| invalid_request/,
    "the assertion was for another address or changed on its way; check the option tokenEndpoint",
  ],
  [/ unauthorized_client/, "grant domain-wide delegation for this subject and scope"],
  [
    /email or user id/i,
    "check client_email, and the option subject if it is set: one names no active account",
  ],
  [
    / invalid_(grant|client|rapt)/,
    "the key was deleted, disabled or altered; create a new JSON key for the service account",
  ],
];

/**
 * Makes the function that exchanges assertions for access tokens.
 *
 * If the server refuses the time in an assertion, and by its `Date` this machine's clock is off by half an hour at
 * most, a corrected one is posted once; the clock is known to be off from then on.
 *
 * @param endpoint The address that is posted to.
 * @param assert Makes the assertion, which says who asks, and that it is so late, in milliseconds since 1970.
 * @returns The function, whose tokens expire on the caller's clock. It throws `auth_failed` with a cure if the
 * assertion is refused or the answer holds no token, `connection_failed` if there is no answer.
 * @see {@link https://www.rfc-editor.org/rfc/rfc7523#section-2.1 | RFC 7523, section 2.1}
 */
export function createExchange(
  endpoint: string,
  assert: (nowMs: number) => Promise<string>,
): Credentials["getToken"] {
  // Of this machine's clock, once it is known to matter.
  let aheadMs = 0;

  return async (context) => {
    async function post(): Promise<{ init: RequestInit; secrets: string[] }> {
      const assertion = await assert(context.now() - aheadMs);
      const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
      return { init: formPost({ grant_type, assertion }), secrets: [assertion] };
    }
    const question = { server: "the token endpoint", url: endpoint, context, cures: CURES };
    const answer = await ask({ ...question, ...await post() }, async (refusal) => {
      const mayBeTrue = Math.abs(refusal.aheadMs) <= MAX_CORRECTION_MS;
      const isNews = Math.abs(refusal.aheadMs - aheadMs) >= MIN_CORRECTION_MS;
      if (!mayBeTrue || !isNews || !REFUSED_TIME.test(refusal.said)) return undefined;
      aheadMs = refusal.aheadMs;
      return await post();
    });
    return tokenIn(answer);
  };
}

function clockCure({ aheadMs }: Refusal): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  const skew = `: it is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} Google's`;
  return `set this machine's clock${seconds >= 5 ? skew : ""}`;
}
