import { isRecord, isVertexError, VertexError } from "../errors.ts";
import { readAnyCredentialFile, type TypedCredentials } from "./any_credential_file.ts";
import { apiKey } from "./api_key.ts";
import { parseCredentialText } from "./credential_file.ts";
import type { Credentials } from "./credentials.ts";
import type { ExternalAccountOptions } from "./external_account.ts";
import { metadataServer } from "./metadata_server.ts";
import type { SubjectTokenFunction } from "./subject_token.ts";

/** The environment: `Deno.env.toObject()`, `process.env`, or a Worker's `env`. What is no text is passed over. */
export type Environment = Readonly<Record<string, unknown>>;

/** What {@linkcode fromEnvironment} may use beside the record. */
export interface EnvironmentOptions {
  /**
   * Reads a text file at once, such as `Deno.readTextFileSync`; throws if there is none. Without it the variables that
   * name files cannot be used.
   */
  readonly readFile?: ((path: string) => string) | undefined;
  /** In place of the `credential_source` of an external account; see `externalAccount`. */
  readonly subjectToken?: SubjectTokenFunction | undefined;
  /** Origins that a credential file may name beside Google's own; see `externalAccount`. @default none */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** What the token is good for. @default {["https://www.googleapis.com/auth/cloud-platform"]} */
  readonly scopes?: readonly string[] | undefined;
  /** The cloud, if it is another than Google's public one. @default `GOOGLE_CLOUD_UNIVERSE_DOMAIN`, or `googleapis.com` */
  readonly universeDomain?: string | undefined;
}

/** A place where no credential was found. */
export interface PassedOver {
  /** Such as `GOOGLE_APPLICATION_CREDENTIALS`. */
  place: string;
  /** Why it was not taken. */
  reason: string;
}

