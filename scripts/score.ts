/**
 * The items of JSR's score that can be seen without the registry. The rest are settings of the package's page there: a
 * description, and the runtimes it works on.
 */
import { readDoc } from "./api.ts";
import type { DocModule } from "./doc_nodes.ts";
import { exists, pathOf, readManifest, root } from "./root.ts";

/** What the score is made of. */
export interface Scored {
  readonly readme: string;
  /** What each entry exports, by the entry's name. */
  readonly entries: ReadonlyMap<string, DocModule>;
  readonly license: string | undefined;
  readonly hasLicenseFile: boolean;
  /** The workflow that publishes. */
  readonly workflow: string;
}

/** One item, and whether the package has it. */
export interface ScoreItem {
  readonly name: string;
  readonly problems: readonly string[];
}

if (import.meta.main) {
  const items = scoreItems(await readScored());
  for (const { name, problems } of items) {
    console.log(`${problems.length === 0 ? "yes" : "NO "} ${name}`);
    for (const problem of problems) console.error(`    ${problem}`);
  }
  if (items.some(({ problems }) => problems.length > 0)) Deno.exit(1);
}

async function readScored(): Promise<Scored> {
  const text = (path: string) => Deno.readTextFile(pathOf(path));
  const { exports } = await readManifest();
  const entries = await Promise.all(
    Object.entries(exports).map(async ([entry, file]) =>
      [entry, await readDoc(new URL(file, root))] as const
    ),
  );
  return {
    readme: await text("README.md"),
    entries: new Map(entries),
    license: JSON.parse(await text("deno.json")).license,
    hasLicenseFile: await exists("LICENSE"),
    workflow: await text(".github/workflows/publish.yml"),
  };
}

/**
 * The items that are held here. Slow types are not among them: `deno publish --dry-run` refuses those.
 *
 * @param scored What to look at.
 * @returns One item for each line of the score.
 */
export function scoreItems(scored: Scored): ScoreItem[] {
  const { readme, entries, license, hasLicenseFile, workflow } = scored;
  const docs = [...entries].map(([entry, { module_doc }]) =>
    [entry, module_doc?.doc ?? ""] as const
  );
  const symbols = [...entries].flatMap(([entry, module]) =>
    module.symbols.map(({ name, declarations }) => ({
      name: `${entry} ${name}`,
      isDocumented: declarations.some(({ jsDoc }) => jsDoc?.doc?.trim()),
    }))
  );
  const bare = symbols.filter(({ isDocumented }) => !isDocumented).map(({ name }) => name);
  const withoutDoc = docs.filter(([, doc]) => doc === "").map(([entry]) => entry);
  return [
    { name: "a README with an example", problems: hasExample(readme) ? [] : ["none is fenced"] },
    { name: "a module docstring in every entry", problems: withoutDoc },
    { name: "an example of the main entry", problems: mainProblems(entries.get(".")) },
    { name: `a docstring on each of ${symbols.length} symbols`, problems: bare },
    { name: "a licence", problems: license && hasLicenseFile ? [] : ["no field, or no file"] },
    { name: "provenance", problems: provenanceProblems(workflow) },
  ];
}

function hasExample(text: string): boolean {
  return /^```\w*\n[^]+?^```$/m.test(text);
}

/** The parser of docstrings keeps examples apart from the text. */
function mainProblems(main: DocModule | undefined): string[] {
  return JSON.stringify(main?.module_doc ?? "").includes("```") ? [] : ["none in mod.ts"];
}

function provenanceProblems(workflow: string): string[] {
  const problems: string[] = [];
  if (!/^ +id-token: write$/m.test(workflow)) problems.push("no permission id-token: write");
  if (!/run: .*deno.* publish$/m.test(workflow)) problems.push("no plain deno publish");
  return problems;
}
