import * as v from "valibot";
import { isVertexError, type VertexError } from "../../../src/errors.ts";
import type { SchemaLossKind } from "../../../src/schema/compiler.ts";
import type { AnySchema, JsonSchema } from "../../../src/schema/standard_schema.ts";
import { toGeminiSchema } from "../../../src/schema/to_gemini_schema.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { assert, test } from "../../harness.ts";

const compile = (schema: AnySchema) => toGeminiSchema(schema).schema;

function refusalOf(schema: AnySchema): VertexError {
  try {
    toGeminiSchema(schema);
  } catch (error) {
    if (isVertexError(error)) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

/** Schemas that Gemini takes come out as they went in. */
const fixedPoints: [string, JsonSchema][] = [
  ["types in capitals", { type: "OBJECT", properties: { a: { type: "STRING" } } }],
  ["nullable", { type: "string", nullable: true }],
  ["an enum with its format", { type: "string", format: "enum", enum: ["a", "b"] }],
  ["propertyOrdering", {
    type: "object",
    properties: { b: { type: "string" }, a: { type: "string" } },
    propertyOrdering: ["b", "a"],
  }],
  ["an example", { type: "integer", format: "int32", example: 3, minimum: 1 }],
  ["anyOf alone", { anyOf: [{ type: "string" }, { type: "number" }] }],
  ["any value", {}],
  ["a property called __proto__", {
    type: "object",
    properties: JSON.parse('{ "__proto__": { "type": "string" } }'),
  }],
];

for (const [name, schema] of fixedPoints) {
  test(`toGeminiSchema() keeps ${name}`, () => {
    const compiled = toGeminiSchema(schema);
    assert.deepEqual(compiled.schema, schema);
    assert.isEmpty(compiled.losses);
  });
}

test("toGeminiSchema() keeps every schema of Google's samples", () => {
  let found = 0;
  JSON.stringify(wireRequests, (key, value: unknown) => {
    if (key === "parameters" || key === "schema") {
      found++;
      assert.deepEqual(compile(value as JsonSchema), value);
    }
    return value;
  });
  assert.isAtLeast(found, 5);
});

type Change = [
  name: string,
  from: JsonSchema,
  to: JsonSchema,
  changes: [string, string, SchemaLossKind][],
];

const changes: Change[] = [
  ["const", { const: "a" }, { type: "string", enum: ["a"] }, [["", "const", "rewritten"]]],
  ["$schema", { $schema: "x", type: "string" }, { type: "string" }, [["", "$schema", "dropped"]]],
  ["null alone", { type: "null" }, { type: "null" }, []],
  ["a union of one", { anyOf: [{ type: "string" }] }, { type: "string" }, []],
  ["several types", { type: ["string", "integer", "null"], minLength: 1 }, {
    anyOf: [
      { type: "string", minLength: 1, nullable: true },
      { type: "integer", nullable: true },
    ],
  }, [["", "type", "rewritten"]]],
  ["an exclusive bound of integers", { type: "integer", exclusiveMinimum: 0 }, {
    type: "integer",
    minimum: 1,
  }, [["", "exclusiveMinimum", "rewritten"]]],
  ["OpenAPI's exclusive bound", { type: "integer", maximum: 5, exclusiveMaximum: true }, {
    type: "integer",
    maximum: 4,
  }, [["", "exclusiveMaximum", "rewritten"]]],
  ["multipleOf", { type: "number", multipleOf: 5, description: "Price" }, {
    type: "number",
    description: "Price (a multiple of 5)",
  }, [["", "multipleOf", "described"]]],
  ["an unknown format", { type: "string", format: "email" }, {
    type: "string",
    description: "Format: email",
  }, [["", "format", "described"]]],
  ["a pattern with lookahead", { type: "string", pattern: "^(?!a)" }, {
    type: "string",
    description: "Matches ^(?!a)",
  }, [["", "pattern", "described"]]],
  ["uniqueItems", { type: "array", items: { type: "string" }, uniqueItems: true }, {
    type: "array",
    items: { type: "string" },
    description: "No two are the same",
  }, [["", "uniqueItems", "described"]]],
  ["a tuple of one kind", { prefixItems: [{ type: "number" }, { type: "number" }], minItems: 2 }, {
    type: "array",
    minItems: 2,
    maxItems: 2,
    items: { type: "number" },
  }, [["", "type", "rewritten"], ["", "prefixItems", "rewritten"]]],
  ["draft 7's tuple", {
    type: "array",
    items: [{ type: "string" }],
    additionalItems: { type: "number" },
  }, {
    type: "array",
    items: { anyOf: [{ type: "string" }, { type: "number" }] },
    description: "In this order: string, then number each",
  }, [["", "prefixItems", "described"]]],
  ["what is required and has no schema", { type: "object", required: ["a"] }, {
    type: "object",
    properties: { a: {} },
    required: ["a"],
  }, [["", "required", "rewritten"]]],
  ["a record of listed names", {
    type: "object",
    propertyNames: { enum: ["a", "b"] },
    additionalProperties: { type: "number" },
    required: ["a"],
  }, {
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a"],
    additionalProperties: false,
  }, [["", "propertyNames", "rewritten"]]],
  ["examples", { type: "string", examples: ["a", "b"] }, { type: "string", example: "a" }, [
    ["", "examples", "dropped"],
  ]],
  ["what stands beside anyOf", {
    type: "object",
    properties: { a: { type: "string" } },
    description: "D",
    anyOf: [
      { properties: { b: { type: "number" } }, required: ["b"] },
      { description: "E", required: ["a"] },
    ],
  }, {
    anyOf: [
      {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "number" } },
        required: ["b"],
        description: "D",
      },
      {
        type: "object",
        properties: { a: { type: "string" } },
        required: ["a"],
        description: "D\nE",
      },
    ],
  }, [["", "anyOf", "rewritten"], ["", "description", "rewritten"]]],
  ["a reference with a description of its own", {
    $defs: { "a/b": { type: "string", description: "any" } },
    type: "object",
    properties: { x: { $ref: "#/$defs/a~1b", description: "this" } },
  }, {
    type: "object",
    properties: { x: { type: "string", description: "this" } },
  }, [["properties.x", "$ref", "rewritten"]]],
  [
    "an intersection of bounds",
    {
      allOf: [{ type: "number", minimum: 1 }, { type: "integer", minimum: 3, maximum: 9 }],
    },
    { type: "integer", minimum: 3, maximum: 9 },
    [["", "allOf", "rewritten"]],
  ],
  ["a list of all sorts of values", { enum: ["a", 1.5, 2, 3, true, false, null, [1], { a: 1 }] }, {
    anyOf: [
      { type: "string", enum: ["a"], nullable: true },
      { type: "number", minimum: 1.5, maximum: 1.5, nullable: true },
      { type: "integer", minimum: 2, maximum: 3, nullable: true },
      { type: "boolean", nullable: true },
      { type: "array", items: {}, description: "Exactly [1]", nullable: true },
      { type: "object", description: 'Exactly {"a":1}', nullable: true },
    ],
  }, [["", "enum", "rewritten"], ["", "enum", "described"], ["", "enum", "described"]]],
  ["a list with a type", { type: "STRING", enum: ["a", 1] }, { type: "STRING", enum: ["a"] }, []],
  ["a default of several", { type: ["string", "number"], default: 1, title: "T" }, {
    anyOf: [
      { type: "string", title: "T", description: "Default: 1" },
      { type: "number", title: "T", description: "Default: 1" },
    ],
  }, [["", "type", "rewritten"], ["", "title", "rewritten"], ["", "default", "rewritten"]]],
  ["an upper exclusive bound", { type: "number", exclusiveMaximum: 2, maximum: 1 }, {
    type: "number",
    maximum: 1,
    description: "Less than 2",
  }, [["", "exclusiveMaximum", "described"]]],
  ["an unknown format of a number", { type: "number", format: "money", description: "Sum" }, {
    type: "number",
    description: "Sum (format: money)",
  }, [["", "format", "described"]]],
  ["an encoding", { type: "string", contentEncoding: "base64" }, {
    type: "string",
    description: "In base64",
  }, [["", "contentEncoding", "described"]]],
  ["rules for names", { type: "object", propertyNames: { pattern: "^a" } }, {
    type: "object",
    description: "Names match ^a",
  }, [["", "propertyNames", "described"]]],
  ["other rules for names", { type: "object", propertyNames: { maxLength: 2 } }, {
    type: "object",
    description: 'Names fit {"maxLength":2}',
  }, [["", "propertyNames", "described"]]],
  ["unevaluatedProperties", { type: "object", unevaluatedProperties: false }, {
    type: "object",
    additionalProperties: false,
  }, [["", "unevaluatedProperties", "rewritten"]]],
  ["further properties that cannot be", { type: "object", additionalProperties: { not: {} } }, {
    type: "object",
    additionalProperties: false,
  }, []],
  ["a tuple of names", {
    type: "array",
    prefixItems: [{ enum: ["a"] }, { type: ["integer", "null"] }, {
      anyOf: [{ title: "T" }, true],
    }],
    items: false,
  }, {
    type: "array",
    maxItems: 3,
    items: {
      anyOf: [
        { type: "string", enum: ["a"], nullable: true },
        { type: "integer", nullable: true },
        { title: "T", nullable: true },
        { nullable: true },
      ],
    },
    description: 'In this order: "a", integer or null, T or any value',
  }, [["prefixItems[1]", "type", "rewritten"], ["", "prefixItems", "described"]]],
  ["a tuple that ends early", { type: "array", prefixItems: [{ type: "string" }, false, true] }, {
    type: "array",
    maxItems: 1,
    items: { type: "string" },
  }, [["", "prefixItems", "rewritten"]]],
  ["a keyword of nobody's", { type: "boolean", "x-mine": 1 }, { type: "boolean" }, [
    ["", "x-mine", "dropped"],
  ]],
  ["alternatives that cannot be", { anyOf: [{ type: "string" }, { not: {} }, false] }, {
    type: "string",
  }, []],
];

