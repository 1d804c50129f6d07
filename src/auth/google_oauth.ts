import { invalidOption, VertexError } from "../errors.ts";

/** The scope that Vertex AI needs. */
export const CLOUD_PLATFORM_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

/** Google's token endpoint. */
export const GOOGLE_TOKEN_ENDPOINT = "https://oauth2.googleapis.com/token";

/** Google's public cloud. */
export const GOOGLE_UNIVERSE = "googleapis.com";

/** The token endpoints that credential files of all ages name. */
const GOOGLES =
  /^https:\/\/(oauth2(\.[a-z0-9-]+)*\.googleapis\.com\/token|accounts\.google\.com\/o\/oauth2\/token|www\.googleapis\.com\/oauth2\/v\d\/token)$/;

/**
 * The token endpoint to post to.
 *
 * A credential file is data: whoever wrote it must not choose where assertions and refresh tokens go. Other addresses
 * of Google's store what strangers post.
 *
 * @param named The file's `token_uri`, if it has one.
 * @param chosen The caller's option `tokenEndpoint`.
 * @returns The address.
 * @throws {VertexError} `invalid_config` if the file names anything but Google's, or the option is not safe.
 */
export function tokenEndpointOf(named: string | undefined, chosen: string | undefined): string {
  const address = chosen ?? named ?? GOOGLE_TOKEN_ENDPOINT;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (chosen !== undefined) {
    const safe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url));
    if (safe && !url?.username && !url?.password) return chosen;
    throw invalidOption(
      "tokenEndpoint",
      "it is no https: address, nor an http: address on loopback, or it holds a user name",
    );
  }
  if (url && GOOGLES.test(url.href)) return address;
  throw new VertexError(
    "invalid_config",
    "Cannot use the credentials: token_uri is not an address of Google's; if you trust it, pass it as the option tokenEndpoint",
  );
}

/** Whether an address is on this machine. */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}
