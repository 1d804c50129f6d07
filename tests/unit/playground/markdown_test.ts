import {
  type Block,
  type Inline,
  parseBlocks,
  parseInline,
} from "../../../src/playground/app/markdown.ts";
import { assert, test } from "../../harness.ts";

test("parseBlocks() tells the blocks of an answer apart", () => {
  const text = [
    "# Title #",
    "",
    "One",
    "and more.",
    "```ts",
    "# no title",
    "```",
    "---",
    "> said",
    "> twice",
    "",
    "| a | b |",
    "|---|:-:|",
    "| 1 | 2 |",
  ].join("\n");
  assert.deepEqual(parseBlocks(text), [
    { kind: "heading", level: 1, text: "Title" },
    { kind: "paragraph", text: "One\nand more." },
    { kind: "code", language: "ts", text: "# no title" },
    { kind: "rule" },
    { kind: "quote", blocks: [{ kind: "paragraph", text: "said\ntwice" }] },
    { kind: "table", rows: [["a", "b"], ["1", "2"]] },
  ]);
});

test("parseBlocks() nests lists, and keeps the number a list begins with", () => {
  const paragraph = (text: string) => ({ kind: "paragraph" as const, text });
  assert.deepEqual(parseBlocks("- a\n  - b\n\n- c\n\n3. d\n   ```\n   e\n   ```\n4. f"), [
    {
      kind: "list",
      start: undefined,
      items: [
        [paragraph("a"), { kind: "list", start: undefined, items: [[paragraph("b")]] }],
        [paragraph("c")],
      ],
    },
    {
      kind: "list",
      start: 3,
      items: [[paragraph("d"), { kind: "code", language: "", text: "e" }], [paragraph("f")]],
    },
  ]);
});

test("parseBlocks() shows code that is still being written", () => {
  assert.deepEqual(parseBlocks("```py\nprint("), [
    { kind: "code", language: "py", text: "print(" },
  ]);
});

test("parseBlocks() ends a fence with its like alone, and takes its indent off", () => {
  const code = (text: string, language = "") => [{ kind: "code" as const, language, text }];
  assert.deepEqual(parseBlocks("~~~c++\n```\n~~~"), code("```", "c++"));
  assert.deepEqual(parseBlocks("````\n```\n`````"), code("```"));
  assert.deepEqual(parseBlocks("  ```\n    a\n b\n  ```"), code("  a\nb"));
  assert.deepEqual(parseBlocks("```\r\na\r\n```x"), code("a\n```x"));
  assert.deepEqual(parseBlocks("```"), code(""));
});

test("parseBlocks() ends a paragraph where another block begins", () => {
  const kinds = (text: string) => parseBlocks(text).map(({ kind }) => kind);
  for (const next of ["```", "# a", "> a", "- a", "1. a", "***"]) {
    assert.equal(kinds(`a\n${next}`)[0], "paragraph", next);
    assert.lengthOf(kinds(`a\n${next}`), 2, next);
  }
  // In the midst of a sentence these are words.
  for (const next of ["1986. a", "#a", "-a", "**a**", "a | b"]) {
    assert.deepEqual(kinds(`a\n${next}`), ["paragraph"], next);
  }
  assert.deepEqual(parseBlocks(""), []);
  assert.deepEqual(parseBlocks("\n \n"), []);
});

test("parseBlocks() tells what belongs to an item", () => {
  const paragraph = (text: string) => ({ kind: "paragraph" as const, text });
  const list = (...items: Block[][]) => ({ kind: "list" as const, start: undefined, items });
  assert.deepEqual(parseBlocks("- a\nruns on\n\n  more\n\noutside"), [
    list([paragraph("a\nruns on"), paragraph("more")]),
    paragraph("outside"),
  ]);
  assert.deepEqual(parseBlocks("- a\n  - b\n    - c"), [
    list([paragraph("a"), list([paragraph("b"), list([paragraph("c")])])]),
  ]);
  assert.deepEqual(parseBlocks("-\n- a\n1) b"), [
    list([], [paragraph("a")]),
    { kind: "list", start: 1, items: [[paragraph("b")]] },
  ]);
  assert.deepEqual(parseBlocks("- a\n# b"), [
    list([paragraph("a")]),
    { kind: "heading", level: 1, text: "b" },
  ]);
});

