import { createLocalJWKSet, errors, exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose";
import type { CryptoKey } from "jose";

/** An outside identity provider that the emulator trusts, and plays. */
export interface WorkloadIdentity {
  /** The provider's name at Google; the `audience` of a configuration. */
  readonly audience: string;
  /** The issuer that subject tokens must name. */
  readonly issuer: string;
  /** The keys that verify subject tokens. Those of {@linkcode mintSubjectToken} are put in; add your own. */
  readonly jwks: {
    /** Public keys, RS256 or ES256. */
    readonly keys: (JsonWebKey & { kid?: string })[];
  };
  /**
   * Signs a subject token that the emulator accepts, valid for five minutes of its time.
   *
   * @param claims In place of `iss`, `sub`, `aud`, `iat`, `exp`, or beside them.
   * @returns A JWT.
   */
  readonly mintSubjectToken: (claims?: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** Why a subject token is refused; undefined for a good one. */
export type SubjectTokenProblem = string | undefined;

const algorithm = "ES256";
const lifeSeconds = 300;

/** Opens a provider. Its key is made when the first token is: making keys is forbidden at a Worker's module scope. */
export function createWorkloadIdentity(
  universeDomain: string,
  now: () => number,
): WorkloadIdentity {
  const audience =
    `//iam.${universeDomain}/projects/123456789012/locations/global/workloadIdentityPools/emulator-pool/providers/emulator-provider`;
  const issuer = "https://idp.example.com";
  const keys: WorkloadIdentity["jwks"]["keys"] = [];
  let signer: { readonly kid: string; readonly key: CryptoKey } | undefined;

  async function makeSigner(): Promise<{ readonly kid: string; readonly key: CryptoKey }> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const kid = `emulator-${keys.length + 1}`;
    keys.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" } as JsonWebKey);
    return { kid, key: privateKey };
  }

  async function mintSubjectToken(
    claims: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    signer ??= await makeSigner();
    const iat = Math.floor(now() / 1_000);
    return await new SignJWT({
      iss: issuer,
      sub: "repo:example/app:ref:refs/heads/main",
      // The default that Google expects of a provider without audiences of its own.
      aud: `https:${audience}`,
      iat,
      exp: iat + lifeSeconds,
      ...claims,
    }).setProtectedHeader({ alg: algorithm, typ: "JWT", kid: signer.kid }).sign(signer.key);
  }

  return { audience, issuer, jwks: { keys }, mintSubjectToken };
}

/**
 * Verifies what Google verifies in an OIDC subject token: structure, signature, issuer, audience, time.
 *
 * The sentences follow those that users quote; Google does not document them.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7519#section-7.2 | RFC 7519, section 7.2}
 */
export async function checkSubjectToken(
  token: string,
  provider: WorkloadIdentity,
  nowMs: number,
): Promise<SubjectTokenProblem> {
  try {
    const keys = { keys: provider.jwks.keys } as Parameters<typeof createLocalJWKSet>[0];
    await jwtVerify(token, createLocalJWKSet(keys), {
      algorithms: ["RS256", "ES256"],
      issuer: provider.issuer,
      audience: [provider.audience, `https:${provider.audience}`],
      currentDate: new Date(nowMs),
      requiredClaims: ["iat", "exp", "sub"],
    });
    return undefined;
  } catch (error) {
    return problemOf(error, provider);
  }
}

function problemOf(error: unknown, provider: WorkloadIdentity): string {
  if (error instanceof errors.JWTExpired) {
    return `ID Token issued at ${error.payload.iat} is stale to sign-in.`;
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { iss, aud } = error.payload;
    if (error.claim === "iss") {
      return `The issuer in ID Token ${iss} does not match the expected ones: ${provider.issuer}.`;
    }
    if (error.claim === "aud") {
      return `The audience in ID Token [${aud}] does not match the expected audience ${provider.audience}.`;
    }
    return `The claim ${error.claim} in ID Token is missing or not valid.`;
  }
  const unsigned = error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;
  return unsigned
    ? "The signature of the ID Token cannot be verified with the issuer's keys."
    : "The ID Token cannot be parsed.";
}
