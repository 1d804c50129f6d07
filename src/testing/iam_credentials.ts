import { errorInfo, googleError, htmlError } from "./google_error.ts";
import { listOf, objectOf, parseJson, stringOf } from "./json.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { planJson } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { TokenBook } from "./tokens.ts";

/** What the IAM Credentials API needs to know. */
export interface IamCredentials {
  /** Where tokens are kept. */
  readonly tokens: TokenBook;
  /** The one account that everybody may act as. */
  readonly email: string;
  /** Whether tokens may live for more than an hour. */
  readonly longLifetimes: boolean;
  /** Present time in milliseconds. */
  readonly now: () => number;
}

const accountPath = /\/projects\/-\/serviceAccounts\/([^/:]+):generateAccessToken$/;
const delegateName = /^projects\/-\/serviceAccounts\/[^/]+$/;
const shortestSeconds = 600;
const hourSeconds = 3_600;
const longestSeconds = 43_200;

/**
 * Issues a token of a service account to somebody who may act as it.
 *
 * @see {@link https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken | generateAccessToken}
 */
export function generateAccessToken(iam: IamCredentials, request: RecordedRequest): ReplyPlan {
  const path = new URL(request.url).pathname;
  if (request.method !== "POST") return htmlError(404, path);
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  const state = token === undefined ? "unknown" : iam.tokens.stateOf(token);
  if (state === "insufficient") {
    const info = errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    const message = "Request had insufficient authentication scopes.";
    return planJson(403, googleError(403, message, [info]));
  }
  if (state !== "valid") return planJson(401, googleError(401));

  const email = accountPath.exec(path)?.[1]?.replace("%40", "@");
  if (email !== iam.email) {
    // Google does not tell strangers whether an account exists.
    const info = errorInfo("IAM_PERMISSION_DENIED", {
      permission: "iam.serviceAccounts.getAccessToken",
    });
    const message =
      "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).";
    return planJson(403, googleError(403, message, [info]));
  }
  const body = objectOf(parseJson(request.body));
  const scopes = listOf(body.scope).map(String);
  if (scopes.length === 0) return invalid("scope: at least one scope is required.");
  if (listOf(body.delegates).some((name) => !delegateName.test(String(name)))) {
    return invalid(
      "delegates: each must have the form projects/-/serviceAccounts/{ACCOUNT_EMAIL}.",
    );
  }
  const lifetime = stringOf(body.lifetime) ?? `${hourSeconds}s`;
  const seconds = Number(/^(\d+)s$/.exec(lifetime)?.[1] ?? NaN);
  const bound = iam.longLifetimes ? longestSeconds : hourSeconds;
  if (!(seconds >= shortestSeconds && seconds <= bound)) {
    return invalid(
      `The lifetime of the token must be at least ${shortestSeconds}s and at most ${bound}s.`,
    );
  }
  return planJson(200, {
    accessToken: iam.tokens.issue(scopes, seconds),
    expireTime: new Date(iam.now() + seconds * 1_000).toISOString().replace(/\.\d+Z$/, "Z"),
  });
}

function invalid(message: string): ReplyPlan {
  return planJson(400, googleError(400, message));
}
