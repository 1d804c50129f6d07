const REDACTED = "[redacted]";

/**
 * Takes a token out of what a server says, which may spell each of its characters as JSON or URLs do.
 *
 * No pattern is made of it: the engines refuse long ones, and some take for ever.
 *
 * @param text What the server says.
 * @param token The token.
 * @returns The text without it.
 */
export function withoutToken(text: string, token: string): string {
  // As most texts that are looked at: request IDs.
  if (text.length < token.length) return text;
  const characters = token.split("").map((character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    const codes = [code, code.toUpperCase()];
    return [character, ...codes.flatMap((hex) => [`\\u00${hex}`, `%${hex}`]), `\\${character}`];
  });
  let clean = "";
  let keptTo = 0;
  for (let start = 0; start + token.length <= text.length; start++) {
    // Nearly all places end here, and a body may be long.
    const lead = text[start];
    if (lead !== token[0] && lead !== "\\" && lead !== "%") continue;
    let end = start;
    for (const spellings of characters) {
      const found = spellings.find((spelling) => text.startsWith(spelling, end));
      end = found === undefined ? -1 : end + found.length;
      if (end < 0) break;
    }
    if (end <= start) continue;
    clean += text.slice(keptTo, start) + REDACTED;
    keptTo = end;
    start = end - 1;
  }
  return clean + text.slice(keptTo);
}

const SECRET_HEADER = /auth|key|secret|token/i;

/**
 * Takes out the values of header fields that sound like secrets of the caller's.
 *
 * @param text What the server says.
 * @param headers The caller's header fields.
 * @returns The text without them.
 */
export function withoutHeaders(
  text: string,
  headers: Readonly<Record<string, string>> = {},
): string {
  let clean = text;
  for (const [name, value] of Object.entries(headers)) {
    const secret = String(value);
    if (!SECRET_HEADER.test(name) || secret.length < 8) continue;
    const json = JSON.stringify(secret).slice(1, -1);
    const spellings = [secret, json, json.replaceAll("/", "\\/"), encodeURIComponent(secret)];
    for (const spelling of spellings) clean = clean.replaceAll(spelling, REDACTED);
  }
  return clean;
}
