import fc from "fast-check";
import { test } from "../harness.ts";
import { fuzzProperties } from "../fuzz/properties.ts";

for (const { name, property } of fuzzProperties) {
  test(`Fuzzed: ${name}`, async () => {
    await fc.assert(property, { numRuns: 300 });
  });
}
