/**
 * `deno task graph`: what each entry reaches in the end. A program that imports `.` or `./auth`
 * gets jose and valibot and nothing else, and no entry reaches a `node:` module.
 */
import { type Imports, readImports } from "./modules.ts";
import { readManifest } from "./root.ts";

/** The packages an entry may reach, beside jose and valibot. */
const extraPackages: Readonly<Record<string, readonly string[]>> = {
  "./hono": ["npm:hono"],
  "./testing": ["npm:hono"],
  "./tools": ["npm:@valibot/to-json-schema"],
  "./gemini": ["npm:@valibot/to-json-schema"],
};

if (import.meta.main) {
  const { exports } = await readManifest();
  const problems = graphProblems(await readImports(), exports);
  for (const problem of problems) console.error(problem);
  Deno.exit(problems.length > 0 ? 1 : 0);
}

/** Everything an entry reaches and may not, with the way there, as one line each. */
export function graphProblems(
  imports: Imports,
  entries: Readonly<Record<string, string>>,
): string[] {
  const problems: string[] = [];
  for (const [entry, path] of Object.entries(entries)) {
    const file = path.replace(/^\.\//, "");
    if (!imports.has(file)) {
      problems.push(`Entry ${entry} names ${path}, which does not exist`);
      continue;
    }
    const allowed = ["npm:jose", "npm:valibot", ...extraPackages[entry] ?? []];
    for (const [target, way] of reached(imports, file)) {
      if (imports.has(target) || allowed.includes(target)) continue;
      problems.push(`Entry ${entry} reaches ${target}: ${way.join(" -> ")}`);
    }
  }
  return problems;
}

/** Everything a file reaches, each with the shortest way to it. */
function reached(imports: Imports, start: string): Map<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>([[start, [start]]]);
  // A map's iterator also visits what is added while it runs.
  for (const [file, way] of ways) {
    for (const target of imports.get(file) ?? []) {
      if (!ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return ways;
}