for (const [name, from, to, expected] of changes) {
  test(`toGeminiSchema() changes ${name}, and says so`, () => {
    const { schema, losses } = toGeminiSchema(from);
    assert.deepEqual(schema, to);
    assert.deepEqual(losses.map(({ path, keyword, kind }) => [path, keyword, kind]), expected);
    for (const { message } of losses) assert.isNotEmpty(message);
  });
}

for (
  const [keyword, schema] of Object.entries<JsonSchema>({
    patternProperties: { type: "object", patternProperties: { "^a": { type: "string" } } },
    not: { type: "string", not: { const: "a" } },
    if: { type: "string", if: { minLength: 1 }, then: { maxLength: 2 } },
    contains: { type: "array", contains: { const: 1 } },
    dependentRequired: { type: "object", dependentRequired: { a: ["b"] } },
    pattern: { allOf: [{ type: "string", pattern: "a" }, { pattern: "b" }] },
    type: { type: "text" },
  })
) {
  test(`toGeminiSchema() refuses to lose ${keyword}, unless allowed`, () => {
    const whole = { type: "object", properties: { p: schema } };
    const { code, issues, message } = refusalOf(whole);
    assert.equal(code, "invalid_request");
    assert.match(issues?.[0]?.path ?? "", /^properties\.p/);
    assert.include(message, "allowLosses");
    const { losses } = toGeminiSchema(whole, { allowLosses: true });
    assert.include(losses.find(({ kind }) => kind === "lost"), { keyword });
  });
}

