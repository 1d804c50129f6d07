import fc from "fast-check";
import { createPartialReader } from "../../../src/tools/partial_json.ts";
import { assert, test } from "../../harness.ts";

/** What there is after each character. */
function readThrough(text: string): unknown[] {
  const reader = createPartialReader();
  return [...text].map((char) => reader.add(char)).filter((value) => value !== undefined);
}

test("createPartialReader() gives what is complete, as soon as it is", () => {
  assert.deepEqual(readThrough('{"a":[1,"\\"]x"],"b":true}'), [
    {},
    { a: [] },
    { a: [1] },
    { a: [1, '"]x'] },
    { a: [1, '"]x'] },
    { a: [1, '"]x'], b: true },
  ]);
});

test("createPartialReader() gives nothing of what is no JSON", () => {
  assert.isEmpty(readThrough("Ada} ]"));
});

test("createPartialReader() ends with the whole value, and each step is part of the next", () => {
  const container = fc.jsonValue().filter((value) => typeof value === "object" && value !== null);
  fc.assert(
    fc.property(container, fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const steps = readThrough(text);
      assert.deepEqual(steps.at(-1), JSON.parse(text));
      const sizes = steps.map((step) => JSON.stringify(step).length);
      assert.deepEqual(sizes, sizes.toSorted((a, b) => a - b));
    }),
    { numRuns: 200, seed: 4 },
  );
});
