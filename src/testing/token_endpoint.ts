import { planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { googleTokenEndpoint } from "./service_account.ts";
import type { ServiceAccount } from "./service_account.ts";
import type { TokenBook } from "./tokens.ts";
import { verifyJwt } from "./verify_jwt.ts";

/** What the token endpoint needs to know. */
export interface TokenEndpoint {
  /** The account that may ask. */
  readonly account: ServiceAccount;
  /** Where issued tokens are kept. */
  readonly tokens: TokenBook;
  /** The address that clients were told. */
  readonly tokenEndpoint: string;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

/** One POST to it. */
export interface TokenRequest {
  /** Address it was posted to. */
  readonly url: string;
  /** HTTP method. */
  readonly method: string;
  /** The content-type header. */
  readonly contentType: string;
  /** The form. */
  readonly body: string;
}

const jwtBearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/**
 * Exchanges a signed assertion for an access token, or says what is wrong with it in Google's words and order.
 *
 * @see {@link https://google.aip.dev/auth/4112 | AIP-4112}
 */
export async function exchangeAssertion(
  endpoint: TokenEndpoint,
  request: TokenRequest,
): Promise<ReplyPlan> {
  if (request.method !== "POST") {
    return oauthError("invalid_request", "Method not allowed: use POST", 405);
  }
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.contentType)) {
    return oauthError("invalid_request", "Content type must be application/x-www-form-urlencoded");
  }
  const form = new URLSearchParams(request.body);
  const grant = form.get("grant_type") ?? "";
  if (grant !== jwtBearerGrant) {
    return oauthError("unsupported_grant_type", `Invalid grant_type: ${grant}`);
  }
  const verdict = await verifyJwt(form.get("assertion") ?? "", endpoint.account, endpoint.now());
  if (!verdict.ok) return oauthError(verdict.problem.error, verdict.problem.description);

  const { aud, scope, sub } = verdict.claims;
  if (sub !== undefined && sub !== endpoint.account.key.client_email) {
    return oauthError(
      "unauthorized_client",
      "Client is unauthorized to retrieve access tokens using this method, " +
        "or client not authorized for any of the scopes requested.",
      401,
    );
  }
  const scopes = readScopes(scope);
  if (scopes.length === 0) {
    return oauthError("invalid_scope", "Invalid OAuth scope or ID token audience provided.");
  }
  const audiences = [endpoint.tokenEndpoint, request.url, googleTokenEndpoint];
  if (typeof aud !== "string" || !audiences.includes(aud)) {
    return oauthError("invalid_grant", "Invalid JWT: Failed audience check.");
  }
  const recognised = scopes.filter((name) => name.startsWith("https://www.googleapis.com/auth/"));
  if (recognised.length === 0) return planOauth(200, { id_token: form.get("assertion") });
  return planOauth(200, {
    access_token: endpoint.tokens.issue(recognised),
    expires_in: endpoint.tokens.lifetimeSeconds,
    token_type: "Bearer",
  });
}

/** The scopes of a claim, which is one string with blanks between them. */
export function readScopes(claim: unknown): string[] {
  return typeof claim === "string" ? claim.split(/\s+/).filter((name) => name !== "") : [];
}

/** Any answer of the token endpoint. */
export function planOauth(status: number, body: unknown): ReplyPlan {
  return planText(status, "application/json; charset=utf-8", JSON.stringify(body));
}

function oauthError(error: string, description: string, status = 400): ReplyPlan {
  return planOauth(status, { error, error_description: description });
}