/** Credentials found in an environment. */
export interface FoundCredentials extends Credentials {
  /** Where they were found and of which type, such as `GOOGLE_APPLICATION_CREDENTIALS (authorized_user)`. */
  readonly found: string;
  /** The places that were looked at before. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * Finds the credential in an environment, the way Google's tools do, and says which one it took and why not the others.
 *
 * In order: the file or the JSON in `GOOGLE_APPLICATION_CREDENTIALS`; JSON in `GOOGLE_APPLICATION_CREDENTIALS_JSON`,
 * `GOOGLE_SERVICE_ACCOUNT_KEY` or `GOOGLE_SERVICE_ACCOUNT`; the file of `gcloud auth application-default login`; an
 * express-mode key in `GOOGLE_API_KEY`; the metadata server. A variable that is set and cannot be used is an error, not
 * passed over. The project is that of `GOOGLE_CLOUD_PROJECT` or `GCLOUD_PROJECT`, else the credential's.
 *
 * It reads the record and nothing else: no environment, and files only through `readFile`.
 *
 * @param env See {@linkcode Environment}.
 * @param options See {@linkcode EnvironmentOptions}.
 * @returns The credentials, with the account of the search.
 * @throws {VertexError} `invalid_config` if what is found cannot be used, or if nothing is found.
 * @see {@link https://google.aip.dev/auth/4110 | AIP-4110, application default credentials}
 *
 * @example A Worker's bindings
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { fromEnvironment } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const env = { GOOGLE_SERVICE_ACCOUNT: JSON.stringify(emulator.serviceAccountKey) };
 * const credentials = fromEnvironment(env);
 * if (credentials.found !== "GOOGLE_SERVICE_ACCOUNT (service_account)") throw new Error("another");
 * const vertex = createVertex({ credentials, fetch: emulator.fetch });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function fromEnvironment(
  env: Environment,
  options: EnvironmentOptions = {},
): FoundCredentials {
  const search = openSearch(env, options);
  for (const { place, look } of places()) {
    const found = look(search);
    if (typeof found === "string") {
      search.passedOver.push({ place, reason: found });
      continue;
    }
    return {
      ...found.credentials,
      projectId: search.text("GOOGLE_CLOUD_PROJECT") ?? search.text("GCLOUD_PROJECT") ??
        found.credentials.projectId,
      found: `${found.place ?? place} (${found.type})`,
      passedOver: search.passedOver,
    };
  }
  throw new VertexError("invalid_config", `Cannot find credentials: ${accountOf(search)}`);
}

/** What every look has at hand. */
interface Search {
  /** A variable's text, if it has any. */
  readonly text: (name: string) => string | undefined;
  readonly readFile: EnvironmentOptions["readFile"];
  /** For the source that is found. */
  readonly settings: ExternalAccountOptions;
  readonly passedOver: PassedOver[];
}

/** What a look found, and where, if the place's own name does not say it. */
interface Find extends TypedCredentials {
  readonly place?: string;
}

/** One place; its look gives the credentials there, or why there are none. */
interface Place {
  readonly place: string;
  readonly look: (search: Search) => Find | string;
}

const NAMED = "GOOGLE_APPLICATION_CREDENTIALS";
/** Variables that hold a whole credential file, for platforms without files. */
const INLINE = [
  "GOOGLE_APPLICATION_CREDENTIALS_JSON",
  "GOOGLE_SERVICE_ACCOUNT_KEY",
  "GOOGLE_SERVICE_ACCOUNT",
];

function openSearch(env: Environment, options: EnvironmentOptions): Search {
  const text = (name: string): string | undefined => {
    const value = env[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const { subjectToken, allowedOrigins, scopes } = options;
  const settings = {
    subjectToken,
    allowedOrigins,
    scopes,
    readFile: options.readFile,
    quotaProjectId: text("GOOGLE_CLOUD_QUOTA_PROJECT"),
    universeDomain: options.universeDomain ?? text("GOOGLE_CLOUD_UNIVERSE_DOMAIN"),
  };
  return { text, readFile: options.readFile, settings, passedOver: [] };
}

function places(): Place[] {
  return [
    variable(NAMED, readNamed),
    ...INLINE.map((name) => variable(name, (file, search) => readFound(name, file, search))),
    { place: "gcloud auth application-default login", look: lookAtGcloud },
    variable("GOOGLE_API_KEY", (key) => ({ type: "express mode", credentials: apiKey(key) })),
    { place: "metadata server", look: lookAtMachine },
  ];
}

/** The place of what a variable holds. */
function variable(
  place: string,
  read: (value: string, search: Search) => TypedCredentials,
): Place {
  return {
    place,
    look(search) {
      const value = search.text(place);
      return value === undefined ? "it is not set" : read(value, search);
    },
  };
}

function readNamed(value: string, search: Search): TypedCredentials {
  if (isRecord(parseCredentialText(value))) return readFound(NAMED, value, search);
  if (!search.readFile) {
    throw unusable(
      NAMED,
      "it names a file, and this library reads no files; pass the option readFile, such as Deno.readTextFileSync, or set GOOGLE_APPLICATION_CREDENTIALS_JSON to what the file holds",
    );
  }
  let file: unknown;
  try {
    file = search.readFile(value);
  } catch (cause) {
    throw unusable(NAMED, "the file that it names cannot be read", cause);
  }
  if (typeof file === "string") return readFound(NAMED, file, search);
  throw unusable(NAMED, "readFile gave no text; it must return it at once, not as a promise");
}

function lookAtGcloud(search: Search): Find | string {
  const folder = gcloudFolder(search.text);
  if (folder === undefined) return "neither HOME nor CLOUDSDK_CONFIG is set";
  if (!search.readFile) return "it writes a file, and the option readFile is missing";
  const place = `${folder}/application_default_credentials.json`;
  let file: unknown;
  try {
    file = search.readFile(place);
  } catch {
    // Nobody said that there is one.
  }
  if (typeof file !== "string") return `there is no readable file ${place}`;
  return { ...readFound(place, file, search), place };
}

function lookAtMachine(search: Search): Find | string {
  const { text, settings: { scopes, quotaProjectId, universeDomain } } = search;
  if (text("METADATA_SERVER_DETECTION") === "none" || text("NO_GCE_CHECK") === "true") {
    return "the environment switches it off";
  }
  const host = text("GCE_METADATA_HOST") ?? text("GCE_METADATA_IP");
  const server = metadataServer({ host, scopes, quotaProjectId, universeDomain });
  return {
    type: "attached account",
    credentials: { ...server, getToken: explained(server, search) },
  };
}

/** Nobody knows before the first token whether there is a metadata server: then the account of the search helps. */
function explained(server: Credentials, search: Search): Credentials["getToken"] {
  return async (context) => {
    try {
      return await server.getToken(context);
    } catch (error) {
      if (!isVertexError(error) || error.code !== "connection_failed") throw error;
      throw new VertexError(error.code, `${error.message}; before it: ${accountOf(search)}`, {
        cause: error,
        retryable: error.retryable,
      });
    }
  };
}

/** What is set and cannot be used is somebody's mistake, so nothing else is taken in its place. */
function readFound(place: string, file: string, search: Search): TypedCredentials {
  try {
    return readAnyCredentialFile(file, search.settings);
  } catch (error) {
    if (!isVertexError(error)) throw error;
    throw unusable(place, error.message.replace(/^Cannot use the credentials: /, ""));
  }
}

/** Where gcloud keeps its files; only Windows has APPDATA. */
function gcloudFolder(text: Search["text"]): string | undefined {
  const windows = text("APPDATA");
  const home = text("HOME");
  return text("CLOUDSDK_CONFIG") ?? (windows && `${windows}/gcloud`) ??
    (home && `${home}/.config/gcloud`);
}

function accountOf({ passedOver }: Search): string {
  return passedOver.map(({ place, reason }) => `${place}: ${reason}`).join("; ");
}

function unusable(place: string, problem: string, cause?: unknown): VertexError {
  return new VertexError("invalid_config", `Cannot use the credentials in ${place}: ${problem}`, {
    cause,
  });
}
