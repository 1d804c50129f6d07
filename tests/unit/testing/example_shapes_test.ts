import { examplePattern } from "../../../src/testing/example_pattern.ts";
import { exampleValue } from "../../../src/testing/example_value.ts";
import { assert, test } from "../../harness.ts";

const values: Record<string, [schema: unknown, value: unknown]> = {
  "what is no schema": ["anything", exampleValue({ type: "string" }, 0)],
  "null": [{ type: "null" }, null],
  "a type beside null": [{ type: ["null", "integer"] }, 1],
  "null alone in a list": [{ type: ["null"] }, null],
  "an object that only its properties tell": [{ properties: { a: { type: "integer" } } }, { a: 1 }],
  "a list that only its elements tell": [{ items: { type: "integer" } }, [1, 2]],
  "a list of anything, of one": [{ type: "array", maxItems: 1 }, ["example text"]],
  "a reference to nothing": [{ $ref: "#/$defs/Nobody" }, null],
  "alternatives that are all null": [{ anyOf: [{ type: "null" }] }, null],
  "a number below a bound": [{ type: "number", exclusiveMaximum: 0 }, -1],
  "a number above a bound": [{ type: "number", exclusiveMinimum: 5 }, 6],
  "an example that is given": [{ type: "string", example: "mine" }, "mine"],
  "a default that is given": [{ type: "integer", default: 7 }, 7],
};

for (const [name, [schema, value]] of Object.entries(values)) {
  test(`exampleValue() makes ${name}`, () => {
    assert.deepEqual(exampleValue(schema, 0), value);
  });
}

const patterns = [
  "^\\D\\S\\W\\w$",
  "^\\bword\\b$",
  "^a\\tb\\nc$",
  "^a\\.b\\/c$",
  "^[\\]x]y$",
  "^[^\\W]$",
];

for (const pattern of patterns) {
  test(`examplePattern() matches ${pattern}`, () => {
    assert.match(examplePattern(pattern), new RegExp(pattern, "u"));
  });
}
