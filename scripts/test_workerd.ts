/** The portable cases inside one real workerd process. */
import { startWorker } from "../tests/run/workerd.ts";
import { bundle } from "./bundle.ts";
import type { Outcome } from "./summary.ts";

/** A request that takes longer than this counts as a failed case. */
const caseTimeoutMs = 30_000;

/** Bundles the files and runs each of their cases as one request: workerd ties I/O to requests. */
export async function testOnWorkerd(files: readonly string[]): Promise<Outcome> {
  const imports = files.map((file) => `import ${JSON.stringify(`./${file}`)};\n`);
  const source = `${imports.join("")}export { default } from "./tests/worker.ts";\n`;
  await using worker = await startWorker({ source: (await bundle({ source })).text });
  const origin = `http://127.0.0.1:${worker.port}/`;
  const names: string[] = await (await fetch(origin)).json();

  let output = "";
  let failed = 0;
  for (const [index, name] of names.entries()) {
    const problem = await runCase(`${origin}${index}`);
    if (problem === undefined) continue;
    failed += 1;
    output += `${name}\n${problem.replace(/^/gm, "  ")}\n\n`;
  }
  // Uncaught errors and warnings of workerd belong to no case.
  if (failed > 0) output += worker.output();
  return { passed: names.length - failed, failed, output };
}

async function runCase(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(caseTimeoutMs) });
    const text = await response.text();
    if (response.status !== 200) return `status ${response.status}: ${text}`;
    const result: { ok: boolean; message?: string } = JSON.parse(text);
    return result.ok ? undefined : result.message ?? "no message";
  } catch (error) {
    return String(error);
  }
}
