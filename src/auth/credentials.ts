/** A token as a {@linkcode Credentials} hands it out. */
export interface AccessToken {
  /** The secret itself. */
  token: string;
  /** How it is sent: `Authorization: Bearer …`, or `x-goog-api-key`. */
  type: "bearer" | "apiKey";
  /** When it stops working, in milliseconds since 1970; absent if it does not, or if nobody knows. */
  expiresAtMs?: number;
}

/** What a {@linkcode Credentials} works with. */
export interface TokenContext {
  /** The client's `fetch`; use it for every request, so that proxies and tests see them all. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Ends the work: the mint's own deadline, never the abort of a caller that happened to come first. */
  readonly signal: AbortSignal;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A source of access tokens. The client caches what it returns, so an implementation need not.
 *
 * @example A token of your own making
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 *
 * const vertex = createVertex({
 *   project: "my-project",
 *   credentials: {
 *     getToken: () => Promise.resolve({ token: "ya29.example", type: "bearer" }),
 *   },
 * });
 * if ((await vertex.getAccessToken()) !== "ya29.example") throw new Error("another token");
 * ```
 */
export interface Credentials {
  /** The project that the credentials belong to; the client's default. */
  readonly projectId?: string | undefined;
  /** The project that is billed and metered, if it is another. */
  readonly quotaProjectId?: string | undefined;
  /** The cloud they are for; `googleapis.com` if absent. */
  readonly universeDomain?: string | undefined;
  /** Whether its tokens are API keys of express mode, which knows neither project nor location. @default {false} */
  readonly express?: boolean | undefined;
  /**
   * Whose tokens these are and what for, as text: account, scopes, where they are minted. It keeps tokens in a shared
   * store apart, and is no secret.
   *
   * > [!WARNING]
   * > Credentials without `deriveBytes` that share a store and its `sealingKey` get each other's tokens, unless each
   * > account has an identity of its own.
   *
   * @default `projectId`
   */
  readonly identity?: string | undefined;
  /**
   * Derives bytes from a secret that only holders of the credentials have; tokens in a shared store are sealed under
   * them, and under the `sealingKey` if there is one.
   *
   * @param info What the bytes are for; other text gives unrelated bytes.
   * @returns 48 bytes, the same for the same secret and text.
   * @see {@link https://www.rfc-editor.org/rfc/rfc5869 | RFC 5869, HKDF}
   */
  deriveBytes?(info: string): Promise<ArrayBuffer>;
  /**
   * Gets a token.
   *
   * @param context See {@linkcode TokenContext}.
   * @returns A token that works now.
   */
  getToken(context: TokenContext): Promise<AccessToken>;
}
