const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Made-up but repeatable identifiers: two emulators that see the same calls issue the same ones. */
export interface Seed {
  /** Letters of the base64 alphabet; a length divisible by four makes it valid base64. */
  readonly base64: (length: number) => string;
  /** Letters of the base64url alphabet. */
  readonly base64url: (length: number) => string;
  /** A string in the shape of a UUID. */
  readonly uuid: () => string;
}

/** Starts a sequence of identifiers. No random numbers: those are forbidden at module scope, and tests must repeat. */
export function createSeed(start: number): Seed {
  let state = start;

  // Mulberry32: 32 bits of state are plenty for identifiers that only have to differ.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  function pick(alphabet: string, length: number): string {
    let text = "";
    while (text.length < length) text += alphabet.charAt(next() % alphabet.length);
    return text;
  }

  return {
    base64: (length) => pick(`${alphanumeric}+/`, length),
    base64url: (length) => pick(`${alphanumeric}-_`, length),
    uuid: () => {
      const groups = [8, 4, 4, 4, 12].map((length) => pick("0123456789abcdef", length));
      return groups.join("-");
    },
  };
}
