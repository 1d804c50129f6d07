/**
 * `deno task ok`: everything that must hold before a change goes in, the fast checks first, then
 * every test. Names of parts may follow, to run only those: `deno task ok lint check`.
 */
import { docParts } from "./doc_lint.ts";
import { filesUnder, libraryFiles, pathOf } from "./root.ts";
import { chosenParts, commandPart, finish, oneCheck, type Part, runParts } from "./summary.ts";
import { pageParts, testParts } from "./test.ts";

const library = await libraryFiles();
const types = (await filesUnder("tests/types")).filter((file) => file.endsWith(".ts"));

const parts: readonly Part[] = [
  commandPart("fmt", ["fmt", "--check"], 'Run "deno fmt"'),
  commandPart("lint", ["lint"]),
  commandPart("console", ["lint", "--rules-tags=", "--rules-include=no-console", ...library]),
  { name: "lock", run: async () => oneCheck(await lockProblems()) },
  commandPart("layers", ["run", "-A", "scripts/layers.ts"]),
  commandPart("graph", ["run", "-A", "scripts/graph.ts"]),
  commandPart("check", ["check", "."]),
  commandPart("loose", ["check", "--config", "tests/types/loose.json", ...types]),
  commandPart(
    "web",
    ["check", "--config", "scripts/web.json", ...library],
    "The library may use web standards only: no global of Deno, Bun or Node",
  ),
  commandPart(
    "start",
    ["check", "--config", "scripts/start.json", "scripts/start.ts"],
    startCure(),
  ),
  ...docParts,
  commandPart("api", ["run", "-A", "scripts/api.ts", "--check"]),
  commandPart("score", ["run", "-A", "scripts/score.ts"]),
  commandPart("playground", ["run", "-A", "scripts/playground.ts", "--check"]),
  commandPart("publish", ["publish", "--dry-run", "--allow-dirty"]),
  commandPart("publish jsr", ["publish", "--dry-run", "--allow-dirty", "--config", "jsr.json"]),
  commandPart("reliability", ["run", "-A", "scripts/reliability.ts", "--check"]),
  commandPart("size", ["run", "-A", "scripts/size.ts", "--check"]),
  ...testParts,
  ...pageParts,
];

finish(await runParts(chosenParts(parts)));

/** A lock file that names a host was written behind somebody's own registry. */
async function lockProblems(): Promise<string[]> {
  const problems: string[] = [];
  for (const file of ["deno.lock", "scripts/start.lock"]) {
    const lines = (await Deno.readTextFile(pathOf(file))).split("\n");
    for (const [index, line] of lines.entries()) {
      if (/"tarball"|https?:\/\//.test(line)) problems.push(`${file}:${index + 1}:${line}`);
    }
  }
  if (problems.length > 0) problems.push("Write the lock files anew with the default registry");
  return problems;
}

function startCure(): string {
  return 'scripts/start.json repeats the runtime dependencies of deno.json; after a change run "deno cache --frozen=false --config scripts/start.json scripts/start.ts"';
}
