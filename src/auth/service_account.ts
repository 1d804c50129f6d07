import { importPKCS8, SignJWT } from "jose";
import { VertexError } from "../errors.ts";
import type { Credentials, TokenContext } from "./credentials.ts";
import { exchangeToken } from "./exchange_token.ts";
import { parseServiceAccountKey, type ServiceAccountKey } from "./service_account_key.ts";

/** The scope that Vertex AI needs. */
export const CLOUD_PLATFORM_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** Google's token endpoint. */
export const GOOGLE_TOKEN_ENDPOINT = "https://oauth2.googleapis.com/token";

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

/** The token endpoints that key files of all ages name. */
const GOOGLES =
  /^https:\/\/(oauth2(\.[a-z0-9-]+)*\.googleapis\.com\/token|accounts\.google\.com\/o\/oauth2\/token|www\.googleapis\.com\/oauth2\/v\d\/token)$/;

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
  const endpoint = selfSigned ? undefined : tokenEndpointOf(account, options.tokenEndpoint);
  if (selfSigned && subject !== undefined) {
    throw new VertexError(
      "invalid_config",
      "Cannot use the credentials: selfSigned does not work together with a subject",
    );
  }
  let signingKey: CryptoKey | undefined;

  async function sign(nowMs: number, claims: Record<string, string>): Promise<string> {
    const issuedAt = Math.floor(nowMs / 1_000) - BACKDATE_SECONDS;
    const jwt = new SignJWT({ scope: scopes.join(" "), ...claims })
      .setProtectedHeader({
        alg: "RS256",
        typ: "JWT",
        ...(account.private_key_id !== undefined && { kid: account.private_key_id }),
      })
      .setIssuer(account.client_email)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS);
    try {
      signingKey ??= await importPKCS8(account.private_key, "RS256");
      return await jwt.sign(signingKey);
    } catch {
      // The runtimes' own errors differ, and none says what to do.
      throw new VertexError(
        "invalid_config",
        "Cannot use the credentials: private_key is no RSA key of 2048 bits or more in PKCS#8 form; download a new JSON key for the service account",
      );
    }
  }

  return {
    projectId: account.project_id,
    universeDomain: account.universe_domain,
    async getToken(context: TokenContext) {
      const nowMs = context.now();
      if (endpoint === undefined) {
        const token = await sign(nowMs, { sub: account.client_email });
        const expiresAtMs = nowMs + (LIFETIME_SECONDS - BACKDATE_SECONDS) * 1_000;
        return { token, type: "bearer", expiresAtMs };
      }
      const assertion = await sign(nowMs, {
        aud: endpoint,
        ...(subject !== undefined && { sub: subject }),
      });
      return await exchangeToken({
        endpoint,
        form: { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion },
        context,
      });
    },
  };
}

function tokenEndpointOf(account: ServiceAccountKey, chosen: string | undefined): string {
  const address = chosen ?? account.token_uri ?? GOOGLE_TOKEN_ENDPOINT;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (chosen !== undefined) {
    const loopback = url && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
    const safe = url?.protocol === "https:" || (loopback && url?.protocol === "http:");
    if (safe && !url?.username && !url?.password) return chosen;
    throw new VertexError(
      "invalid_config",
      "Cannot use the option tokenEndpoint: it is no https: address, nor an http: address on loopback, or it holds a user name",
    );
  }
  // A key file is data: whoever wrote it must not choose where the account's assertions go. Other addresses of
  // Google's store what strangers post.
  if (url && GOOGLES.test(url.href)) return address;
  throw new VertexError(
    "invalid_config",
    "Cannot use the credentials: token_uri is not an address of Google's; if you trust it, pass it as the option tokenEndpoint",
  );
}
