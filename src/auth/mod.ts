/**
 * Credentials: where access tokens come from. A client made with a service-account key does all of this by itself;
 * import this entry for every other kind, to choose options, or to write a source of your own.
 *
 * | you have | function |
 * | --- | --- |
 * | the JSON key of a service account | {@linkcode serviceAccount} |
 * | a token of Vercel, GitHub Actions, Deno Deploy, Fly, Cloudflare Access or any OIDC provider, and no key | {@linkcode externalAccount} |
 * | Cloud Run, Compute Engine or GKE | {@linkcode metadataServer} |
 * | the file of `gcloud auth application-default login` | {@linkcode authorizedUser} |
 * | the right to act as a service account | {@linkcode impersonated} |
 * | a key of express mode | {@linkcode apiKey} |
 * | a token, or a function that gets one | {@linkcode accessToken} |
 * | environment variables, whatever they name | {@linkcode fromEnvironment} |
 * | several of these | {@linkcode firstOf} |
 *
 * All of them feed the client's token cache and store. {@linkcode authFetch} takes them to Google's other APIs.
 *
 * @example A service account with options
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { serviceAccount } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const credentials = serviceAccount(emulator.serviceAccountKey, { tokenEndpoint: emulator.tokenEndpoint });
 * const vertex = createVertex({ credentials, fetch: emulator.fetch });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 *
 * @module
 */
export type { AccessToken, Credentials, TokenContext } from "./credentials.ts";
export {
  accessToken,
  type AccessTokenFunction,
  type AccessTokenOptions,
  type TimedToken,
} from "./access_token.ts";
export { apiKey } from "./api_key.ts";
export { authFetch, type AuthFetchOptions, type TokenHolder } from "./auth_fetch.ts";
export { authorizedUser, type AuthorizedUserOptions } from "./authorized_user.ts";
export { externalAccount, type ExternalAccountOptions } from "./external_account.ts";
export { firstOf } from "./first_of.ts";
export {
  type Environment,
  type EnvironmentOptions,
  type FoundCredentials,
  fromEnvironment,
  type PassedOver,
} from "./from_environment.ts";
export { impersonated, type ImpersonatedOptions } from "./impersonated.ts";
export { metadataServer, type MetadataServerOptions } from "./metadata_server.ts";
export { serviceAccount, type ServiceAccountOptions } from "./service_account.ts";
export type {
  ReadFile,
  SubjectTokenContext,
  SubjectTokenFunction,
  SubjectTokenOptions,
} from "./subject_token.ts";
export type { ServiceAccountKey } from "./service_account_key.ts";
export { type DenoKvLike, denoKvTokenStore } from "./deno_kv_token_store.ts";
export { type KvNamespaceLike, kvTokenStore } from "./kv_token_store.ts";
export type { TokenStore, TokenStoreOptions } from "./token_store.ts";
