import type { JsonSchema } from "../../../src/schema/standard_schema.ts";
import { toGeminiSchema } from "../../../src/schema/to_gemini_schema.ts";
import { assert, test } from "../../harness.ts";

const text = { type: "string" };
const number = { type: "number" };

const joined: [name: string, parts: JsonSchema[], whole: JsonSchema][] = [
  ["the same twice", [text, text], text],
  ["types", [{ type: ["string", "integer"] }, { type: ["number", "null"] }], { type: "integer" }],
  ["number with integer", [number, { type: "integer" }], { type: "integer" }],
  ["upper bounds", [{ type: "string", maxLength: 5 }, { maxLength: 3 }], {
    type: "string",
    maxLength: 3,
  }],
  ["values", [{ enum: ["a", "b"] }, { enum: ["b", "c"] }], { type: "string", enum: ["b"] }],
  ["elements", [{ type: "array", items: { type: "integer" } }, { items: { minimum: 1 } }], {
    type: "array",
    items: { type: "integer", minimum: 1 },
  }],
  ["unions", [{ anyOf: [text, number] }, { anyOf: [number, { type: "boolean" }] }], number],
  ["a property of both", [
    { type: "object", properties: { a: { type: "integer" } } },
    { properties: { a: { minimum: 1 } }, required: ["a"] },
  ], {
    type: "object",
    properties: { a: { type: "integer", minimum: 1 } },
    required: ["a"],
  }],
  ["a property with what the other says of further ones", [
    { type: "object", properties: { a: text }, additionalProperties: { minLength: 1 } },
    { properties: { b: text }, additionalProperties: { maxLength: 9 } },
  ], {
    type: "object",
    properties: {
      a: { type: "string", maxLength: 9 },
      b: { type: "string", minLength: 1 },
    },
    additionalProperties: { type: "string", minLength: 1, maxLength: 9 },
  }],
  ["a property that the other forbids", [
    { type: "object", properties: { a: text, b: text } },
    { properties: { a: {} }, additionalProperties: false },
  ], { type: "object", properties: { a: text }, additionalProperties: false }],
  ["annotations, the first one's", [{ ...text, title: "A" }, { title: "B", description: "D" }], {
    type: "string",
    title: "A",
    description: "D",
  }],
];

for (const [name, allOf, whole] of joined) {
  test(`mergeNodes() joins ${name}`, () => {
    const { schema } = toGeminiSchema({ allOf });
    assert.deepEqual(schema, whole);
  });
}

test("mergeNodes() makes of uniqueItems what both say, and lists what cannot be joined", () => {
  const list = { type: "array", items: text };
  const both = { allOf: [{ ...list, uniqueItems: false }, { uniqueItems: true }] };
  assert.equal(toGeminiSchema(both).schema.description, "No two are the same");
  const clash = { allOf: [{ ...number, multipleOf: 2 }, { multipleOf: 3 }] };
  assert.throws(() => toGeminiSchema(clash), /multipleOf: Said twice/);
});
