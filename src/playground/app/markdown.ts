/**
 * The part of Markdown that models write, read into plain objects. The text is a stranger's: every pattern here is
 * linear, and nesting has a limit.
 */

/** One block of a text. */
export type Block =
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "heading"; readonly level: number; readonly text: string }
  | { readonly kind: "list"; readonly start: number | undefined; readonly items: Block[][] }
  | { readonly kind: "quote"; readonly blocks: Block[] }
  | { readonly kind: "table"; readonly rows: string[][] }
  | { readonly kind: "rule" }
  | { readonly kind: "paragraph"; readonly text: string };

/** A run of text inside a block. */
export type Inline =
  | string
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly url: string }
  | { readonly kind: "strong" | "em"; readonly children: Inline[] };

const maxDepth = 6;
const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)/;
const ITEM = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])( +|$)/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const DELIMITER = /^[ :|]*-[-: |]*$/;

/** Reads a text into blocks. */
export function parseBlocks(text: string, depth = 0): Block[] {
  return readBlocks(text.split(/\r?\n/), depth);
}

function readBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length;) {
    if (lineAt(lines, at).trim() === "") at++;
    else {
      const [block, next] = readBlock(lines, at, depth);
      blocks.push(block);
      at = next;
    }
  }
  return blocks;
}

/** The block that begins at a line, and the line after it. */
function readBlock(lines: readonly string[], at: number, depth: number): [Block, number] {
  const line = lineAt(lines, at);
  if (FENCE.test(line)) return readCode(lines, at);
  const heading = /^ {0,3}(#{1,6}) +(.*)$/.exec(line);
  if (heading) {
    const [, { length: level } = "#", title = ""] = heading;
    return [{ kind: "heading", level, text: title.replace(/ #+ *$/, "") }, at + 1];
  }
  if (RULE.test(line)) return [{ kind: "rule" }, at + 1];
  if (depth < maxDepth) {
    if (ITEM.test(line)) return readList(lines, at, depth);
    if (/^ {0,3}>/.test(line)) return readQuote(lines, at, depth);
  }
  if (line.includes("|") && DELIMITER.test(lineAt(lines, at + 1))) return readTable(lines, at);
  let end = at + 1;
  while (end < lines.length && !beginsAnother(lineAt(lines, end))) end++;
  return [{ kind: "paragraph", text: lines.slice(at, end).join("\n") }, end];
}

function beginsAnother(line: string): boolean {
  return line.trim() === "" || FENCE.test(line) || RULE.test(line) ||
    /^ {0,3}(#{1,6} |>)/.test(line) ||
    /^ {0,3}([-*+]|1[.)]) /.test(line);
}

/** A line; beyond the last they are empty. */
function lineAt(lines: readonly string[], at: number): string {
  return lines[at] ?? "";
}

function readCode(lines: readonly string[], at: number): [Block, number] {
  const opening = lineAt(lines, at);
  const [, fence = "", language = ""] = FENCE.exec(opening) ?? [];
  const isEnd = (line: string) => {
    const closing = line.trim();
    return closing.startsWith(fence) && closing === fence.charAt(0).repeat(closing.length);
  };
  let end = at + 1;
  while (end < lines.length && !isEnd(lineAt(lines, end))) end++;
  const indent = indentOf(opening);
  const body = lines.slice(at + 1, end).map((line) => dedent(line, indent));
  return [{ kind: "code", language, text: body.join("\n") }, end + 1];
}

function readList(lines: readonly string[], at: number, depth: number): [Block, number] {
  const ordered = ITEM.exec(lineAt(lines, at))?.[2];
  const items: Block[][] = [];
  let next = at;
  for (;;) {
    const marker = ITEM.exec(lineAt(lines, next));
    if (!marker || (marker[2] === undefined) !== (ordered === undefined)) break;
    const width = marker[0].length;
    const item = [lineAt(lines, next).slice(width)];
    next++;
    while (next < lines.length && belongs(lines, next, item)) {
      item.push(dedent(lineAt(lines, next++), width));
    }
    items.push(readBlocks(item, depth + 1));
    // Items may stand apart.
    if (lineAt(lines, next).trim() === "" && ITEM.test(lineAt(lines, next + 1))) next++;
  }
  return [
    { kind: "list", start: ordered === undefined ? undefined : Number(ordered), items },
    next,
  ];
}

/** Whether a line goes on with an item: it is indented, or an item's paragraph runs on. */
function belongs(lines: readonly string[], at: number, item: readonly string[]): boolean {
  const line = lineAt(lines, at);
  if (line.trim() === "") {
    return /^ {2}/.test(lineAt(lines, at + 1));
  }
  return /^ {2}/.test(line) ||
    (item.at(-1)?.trim() !== "" && !beginsAnother(line) && !ITEM.test(line));
}

function readQuote(lines: readonly string[], at: number, depth: number): [Block, number] {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lineAt(lines, end))) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ""));
  return [{ kind: "quote", blocks: readBlocks(inner, depth + 1) }, end];
}

function readTable(lines: readonly string[], at: number): [Block, number] {
  let end = at + 2;
  while (end < lines.length && lineAt(lines, end).includes("|")) end++;
  const rows = [lineAt(lines, at), ...lines.slice(at + 2, end)].map((line) =>
    line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim())
  );
  return [{ kind: "table", rows }, end];
}

function dedent(line: string, width: number): string {
  return line.slice(Math.min(indentOf(line), width));
}

function indentOf(line: string): number {
  return line.search(/[^ ]|$/);
}

const INLINE = new RegExp(
  [
    /`([^`\n]+)`/,
    /\*\*([^*\n]+(?:\*[^*\n]+\*[^*\n]*)?)\*\*/,
    /\*([^*\s][^*\n]*)\*/,
    /(?<!\w)_([^_\s][^_\n]*)_(?!\w)/,
    /\[([^[\]\n]+)\]\((https?:\/\/[^\s()<>]+)\)/,
  ].map(({ source }) => source).join("|"),
  "g",
);

/** Reads the text of a block. */
export function parseInline(text: string): Inline[] {
  const runs: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, strong, star, underscore, label, url] = match;
    const em = star ?? underscore;
    if (match.index > from) runs.push(text.slice(from, match.index));
    if (code !== undefined) runs.push({ kind: "code", text: code });
    else if (strong !== undefined) runs.push({ kind: "strong", children: parseInline(strong) });
    else if (em !== undefined) runs.push({ kind: "em", children: parseInline(em) });
    else runs.push({ kind: "link", text: label ?? "", url: url ?? "" });
    from = match.index + all.length;
  }
  if (from < text.length) runs.push(text.slice(from));
  return runs;
}
