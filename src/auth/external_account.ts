import { isRecord } from "../errors.ts";
import { ask, type Cure, formPost, tokenIn } from "./ask.ts";
import { optionalText, readCredentialFile, refused, requiredText } from "./credential_file.ts";
import type { Credentials } from "./credentials.ts";
import {
  checkLifetime,
  DEFAULT_LIFETIME_SECONDS,
  generateAccessToken,
} from "./generate_access_token.ts";
import { CLOUD_PLATFORM_SCOPE, universeOf } from "./google_oauth.ts";
import { type SubjectTokenOptions, subjectTokenSource } from "./subject_token.ts";
import { checkOrigins, googleURL } from "./trusted_url.ts";

/** How an outside identity becomes one of Google's. */
export interface ExternalAccountOptions extends SubjectTokenOptions {
  /**
   * Origins that the configuration may name beside Google's own, such as `https://idp.example.com` of a
   * `credential_source.url`; that one may be `http:`, as on a machine of Azure's.
   *
   * > [!WARNING]
   * > Whoever wrote the configuration chooses where secrets go, within these.
   *
   * @default none
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** What the token is good for. @default {["https://www.googleapis.com/auth/cloud-platform"]} */
  readonly scopes?: readonly string[] | undefined;
  /** The project that is billed and metered. @default the configuration's `quota_project_id` */
  readonly quotaProjectId?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

/**
 * Credentials without any key: Workload Identity Federation. A token of an outside provider (Vercel, GitHub Actions,
 * Deno Deploy, Fly, Cloudflare Access, any OIDC or SAML) is exchanged at Google's Security Token Service, and, if the
 * configuration says so, that of a service account is got with the result.
 *
 * The configuration is the file that `gcloud iam workload-identity-pools create-cred-config` writes, or an object with
 * `audience` and, where wanted, `service_account_impersonation_url`. Its credential source is an address, a file, or
 * is replaced by the option `subjectToken`; signed requests of AWS, programs and client certificates are refused.
 * Nothing is sent before the first `getToken`.
 *
 * Nobody can tell beforehand whom a subject token stands for: where several such identities share a `tokenStore` and
 * its `sealingKey`, name each, as in `{ ...externalAccount(config), identity: "alice" }`, or they get each other's tokens.
 *
 * @param config The configuration: the object, its JSON text, or base64 of that text.
 * @param options See {@linkcode ExternalAccountOptions}.
 * @returns Credentials for `createVertex`; they name no project.
 * @throws {VertexError} `invalid_config` if the configuration or an option cannot work, or names an address that is
 * neither Google's nor allowed; `auth_failed` from `getToken`.
 * @see {@link https://google.aip.dev/auth/4117 | AIP-4117, external accounts}
 * @see {@link https://www.rfc-editor.org/rfc/rfc8693#section-2.1 | RFC 8693, section 2.1}
 *
 * @example A token function, and a service account to act as
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { externalAccount } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const { audience, mintSubjectToken } = emulator.workloadIdentity;
 * const account = emulator.serviceAccountKey.client_email;
 * const credentials = externalAccount({
 *   type: "external_account",
 *   audience,
 *   service_account_impersonation_url:
 *     `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`,
 * }, { subjectToken: () => mintSubjectToken() }); // on Vercel: getVercelOidcToken
 * const vertex = createVertex({ credentials, project: "my-project", fetch: emulator.fetch });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function externalAccount(
  config: object | string,
  options: ExternalAccountOptions = {},
): Credentials {
  const { scopes = [CLOUD_PLATFORM_SCOPE] } = options;
  const fields = readCredentialFile(
    config,
    "external_account",
    "gcloud iam workload-identity-pools create-cred-config",
  );
  const universeDomain = universeOf(
    optionalText(fields, "universe_domain"),
    options.universeDomain,
  );
  const trust = {
    universe: universeDomain,
    allowedOrigins: checkOrigins(options.allowedOrigins ?? []),
  };
  const audience = requiredText(fields, "audience");
  if (!/^\/\/iam\.[a-z0-9.-]+\/(projects|locations)\//.test(audience)) {
    throw refused(
      "audience does not name a provider: it begins with //iam.googleapis.com/projects/ or //iam.googleapis.com/locations/",
    );
  }
  const tokenURL = googleURL({
    field: "token_url",
    address: optionalText(fields, "token_url") ?? `https://sts.${universeDomain}/v1/token`,
    service: "sts",
  }, trust);
  const impersonationURL = optionalText(fields, "service_account_impersonation_url");
  const target = impersonationURL === undefined ? undefined : {
    url: googleURL({
      field: "service_account_impersonation_url",
      address: impersonationURL,
      service: "iamcredentials",
    }, trust),
    scopes,
    lifetimeSeconds: lifetimeOf(fields.service_account_impersonation),
  };
  const subjectToken = subjectTokenSource(fields.credential_source, options, trust);
  const subjectTokenType = optionalText(fields, "subject_token_type") ??
    "urn:ietf:params:oauth:token-type:jwt";
  const userProject = optionalText(fields, "workforce_pool_user_project");
  const quotaProjectId = options.quotaProjectId ?? optionalText(fields, "quota_project_id");
  return {
    identity: JSON.stringify(["external_account", audience, scopes, target]),
    quotaProjectId,
    universeDomain,
    async getToken(context) {
      const subject_token = await subjectToken({ ...context, audience });
      const answer = await ask({
        server: "the Security Token Service",
        url: tokenURL,
        init: formPost({
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          audience,
          // What acts as an account needs this one, whatever the account's token shall be good for.
          scope: target ? CLOUD_PLATFORM_SCOPE : scopes.join(" "),
          requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
          subject_token,
          subject_token_type: subjectTokenType,
          options: userProject && JSON.stringify({ userProject }),
        }),
        secrets: [subject_token],
        context,
        cures: CURES,
      });
      const source = tokenIn(answer);
      if (!target) return source;
      return await generateAccessToken({ ...target, source }, context);
    },
  };
}

function lifetimeOf(impersonation: unknown): number {
  const seconds = isRecord(impersonation) ? impersonation.token_lifetime_seconds : undefined;
  return checkLifetime(
    "service_account_impersonation.token_lifetime_seconds",
    seconds ?? DEFAULT_LIFETIME_SECONDS,
  );
}

const CURES: readonly Cure[] = [
  [
    /attribute condition/i,
    "the provider's attribute condition does not admit this token; change it",
  ],
  [/stale|expired|issued at/i, "get a fresh one for each call, and set the clock of its issuer"],
  [/audience in/i, "list the subject token's audience among the provider's allowed audiences"],
  [/issuer in/i, "check the provider's issuer"],
  [
    /signature|jwks?\b|\bkeys?\b|connecting/i,
    "the issuer's published keys do not verify the token; check the provider's issuer, or the keys uploaded to it",
  ],
  [/invalid_target|audience/i, "check audience: the pool or the provider is not there or disabled"],
  [/ invalid_grant/, "check subject_token_type and what the token function returns"],
];
