/**
 * Makes a string that matches a regular expression, for the plain patterns that schemas use: literals, classes,
 * groups, alternatives, quantifiers, anchors. What it cannot read it treats as a literal.
 */
export function examplePattern(pattern: string): string {
  const reader: Reader = { pattern, position: 0 };
  const text = readAlternatives(reader);
  return text;
}

interface Reader {
  readonly pattern: string;
  position: number;
}

/** Takes the first alternative and skips the others. */
function readAlternatives(reader: Reader): string {
  const first = readSequence(reader);
  while (reader.pattern[reader.position] === "|") {
    reader.position++;
    readSequence(reader);
  }
  return first;
}

function readSequence(reader: Reader): string {
  let text = "";
  while (reader.position < reader.pattern.length) {
    const next = reader.pattern[reader.position];
    if (next === "|" || next === ")") break;
    const atom = readAtom(reader);
    text += atom.repeat(readCount(reader));
  }
  return text;
}

function readAtom(reader: Reader): string {
  const char = reader.pattern.charAt(reader.position++);
  switch (char) {
    case "^":
    case "$":
      return "";
    case ".":
      return "a";
    case "(":
      return readGroup(reader);
    case "[":
      return readClass(reader);
    case "\\":
      return escaped(reader.pattern.charAt(reader.position++));
    default:
      return char;
  }
}

function readGroup(reader: Reader): string {
  // `(?:`, `(?<name>`: only the kind is skipped, the content counts.
  const kind = /^\?(?::|<[A-Za-z_]\w*>)/.exec(reader.pattern.slice(reader.position));
  if (kind !== null) reader.position += kind[0].length;
  const text = readAlternatives(reader);
  if (reader.pattern[reader.position] === ")") reader.position++;
  return text;
}

/** The first member of a class; for a negated one the first letter that it does not name. */
function readClass(reader: Reader): string {
  const end = closingBracket(reader.pattern, reader.position);
  const source = reader.pattern.slice(reader.position, end);
  reader.position = end + 1;
  if (source.startsWith("^")) {
    const allowed = new RegExp(`[${source}]`);
    return Array.from("aA0_ -.").find((char) => allowed.test(char)) ?? "a";
  }
  return source.startsWith("\\") ? escaped(source.charAt(1)) : source.charAt(0);
}

function closingBracket(pattern: string, start: number): number {
  for (let position = start; position < pattern.length; position++) {
    if (pattern[position] === "\\") position++;
    else if (pattern[position] === "]" && position > start) return position;
  }
  return pattern.length;
}

function escaped(char: string): string {
  switch (char) {
    case "d":
      return "1";
    case "w":
      return "a";
    case "s":
      return " ";
    case "D":
    case "S":
      return "a";
    case "W":
      return "-";
    case "b":
    case "B":
      return "";
    case "t":
      return "\t";
    case "n":
      return "\n";
    default:
      return char;
  }
}

/** How often the atom before stands: once for `+`, none for `*` and `?`, the least for `{n,m}`. */
function readCount(reader: Reader): number {
  const quantifier = /^(?:([*+?])|\{(\d+)(?:,\d*)?\})\??/.exec(
    reader.pattern.slice(reader.position),
  );
  if (quantifier === null) return 1;
  reader.position += quantifier[0].length;
  if (quantifier[2] !== undefined) return Number(quantifier[2]);
  return quantifier[1] === "+" ? 1 : 0;
}
