import { invalidOption, VertexError } from "../errors.ts";
import { asNoToken } from "./ask.ts";
import type { AccessToken, Credentials, TokenContext } from "./credentials.ts";

/** A token that somebody else got. */
export type AccessTokenFunction = (
  context: TokenContext,
) => string | TimedToken | Promise<string | TimedToken>;

/** A token whose end is known. */
export interface TimedToken {
  /** The secret itself. */
  readonly token: string;
  /** When it stops working, in milliseconds since 1970. */
  readonly expiresAtMs?: number | undefined;
}

/** What goes with the token. */
export interface AccessTokenOptions {
  /**
   * How long what the function returns is kept, in seconds, unless it says when the token ends. Tokens end within an
   * hour, and the function may return one that is not fresh. @default {300}
   */
  readonly lifetimeSeconds?: number | undefined;
  /** The project, the client's default. */
  readonly projectId?: string | undefined;
  /** The project that is billed and metered, if it is another. */
  readonly quotaProjectId?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

/**
 * A token got elsewhere: text that works until it ends, or a function that is asked again when it is due.
 *
 * A text cannot be renewed: once Google refuses it, every call fails with `auth_failed`. Nobody can tell whose tokens
 * a function returns: where several accounts share a `tokenStore` and its `sealingKey`, name each, as in
 * `{ ...accessToken(getToken), identity: "alice" }`, or they get each other's tokens.
 *
 * @param token The token, or the function.
 * @param options See {@linkcode AccessTokenOptions}.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if the text is something else; `auth_failed` from `getToken`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-2.1 | RFC 6750, section 2.1}
 *
 * @example A function
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { accessToken } from "@vertex-edge/client/auth";
 *
 * const credentials = accessToken(() => Promise.resolve("ya29.example"));
 * const vertex = createVertex({ credentials, project: "my-project" });
 * if ((await vertex.getAccessToken()) !== "ya29.example") throw new Error("another token");
 * ```
 */
export function accessToken(
  token: string | AccessTokenFunction,
  options: AccessTokenOptions = {},
): Credentials {
  const { lifetimeSeconds = 300, projectId, quotaProjectId, universeDomain } = options;
  if (!(lifetimeSeconds > 0)) {
    throw invalidOption("lifetimeSeconds", `${lifetimeSeconds} is no number above 0`);
  }
  const shared = { projectId, quotaProjectId, universeDomain };
  if (typeof token !== "function") {
    const text = checkText(token);
    return { ...shared, getToken: () => Promise.resolve({ token: text, type: "bearer" }) };
  }
  return {
    ...shared,
    async getToken(context): Promise<AccessToken> {
      try {
        const got = await token(context);
        const { token: text, expiresAtMs } = typeof got === "string"
          ? { token: got, expiresAtMs: undefined }
          : got;
        const endsAtMs = expiresAtMs ?? context.now() + lifetimeSeconds * 1_000;
        return { token: text.trim(), type: "bearer", expiresAtMs: endsAtMs };
      } catch (cause) {
        throw asNoToken("the function accessToken failed", cause, context.signal);
      }
    },
  };
}

function checkText(token: unknown): string {
  const text = typeof token === "string" ? token.trim() : "";
  const problem = text === ""
    ? "it is empty"
    : text.startsWith("AIza")
    ? "it is an API key; use apiKey"
    : text.startsWith("{")
    ? "it is JSON; use serviceAccount, authorizedUser or externalAccount"
    : !/^[!-~]+$/.test(text)
    ? "it holds characters that no header holds; pass the token alone"
    : undefined;
  if (problem === undefined) return text;
  throw new VertexError("invalid_config", `Cannot use the access token: ${problem}`);
}
