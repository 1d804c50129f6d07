import { invalidOption, type VertexError } from "../errors.ts";
import { refused } from "./credential_file.ts";
import { isSecure, parseAddress } from "./google_oauth.ts";

/** Which addresses of a credential file may be dialled. */
export interface Trust {
  /** The cloud whose hosts are Google's. */
  readonly universe: string;
  /** Further origins, checked by {@linkcode checkOrigins}. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Checks the option `allowedOrigins`.
 *
 * @param origins The caller's.
 * @returns The same.
 * @throws {VertexError} `invalid_config` if one is no origin.
 */
export function checkOrigins(origins: readonly string[]): readonly string[] {
  for (const origin of origins) {
    if (URL.canParse(origin) && new URL(origin).origin === origin) continue;
    throw invalidOption(
      "allowedOrigins",
      "each is an origin, such as https://idp.example.com, without a path",
    );
  }
  return origins;
}

/**
 * Checks an address that secrets are posted to: one of Google's, or of an origin that the caller allowed.
 *
 * @param file The field it stands in, its value, and what Google's own looks like.
 * @param trust See {@linkcode Trust}.
 * @returns The address.
 * @throws {VertexError} `invalid_config` that names the field and the host.
 */
export function googleURL(
  file: { readonly field: string; readonly address: string; readonly service: GoogleService },
  trust: Trust,
): string {
  const { field, address, service } = file;
  const url = parseAddress(address);
  if (url?.protocol === "https:" && url.port === "" && pathOf(service).test(url.pathname)) {
    if (url.search === "" && isHostOf(url.hostname, service, trust.universe)) return url.href;
  }
  if (url && isSecure(url) && trust.allowedOrigins.includes(url.origin)) return url.href;
  throw distrusted(field, url, "is not an address of Google's");
}

/**
 * Checks an address that a subject token is read from. Google does not own it, so the caller must allow its origin.
 *
 * @param field The field it stands in.
 * @param address Its value.
 * @param trust See {@linkcode Trust}.
 * @returns The address.
 * @throws {VertexError} `invalid_config` that names the field and the host.
 */
export function allowedURL(field: string, address: string, trust: Trust): string {
  const url = parseAddress(address);
  if (url && trust.allowedOrigins.includes(url.origin)) return url.href;
  throw distrusted(field, url, "names an origin that nobody allowed");
}

/** The services that credential files name. */
type GoogleService = "sts" | "iamcredentials";

/** The path says as much as the host: other paths of Google's store what strangers post. */
function pathOf(service: GoogleService): RegExp {
  return service === "sts"
    ? /^\/v1\/token$/
    : /^\/v1\/projects\/-\/serviceAccounts\/[^/:]+:generateAccessToken$/;
}

/** `sts.googleapis.com`, and the regional `sts.us-east1.rep.googleapis.com`. */
function isHostOf(hostname: string, service: GoogleService, universe: string): boolean {
  if (!hostname.startsWith(`${service}.`) || !hostname.endsWith(`.${universe}`)) return false;
  const between = hostname.slice(service.length, -universe.length);
  return between === "." || /^\.[a-z0-9-]+\.rep\.$/.test(between);
}

function distrusted(field: string, url: URL | undefined, problem: string): VertexError {
  if (url === undefined) return refused(`${field} is no address, or it holds a user name`);
  return refused(
    `${field} ${problem}, but of ${
      url.origin.slice(0, 100)
    }; if you trust it, pass that in the option allowedOrigins`,
  );
}