test("parseBlocks() nests no deeper than a page can show", () => {
  for (const marker of ["> ", "- "]) {
    let depth = 0;
    let blocks = parseBlocks(`${marker.repeat(50)}a`);
    for (;; depth++) {
      const [block] = blocks;
      if (block?.kind === "quote") blocks = block.blocks;
      else if (block?.kind === "list") blocks = block.items[0] ?? [];
      else break;
    }
    assert.equal(depth, 6, marker);
    assert.deepEqual(blocks, [{ kind: "paragraph", text: `${marker.repeat(44)}a` }]);
  }
});

test("parseBlocks() reads tables with and without bars at their sides", () => {
  const table = [{ kind: "table" as const, rows: [["a", "b"], ["1", ""]] }];
  assert.deepEqual(parseBlocks("| a | b |\n| --- | --- |\n| 1 | |"), table);
  assert.deepEqual(parseBlocks("a|b\n-|-\n1|"), [
    { kind: "table", rows: [["a", "b"], ["1"]] },
  ]);
  assert.deepEqual(parseBlocks("a | b\nc | d"), [{ kind: "paragraph", text: "a | b\nc | d" }]);
});

test("parseInline() reads emphasis by its rules", () => {
  const em = (...children: Inline[]) => ({ kind: "em" as const, children });
  const strong = (...children: Inline[]) => ({ kind: "strong" as const, children });
  assert.deepEqual(parseInline("*a* _b_ **c**"), [em("a"), " ", em("b"), " ", strong("c")]);
  assert.deepEqual(parseInline("**a _b_**"), [strong("a ", em("b"))]);
  for (const text of ["**a", "*a", "_a", "a_b_c", "* a *", "`a", "**a\nb**", ""]) {
    assert.deepEqual(parseInline(text), text === "" ? [] : [text], text);
  }
});

test("parseInline() makes a link of a whole address of the web alone", () => {
  const targets = ["javascript:alert(1)", "data:text/html,x", "//example.com", "/x", "ftp://a", ""];
  for (const target of [...targets, "https://a b", "https://a<b>", "https://"]) {
    assert.deepEqual(parseInline(`[a](${target})`), [`[a](${target})`]);
  }
  assert.deepEqual(parseInline("![a](http://example.com/a.png)"), [
    "!",
    { kind: "link", text: "a", url: "http://example.com/a.png" },
  ]);
  assert.deepEqual(parseInline('<img src=x onerror="alert(1)">'), [
    '<img src=x onerror="alert(1)">',
  ]);
});

test("parseInline() reads code, weight, and links to the web alone", () => {
  assert.deepEqual(
    parseInline("a `*b*` **c *d*** [e](https://example.com/f) [g](javascript:h) 2 * 3 * 4 i_j_k"),
    [
      "a ",
      { kind: "code", text: "*b*" },
      " ",
      { kind: "strong", children: ["c ", { kind: "em", children: ["d"] }] },
      " ",
      { kind: "link", text: "e", url: "https://example.com/f" },
      " [g](javascript:h) 2 * 3 * 4 i_j_k",
    ],
  );
});

test("parseBlocks() and parseInline() read a hostile text in a moment, and lose nothing of it", () => {
  const many = 20_000;
  const texts = ["**a", "`", "[", "[a](", "*", "_a ", "> ", "- ", "# ", "|-", " ", "~~~", "1. "];
  const started = performance.now();
  for (const text of texts) {
    parseBlocks(text.repeat(many));
    parseBlocks(`a|b\n${text.repeat(many)}`);
    parseInline(text.repeat(many));
  }
  assert.isBelow(performance.now() - started, 5_000);
  assert.deepEqual(parseInline("**".repeat(many)).join(""), "**".repeat(many));
});
