/**
 * `deno task test`: every test on every runtime. Names of parts may follow, to run only those:
 * `deno task test bun workerd`.
 */
import { exists, filesUnder, libraryFiles, pathOf } from "./root.ts";
import {
  chosenParts,
  finish,
  oneCheck,
  type Outcome,
  type Part,
  runCommand,
  runDeno,
  runParts,
} from "./summary.ts";
import { testOnWorkerd } from "./test_workerd.ts";

/** The parts of `deno task test`. */
export const testParts: readonly Part[] = [
  { name: "deno", run: unitTest },
  { name: "bun", run: bunTest },
  { name: "workerd", run: async () => atLeastOne(await testOnWorkerd(await unitFiles())) },
  { name: "docs", run: docTest },
  { name: "run", run: () => denoTest(["-A", "tests/run"]) },
];

/** What needs a browser as well, and so is no part of `deno task test`, which wants Node and npm alone. */
export const pageParts: readonly Part[] = [
  { name: "page", run: () => denoTest(["-A", "tests/page"]) },
];

if (import.meta.main) finish(await runParts(chosenParts(testParts)));

async function denoTest(args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runDeno(["test", "--quiet", "--trace-leaks", ...args]);
  return count(code, output, /\| (\d+) passed/g, /\| (\d+) failed/g);
}

/** Also collects the coverage, whose least share of branches stands in deno.json: one run serves both. */
async function unitTest(): Promise<Outcome> {
  const collect = ["--clean", "--coverage=coverage", "--coverage-raw-data-only"];
  const tests = await denoTest(["--no-prompt", "--parallel", ...collect, "tests/unit"]);
  if (tests.failed > 0) return tests;
  // The harness and the tests themselves are not what is measured.
  const report = ["coverage", "--include=/src/", "--include=/mod.ts", "coverage"];
  const { code, output } = await runDeno(report);
  const covered = oneCheck(code === 0 ? [] : [output]);
  return { ...covered, passed: tests.passed + covered.passed };
}

/** The examples in docstrings, in the README and in the guides are tests, too. */
async function docTest(): Promise<Outcome> {
  const readme = await exists("README.md") ? ["README.md"] : [];
  return await denoTest([
    "--no-prompt",
    "--parallel",
    "--doc",
    ...await libraryFiles(),
    ...readme,
    "docs/gateway.md",
    "docs/guides",
  ]);
}

async function bunTest(): Promise<Outcome> {
  const bun = pathOf("node_modules/.bin/bun");
  const { code, output } = await runCommand(bun, ["test", "--timeout=30000", "./tests/unit"]);
  return count(code, output, /^ *(\d+) pass$/gm, /^ *(\d+) fail$/gm);
}

async function unitFiles(): Promise<string[]> {
  return (await filesUnder("tests/unit")).filter((file) => file.endsWith("_test.ts"));
}

/** Takes the last count that was printed: a test may print lines of its own. */
function count(code: number, output: string, pass: RegExp, fail: RegExp): Outcome {
  const passed = lastNumber(output, pass);
  const failed = lastNumber(output, fail);
  // A run that broke outside of a test (a type error, a module that does not load) counts as one.
  return atLeastOne({ passed, failed: code !== 0 && failed === 0 ? 1 : failed, output });
}

function lastNumber(text: string, pattern: RegExp): number {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

/** A runtime that ran nothing has proven nothing. */
function atLeastOne(outcome: Outcome): Outcome {
  if (outcome.passed + outcome.failed > 0) return outcome;
  return { passed: 0, failed: 1, output: `No test was run\n${outcome.output}` };
}
