import type { ReplyPlan } from "./reply_plan.ts";
import { planOauth, readScopes } from "./token_endpoint.ts";
import { cloudPlatformScope } from "./tokens.ts";
import type { TokenBook } from "./tokens.ts";

/**
 * A file `application_default_credentials.json` as gcloud writes it.
 *
 * @see {@link https://google.aip.dev/auth/4113 | AIP-4113}
 */
export interface AuthorizedUserFile {
  /** Always `authorized_user`. */
  readonly type: "authorized_user";
  /** Always empty: gcloud does not say who signed in. */
  readonly account: string;
  /** The program that the person signed in with. */
  readonly client_id: string;
  /** That program's secret. */
  readonly client_secret: string;
  /** What access tokens are got with. */
  readonly refresh_token: string;
  /** The project that is billed. */
  readonly quota_project_id: string;
  /** The cloud. */
  readonly universe_domain: string;
}

/** The one person that the emulator knows. */
export function createAuthorizedUser(universeDomain: string): AuthorizedUserFile {
  return {
    account: "",
    client_id: "100000000000-emulator.apps.googleusercontent.com",
    client_secret: "emulator-client-secret",
    quota_project_id: "my-project",
    refresh_token: "1//0emulator-refresh-token",
    type: "authorized_user",
    universe_domain: universeDomain,
  };
}

// What a person agrees to in gcloud auth application-default login.
const agreed = [
  "openid",
  "https://www.googleapis.com/auth/userinfo.email",
  cloudPlatformScope,
];

/**
 * Exchanges a refresh token for an access token.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 | RFC 6749, section 6}
 */
export function refreshToken(
  user: AuthorizedUserFile,
  tokens: TokenBook,
  form: URLSearchParams,
): ReplyPlan {
  if (form.get("client_id") !== user.client_id) {
    return refused(401, "invalid_client", "The OAuth client was not found.");
  }
  if (form.get("client_secret") !== user.client_secret) {
    return refused(401, "invalid_client", "The provided client secret is invalid.");
  }
  if (form.get("refresh_token") !== user.refresh_token) {
    return refused(400, "invalid_grant", "Token has been expired or revoked.");
  }
  const asked = readScopes(form.get("scope") ?? undefined);
  if (asked.some((scope) => !agreed.includes(scope))) {
    return refused(400, "invalid_scope", "Some requested scopes cannot be shown.");
  }
  const scopes = asked.length > 0 ? asked : agreed;
  return planOauth(200, {
    access_token: tokens.issue(scopes),
    expires_in: tokens.lifetimeSeconds,
    scope: scopes.join(" "),
    token_type: "Bearer",
  });
}

function refused(status: number, error: string, description: string): ReplyPlan {
  return planOauth(status, { error, error_description: description });
}
