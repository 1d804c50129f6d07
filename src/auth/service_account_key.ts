import { isRecord } from "../errors.ts";
import { parseCredentialText, refused } from "./credential_file.ts";

/**
 * The key file of a service account, as the Google Cloud console and `gcloud` write it.
 *
 * @see {@link https://google.aip.dev/auth/4112 | AIP-4112, service account keys}
 */
export interface ServiceAccountKey {
  /** Always `"service_account"`. */
  readonly type: "service_account";
  /** The account's e-mail address; the assertion's issuer. */
  readonly client_email: string;
  /** The private key, PKCS#8 in PEM form. */
  readonly private_key: string;
  /** The key's ID; the assertion's `kid`. */
  readonly private_key_id?: string | undefined;
  /** The project that the account belongs to. */
  readonly project_id?: string | undefined;
  /** Where tokens are minted; Google's own address, or it is refused. */
  readonly token_uri?: string | undefined;
  /** The cloud that the key is for; `googleapis.com` if absent. */
  readonly universe_domain?: string | undefined;
}

const CURE = "pass the JSON key file of a service account: the object, its text, or base64 of it";

/** What reads the files of other types. */
const SOURCES = new Map([
  ["authorized_user", "make credentials of it with authorizedUser of @vertex-edge/client/auth"],
  ["external_account", "make credentials of it with externalAccount of @vertex-edge/client/auth"],
  [
    "impersonated_service_account",
    "make credentials of it with impersonated or fromEnvironment of @vertex-edge/client/auth",
  ],
  ["external_account_authorized_user", "this library has no credentials of that type"],
  ["gdch_service_account", "this library has no credentials of that type"],
]);

/**
 * Reads a service-account key in any of the shapes that environment variables leave it in.
 *
 * Repairs what is certain: literal `\n` and carriage returns in the PEM block, quotes around the whole, base64 around
 * the whole. Refuses every other kind of credential with a message that names the cure and quotes nothing of the key.
 *
 * @param key The key file: the object, its JSON text, or base64 of that text.
 * @returns A key whose `private_key` is clean PEM.
 * @throws {VertexError} `invalid_config` if it is no usable service-account key.
 */
export function parseServiceAccountKey(key: object | string): ServiceAccountKey {
  const file = typeof key === "string" ? parseText(key) : key;
  if (!isRecord(file)) throw refused(`it is no JSON object; ${CURE}`);
  if (file.type !== "service_account") throw refused(describeType(file));
  return {
    type: "service_account",
    client_email: requireString(file, "client_email"),
    private_key: cleanPem(requireString(file, "private_key")),
    private_key_id: optionalString(file, "private_key_id"),
    project_id: optionalString(file, "project_id"),
    token_uri: optionalString(file, "token_uri"),
    universe_domain: optionalString(file, "universe_domain"),
  };
}

function parseText(text: string): unknown {
  const trimmed = text.trim().replace(/^\uFEFF/, "");
  if (trimmed === "") throw refused(`it is an empty string; ${CURE}`);
  if (/^AIza/.test(trimmed)) {
    throw refused(`it is an API key, which this endpoint does not accept; ${CURE}`);
  }
  if (trimmed.startsWith("-----BEGIN")) {
    throw refused(`it is the bare PEM block, without the e-mail address; ${CURE}`);
  }
  const value = parseCredentialText(trimmed);
  if (value !== undefined) return value;
  const looksLikePath = /^[\w./\\~: -]+\.json$/.test(trimmed);
  throw refused(
    looksLikePath
      ? "it is a file name, and this library reads no files; pass what the file holds"
      : `it is neither JSON nor base64 of JSON; ${CURE}`,
  );
}

function describeType(file: Record<string, unknown>): string {
  const { type } = file;
  if (type === undefined && ("installed" in file || "web" in file)) {
    return `it is an OAuth client secret; ${CURE}`;
  }
  if (type === undefined) return `its field type is missing; ${CURE}`;
  // Anything but a name that Google uses may be a secret in the wrong field.
  const source = typeof type === "string" ? SOURCES.get(type) : undefined;
  const name = source === undefined ? "something else" : type;
  return `its type is ${name}, and only service_account can be used here; ${
    source ?? `${CURE}, or an object with getToken`
  }`;
}

function requireString(file: Record<string, unknown>, field: string): string {
  const value = file[field];
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw refused(`its field ${field} is ${value === undefined ? "missing" : "no text"}; ${CURE}`);
}

function optionalString(file: Record<string, unknown>, field: string): string | undefined {
  const value = file[field];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

function cleanPem(pem: string): string {
  const text = pem.replace(/\\+r/g, "").replace(/\\+n/g, "\n").replace(/\r\n?/g, "\n")
    .replace(/^[\s"']+|[\s"']+$/g, "");
  const label = /^-----BEGIN ([A-Z0-9 ]{1,40})-----/.exec(text)?.[1];
  if (label === "RSA PRIVATE KEY") {
    throw refused(
      "its private_key is PKCS#1 (BEGIN RSA PRIVATE KEY); convert it with: openssl pkcs8 -topk8 -nocrypt -in key.pem",
    );
  }
  if (label === "ENCRYPTED PRIVATE KEY") {
    throw refused(
      "its private_key is encrypted; decrypt it with: openssl pkcs8 -in key.pem -nocrypt",
    );
  }
  if (label !== "PRIVATE KEY") {
    throw refused(
      `its private_key ${
        label ? `is a ${label}` : "does not begin with -----BEGIN PRIVATE KEY-----"
      }; download a new JSON key for the service account`,
    );
  }
  const body = /^-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END PRIVATE KEY-----$/.exec(
    text,
  );
  if (!body?.[1]?.trim()) {
    throw refused(
      "its private_key is cut off or damaged between BEGIN and END; copy the key file again, whole",
    );
  }
  const lines = body[1].replace(/\s/g, "").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}