const list = {
  type: "object",
  properties: { value: { type: "string" }, next: { $ref: "#" } },
  required: ["value"],
};

test("toGeminiSchema() ends a recursion after some levels, where it is allowed", () => {
  assert.equal(
    refusalOf(list).issues?.[0]?.path,
    "properties.next.properties.next.properties.next",
  );
  const two = toGeminiSchema(list, { allowLosses: true, recursionDepth: 2 });
  assert.deepEqual(two.schema, {
    type: "object",
    properties: {
      value: { type: "string" },
      next: { type: "object", properties: { value: { type: "string" } }, required: ["value"] },
    },
    required: ["value"],
  });
});

test("toGeminiSchema() ends a recursion through an array with an empty one", () => {
  const tree = {
    type: "object",
    properties: { c: { type: "array", items: { $ref: "#" } } },
    required: ["c"],
  };
  const { schema } = toGeminiSchema(tree, { allowLosses: true, recursionDepth: 1 });
  assert.equal(schema.properties?.c?.maxItems, 0);
});

for (
  const [name, schema] of Object.entries<JsonSchema>({
    "a recursion without end": { ...list, required: ["value", "next"] },
    "a reference to itself": { $ref: "#" },
    "two types at once": { allOf: [{ type: "string" }, { type: "number" }] },
    "an empty list of values": { enum: [] },
    "a property that is required and cannot be": {
      type: "object",
      properties: { a: false },
      required: ["a"],
    },
    "a property that is required and forbidden": {
      type: "object",
      required: ["a"],
      additionalProperties: false,
    },
    "a bound above the other of an array": { type: "array", minItems: 1, items: false },
  })
) {
  test(`toGeminiSchema() refuses ${name}, allowed or not`, () => {
    assert.throws(() => toGeminiSchema(schema, { allowLosses: true }), /no value fits/);
  });
}

