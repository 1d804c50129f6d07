/**
 * `deno task fuzz [--seconds 60]`: throws random input at everything that reads what comes from outside, for a fixed
 * time, and prints seeds and the number of cases.
 */
import fc from "fast-check";
import { fuzzProperties } from "../tests/fuzz/properties.ts";

const at = Deno.args.indexOf("--seconds");
const seconds = at === -1 ? 60 : Number(Deno.args[at + 1]);
if (!(seconds > 0)) {
  console.error("error: --seconds wants a number above 0");
  Deno.exit(1);
}

let failed = 0;
let cases = 0;
for (const { name, property } of fuzzProperties) {
  const seed = crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
  const details = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: seconds * 1_000 / fuzzProperties.length,
    markInterruptAsFailure: false,
  });
  cases += details.numRuns;
  console.log(
    `${details.failed ? "FAILED" : "ok"}  ${name}: ${details.numRuns} cases, seed ${seed}`,
  );
  if (!details.failed) continue;
  failed++;
  console.error(details.errorInstance, fc.stringify(details.counterexample));
}
console.log(`${cases} cases in ${seconds} s`);
Deno.exit(failed > 0 ? 1 : 0);
