import { findTokenService } from "./token_services.ts";
import type { TokenService } from "./token_services.ts";

/** Where a chat request goes, read from its URL. */
export interface ChatRoute {
  /** Project in the path; undefined on a bare `…/chat/completions` of a loopback server. */
  readonly project: string | undefined;
  /** Location in the path. */
  readonly location: string | undefined;
  /** `openapi`, or the ID of a self-deployed endpoint. */
  readonly endpoint: string;
}

/** Where a call of a native method goes, read from its URL. */
export interface NativeRoute {
  /** Project in the path; undefined for an API key's own path, which has none. */
  readonly project: string | undefined;
  /** Location in the path. */
  readonly location: string | undefined;
  /** `v1` or `v1beta1`. */
  readonly version: string;
  /** The model, without its publisher. */
  readonly model: string;
  /** The method. */
  readonly method: NativeMethod;
}

/** The native methods that the emulator serves. */
export type NativeMethod = "generateContent" | "streamGenerateContent" | "countTokens";

/** The name of what a call is about, as Google writes it. */
export function resourceOf(place: ChatRoute | NativeRoute): string {
  const { project, location } = place;
  const own = "endpoint" in place
    ? `endpoints/${place.endpoint}`
    : `publishers/google/models/${place.model}`;
  return `projects/${project}/locations/${location}/${own}`;
}

/** What the emulator does with a URL. */
export type Route =
  | { readonly kind: "token"; readonly service: TokenService }
  /** Misplaced: the path fits, but the host serves another location. */
  | { readonly kind: "api" | "misplaced"; readonly chat: ChatRoute }
  | { readonly kind: "native" | "misplaced"; readonly native: NativeRoute }
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
const nativePath =
  /\/(v1|v1beta1)\/(?:projects\/([^/]+)\/locations\/([^/]+)\/)?publishers\/google\/models\/([^/:]+):(generateContent|streamGenerateContent|countTokens)$/;
const multiRegions = ["us", "eu"];

/** Finds out whom a URL addresses. */
export function findRoute(url: URL, table: RouteTable): Route {
  const local = isLoopback(url.hostname) || table.hosts.includes(url.hostname);
  const service = findTokenService(url, local, table);
  if (service !== undefined) return { kind: "token", service };

  const match = chatPath.exec(url.pathname);
  if (match === null) {
    const native = nativePath.exec(url.pathname);
    if (native !== null) return findNative(url, native, local, table);
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

function findNative(url: URL, match: RegExpExecArray, local: boolean, table: RouteTable): Route {
  const [, version = "", project, location, model = "", method = ""] = match;
  // The expression knows no other methods.
  const native: NativeRoute = { version, project, location, model, method: method as NativeMethod };
  if (local) return { kind: "native", native };
  if (match.index !== 0 || url.protocol !== "https:" || url.port !== "") return { kind: "other" };
  const served = locationOfHost(url.hostname, table.universeDomain);
  if (served === undefined) return { kind: "other" };
  return { kind: served === (location ?? "global") ? "native" : "misplaced", native };
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
