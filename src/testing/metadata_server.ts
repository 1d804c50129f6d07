import { htmlError } from "./google_error.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { planText } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { ServiceAccountKey } from "./service_account.ts";
import { planOauth } from "./token_endpoint.ts";
import { cloudPlatformScope } from "./tokens.ts";
import type { TokenBook } from "./tokens.ts";

const root = "/computeMetadata/v1/";

/**
 * Answers as the metadata server of a machine does that the account is attached to.
 *
 * @see {@link https://google.aip.dev/auth/4115 | AIP-4115}
 */
export function readMetadata(
  key: ServiceAccountKey,
  tokens: TokenBook,
  request: RecordedRequest,
): ReplyPlan {
  const url = new URL(request.url);
  const plan = planMetadata(key, tokens, url, request);
  return { ...plan, headers: { ...plan.headers, "metadata-flavor": "Google" } };
}

function planMetadata(
  key: ServiceAccountKey,
  tokens: TokenBook,
  url: URL,
  request: RecordedRequest,
): ReplyPlan {
  const { headers, method } = request;
  // Both keep a page or a proxy from fetching tokens for somebody else.
  if (headers["metadata-flavor"] !== "Google") {
    return forbidden("Missing Metadata-Flavor:Google header.");
  }
  if ("x-forwarded-for" in headers) return forbidden("X-Forwarded-For header is not allowed.");
  if (method !== "GET") return htmlError(405, url.pathname);

  const path = url.pathname.slice(root.length);
  const [, account, property] = /^instance\/service-accounts\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  if (account === "default" || account === key.client_email) {
    if (property === "token") return planToken(tokens, url.searchParams.get("scopes"));
    if (property === "email") return plain(key.client_email);
    if (property === "scopes") return plain(`${cloudPlatformScope}\n`);
  }
  switch (path) {
    case "project/project-id":
      return plain(key.project_id);
    case "universe/universe-domain":
      return plain(key.universe_domain);
    case "instance":
    case "instance/":
      return plain("service-accounts/\n");
    default:
      return htmlError(404, url.pathname);
  }
}

function planToken(tokens: TokenBook, asked: string | null): ReplyPlan {
  const scopes = (asked ?? "").split(",").filter((scope) => scope !== "");
  return planOauth(200, {
    access_token: tokens.issue(scopes.length > 0 ? scopes : [cloudPlatformScope]),
    expires_in: tokens.lifetimeSeconds,
    token_type: "Bearer",
  });
}

function plain(text: string): ReplyPlan {
  return planText(200, "application/text", text);
}

function forbidden(reason: string): ReplyPlan {
  return planText(403, "text/html; charset=UTF-8", `<p><b>403.</b> ${reason}\n`);
}
