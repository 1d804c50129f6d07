import { ask, type Cure, formPost, tokenIn } from "./ask.ts";
import { optionalText, readCredentialFile, requiredText } from "./credential_file.ts";
import type { Credentials } from "./credentials.ts";
import { tokenEndpointOf, universeOf } from "./google_oauth.ts";
import { deriveBytes } from "./seal.ts";

/** How a user's refresh token is used. */
export interface AuthorizedUserOptions {
  /**
   * Where tokens are minted, if not at Google: an `https:` address, or `http:` on loopback. It is trusted with the
   * refresh token.
   */
  readonly tokenEndpoint?: string | undefined;
  /** Narrows what the token is good for. @default all that the user agreed to */
  readonly scopes?: readonly string[] | undefined;
  /** The project that is billed and metered. @default the file's `quota_project_id` */
  readonly quotaProjectId?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

/**
 * Credentials of a person: the file `application_default_credentials.json` that `gcloud auth application-default login`
 * writes. It holds a refresh token, which is exchanged for access tokens.
 *
 * Nothing is sent before the first `getToken`. The file names no project: pass `project` to `createVertex`.
 *
 * @param file The file: the object, its JSON text, or base64 of that text.
 * @param options See {@linkcode AuthorizedUserOptions}.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if the file or an option cannot work; `auth_failed` from `getToken`.
 * @see {@link https://google.aip.dev/auth/4113 | AIP-4113, user authorization}
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 | RFC 6749, section 6}
 *
 * @example Ask as a person
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { authorizedUser } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({
 *   credentials: authorizedUser(emulator.authorizedUser),
 *   project: "my-project",
 *   fetch: emulator.fetch,
 * });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function authorizedUser(
  file: object | string,
  options: AuthorizedUserOptions = {},
): Credentials {
  const fields = readCredentialFile(
    file,
    "authorized_user",
    "gcloud auth application-default login",
  );
  const client_id = requiredText(fields, "client_id");
  const client_secret = requiredText(fields, "client_secret");
  const refresh_token = requiredText(fields, "refresh_token");
  const endpoint = tokenEndpointOf(optionalText(fields, "token_uri"), options.tokenEndpoint);
  const scope = options.scopes?.join(" ");
  return {
    identity: JSON.stringify([
      "authorized_user",
      client_id,
      optionalText(fields, "account"),
      scope,
    ]),
    quotaProjectId: options.quotaProjectId ?? optionalText(fields, "quota_project_id"),
    universeDomain: universeOf(optionalText(fields, "universe_domain"), options.universeDomain),
    deriveBytes: (info) => deriveBytes(refresh_token, info),
    async getToken(context) {
      const answer = await ask({
        server: "the token endpoint",
        url: endpoint,
        init: formPost({
          grant_type: "refresh_token",
          client_id,
          client_secret,
          refresh_token,
          scope,
        }),
        secrets: [client_secret, refresh_token],
        context,
        cures: CURES,
      });
      return tokenIn(answer);
    },
  };
}

const CURES: readonly Cure[] = [
  [
    / invalid_grant/,
    "the refresh token expired or was revoked; sign in again: gcloud auth application-default login",
  ],
  [
    / invalid_rapt/,
    "the organization asks for it from time to time; sign in again: gcloud auth application-default login",
  ],
  [
    / (invalid|unauthorized|deleted|disabled)_client/,
    "Google refuses client_id and client_secret; sign in again: gcloud auth application-default login",
  ],
  [/ invalid_scope/, "check the option scopes, or sign in with --scopes"],
];
