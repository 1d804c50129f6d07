import { invalidOption } from "../errors.ts";
import { asNoToken, noToken } from "./ask.ts";
import type { Credentials } from "./credentials.ts";
import {
  checkLifetime,
  DEFAULT_LIFETIME_SECONDS,
  generateAccessToken,
} from "./generate_access_token.ts";
import { checkQuotaProject, CLOUD_PLATFORM_SCOPE, universeOf } from "./google_oauth.ts";

/** Whom to act as, and how. */
export interface ImpersonatedOptions {
  /** The service account to act as: its e-mail address. */
  readonly targetPrincipal: string;
  /**
   * How long each token lives, in seconds, from 600 to 43 200; above 3 600 the organization must allow it.
   * @default {3_600}
   */
  readonly lifetimeSeconds?: number | undefined;
  /** The service accounts in between, the source's neighbour first: their e-mail addresses. @default none */
  readonly delegates?: readonly string[] | undefined;
  /** What the token is good for. @default {["https://www.googleapis.com/auth/cloud-platform"]} */
  readonly scopes?: readonly string[] | undefined;
  /** The project that is billed and metered. @default the source's */
  readonly quotaProjectId?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

/**
 * Credentials of a service account that the source may act as, without a key of it.
 *
 * Each token costs one of the source's and one call of the IAM Credentials API. The source needs the role
 * `roles/iam.serviceAccountTokenCreator` on the account. In a shared `tokenStore` its tokens are kept apart as the
 * source's are: by its secret, if it holds one, and by its `identity`.
 *
 * @param source Who asks; any credentials but an API key.
 * @param options See {@linkcode ImpersonatedOptions}.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if an option cannot work; `auth_failed` from `getToken`.
 * @see {@link https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken | generateAccessToken}
 *
 * @example A person acts as a service account
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { authorizedUser, impersonated } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const credentials = impersonated(authorizedUser(emulator.authorizedUser), {
 *   targetPrincipal: emulator.serviceAccountKey.client_email,
 * });
 * const vertex = createVertex({ credentials, project: "my-project", fetch: emulator.fetch });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function impersonated(source: Credentials, options: ImpersonatedOptions): Credentials {
  const { delegates = [], scopes = [CLOUD_PLATFORM_SCOPE] } = options;
  const lifetimeSeconds = checkLifetime(
    "lifetimeSeconds",
    options.lifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS,
  );
  const universeDomain = universeOf(source.universeDomain, options.universeDomain);
  checkQuotaProject(source.quotaProjectId);
  const targetPrincipal = checkEmail("targetPrincipal", options.targetPrincipal);
  const names = delegates.map((email) =>
    `projects/-/serviceAccounts/${checkEmail("delegates", email)}`
  );
  const identity = ["impersonated", source.identity ?? source.projectId, targetPrincipal, names];
  return {
    projectId: source.projectId,
    identity: JSON.stringify([...identity, scopes, lifetimeSeconds]),
    quotaProjectId: options.quotaProjectId ?? source.quotaProjectId,
    universeDomain,
    ...(source.deriveBytes && { deriveBytes: source.deriveBytes.bind(source) }),
    async getToken(context) {
      const asking = await source.getToken(context).catch((cause: unknown) => {
        throw asNoToken("getToken of the source failed", cause, context.signal);
      });
      if (asking.type === "apiKey") {
        throw noToken("an API key cannot act as a service account; use another source");
      }
      return await generateAccessToken({
        url:
          `https://iamcredentials.${universeDomain}/v1/projects/-/serviceAccounts/${targetPrincipal}:generateAccessToken`,
        source: asking,
        quotaProjectId: source.quotaProjectId,
        scopes,
        lifetimeSeconds,
        delegates: names,
      }, context);
    },
  };
}

/** It becomes part of an address. */
function checkEmail(option: string, email: unknown): string {
  if (typeof email === "string" && /^[A-Za-z0-9._-]+@[A-Za-z0-9.-]+$/.test(email)) return email;
  throw invalidOption(
    option,
    `it is no e-mail address of a service account, such as name@project.iam.gserviceaccount.com`,
  );
}
