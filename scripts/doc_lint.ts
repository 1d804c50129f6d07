/** Every export of every entry is documented. */
import { readManifest } from "./root.ts";
import { oneCheck, type Part, runDeno } from "./summary.ts";

/**
 * Types of packages in a public signature: `deno doc --lint` calls them private wherever they come
 * from, and no comment silences it.
 */
const foreignTypes = ["Context", "Env", "Hono", "MiddlewareHandler"];

/** The part of `deno task ok` that reads docstrings. */
export const docParts: readonly Part[] = [{ name: "docs lint", run: lintDocs }];

async function lintDocs() {
  const { exports } = await readManifest();
  const { code, output } = await runDeno(["doc", "--lint", ...Object.values(exports)]);
  if (code === 0) return oneCheck([]);
  const diagnostics = output.split(/\n(?=error\[)/).filter((text) => text.includes("error["));
  if (diagnostics.length === 0) return oneCheck([output]);
  return oneCheck(diagnostics.filter((text) => !isForeign(text)));
}

function isForeign(diagnostic: string): boolean {
  const found = /error\[private-type-ref\].* references private type '([^']+)'/.exec(diagnostic);
  return found?.[1] !== undefined && foreignTypes.includes(found[1]);
}
