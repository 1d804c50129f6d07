import { isRecord, VertexError } from "../errors.ts";
import { GOOGLE_UNIVERSE } from "./google_oauth.ts";

/** A credential file, taken apart as far as JSON goes. */
export type CredentialFile = Readonly<Record<string, unknown>>;

/**
 * Reads a credential file: the object, its JSON text, or base64 of that text.
 *
 * @param file What the caller passed.
 * @param type The `type` that it must have, such as `authorized_user`.
 * @param from What writes such a file, for the message.
 * @returns Its fields.
 * @throws {VertexError} `invalid_config` that quotes nothing of it.
 */
export function readCredentialFile(
  file: object | string,
  type: string,
  from: string,
): CredentialFile {
  const value = typeof file === "string" ? parseCredentialText(file) : file;
  if (!isRecord(value)) throw refused(`it is no JSON object; pass the file that ${from} writes`);
  if (value.type !== type) {
    throw refused(`its type is not ${type}; pass the file that ${from} writes`);
  }
  return value;
}

/** The JSON in a text as environment variables leave it: plain, in quotes, or as base64; `undefined` if there is none. */
export function parseCredentialText(text: string): unknown {
  const trimmed = text.trim().replace(/^\uFEFF/, "");
  return parseJsonLoosely(trimmed) ?? parseJsonLoosely(decodeBase64(trimmed) ?? "");
}

/** A field that must hold text. */
export function requiredText(file: CredentialFile, field: string): string {
  const value = optionalText(file, field);
  if (value !== undefined) return value;
  throw refused(`its field ${field} is ${file[field] === undefined ? "missing" : "no text"}`);
}

/** A field that may hold text. */
export function optionalText(file: CredentialFile, field: string): string | undefined {
  const value = file[field];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
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
export function universeOf(named: string | undefined, chosen: string | undefined): string {
  const universe = chosen ?? GOOGLE_UNIVERSE;
  if ((named ?? universe) === universe) return universe;
  throw refused(
    "they are for another cloud; if you trust it, pass its domain as the option universeDomain",
  );
}

/** The error for credentials that cannot be used. */
export function refused(reason: string): VertexError {
  return new VertexError("invalid_config", `Cannot use the credentials: ${reason}`);
}

/** JSON, also in quotes once more, and also with raw line breaks in a PEM block. */
function parseJsonLoosely(text: string): unknown {
  const bare = text.replace(/^'([\s\S]*)'$/, "$1");
  const candidates = [
    bare,
    bare.replace(/-----BEGIN[^{}]*?-----END[^"{}]*/g, (pem) => pem.replace(/\r?\n/g, "\\n")),
    bare.replace(/^"(\s*\{[\s\S]*\}\s*)"$/, "$1"),
  ];
  for (const candidate of candidates) {
    try {
      const value: unknown = JSON.parse(candidate);
      return typeof value === "string" ? JSON.parse(value) : value;
    } catch {
      // The parser's own error would quote the key.
    }
  }
  return undefined;
}

function decodeBase64(text: string): string | undefined {
  try {
    const binary = atob(text.replace(/^["']|["']$|\s/g, "").replace(/-/g, "+").replace(/_/g, "/"));
    return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
