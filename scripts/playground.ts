/**
 * `deno task playground`: writes `src/playground/html.ts` from what lies in `src/playground/app`, so that the page is
 * a constant to every runtime and bundler, and its users have no build step. With `--check` it fails when that file is
 * not what it would write.
 */
import { bundle } from "./bundle.ts";
import { pathOf } from "./root.ts";

const app = "src/playground/app";
const target = "src/playground/html.ts";

/** In the order of the cascade. */
const styles = ["base", "conversation", "answer", "composer", "panel", "phone"];

if (import.meta.main) await main();

async function main(): Promise<void> {
  const written = await writePage();
  if (!Deno.args.includes("--check")) return await Deno.writeTextFile(pathOf(target), written);
  if (written === await Deno.readTextFile(pathOf(target))) return;
  console.error(`${target} is not what ${app} makes: run "deno task playground"`);
  Deno.exit(1);
}

async function writePage(): Promise<string> {
  const [page, sheets, { text: script }] = await Promise.all([
    Deno.readTextFile(pathOf(`${app}/page.html`)),
    Promise.all(styles.map((name) => Deno.readTextFile(pathOf(`${app}/style/${name}.css`)))),
    bundle({ entry: `${app}/main.ts`, minify: true }),
  ]);
  const style = sheets.join("");
  // It would end the element that it stands in.
  if (/<\/(script|style)/i.test(script + style)) throw new Error("Cannot embed an end tag");
  const css = tighten(style).trim();
  const code = script.trim();
  const html = tighten(page)
    .replace("<style></style>", () => `<style>${css}</style>`)
    .replace("></script>", () => `>${code}</script>`);
  return `// Written by "deno task playground" from ${app}: change it there.

/** The page. */
export const html: string = ${literal(html)};

/** SHA-256 of its script, as a policy names it. */
export const scriptHash = "${await hash(code)}";

/** SHA-256 of its style. */
export const styleHash = "${await hash(css)}";
`;
}

/** Leaves indentation out; the page has no preformatted text. */
function tighten(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, "").replace(/\n\s*/g, "\n");
}

/** A template, so that a change of the page is a change of lines. */
function literal(text: string): string {
  return "`" + text.replace(/[\\`]|\$(?=\{)/g, "\\$&") + "`";
}

async function hash(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return `sha256-${new Uint8Array(bytes).toBase64()}`;
}
