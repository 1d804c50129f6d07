import { invalidOption } from "../errors.ts";
import { ask, type Cure, tokenIn } from "./ask.ts";
import type { AccessToken, TokenContext } from "./credentials.ts";

/** One call of the IAM Credentials API. */
export interface Impersonation {
  /** The account's `…:generateAccessToken`. */
  readonly url: string;
  /** Who asks. */
  readonly source: AccessToken;
  /** The project that the asking is metered in, if it is another. */
  readonly quotaProjectId?: string | undefined;
  /** What the token shall be good for. */
  readonly scopes: readonly string[];
  /** How long it shall live. */
  readonly lifetimeSeconds: number;
  /** The accounts in between. */
  readonly delegates?: readonly string[] | undefined;
}

/** How long tokens of another account live unless the caller says otherwise. */
export const DEFAULT_LIFETIME_SECONDS = 3_600;

/**
 * Checks a lifetime before anything is sent.
 *
 * @param option The option or field that it was given as.
 * @param seconds Its value.
 * @returns The same.
 * @throws {VertexError} `invalid_config` if Google allows it to nobody.
 */
export function checkLifetime(option: string, seconds: unknown): number {
  if (typeof seconds === "number" && seconds >= 600 && seconds <= 43_200) {
    return Math.floor(seconds);
  }
  throw invalidOption(
    option,
    `${typeof seconds === "number" ? seconds : "it"} is no number of seconds from 600 to 43200`,
  );
}

/**
 * Gets a token of a service account, for somebody who may act as it.
 *
 * @param impersonation See {@linkcode Impersonation}.
 * @param context Where the request is made.
 * @returns The token.
 * @throws {VertexError} `auth_failed` with a cure if it is refused.
 * @see {@link https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken | generateAccessToken}
 */
export async function generateAccessToken(
  impersonation: Impersonation,
  context: TokenContext,
): Promise<AccessToken> {
  const { url, source, quotaProjectId, scopes, lifetimeSeconds, delegates = [] } = impersonation;
  const answer = await ask({
    server: "the IAM Credentials API",
    url,
    init: {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${source.token}`,
        ...(quotaProjectId !== undefined && { "x-goog-user-project": quotaProjectId }),
      },
      body: JSON.stringify({ scope: scopes, lifetime: `${lifetimeSeconds}s`, delegates }),
    },
    secrets: [source.token],
    context,
    cures: CURES,
  });
  return tokenIn(answer);
}

const CURES: readonly Cure[] = [
  [
    /has not been used|is disabled|SERVICE_DISABLED/i,
    "enable the API iamcredentials.googleapis.com in the project",
  ],
  [
    /lifetime/i,
    "ask for 3600 seconds at most, or list the account in iam.allowServiceAccountCredentialLifetimeExtension",
  ],
  [/^400/, "check the target, the scopes and the delegates"],
  [/^401/, "the source's own token was refused; check that it has the scope cloud-platform"],
  [
    /^403/,
    "grant the source roles/iam.serviceAccountTokenCreator on the target account, or to a federated identity roles/iam.workloadIdentityUser",
  ],
  [/^404/, "there is no such account; check the target's address"],
];
