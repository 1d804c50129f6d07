/**
 * Credentials: where access tokens come from. A client made with a service-account key does all of this by itself;
 * import this entry to choose options, or to write a source of your own.
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