test("toGeminiSchema() refuses what is no schema", () => {
  for (const schema of [undefined, null, "string", 7, []]) {
    // As in programs without types.
    assert.equal(refusalOf(schema as unknown as JsonSchema).code, "invalid_request");
  }
  assert.include(refusalOf({ properties: { a: 7 } }).message, "properties.a");
  assert.include(refusalOf({ $ref: "#/$defs/none" }).message, "#/$defs/none");
  assert.include(refusalOf({ $ref: "https://example.com/" }).message, "example.com");
});

test("toGeminiSchema() refuses references that multiply without end", () => {
  const $defs: Record<string, unknown> = { d20: { type: "string" } };
  for (let level = 0; level < 20; level++) {
    const next = { $ref: `#/$defs/d${level + 1}` };
    $defs[`d${level}`] = { type: "object", properties: { a: next, b: next } };
  }
  assert.include(refusalOf({ $ref: "#/$defs/d0", $defs }).message, "5000 parts");
});

test("toGeminiSchema() refuses what a library cannot say in JSON, with the library's reason", () => {
  const error = refusalOf(v.object({ at: v.date() }));
  assert.include(error.message, "valibot");
  assert.include(error.message, "date");
  const foreign = { "~standard": { version: 1, vendor: "mine", validate: () => ({ issues: [] }) } };
  assert.include(refusalOf(foreign as AnySchema).message, "mine");
});

test("toGeminiSchema() lists checks that are code, and lets transformations be", () => {
  const schema = v.pipe(
    v.string(),
    v.trim(),
    v.check((text) => text !== "no"),
    v.transform(Number),
  );
  const { losses, ...compiled } = toGeminiSchema(schema);
  assert.deepEqual(compiled.schema, { type: "string" });
  assert.deepEqual(losses.map(({ keyword, kind }) => [keyword, kind]), [["check", "dropped"]]);
});

test("toGeminiSchema() never writes to the caller's schema", () => {
  const before = JSON.stringify(changes);
  for (const [, from] of changes) toGeminiSchema(from, { allowLosses: true });
  assert.equal(JSON.stringify(changes), before);
});
