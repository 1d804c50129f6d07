import { isRecord, parseJson, VertexError } from "../errors.ts";

/** A credential file, taken apart as far as JSON goes. */
export type CredentialFile = Readonly<Record<string, unknown>>;

/**
 * Reads a credential file: the object, its JSON text, or base64 of that text.
 *
 * @param file What the caller passed.
 * @param type Its `type`, such as `authorized_user`, which those may leave out who write it by hand.
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
  if (isRecord(value) && (value.type ?? type) === type) return value;
  throw refused(`it is no JSON of the type ${type}; pass the file that ${from} writes`);
}

/** The JSON in a text as environment variables leave it: plain, in quotes, or as base64; `undefined` if there is none. */
export function parseCredentialText(text: string): unknown {
  const trimmed = text.trim();
  return parseLoosely(trimmed) ?? parseLoosely(new TextDecoder().decode(decodeBase64(trimmed)));
}

/** A field that must hold text. */
export function requiredText(file: CredentialFile, field: string): string {
  const value = optionalText(file, field);
  if (value !== undefined) return value;
  throw refused(`its field ${field} is missing or no text; pass the whole file`);
}

/** A field that may hold text. */
export function optionalText(file: CredentialFile, field: string): string | undefined {
  const value = file[field];
  return (typeof value === "string" && value.trim()) || undefined;
}

/** The bytes behind base64 of either alphabet, also in quotes or in lines; `undefined` if it is none. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const binary = atob(text.replace(/["'\s]/g, "").replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The error for credentials that cannot be used. */
export function refused(reason: string): VertexError {
  return new VertexError("invalid_config", `Cannot use the credentials: ${reason}`);
}

/** JSON, also in quotes once more, and also with raw line breaks in a PEM block. */
function parseLoosely(text: string): unknown {
  const json = text.replace(
    /-----BEGIN[^{}]*?-----END[^"{}]*/g,
    (pem) => pem.replace(/\r?\n/g, "\\n"),
  );
  const value = parseJson(json) ?? parseJson(json.replace(/^(['"])([\s\S]*)\1$/, "$2"));
  return typeof value === "string" ? parseJson(value) : value;
}
