import { CompactSign, type CryptoKey, importPKCS8 } from "jose";
import { refused } from "./credential_file.ts";
import type { Credentials, TokenContext } from "./credentials.ts";
import { exchangeToken } from "./exchange_token.ts";
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
  // A self-signed token is never posted, and other clouds name endpoints of their own.
  const endpoint = selfSigned
    ? undefined
    : tokenEndpointOf(account.token_uri, options.tokenEndpoint);
  if (selfSigned && subject !== undefined) {
    throw refused("selfSigned does not work together with a subject");
  }
  let signingKey: CryptoKey | undefined;
  // Of this machine's clock, once it is known to matter.
  let aheadMs = 0;

  async function sign(nowMs: number, claims: Record<string, string>): Promise<string> {
    const issuedAt = Math.floor(nowMs / 1_000) - BACKDATE_SECONDS;
    const payload = {
      scope: scopes.join(" "),
      ...claims,
      iss: account.client_email,
      iat: issuedAt,
      exp: issuedAt + LIFETIME_SECONDS,
    };
    const kid = account.private_key_id;
    // A JWT is a JWS of its claims; `SignJWT` would add only a builder for them, at half a kilobyte.
    const jws = new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(kid !== undefined && { kid }) });
    try {
      signingKey ??= await importPKCS8(account.private_key, "RS256");
      return await jws.sign(signingKey);
    } catch {
      // The runtimes' own errors differ, and none says what to do.
      throw refused(
        "private_key is no RSA key of 2048 bits or more in PKCS#8 form; download a new JSON key for the service account",
      );
    }
  }

  return {
    projectId: account.project_id,
    universeDomain: account.universe_domain,
    identity: JSON.stringify([account.client_email, scopes, subject, endpoint]),
    deriveBytes: (info) => deriveBytes(account.private_key, info),
    async getToken(context: TokenContext) {
      if (endpoint === undefined) {
        const nowMs = context.now();
        const token = await sign(nowMs, { sub: account.client_email });
        const expiresAtMs = nowMs + (LIFETIME_SECONDS - BACKDATE_SECONDS) * 1_000;
        return { token, type: "bearer", expiresAtMs };
      }
      return await exchangeToken({
        endpoint,
        context,
        assert: () =>
          sign(context.now() - aheadMs, {
            aud: endpoint,
            ...(subject !== undefined && { sub: subject }),
          }),
        correctClock(measuredMs) {
          // `Date` counts whole seconds, and the answer takes its time.
          if (Math.abs(measuredMs - aheadMs) < BACKDATE_SECONDS * 1_000) return false;
          aheadMs = measuredMs;
          return true;
        },
      });
    },
  };
}
