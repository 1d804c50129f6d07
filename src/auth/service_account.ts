import { CompactSign } from "jose";
import { refused } from "./credential_file.ts";
import type { Credentials } from "./credentials.ts";
import { createExchange } from "./exchange_token.ts";
import { CLOUD_PLATFORM_SCOPE, tokenEndpointOf } from "./google_oauth.ts";
import { deriveBytes } from "./seal.ts";
import { parseServiceAccountKey } from "./service_account_key.ts";

/** How a service account gets its tokens. */
export interface ServiceAccountOptions {
  /**
   * Use the signed assertion itself as the token, without an exchange (AIP-4111, with a scope). Whether the chat
   * endpoint accepts it is not documented by Google. @default {false}
   */
  readonly selfSigned?: boolean | undefined;
  /**
   * Where tokens are minted, if not at Google: an `https:` address, or `http:` on loopback. It is trusted with the
   * account's assertions.
   */
  readonly tokenEndpoint?: string | undefined;
  /** The user to act for, with domain-wide delegation. */
  readonly subject?: string | undefined;
  /** What the token is good for. @default {["https://www.googleapis.com/auth/cloud-platform"]} */
  readonly scopes?: readonly string[] | undefined;
}

// Google refuses an assertion from the future; ten seconds forgive a clock that is a little fast.
const BACKDATE_SECONDS = 10;
const LIFETIME_SECONDS = 3_600;
const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/**
 * Credentials from the JSON key of a service account: an RS256 assertion, exchanged for an access token.
 *
 * Nothing is signed or sent before the first `getToken`. The imported key is reused.
 *
 * @param key The key file: the object, its JSON text, or base64 of that text.
 * @param options See {@linkcode ServiceAccountOptions}.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if the key or an option cannot work; `auth_failed` from `getToken`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc7523#section-2.1 | RFC 7523, section 2.1}
 * @see {@link https://google.aip.dev/auth/4111 | AIP-4111, self-signed JWT}
 *
 * @example Sign, and mint at the emulator
 * ```ts
 * import { serviceAccount } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const credentials = serviceAccount(emulator.serviceAccountKey);
 * const { token } = await credentials.getToken({
 *   fetch: emulator.fetch,
 *   signal: new AbortController().signal,
 *   now: Date.now,
 * });
 * if (token === "") throw new Error("no token");
 * ```
 */
export function serviceAccount(
  key: object | string,
  options: ServiceAccountOptions = {},
): Credentials {
  const { selfSigned = false, scopes = [CLOUD_PLATFORM_SCOPE], subject } = options;
  const account = parseServiceAccountKey(key);
  const { client_email, pkcs8, private_key_id: kid } = account;
  // A self-signed token is never posted, and other clouds name endpoints of their own.
  const endpoint = selfSigned
    ? undefined
    : tokenEndpointOf(account.token_uri, options.tokenEndpoint);
  if (selfSigned && subject !== undefined) {
    throw refused("selfSigned does not work together with a subject");
  }
  let signingKey: CryptoKey | undefined;

  async function sign(
    nowMs: number,
    claims: Record<string, string | undefined>,
  ): Promise<string> {
    const iat = Math.floor(nowMs / 1_000) - BACKDATE_SECONDS;
    const exp = iat + LIFETIME_SECONDS;
    const payload = { scope: scopes.join(" "), ...claims, iss: client_email, iat, exp };
    // A JWT is a JWS of its claims; `SignJWT` would add only a builder for them, at half a kilobyte.
    const jws = new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(kid && { kid }) });
    try {
      // jose's own import knows every kind of key, at more than a kilobyte.
      signingKey ??= await crypto.subtle.importKey("pkcs8", pkcs8, RS256, false, ["sign"]);
      return await jws.sign(signingKey);
    } catch {
      // The runtimes' own errors differ, and none says what to do.
      throw refused(
        "private_key is no RSA key of 2048 bits or more; download a new JSON key for the service account",
      );
    }
  }

  return {
    projectId: account.project_id,
    universeDomain: account.universe_domain,
    identity: JSON.stringify([client_email, scopes, subject, endpoint]),
    deriveBytes: (info) => deriveBytes(pkcs8, info),
    getToken: endpoint !== undefined
      ? createExchange(endpoint, (nowMs) => sign(nowMs, { aud: endpoint, sub: subject }))
      : async ({ now }) => {
        const nowMs = now();
        const token = await sign(nowMs, { sub: client_email });
        const expiresAtMs = nowMs + (LIFETIME_SECONDS - BACKDATE_SECONDS) * 1_000;
        return { token, type: "bearer", expiresAtMs };
      },
  };
}
