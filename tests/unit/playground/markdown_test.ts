import { parseBlocks, parseInline } from "../../../src/playground/app/markdown.ts";
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
