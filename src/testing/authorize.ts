import { errorInfo, googleError, Refusal } from "./google_error.ts";
import { planJson } from "./reply_plan.ts";
import type { ServiceAccount } from "./service_account.ts";
import { cloudPlatformScope } from "./tokens.ts";
import type { TokenBook } from "./tokens.ts";
import { readScopes } from "./token_endpoint.ts";
import { verifyJwt } from "./verify_jwt.ts";

/** Whom the API lets in. */
export interface Gatekeeper {
  /** The account that may present self-signed tokens. */
  readonly account: ServiceAccount;
  /** Tokens issued. */
  readonly tokens: TokenBook;
  /** Whether a JWT signed by the account itself is a token. */
  readonly selfSigned: boolean;
  /** API keys that open the door; none unless asked for. */
  readonly apiKeys: readonly string[];
  /** Audiences of the self-signed form that carries one in place of a scope. */
  readonly audience: string;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

const see = "See https://developers.google.com/identity/sign-in/web/devconsole-project.";
const expected =
  "Expected OAuth 2 access token, login cookie or other valid authentication credential.";

/**
 * Lets a request with a good credential pass, and ends any other as Google does.
 *
 * @throws {Refusal} 401, or 403 for a token without the cloud-platform scope.
 */
export async function authorize(gate: Gatekeeper, url: URL, headers: Headers): Promise<void> {
  const apiKey = headers.get("x-goog-api-key") ?? url.searchParams.get("key");
  if (apiKey !== null && gate.apiKeys.includes(apiKey)) return;

  const header = headers.get("authorization");
  if (header === null) {
    if (apiKey === null) {
      return unauthenticated(
        "CREDENTIALS_MISSING",
        `Request is missing required authentication credential. ${expected} ${see}`,
      );
    }
    return unauthenticated(
      "CREDENTIALS_MISSING",
      "API keys are not supported by this API. Expected OAuth2 access token or other authentication " +
        "credentials that assert a principal. See https://cloud.google.com/docs/authentication",
    );
  }
  const token = /^Bearer (\S+)$/i.exec(header)?.[1];
  const invalid = `Request had invalid authentication credentials. ${expected} ${see}`;
  if (token === undefined) return unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED", invalid);

  const state = gate.tokens.stateOf(token);
  if (state === "valid") return;
  if (state === "insufficient") return outOfScope();
  if (state === "unknown" && token.split(".").length === 3) {
    if (await isSelfSigned(gate, token)) return;
    return unauthenticated("ACCESS_TOKEN_TYPE_UNSUPPORTED", invalid);
  }
  // Google says the same of expired, revoked and made-up tokens.
  return unauthenticated(
    token.startsWith("ya29.") ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_TYPE_UNSUPPORTED",
    invalid,
  );
}

/** AIP-4111: iss = sub = the account, and either a scope or an audience, never both. */
async function isSelfSigned(gate: Gatekeeper, token: string): Promise<boolean> {
  if (!gate.selfSigned) return false;
  const verdict = await verifyJwt(token, gate.account, gate.now());
  if (!verdict.ok || verdict.claims.sub !== verdict.claims.iss) return false;
  const { aud, scope } = verdict.claims;
  if (aud === undefined) return readScopes(scope).includes(cloudPlatformScope);
  return scope === undefined && aud === gate.audience;
}

function unauthenticated(reason: string, message: string): never {
  const info = errorInfo(reason, {
    method: "google.cloud.aiplatform.v1beta1.PredictionService.ChatCompletions",
  });
  const plan = planJson(401, googleError(401, message, [info]));
  const challenge = `Bearer realm="https://accounts.google.com/"`;
  const headers = { ...plan.headers, "www-authenticate": challenge };
  throw new Refusal({ ...plan, headers });
}

function outOfScope(): never {
  const message = "Request had insufficient authentication scopes.";
  const info = errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
  throw new Refusal(planJson(403, googleError(403, message, [info])));
}
