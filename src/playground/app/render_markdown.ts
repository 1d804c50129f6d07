import { copyButton, h } from "./dom.ts";
import { type Block, type Inline, parseBlocks, parseInline } from "./markdown.ts";

/** Shows a text that grows. */
export interface MarkdownView {
  readonly element: HTMLElement;
  /** Shows this text; blocks that are the same stay, and with them what a reader has selected. */
  readonly show: (text: string) => void;
}

/** Makes a view of Markdown. */
export function createMarkdownView(className: string): MarkdownView {
  const element = h("div", { class: className });
  let shown: string[] = [];

  function show(text: string): void {
    const blocks = parseBlocks(text);
    const sources = blocks.map((block) => JSON.stringify(block));
    const same = sources.findIndex((source, index) => source !== shown[index]);
    const keep = same === -1 ? sources.length : same;
    while (element.childNodes.length > keep) element.lastChild?.remove();
    element.append(...blocks.slice(keep).map(renderBlock));
    shown = sources;
  }

  return { element, show };
}

function renderBlock(block: Block): HTMLElement {
  switch (block.kind) {
    case "code":
      return renderCode(block.language, block.text);
    case "heading":
      // The page has h1 and h2 of its own.
      return h(block.level < 3 ? "h3" : "h4", {}, ...renderInline(block.text));
    case "list":
      return renderList(block.start, block.items);
    case "quote":
      return h("blockquote", {}, ...block.blocks.map(renderBlock));
    case "table":
      return renderTable(block.rows);
    case "rule":
      return h("hr");
    case "paragraph":
      return h("p", {}, ...renderInline(block.text));
  }
}

/** A block of code, with its language and a button to copy it. */
export function renderCode(language: string, text: string): HTMLElement {
  const label = language === "" ? "Code" : language;
  return h(
    "figure",
    { class: "code" },
    h("figcaption", {}, h("span", {}, label), copyButton(() => text)),
    h(
      "pre",
      { tabindex: "0", role: "region", "aria-label": label },
      h("code", {}, ...(language === "json" ? renderJson(text) : [text])),
    ),
  );
}

/** JSON with its names and values told apart. */
function renderJson(text: string): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let from = 0;
  for (
    const match of text.matchAll(
      /("(?:[^"\\\n]|\\.)*")(\s*:)?|-?\b\d[\d.eE+-]*|\b(?:true|false|null)\b/g,
    )
  ) {
    const [all, string, colon] = match;
    nodes.push(text.slice(from, match.index));
    const kind = string === undefined ? "value" : colon === undefined ? "string" : "name";
    nodes.push(h("span", { class: kind }, string ?? all), colon ?? "");
    from = match.index + all.length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function renderList(start: number | undefined, items: readonly Block[][]): HTMLElement {
  const children = items.map((blocks) => {
    const [first, ...rest] = blocks;
    // An item of one line is no paragraph of its own.
    const head = first?.kind === "paragraph"
      ? renderInline(first.text)
      : first
      ? [renderBlock(first)]
      : [];
    return h("li", {}, ...head, ...rest.map(renderBlock));
  });
  if (start === undefined) return h("ul", {}, ...children);
  return h("ol", start === 1 ? {} : { start: String(start) }, ...children);
}

function renderTable([head = [], ...body]: readonly string[][]): HTMLElement {
  const row = (tag: "th" | "td", cells: readonly string[]) =>
    h("tr", {}, ...cells.map((cell) => h(tag, {}, ...renderInline(cell))));
  const table = h(
    "table",
    {},
    h("thead", {}, row("th", head)),
    h("tbody", {}, ...body.map((cells) => row("td", cells))),
  );
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table" }, table);
}

function renderInline(text: string): (Node | string)[] {
  return parseInline(text).map(renderRun);
}

function renderRun(run: Inline): Node | string {
  if (typeof run === "string") return run;
  if (run.kind === "code") return h("code", {}, run.text);
  if (run.kind === "link") {
    const away = { target: "_blank", rel: "noopener noreferrer", title: run.url };
    return h("a", { href: run.url, ...away }, run.text);
  }
  return h(run.kind, {}, ...run.children.map(renderRun));
}
