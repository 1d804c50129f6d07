import { exportJWK, exportPKCS8, generateKeyPair, importJWK, importPKCS8 } from "jose";
import type { CryptoKey, JWK } from "jose";

/** Google's public token endpoint, which every service-account key names. */
export const googleTokenEndpoint = "https://oauth2.googleapis.com/token";

/**
 * A service-account key file as the Google Cloud console hands it out.
 *
 * @see {@link https://google.aip.dev/auth/4112 | AIP-4112}
 */
export interface ServiceAccountKey {
  /** Always `service_account`. */
  readonly type: "service_account";
  /** Project that owns the account. */
  readonly project_id: string;
  /** Identifier of the key, 40 hexadecimal digits; the JWT header's `kid`. */
  readonly private_key_id: string;
  /** RSA-2048 private key, PKCS#8 in PEM. */
  readonly private_key: string;
  /** The account's address; the JWT's `iss`. */
  readonly client_email: string;
  /** The account's number. */
  readonly client_id: string;
  /** Google's consent page. */
  readonly auth_uri: string;
  /** Google's token endpoint. */
  readonly token_uri: string;
  /** Google's certificates. */
  readonly auth_provider_x509_cert_url: string;
  /** The account's certificates. */
  readonly client_x509_cert_url: string;
  /** `googleapis.com`, but for sovereign clouds. */
  readonly universe_domain: string;
}

/** The one account the emulator knows, with the public half of its key. */
export interface ServiceAccount {
  /** The key file. */
  readonly key: ServiceAccountKey;
  /** Verifies what the private key signed. */
  readonly publicKey: CryptoKey;
}

/** Makes an account with a fresh RSA key; about 100 ms of work. */
export async function createServiceAccount(universeDomain: string): Promise<ServiceAccount> {
  const pair = await generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
  const pem = await exportPKCS8(pair.privateKey);
  const client_email = "vertex-emulator@my-project.iam.gserviceaccount.com";
  const key: ServiceAccountKey = {
    type: "service_account",
    project_id: "my-project",
    private_key_id: await keyId(await exportJWK(pair.publicKey)),
    private_key: `${pem}\n`,
    client_email,
    client_id: "100000000000000000001",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: googleTokenEndpoint,
    auth_provider_x509_cert_url: "https://www.googleapis.com/oauth2/v1/certs",
    client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${
      encodeURIComponent(client_email)
    }`,
    universe_domain: universeDomain,
  };
  return { key, publicKey: pair.publicKey };
}

/** Takes an account over from its key file, so that suites can share one key. */
export async function readServiceAccount(key: ServiceAccountKey): Promise<ServiceAccount> {
  const privateKey = await importPKCS8(key.private_key, "RS256", { extractable: true });
  const { kty, n, e } = await exportJWK(privateKey);
  const publicKey = await importJWK({ kty, n, e } as JWK, "RS256");
  // importJWK gives bytes for symmetric keys only; an RSA key is a CryptoKey.
  return { key, publicKey: publicKey as CryptoKey };
}

/** Google's key identifiers are opaque; a digest of the key keeps ours true to the key. */
async function keyId(jwk: JWK): Promise<string> {
  const modulus = new TextEncoder().encode(jwk.n ?? "");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", modulus));
  return Array.from(digest.slice(0, 20), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
