/**
 * What a call allocates: the heap's growth over one piece of work during which nothing is collected. Needs
 * `--v8-flags=--expose-gc,--min-semi-space-size=1024,--max-semi-space-size=1024`; `deno task bench` passes them.
 */
import { races } from "./client.ts";
import { quantile } from "./measure.ts";

/** What one contender allocated, in bytes. */
export interface Allocation {
  readonly name: string;
  readonly bytes: number;
}

const { gc } = globalThis as { gc?: () => void };
if (!gc) throw new Error("Cannot measure allocations: run it with --v8-flags=--expose-gc");
const results: { title: string; allocations: Allocation[] }[] = [];
for (const [title, make] of Object.entries(races)) {
  const allocations: Allocation[] = [];
  for (const { name, run } of make()) {
    await run();
    const growths: number[] = [];
    for (let round = 0; round < 5; round++) {
      gc();
      const before = Deno.memoryUsage().heapUsed;
      await run();
      growths.push(Deno.memoryUsage().heapUsed - before);
    }
    allocations.push({ name, bytes: quantile(growths, 0.5) });
  }
  results.push({ title, allocations });
}
console.log(JSON.stringify(results));
