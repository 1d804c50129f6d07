/** Small faults to be put into a source text, one at a time. */

/** One fault. */
export interface Mutant {
  readonly file: string;
  /** The line it stands on, from 1. */
  readonly line: number;
  readonly kind: string;
  /** Offsets into the text, and what is put there. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is looked for in the code, and what it becomes; the first group, if any, is what is replaced. */
const swaps:
  readonly (readonly [kind: string, pattern: RegExp, text: (found: string) => string])[] = [
    ["equality", / (===|!==) /g, (found) => (found === "===" ? "!==" : "===")],
    [
      "boundary",
      / (<|>|<=|>=) /g,
      (found) => (found.endsWith("=") ? found.slice(0, 1) : `${found}=`),
    ],
    ["and, or", / (&&|\|\|) /g, (found) => (found === "&&" ? "||" : "&&")],
    ["default", / (\?\?) /g, () => "&&"],
    [
      "arithmetic",
      / ([-+*/]) /g,
      (found) => ({ "+": "-", "-": "+", "*": "/", "/": "*" })[found] ?? "",
    ],
    ["assignment", / ([-+]=) /g, (found) => (found === "+=" ? "-=" : "+=")],
    ["boolean", /\b(true|false)\b/g, (found) => (found === "true" ? "false" : "true")],
    [
      "number",
      /(?<![\w.$#])(\d[\d_]*)(?![\w.])/g,
      (found) => String(Number(found.replaceAll("_", "")) + 1),
    ],
    ["negation", /(?<=[\s(])(!)(?=[\w(])/g, () => ""],
    ["condition", /\b(?:if|while) \(()/g, () => "!"],
    ["statement", /^ *((?:await )?[\w.#?!]+(?:\([^\n]*\)|(?: [-+?]*=) [^\n]*);)$/gm, () => ""],
    ["jump", /^ *((?:continue|break);)$/gm, () => ""],
  ];

/**
 * Every fault there is for a file.
 *
 * @param file Its name.
 * @param source Its text.
 * @returns The faults, in the order of their kinds.
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  const code = codeOf(source);
  return swaps.flatMap(([kind, pattern, text]) =>
    [...code.matchAll(pattern)].map((match) => {
      const found = match[1] ?? "";
      const from = match.index +
        match[0].indexOf(found, kind === "condition" ? match[0].length : 0);
      const line = source.slice(0, from).split("\n").length;
      if (kind !== "condition") {
        return { file, line, kind, from, to: from + found.length, text: text(found) };
      }
      const end = closing(code, from - 1);
      return { file, line, kind, from, to: end, text: `!(${source.slice(from, end)})` };
    })
  );
}

/** The text with a fault in it. */
export function mutate(source: string, { from, to, text }: Mutant): string {
  return source.slice(0, from) + text + source.slice(to);
}

/** The text with blanks in place of comments, texts, expressions, types and imports, at the same offsets. */
function codeOf(source: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, " ");
  const literals = new RegExp(
    [
      /\/\*[^]*?\*\//,
      /\/\/[^\n]*/,
      /"(?:[^"\\\n]|\\.)*"/,
      /`(?:[^`\\]|\\[^])*`/,
      /(?<=[(,=:[!&|?{;]\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)*\])+\/[a-z]*/,
    ].map(({ source }) => source).join("|"),
    "g",
  );
  const declarations =
    /^(?:export )?(?:interface \w[^]*?^\}|type \w[^]*?;$|(?:im|ex)port (?:type )?\{[^]*?;$)/gm;
  return source.replace(literals, blank).replace(declarations, blank);
}

/** Where the bracket closes that opens at `open`. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === "(") depth++;
    if (code[at] === ")" && --depth === 0) return at;
  }
  return code.length;
}

/** Draws a sample: the same for the same seed. */
export function sampleOf<T>(all: readonly T[], size: number, seed = 1): T[] {
  const rest = [...all];
  const drawn: T[] = [];
  for (let state = seed; rest.length > 0 && drawn.length < size;) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
    drawn.push(...rest.splice((state >>> 0) % rest.length, 1));
  }
  return drawn;
}
