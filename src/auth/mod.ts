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
export { serviceAccount, type ServiceAccountOptions } from "./service_account.ts";
export type { ServiceAccountKey } from "./service_account_key.ts";
