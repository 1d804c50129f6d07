import { invalidOption } from "../errors.ts";

/** What an address is made of. */
export interface AddressOptions {
  /** The Google Cloud project, its ID or number. */
  readonly project: string | undefined;
  /** `openapi`, or the ID of a self-deployed endpoint. */
  readonly endpoint: string;
  /** `v1` or `v1beta1`. */
  readonly apiVersion: "v1" | "v1beta1";
  /** The cloud, such as `googleapis.com`. */
  readonly universeDomain: string;
  /** Everything before `/chat/completions`, if the caller says so. */
  readonly baseURL: string | undefined;
}

/**
 * Checks everything that becomes part of an address, so that no value can choose another host or path.
 *
 * @param options See {@linkcode AddressOptions}.
 * @throws {VertexError} `invalid_config` that names the option.
 */
export function checkAddress(options: AddressOptions): void {
  const { project, endpoint, apiVersion, universeDomain, baseURL } = options;
  if (baseURL !== undefined) return checkBaseURL(baseURL);
  if (project === undefined) {
    throw invalidOption(
      "project",
      "it is missing, and the credentials name none; pass the project's ID",
    );
  }
  checkProject("project", project);
  check("endpoint", endpoint, /^[A-Za-z0-9_-]{1,63}$/, `neither "openapi" nor an endpoint's ID`);
  check("apiVersion", apiVersion, /^v1(beta1)?$/, 'neither "v1" nor "v1beta1"');
  check("universeDomain", universeDomain, /^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "no domain");
}

/**
 * Checks the ID or number of a project.
 *
 * @param option The option that it was given as.
 * @param project Such as `my-project`, or `example.com:my-project`.
 * @throws {VertexError} `invalid_config` if it cannot be one.
 */
export function checkProject(option: "project" | "quotaProject", project: string): void {
  check(option, project, /^[a-z0-9][a-z0-9.:-]{0,99}$/, 'no project ID, such as "my-project"');
}

/**
 * Checks a location. Google adds locations, so only the form is held to.
 *
 * @param location Such as `global`, `us`, `eu` or `europe-west4`.
 * @throws {VertexError} `invalid_config` if it cannot be one.
 */
export function checkLocation(location: string): void {
  const form = /^[a-z]+(-[a-z]+[0-9]+)?$/;
  check("location", location, form, 'no location, such as "global", "eu" or "us-central1"');
}

/**
 * The address of a project in a location.
 *
 * @param options See {@linkcode AddressOptions}.
 * @param location Such as `global`, `eu` or `us-central1`.
 * @returns An address without a slash at its end.
 */
export function locationURL(options: AddressOptions, location: string): string {
  const { project, apiVersion, universeDomain } = options;
  const host = `${hostPrefix(location)}.${universeDomain}`;
  return `https://${host}/${apiVersion}/projects/${project}/locations/${location}`;
}

/**
 * The address that `/chat/completions` is appended to.
 *
 * @param options See {@linkcode AddressOptions}.
 * @param location Such as `global`, `eu` or `us-central1`.
 * @returns An address without a slash at its end.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Vertex AI, OpenAI compatibility}
 */
export function endpointURL(options: AddressOptions, location: string): string {
  if (options.baseURL !== undefined) {
    const { origin, pathname } = new URL(options.baseURL);
    return `${origin}${pathname.replace(/\/+$/, "")}`;
  }
  return `${locationURL(options, location)}/endpoints/${options.endpoint}`;
}

/** Where a URL leads, judged by {@linkcode placeOf}. */
export interface UrlPlace {
  /** Whether it is on a host of the client's, below its project and one of its locations. */
  readonly own: boolean;
  /** The location it names, if any. */
  readonly location?: string | undefined;
  /** Whether it names no endpoint, or the client's. */
  readonly chat: boolean;
  /** Why it must not be served. */
  readonly refusal?: string | undefined;
}

/**
 * Judges a URL that somebody else chose, before a token may go there.
 *
 * @param url The URL; its path is normalised by the parser.
 * @param options The client's address.
 * @param locations The client's ladder.
 * @returns See {@linkcode UrlPlace}.
 */
export function placeOf(url: URL, options: AddressOptions, locations: readonly string[]): UrlPlace {
  const { href, pathname } = url;
  const [projects, named, [endpoint]] = ["projects", "locations", "endpoints"].map((kind) =>
    Array.from(pathname.matchAll(new RegExp(`/${kind}/([^/]+)`, "g")), ([, name]) => name)
  ) as [string[], string[], string[]];
  const [location] = named;
  const chat = endpoint === undefined || endpoint === options.endpoint;
  const isBelow = (address: string) => href.startsWith(`${address}/`);
  const refused = (refusal: string): UrlPlace => ({ own: false, chat, refusal });

  if (/%2f|%5c|%2e|\/\//i.test(pathname)) {
    return refused("its path holds an encoded slash or dot, or an empty segment");
  }
  if (options.baseURL !== undefined && isBelow(endpointURL(options, ""))) {
    return { own: true, chat: true };
  }
  if (projects.some((project) => project !== options.project)) {
    return refused("the URL names another project than this client's");
  }
  if (!named.every((name) => locations.includes(name))) {
    return refused(`the URL names another location than this client's: ${locations}`);
  }
  const own = options.baseURL === undefined && location !== undefined &&
    (["v1", "v1beta1"] as const).some((apiVersion) =>
      isBelow(locationURL({ ...options, apiVersion }, location))
    );
  return { own, location, chat };
}

/** Multi-regions have hosts of their own; `us-aiplatform` would answer 404. */
function hostPrefix(location: string): string {
  if (location === "global") return "aiplatform";
  if (location === "us" || location === "eu") return `aiplatform.${location}.rep`;
  return `${location}-aiplatform`;
}

function checkBaseURL(baseURL: string): void {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  const safe = /^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$)/;
  // Not its origin: that of a blob: is another URL's.
  if (!url || !safe.test(`${url.protocol}//${url.host}`)) {
    throw invalidOption("baseURL", "it is no https: address, nor http: on loopback");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalidOption("baseURL", "it holds a user name, a query or a fragment");
  }
}

/** Options come from anywhere, so what is quoted may be no text, or a secret in the wrong place. */
function check(option: string, value: unknown, form: RegExp, expected: string): void {
  if (typeof value === "string" && form.test(value)) return;
  const shown = typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : `a value of type ${typeof value}`;
  throw invalidOption(option, `${shown} is ${expected}`);
}
