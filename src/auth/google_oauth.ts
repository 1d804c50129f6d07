import { invalidOption } from "../errors.ts";
import { refused } from "./credential_file.ts";

/** The scope that Vertex AI needs. */
export const CLOUD_PLATFORM_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

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
export function tokenEndpointOf(
  named = "https://oauth2.googleapis.com/token",
  chosen?: string,
): string {
  const url = parseAddress(chosen ?? named);
  if (chosen !== undefined) {
    if (url && isSecure(url)) return chosen;
    throw invalidOption(
      "tokenEndpoint",
      "it is no https: address, nor http: on loopback, or it holds a user name",
    );
  }
  if (url && GOOGLES.test(url.href)) return named;
  throw refused(
    "token_uri is not an address of Google's; if you trust it, pass it as the option tokenEndpoint",
  );
}

/** An address that holds no user name; `undefined` for any other text. */
export function parseAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.username || url?.password ? undefined : url;
}

/** Whether what is sent there can be read by nobody on its way: over TLS, or within this machine. */
export function isSecure({ protocol, hostname }: URL): boolean {
  return protocol === "https:" ||
    (protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname));
}

/**
 * Checks the project that is billed before it becomes a header; a file may hold anything.
 *
 * @param project Such as `my-project`, or `example.com:my-project`; `undefined` for none.
 * @throws {VertexError} `invalid_config` if it cannot be one.
 */
export function checkQuotaProject(project: string | undefined): void {
  if (project === undefined || /^[a-z0-9][a-z0-9.:-]{0,99}$/.test(project)) return;
  throw refused('the quota project is no project ID, such as "my-project"');
}

/**
 * The cloud that a file is for. One other than Google's public one must be the caller's choice, since its tokens go
 * to hosts below that domain.
 *
 * @param named The file's `universe_domain`.
 * @param chosen The caller's option `universeDomain`.
 * @returns A domain.
 * @throws {VertexError} `invalid_config` if they differ.
 */
export function universeOf(named: string | undefined, chosen = GOOGLE_UNIVERSE): string {
  if ((named ?? chosen) === chosen) return chosen;
  throw refused(
    "they are for another cloud; if you trust it, pass its domain as the option universeDomain",
  );
}
