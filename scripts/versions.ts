/**
 * Whether the version is the same wherever it stands. A tag may follow, as the publishing workflow has it:
 * `deno run -R scripts/versions.ts v0.1.0`.
 */
import { pathOf } from "./root.ts";

/** Where a version stands. */
export interface Versions {
  /** Of `deno.json`. */
  readonly deno: string;
  /** Of `jsr.json`. */
  readonly jsr: string;
  /** The whole of `CHANGELOG.md`. */
  readonly changelog: string;
  /** What is released. */
  readonly tag?: string | undefined;
}

// https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string, without build metadata,
// which registries do not take.
const number = "(?:0|[1-9]\\d*)";
const word = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
const semanticVersion = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-${word}(?:\\.${word})*)?$`,
);

if (import.meta.main) {
  const problems = versionProblems({ ...await readVersions(), tag: Deno.args[0] });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) Deno.exit(1);
}

/** Reads them from the project. */
export async function readVersions(): Promise<Versions> {
  const text = (path: string) => Deno.readTextFile(pathOf(path));
  return {
    deno: JSON.parse(await text("deno.json")).version,
    jsr: JSON.parse(await text("jsr.json")).version,
    changelog: await text("CHANGELOG.md"),
  };
}

/** What does not fit together, one sentence each. */
export function versionProblems({ deno, jsr, changelog, tag }: Versions): string[] {
  const problems: string[] = [];
  if (!semanticVersion.test(deno)) problems.push(`deno.json: ${deno} is no semantic version`);
  if (jsr !== deno) problems.push(`jsr.json: the version is ${jsr}, and ${deno} in deno.json`);
  const headings = (changelog.match(/^## .*/gm) ?? []).map((line) => line.split(/[\s[\]]+/)[1]);
  if (!headings.includes(deno)) problems.push(`CHANGELOG.md: no heading for ${deno}`);
  if (headings[0] !== "Unreleased") problems.push("CHANGELOG.md: the first is not Unreleased");
  else if (headings[1] !== deno) problems.push(`CHANGELOG.md: the first release is not ${deno}`);
  if (tag !== undefined && tag !== `v${deno}`) {
    problems.push(`the tag is ${tag}, and deno.json says ${deno}`);
  }
  return problems;
}
