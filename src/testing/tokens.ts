import type { Seed } from "./seed.ts";

/** What the emulator knows about a bearer token. */
export type TokenState = "valid" | "insufficient" | "expired" | "unknown";

/** The access tokens issued so far. */
export interface TokenBook {
  /** Seconds a token lives. */
  readonly lifetimeSeconds: number;
  /** Issues an opaque token for these scopes; it may live for another time than all others. */
  readonly issue: (scopes: readonly string[], seconds?: number) => string;
  /** Looks a token up at the present time. */
  readonly stateOf: (token: string) => TokenState;
  /** Makes every token issued so far worthless. */
  readonly revokeAll: () => void;
}

/** The scope that Vertex AI demands. */
export const cloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform";

/** Opens an empty book. */
export function createTokenBook(
  seed: Seed,
  lifetimeSeconds: number,
  now: () => number,
): TokenBook {
  const issued = new Map<
    string,
    { readonly expiresAtMs: number; readonly scopes: readonly string[] }
  >();
  return {
    lifetimeSeconds,
    issue(scopes, seconds = lifetimeSeconds) {
      // Google's tokens often end in a row of dots: clients must not trim or parse them.
      const token = `ya29.c.${seed.base64url(96)}........`;
      issued.set(token, { expiresAtMs: now() + seconds * 1_000, scopes });
      return token;
    },
    stateOf(token) {
      const grant = issued.get(token);
      if (grant === undefined) return "unknown";
      if (now() >= grant.expiresAtMs) return "expired";
      return grant.scopes.includes(cloudPlatformScope) ? "valid" : "insufficient";
    },
    revokeAll: () => issued.clear(),
  };
}
