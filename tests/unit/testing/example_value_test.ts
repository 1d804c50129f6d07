import fc from "fast-check";
import { assert, test } from "../../harness.ts";
import { examplePattern } from "../../../src/testing/example_pattern.ts";
import { exampleValue } from "../../../src/testing/example_value.ts";

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

/** A second reading of the schema, which shares nothing with the first. */
function fits(value: unknown, schema: Schema): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((branch) => fits(value, branch));
  switch (schema.type?.toLowerCase()) {
    case "string":
      return typeof value === "string" && value.length >= (schema.minLength ?? 0) &&
        value.length <= (schema.maxLength ?? Infinity) &&
        (schema.enum?.includes(value) ?? true);
    case "number":
    case "integer":
      return typeof value === "number" && value >= (schema.minimum ?? -Infinity) &&
        value <= (schema.maximum ?? Infinity) &&
        (schema.type?.toLowerCase() === "number" || Number.isInteger(value));
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value) && value.length >= (schema.minItems ?? 0) &&
        value.length <= (schema.maxItems ?? Infinity) &&
        value.every((item) => fits(item, schema.items ?? {}));
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value) &&
        (schema.required ?? []).every((name) => name in value) &&
        Object.entries(value).every(([name, item]) => {
          const property = schema.properties?.[name];
          return property !== undefined && fits(item, property);
        });
    default:
      return true;
  }
}

const name = fc.stringMatching(/^[a-z_]{1,12}$/).filter((text) => text !== "__proto__");
const range = fc.tuple(fc.nat(20), fc.nat(20));
const inCase = (type: string) => fc.constantFrom(type, type.toUpperCase());
const { schema: anySchema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    fc.record({ type: inCase("string") }),
    range.chain(([least, more]) =>
      fc.record({
        type: inCase("string"),
        minLength: fc.constant(least),
        maxLength: fc.constant(least + more),
      })
    ),
    fc.record({ type: inCase("string"), enum: fc.array(fc.string(), { minLength: 1 }) }),
    fc.tuple(inCase("number"), range).map(([type, [low, more]]) => ({
      type,
      minimum: low - 10.5,
      maximum: low - 10.5 + more,
    })),
    fc.tuple(inCase("integer"), range).map(([type, [low, more]]) => ({
      type,
      minimum: low - 10,
      maximum: low - 10 + more,
    })),
    fc.record({ type: inCase("boolean") }),
    fc.tuple(inCase("array"), tie("schema"), fc.nat(3), fc.nat(3)).map(
      ([type, items, minItems, more]) => ({ type, items, minItems, maxItems: minItems + more }),
    ),
    fc.tuple(inCase("object"), fc.dictionary(name, tie("schema"), { maxKeys: 4 })).map(
      ([type, properties]) => ({
        type,
        properties,
        required: Object.keys(properties).filter((_, position) => position % 2 === 0),
      }),
    ),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

test("exampleValue() fits any schema of Google's subset", () => {
  fc.assert(
    fc.property(anySchema, fc.nat(3), (schema, variant) => {
      const value = exampleValue(schema, variant);
      assert.isTrue(fits(value, schema), JSON.stringify({ schema, value }));
    }),
    { numRuns: 300 },
  );
});

test("exampleValue() knows well-known names and examples in descriptions", () => {
  const schema = {
    type: "object",
    properties: {
      location: { type: "string" },
      start_date: { type: "string" },
      item_name: { type: "string", description: "The item (e.g., 'green shirt')." },
      note: { type: "string", description: "Any words, e.g. 'call me'" },
    },
  };
  assert.deepEqual(exampleValue(schema, 0), {
    location: "Boston, MA",
    start_date: "2026-03-13",
    item_name: "green shirt",
    note: "call me",
  });
  assert.deepNestedInclude(Object(exampleValue(schema, 1)), { location: "New Delhi, India" });
});

test("exampleValue() resolves references, formats and constants", () => {
  const schema = {
    type: "object",
    properties: {
      when: { type: "string", format: "date-time" },
      kind: { const: "event" },
      child: { $ref: "#/$defs/Child" },
      maybe: { anyOf: [{ type: "null" }, { type: "integer" }] },
    },
    $defs: { Child: { type: "object", properties: { age: { type: "integer", minimum: 7 } } } },
  };
  assert.deepEqual(exampleValue(schema, 0), {
    when: "2026-03-13T09:30:00Z",
    kind: "event",
    child: { age: 7 },
    maybe: 1,
  });
});

test("exampleValue() ends a recursive schema", () => {
  const node = { type: "object", properties: { next: { $ref: "#/$defs/N" } } };
  assert.isObject(exampleValue({ ...node, $defs: { N: node } }, 0));
  const endless = { ...node, required: ["next"] };
  assert.isObject(exampleValue({ ...endless, $defs: { N: endless } }, 0));
});

test("exampleValue() keeps exclusive bounds and multiples", () => {
  const between = exampleValue({ type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0);
  assert.isTrue(typeof between === "number" && between > 0 && between < 1);
  assert.strictEqual(exampleValue({ type: "integer", minimum: 11, multipleOf: 5 }, 0), 15);
});

const patterns = [
  "^[A-Z]{3}-\\d{4}$",
  "^(foo|bar)+$",
  "^\\w+@\\w+\\.com$",
  "^[^a-z]{2,5}x?$",
  "^(?:\\+1 )?\\d{3}[ -]\\d{4}$",
  "^a.c\\s*$",
  "^[\\w-]+/[\\d.]+$",
  "^(?<year>\\d{4})-(0[1-9]|1[0-2])$",
];

for (const pattern of patterns) {
  test(`examplePattern() matches ${pattern}`, () => {
    assert.match(examplePattern(pattern), new RegExp(pattern, "u"));
    const value = exampleValue({ type: "string", pattern }, 0);
    assert.match(String(value), new RegExp(pattern));
  });
}
