import type { Node } from "../../../src/schema/compiler.ts";
import { normalizeNode } from "../../../src/schema/normalize_node.ts";
import { validateJson } from "../../../src/schema/validate_json.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const text = { type: "string" };
const number = { type: "number" };

const cases: Record<string, [given: Node, normal: Node]> = {
  "const": [{ const: "a" }, { enum: ["a"] }],
  "const beside enum": [{ const: "a", enum: ["a", "b"] }, { enum: ["a"] }],
  "const that no enum has": [{ const: "c", enum: ["a"] }, { enum: [] }],
  "oneOf": [{ oneOf: [text] }, { anyOf: [text] }],
  "oneOf beside anyOf": [
    { oneOf: [text], anyOf: [number] },
    { anyOf: [number], allOf: [{ anyOf: [text] }] },
  ],
  "a tuple of draft 7": [{ items: [text, number] }, { prefixItems: [text, number], items: true }],
  "a tuple with what follows it": [
    { items: [text], additionalItems: false },
    { prefixItems: [text], items: false },
  ],
  "a bound that is exclusive": [{ minimum: 1, exclusiveMinimum: true }, { exclusiveMinimum: 1 }],
  "a bound that is not": [{ maximum: 1, exclusiveMaximum: false }, { maximum: 1 }],
  "a bound as a number": [{ exclusiveMaximum: 1 }, { exclusiveMaximum: 1 }],
  "nullable": [{ ...text, nullable: true }, { type: ["string", "null"] }],
  "nullable with values": [{ enum: ["a"], nullable: true }, { enum: ["a", null] }],
  "nullable with null among the values": [
    { enum: ["a", null], nullable: true },
    { enum: ["a", null] },
  ],
  "nullable alternatives": [
    { anyOf: [text, number], nullable: true },
    { anyOf: [text, number, { type: "null" }] },
  ],
  "not nullable": [{ ...text, nullable: false }, text],
};

for (const [name, [given, normal]] of Object.entries(cases)) {
  test(`normalizeNode() says ${name} in the fewest keywords`, () => {
    const before = structuredClone(given);
    assert.deepEqual(normalizeNode(given), normal);
    assert.deepEqual(given, before);
  });
}

test("validateJson() takes true for a schema that allows all, and false for one that allows none", () => {
  assert.isEmpty(validateJson(true, { a: 1 }));
  assert.lengthOf(validateJson(false, { a: 1 }), 1);
});

test("validateJson() says that no alternative is left", () => {
  assert.deepEqual(validateJson({ anyOf: [] }, 1), [
    { path: "", message: "Expected one of no alternatives" },
  ]);
});

test("validateJson() says which pattern is none", async () => {
  const error = await failureOf(() => validateJson({ pattern: "(" }, "a"));
  assert.equal(error.code, "invalid_request");
  assert.include(error.message, '"("');
});
