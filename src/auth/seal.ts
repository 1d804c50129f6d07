import { base64url } from "jose";

/** Where a token lies in a store, and what seals it there. */
export interface Seal {
  /** The entry's name. It tells nothing about the account. */
  readonly name: string;
  /** Seals and opens the value. */
  readonly key: CryptoKey;
}

const IV_BYTES = 12;
const IV_CHARS = 16;

/**
 * Derives bytes from a secret.
 *
 * @param secret What only those may know who may have the tokens.
 * @param info What the bytes are for; other text gives unrelated bytes.
 * @param salt A second secret, if there is one; other bytes give unrelated bytes.
 * @returns 48 bytes, as {@linkcode makeSeal} takes them.
 * @see {@link https://www.rfc-editor.org/rfc/rfc5869 | RFC 5869, HKDF}
 */
export async function deriveBytes(
  secret: string | Uint8Array<ArrayBuffer>,
  info: string,
  salt: ArrayBuffer = new ArrayBuffer(),
): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", bytesOf(secret), "HKDF", false, ["deriveBits"]);
  return await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt, info: bytesOf(info) },
    key,
    384,
  );
}

/**
 * Makes a seal of derived bytes: the first 16 name the entry, the other 32 are the key.
 *
 * @param bytes From {@linkcode deriveBytes}.
 * @returns The seal. Its key cannot be exported.
 */
export async function makeSeal(bytes: ArrayBuffer): Promise<Seal> {
  const name = base64url.encode(new Uint8Array(bytes, 0, 16));
  const raw = bytes.slice(16);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { name, key };
}

/**
 * Seals a text.
 *
 * @param text The secret.
 * @param key Of a {@linkcode Seal}.
 * @returns The initialization vector and the sealed text with its tag, in base64url.
 * @see {@link https://doi.org/10.6028/NIST.SP.800-38D | NIST SP 800-38D, section 8.2.2, random initialization vectors}
 */
export async function sealText(text: string, key: CryptoKey): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytesOf(text));
  return base64url.encode(iv) + base64url.encode(new Uint8Array(sealed));
}

/**
 * Opens what {@linkcode sealText} sealed.
 *
 * @param value The sealed text.
 * @param key Of the same {@linkcode Seal}.
 * @returns The text.
 * @throws {unknown} If a single bit is another, or the key is.
 */
export async function openText(value: string, key: CryptoKey): Promise<string> {
  const iv = decode(value.slice(0, IV_CHARS));
  const sealed = decode(value.slice(IV_CHARS));
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  return new TextDecoder().decode(text);
}

/** The types want it said that the memory is not shared. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64url.decode(text));
}

function bytesOf(text: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}
