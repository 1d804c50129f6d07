/**
 * Encodes bytes.
 *
 * @param bytes Any number of them.
 * @returns Base64 with padding, as data URIs have it.
 * @see {@link https://www.rfc-editor.org/rfc/rfc4648#section-4 | RFC 4648, section 4}
 */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  // In pieces, because a call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
  }
  return btoa(binary);
}

/**
 * Decodes base64.
 *
 * @param text Base64, with or without padding.
 * @returns The bytes; `undefined` if the text is no base64.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
