import { isRecord } from "../errors.ts";
import {
  type CredentialFile,
  decodeBase64,
  optionalText,
  parseCredentialText,
  refused,
  requiredText,
} from "./credential_file.ts";

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

/** A key file that was read. */
export interface ParsedKey extends Omit<ServiceAccountKey, "type" | "private_key"> {
  /** The private key, out of its PEM block. */
  readonly pkcs8: Uint8Array<ArrayBuffer>;
}

const CURE =
  "pass what the JSON key file of a service account holds: the object, its text, or base64 of it";

/** What people pass in place of the file's text. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/^$/, "an empty string"],
  [/^AIza/, "an API key"],
  [/^-----BEGIN/, "the bare PEM block"],
  [/^[\w./\\~: -]+\.json$/, "a file name"],
];

/** What reads the files of other types. */
const READERS = new Map<unknown, string>([
  ["authorized_user", "authorizedUser"],
  ["external_account", "externalAccount"],
  ["impersonated_service_account", "fromEnvironment"],
]);

/**
 * Reads a service-account key in any of the shapes that environment variables leave it in.
 *
 * Repairs what is certain: literal `\n` and carriage returns in the PEM block, quotes around the whole, base64 around
 * the whole. Refuses every other kind of credential with a message that names the cure and quotes nothing of the key.
 *
 * @param key The key file: the object, its JSON text, or base64 of that text.
 * @returns What it holds.
 * @throws {VertexError} `invalid_config` if it is no usable service-account key.
 */
export function parseServiceAccountKey(key: object | string): ParsedKey {
  const file = typeof key === "string" ? parseCredentialText(key) : key;
  if (!isRecord(file)) throw refused(`it is ${mistakeIn(key)}; ${CURE}`);
  if (file.type !== "service_account") throw refused(describeType(file));
  return {
    client_email: requiredText(file, "client_email"),
    pkcs8: parsePem(requiredText(file, "private_key")),
    private_key_id: optionalText(file, "private_key_id"),
    project_id: optionalText(file, "project_id"),
    token_uri: optionalText(file, "token_uri"),
    universe_domain: optionalText(file, "universe_domain"),
  };
}

function mistakeIn(key: unknown): string {
  const mistake = typeof key === "string" && MISTAKES.find(([text]) => text.test(key.trim()));
  return mistake ? mistake[1] : "no JSON object, nor base64 of one";
}

function describeType(file: CredentialFile): string {
  const reader = READERS.get(file.type);
  if (reader) {
    return `its type is ${file.type}; make credentials of it with ${reader} of @vertex-edge/client/auth`;
  }
  // Anything but a name that Google uses may be a secret in the wrong field.
  const found = file.installed ?? file.web
    ? "an OAuth client secret"
    : "not of the type service_account";
  return `it is ${found}; ${CURE}`;
}

function parsePem(pem: string): Uint8Array<ArrayBuffer> {
  const [, label = "PRIVATE KEY", body = ""] =
    /-----BEGIN ([A-Z0-9 ]{1,40})-----(?:([^-]*)-----END)?/.exec(pem.replace(/\\+[nr]/g, " ")) ??
      [];
  if (label !== "PRIVATE KEY") {
    const cure = /^(RSA|ENCRYPTED)/.test(label)
      ? "convert it with: openssl pkcs8 -topk8 -nocrypt -in key.pem"
      : "download a new JSON key for the service account";
    throw refused(`its private_key is a block of ${label}; ${cure}`);
  }
  const pkcs8 = decodeBase64(body);
  if (pkcs8?.length) return pkcs8;
  throw refused("its private_key is no PEM block, or a damaged one; pass the whole file");
}
