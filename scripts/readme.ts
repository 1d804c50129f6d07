/**
 * `deno task readme` fills the table in `README.md` from `docs/comparison.md` and `docs/size.md`, which other tasks have
 * generated; with `--check` it fails when they say otherwise.
 */
import { tableOf } from "../tests/run/fire_table.ts";
import { pathOf } from "./root.ts";
import { runCommand } from "./summary.ts";

const target = "README.md";

/** What a reader decides by: rows of the comparison. */
const titles = [
  "A service account's key on a Worker without Node compatibility",
  "A key whose line breaks are escaped, as environment variables leave them",
  "Tokens minted for 10 first calls at once",
  "A token that is refused is replaced, and the call goes on",
  "Two streamed tool calls whose index changes in mid-stream",
  "Thought signatures come back in a conversation with tools",
  "Thoughts stay out of the answer's text",
  "The token counts add up to the total when there was reasoning",
  "A stream that breaks off before it has finished is an error",
  "A 429 that says when to ask again is obeyed",
  "embeddings",
] as const;

/** By the comparison's column, the program that `docs/size.md` weighs for it. */
const weighed: Readonly<Record<string, string>> = {
  "this library": "service account, one completion",
  "`openai`": "`openai`, google-auth-library",
  "`@ai-sdk/google-vertex/edge`": "`ai`, `@ai-sdk/google-vertex/edge`",
  "`@google/genai`": "`@google/genai`",
};

if (import.meta.main) {
  const written = await Deno.readTextFile(pathOf(target));
  const filled = await formatted(fill(written, "comparison", await comparison()));
  if (!Deno.args.includes("--check")) await Deno.writeTextFile(pathOf(target), filled);
  else if (filled !== written) {
    console.error(`${target} is stale: run "deno task readme" and commit what it writes`);
    Deno.exit(1);
  }
}

/** Puts a text between the two comments that name its place. */
export function fill(document: string, place: string, text: string): string {
  const [before, rest] = document.split(`<!-- ${place} -->`);
  const after = rest?.split(`<!-- /${place} -->`)[1];
  if (after === undefined) throw new Error(`${target} has no place for the ${place}`);
  return `${before}<!-- ${place} -->\n\n${text}\n\n<!-- /${place} -->${after}`;
}

async function comparison(): Promise<string> {
  const compared = await readRows("docs/comparison.md");
  const [head = []] = compared;
  const names = head.map((name) => name.replace(/ [¹²]$/, ""));
  const rows = titles.map((title) => rowOf(compared, title).map(shortened));
  return tableOf(names, [...rows, await sizes(names)]);
}

async function sizes(names: readonly string[]): Promise<string[]> {
  const written = await readRows("docs/size.md");
  const cells = names.slice(1).map((name) => {
    const program = weighed[name];
    if (program === undefined) return "not weighed";
    const bytes = Number(rowOf(written, program)[2]?.replaceAll(",", ""));
    return `${Math.round(bytes / 1_000)} KB`;
  });
  return ["One completion in a bundle, minified and compressed", ...cells];
}

/** Why it is so stands in the table that this one is taken from. */
function shortened(cell: string, at: number): string {
  if (at === 0) return cell[0]?.toUpperCase() + cell.slice(1);
  if (cell.includes("yes;")) return "in part";
  return cell.split(":", 1)[0] ?? "";
}

function rowOf(rows: readonly string[][], title: string): string[] {
  const row = rows.find(([first]) => first === title);
  if (!row) throw new Error(`Cannot fill ${target}: no table has the row "${title}"`);
  return row;
}

async function readRows(file: string): Promise<string[][]> {
  const lines = (await Deno.readTextFile(pathOf(file))).split("\n");
  return lines.filter((line) => line.startsWith("|")).map((line) =>
    line.split("|").slice(1, -1).map((cell) => cell.trim())
  );
}

async function formatted(text: string): Promise<string> {
  const path = await Deno.makeTempFile({ suffix: ".md" });
  try {
    await Deno.writeTextFile(path, text);
    await runCommand(Deno.execPath(), ["fmt", "--quiet", "--config", pathOf("deno.json"), path]);
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(path);
  }
}
