import { compactVerify, decodeJwt, decodeProtectedHeader } from "jose";
import type { JWTPayload } from "jose";
import type { ServiceAccount } from "./service_account.ts";

/** Why an assertion is refused, in the terms of RFC 6749, section 5.2. */
export interface JwtProblem {
  /** OAuth error code. */
  readonly error: string;
  /** Google's sentence. */
  readonly description: string;
}

/** The claims of a good assertion, or the first thing wrong with it. */
export type JwtVerdict =
  | { readonly ok: true; readonly claims: JWTPayload }
  | { readonly ok: false; readonly problem: JwtProblem };

// Google tolerates a clock that runs ahead by this much, and no assertion that lives longer than an hour.
const skewSeconds = 300;
const longestLifeSeconds = 3_600;

/**
 * Verifies what Google verifies in every service-account JWT, in Google's order:
 * structure, signature, account, presence of iat and exp, time window. Scope and audience are the caller's.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7523#section-3 | RFC 7523, section 3}
 */
export async function verifyJwt(
  jwt: string,
  account: ServiceAccount,
  nowMs: number,
): Promise<JwtVerdict> {
  const claims = decodeClaims(jwt);
  if (claims === undefined) return refused("invalid_request", "Bad Request");
  if (!await isSigned(jwt, account)) return refused("invalid_grant", "Invalid JWT Signature.");
  if (claims.iss !== account.key.client_email) {
    return refused("invalid_grant", "Invalid grant: account not found");
  }
  const { iat, exp } = claims;
  if (typeof iat !== "number") {
    return refused("invalid_grant", "Invalid JWT: iat (issued at) time is not set.");
  }
  if (typeof exp !== "number") {
    return refused("invalid_grant", "Invalid JWT: exp (expiration time) is not set.");
  }
  const nowSeconds = nowMs / 1_000;
  if (
    iat > nowSeconds + skewSeconds || exp <= nowSeconds || exp - iat > longestLifeSeconds ||
    exp <= iat
  ) {
    return refused(
      "invalid_grant",
      "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. " +
        "Check your iat and exp values in the JWT claim.",
    );
  }
  return { ok: true, claims };
}

function refused(error: string, description: string): JwtVerdict {
  return { ok: false, problem: { error, description } };
}

function decodeClaims(jwt: string): JWTPayload | undefined {
  try {
    if (jwt.split(".").length !== 3) return undefined;
    decodeProtectedHeader(jwt);
    return decodeJwt(jwt);
  } catch {
    return undefined;
  }
}

async function isSigned(jwt: string, account: ServiceAccount): Promise<boolean> {
  try {
    const { protectedHeader } = await compactVerify(jwt, account.publicKey, {
      algorithms: ["RS256"],
    });
    const { kid } = protectedHeader;
    // Without a kid Google tries every key of the account; a kid it does not know matches none.
    return kid === undefined || kid === account.key.private_key_id;
  } catch {
    return false;
  }
}
