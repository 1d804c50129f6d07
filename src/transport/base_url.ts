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
  if (baseURL !== undefined) {
    checkBaseURL(baseURL);
    return;
  }
  if (project === undefined) {
    throw invalidOption(
      "project",
      "it is missing, and the credentials name none; pass the project's ID",
    );
  }
  checkProject("project", project);
  if (!/^[A-Za-z0-9_-]{1,63}$/.test(endpoint)) {
    throw invalidOption(
      "endpoint",
      `${quote(endpoint)} is neither "openapi" nor an endpoint's ID`,
    );
  }
  if (apiVersion !== "v1" && apiVersion !== "v1beta1") {
    throw invalidOption("apiVersion", `${quote(apiVersion)} is neither "v1" nor "v1beta1"`);
  }
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(universeDomain)) {
    throw invalidOption("universeDomain", `${quote(universeDomain)} is no domain`);
  }
}

/**
 * Checks the ID or number of a project.
 *
 * @param option The option that it was given as.
 * @param project Such as `my-project`, or `example.com:my-project`.
 * @throws {VertexError} `invalid_config` if it cannot be one.
 */
export function checkProject(option: "project" | "quotaProject", project: string): void {
  if (/^[a-z0-9][a-z0-9.:-]{0,99}$/.test(project)) return;
  throw invalidOption(option, `${quote(project)} is no project ID, such as "my-project"`);
}

/**
 * Checks a location. Google adds locations, so only the form is held to.
 *
 * @param location Such as `global`, `us`, `eu` or `europe-west4`.
 * @throws {VertexError} `invalid_config` if it cannot be one.
 */
export function checkLocation(location: string): void {
  if (typeof location === "string" && /^[a-z]+(-[a-z]+[0-9]+)?$/.test(location)) return;
  throw invalidOption(
    "location",
    `${quote(location)} is no location, such as "global", "eu" or "us-central1"`,
  );
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
  const { pathname: path } = url;
  if (/%2f|%5c|%2e|\/\//i.test(path)) {
    return {
      own: false,
      chat: false,
      refusal: "its path holds an encoded slash or dot, or an empty segment",
    };
  }
  const plain = url.username === "" && url.password === "";
  if (
    options.baseURL !== undefined && plain && url.href.startsWith(`${endpointURL(options, "")}/`)
  ) {
    return { own: true, chat: true };
  }
  const named = /\/projects\/([^/]+)\/locations\/([^/]+)(?:\/endpoints\/([^/]+))?/.exec(path);
  const [, project, location, endpoint] = named ?? [];
  const chat = endpoint === undefined || endpoint === options.endpoint;
  if (project !== undefined && project !== options.project) {
    return { own: false, chat, refusal: "the URL names another project than this client's" };
  }
  if (location !== undefined && !locations.includes(location)) {
    return {
      own: false,
      chat,
      refusal: `the URL names a location that is none of this client's: ${locations}`,
    };
  }
  const own = plain && options.baseURL === undefined && location !== undefined &&
    (["v1", "v1beta1"] as const).some((apiVersion) =>
      url.href.startsWith(`${locationURL({ ...options, apiVersion }, location)}/`)
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
  const loopback = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== "https:" && !(loopback && url?.protocol === "http:")) {
    throw invalidOption("baseURL", "it is no https: address, nor an http: address on loopback");
  }
  if (url.username || url.password || url.search || url.hash) {
    throw invalidOption("baseURL", "it holds a user name, a query or a fragment; leave them out");
  }
}

/** Options come from anywhere, so what is quoted may be no text, or a secret in the wrong place. */
function quote(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value.slice(0, 40))
    : `a value of type ${typeof value}`;
}
