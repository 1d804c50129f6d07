import { planOauth } from "./token_endpoint.ts";
import { readScopes } from "./token_endpoint.ts";
import type { TokenRequest } from "./token_endpoint.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { TokenBook } from "./tokens.ts";
import { checkSubjectToken } from "./workload_identity.ts";
import type { WorkloadIdentity } from "./workload_identity.ts";

/** What the Security Token Service needs to know. */
export interface SecurityTokenService {
  /** Where issued tokens are kept. */
  readonly tokens: TokenBook;
  /** The provider whose tokens are exchanged. */
  readonly provider: WorkloadIdentity;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const subjectTokenTypes = [
  "urn:ietf:params:oauth:token-type:jwt",
  "urn:ietf:params:oauth:token-type:id_token",
];
// IAM's scope is enough to act as an account.
const scopePrefix = "https://www.googleapis.com/auth/";

/**
 * Exchanges an outside token for an access token of Google's.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8693#section-2 | RFC 8693, section 2}
 * @see {@link https://google.aip.dev/auth/4117 | AIP-4117}
 */
export async function exchangeSubjectToken(
  service: SecurityTokenService,
  request: TokenRequest,
): Promise<ReplyPlan> {
  if (request.method !== "POST") return refused("invalid_request", "Use POST.", 405);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.contentType)) {
    return refused("invalid_request", "Use the content type application/x-www-form-urlencoded.");
  }
  const form = new URLSearchParams(request.body);
  const field = (name: string) => form.get(name) ?? "";
  if (field("grant_type") !== exchangeGrant) return invalid("grant_type");
  if (field("requested_token_type") !== accessTokenType) return invalid("requested_token_type");
  if (!subjectTokenTypes.includes(field("subject_token_type"))) {
    return invalid("subject_token_type");
  }
  const audience = field("audience");
  if (!audience.startsWith("//iam.")) {
    return refused(
      "invalid_request",
      'Invalid value for "audience". This value should be the full resource name of the Identity Provider.',
    );
  }
  if (audience !== service.provider.audience) {
    return refused(
      "invalid_target",
      'The target service indicated by the "audience" parameters is invalid. This might either be because the pool ' +
        "or provider is disabled or deleted or because it doesn't exist.",
    );
  }
  const scopes = readScopes(field("scope"));
  if (scopes.length === 0 || scopes.some((scope) => !scope.startsWith(scopePrefix))) {
    return refused("invalid_scope", "Some requested scopes were invalid.");
  }
  const problem = await checkSubjectToken(
    field("subject_token"),
    service.provider,
    service.now(),
  );
  if (problem !== undefined) return refused("invalid_grant", problem);
  return planOauth(200, {
    access_token: service.tokens.issue(scopes),
    issued_token_type: accessTokenType,
    token_type: "Bearer",
    expires_in: service.tokens.lifetimeSeconds,
  });
}

function invalid(field: string): ReplyPlan {
  return refused("invalid_request", `Invalid value for "${field}".`);
}

function refused(error: string, description: string, status = 400): ReplyPlan {
  return planOauth(status, { error, error_description: description });
}
