import { generateAccessToken } from "./iam_credentials.ts";
import { readMetadata } from "./metadata_server.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { refreshToken } from "./refresh_grant.ts";
import type { AuthorizedUserFile } from "./refresh_grant.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import { exchangeSubjectToken } from "./security_token_service.ts";
import { googleTokenEndpoint } from "./service_account.ts";
import { exchangeAssertion } from "./token_endpoint.ts";
import type { TokenEndpoint } from "./token_endpoint.ts";
import type { WorkloadIdentity } from "./workload_identity.ts";

/** Whoever issues tokens: OAuth's token endpoint, STS, IAM Credentials, and a machine's metadata server. */
export type TokenService = "oauth" | "sts" | "iam" | "metadata";

/** What all of them need to know. */
export interface TokenServices extends TokenEndpoint {
  /** The person who may refresh. */
  readonly user: AuthorizedUserFile;
  /** The provider whose tokens STS exchanges. */
  readonly provider: WorkloadIdentity;
  /** Whether tokens of another account may live for more than an hour. */
  readonly longLifetimes: boolean;
}

const metadataHosts = ["metadata.google.internal", "metadata.google.internal.", "169.254.169.254"];

/** Finds out which of them a URL addresses, if any; on loopback by the path alone. */
export function findTokenService(
  url: URL,
  local: boolean,
  table: { readonly tokenEndpoint: string; readonly universeDomain: string },
): TokenService | undefined {
  const { pathname } = url;
  const address = url.origin + pathname;
  if (address === table.tokenEndpoint || address === googleTokenEndpoint) return "oauth";
  if (local && pathname === "/token") return "oauth";

  const isAt = (service: string) =>
    local || url.origin === `https://${service}.${table.universeDomain}`;
  if (pathname === "/v1/token" && isAt("sts")) return "sts";
  const generates = /^\/v1\/projects\/-\/serviceAccounts\/[^/]+:generateAccessToken$/;
  if (generates.test(pathname) && isAt("iamcredentials")) return "iam";

  const machine = local || (url.protocol === "http:" && metadataHosts.includes(url.host));
  return machine && pathname.startsWith("/computeMetadata/v1/") ? "metadata" : undefined;
}

/** Plans the answer of one of them. */
export async function serveTokens(
  services: TokenServices,
  service: TokenService,
  request: RecordedRequest,
): Promise<ReplyPlan> {
  const { account, tokens, provider, longLifetimes, now } = services;
  const { url, method, headers, body } = request;
  const posted = { url, method, contentType: headers["content-type"] ?? "", body };
  switch (service) {
    case "oauth": {
      const form = new URLSearchParams(body);
      const refreshes = method === "POST" && form.get("grant_type") === "refresh_token";
      if (refreshes) return refreshToken(services.user, tokens, form);
      return await exchangeAssertion(services, posted);
    }
    case "sts":
      return await exchangeSubjectToken({ tokens, provider, now }, posted);
    case "iam": {
      const { client_email: email } = account.key;
      return generateAccessToken({ tokens, email, longLifetimes, now }, request);
    }
    case "metadata":
      return readMetadata(account.key, tokens, request);
  }
}
