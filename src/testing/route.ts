/** Where a chat request goes, read from its URL. */
export interface ChatRoute {
  /** Project in the path; undefined on a bare `…/chat/completions` of a loopback server. */
  readonly project: string | undefined;
  /** Location in the path. */
  readonly location: string | undefined;
  /** `openapi`, or the ID of a self-deployed endpoint. */
  readonly endpoint: string;
}

/** What the emulator does with a URL. */
export type Route =
  | { readonly kind: "token" }
  | { readonly kind: "api"; readonly chat: ChatRoute }
  /** The path fits, but the host serves another location. */
  | { readonly kind: "misplaced"; readonly chat: ChatRoute }
  | { readonly kind: "other" };

/** What decides it. */
export interface RouteTable {
  /** The token endpoint's address. */
  readonly tokenEndpoint: string;
  /** `googleapis.com`, or a sovereign cloud's domain. */
  readonly universeDomain: string;
  /** Further hosts that are served like loopback. */
  readonly hosts: readonly string[];
}

const chatPath =
  /\/(?:v1|v1beta1)\/projects\/([^/]+)\/locations\/([^/]+)\/endpoints\/([^/]+)\/chat\/completions$/;
const multiRegions = ["us", "eu"];

/** Finds out whom a URL addresses. */
export function findRoute(url: URL, table: RouteTable): Route {
  const local = isLoopback(url.hostname) || table.hosts.includes(url.hostname);
  const address = url.origin + url.pathname;
  if (address === table.tokenEndpoint || address === "https://oauth2.googleapis.com/token") {
    return { kind: "token" };
  }
  if (local && url.pathname === "/token") return { kind: "token" };

  const match = chatPath.exec(url.pathname);
  if (match === null) {
    // Proxies and dedicated addresses may hide the path: then it is a self-deployed model.
    const bare = local && url.pathname.endsWith("/chat/completions");
    const chat: ChatRoute = { project: undefined, location: undefined, endpoint: "dedicated" };
    return bare ? { kind: "api", chat } : { kind: "other" };
  }
  const [, project = "", location = "", endpoint = ""] = match;
  const chat: ChatRoute = { project, location, endpoint };
  if (local) return { kind: "api", chat };
  // Google's hosts serve the path as it is, without a prefix, and over TLS only.
  if (match.index !== 0 || url.protocol !== "https:" || url.port !== "") return { kind: "other" };

  const dedicated = dedicatedHost(url.hostname);
  if (dedicated !== undefined) {
    const fits = dedicated.location === location && dedicated.endpoint === endpoint;
    return { kind: fits ? "api" : "misplaced", chat };
  }
  const served = locationOfHost(url.hostname, table.universeDomain);
  if (served === undefined) return { kind: "other" };
  return { kind: served === location ? "api" : "misplaced", chat };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The location that a shared host serves; undefined for hosts that do not exist, such as `us-aiplatform`. */
function locationOfHost(hostname: string, universeDomain: string): string | undefined {
  if (hostname === `aiplatform.${universeDomain}`) return "global";
  const multi = multiRegions.find((region) =>
    hostname === `aiplatform.${region}.rep.${universeDomain}`
  );
  if (multi !== undefined) return multi;
  const suffix = `-aiplatform.${universeDomain}`;
  if (!hostname.endsWith(suffix)) return undefined;
  const region = hostname.slice(0, -suffix.length);
  return /^[a-z]+-[a-z]+\d+$/.test(region) ? region : undefined;
}

/** Reads `{endpoint}.{region}-{number}.prediction.vertexai.goog`. */
function dedicatedHost(
  hostname: string,
): { readonly endpoint: string; readonly location: string } | undefined {
  const match = /^([^.]+)\.([a-z]+-[a-z]+\d+)-[^.]+\.prediction\.vertexai\.goog$/.exec(hostname);
  return match === null ? undefined : { endpoint: match[1] ?? "", location: match[2] ?? "" };
}
