import fc from "fast-check";
import { toGeminiSchema } from "../../../src/schema/to_gemini_schema.ts";
import { validateJson } from "../../../src/schema/validate_json.ts";
import type { JsonSchema } from "../../../src/schema/standard_schema.ts";
import { assert, test } from "../../harness.ts";

const text = { type: "string" };

type Case = [name: string, schema: JsonSchema, good: unknown[], bad: [unknown, string][]];

const cases: Case[] = [
  ["type in capitals", { type: "STRING" }, [""], [[1, ""]]],
  ["nullable", { type: "string", nullable: true }, [null, "a"], [[1, ""]]],
  ["integer", { type: "integer" }, [1, 1.0], [[1.5, ""], ["1", ""]]],
  ["number", { type: "number", minimum: 0, exclusiveMaximum: 1 }, [0, 0.9], [[1, ""], [-1, ""]]],
  ["multipleOf", { multipleOf: 0.1 }, [0.3, 7], [[0.35, ""]]],
  ["enum", { enum: [1, { a: [1] }] }, [1, { a: [1] }], [[{ a: [2] }, ""]]],
  ["const", { const: null }, [null], [[0, ""]]],
  ["characters, not units", { maxLength: 1, minLength: 1 }, ["😀"], [["ab", ""], ["", ""]]],
  ["required", { required: ["a"] }, [{ a: 1 }, "any"], [[{}, "a"]]],
  ["properties", { properties: { a: text } }, [{ b: 1 }], [[{ a: 1 }, "a"]]],
  ["additionalProperties", { properties: { a: {} }, additionalProperties: false }, [{ a: 1 }], [
    [{ b: 1 }, "b"],
  ]],
  ["patternProperties", { patternProperties: { "^x": text }, additionalProperties: false }, [
    { x1: "" },
  ], [[{ x1: 1 }, "x1"], [{ y: "" }, "y"]]],
  ["propertyNames", { propertyNames: { maxLength: 1 } }, [{ a: 1 }], [[{ ab: 1 }, "ab"]]],
  ["counts of properties", { minProperties: 1, maxProperties: 1 }, [{ a: 1 }], [[{}, ""], [{
    a: 1,
    b: 1,
  }, ""]]],
  ["dependentRequired", { dependentRequired: { a: ["b"] } }, [{}, { a: 1, b: 1 }], [[
    { a: 1 },
    "b",
  ]]],
  ["dependentSchemas", { dependentSchemas: { a: { required: ["c"] } } }, [{}], [[{ a: 1 }, "c"]]],
  ["items", { items: text, minItems: 1, maxItems: 2 }, [["a"]], [[[], ""], [["a", 1], "[1]"]]],
  ["a tuple", { prefixItems: [text], items: { type: "number" } }, [["a", 1, 2], []], [
    [["a", "b"], "[1]"],
  ]],
  ["draft 7's tuple", { items: [text], additionalItems: false }, [["a"]], [[["a", 1], "[1]"]]],
  ["uniqueItems", { uniqueItems: true }, [[{ a: 1 }, { a: 2 }]], [[[{ a: 1 }, { a: 1 }], "[1]"]]],
  ["contains", { contains: text, maxContains: 1 }, [["a", 1]], [[[1], ""], [["a", "b"], ""]]],
  ["anyOf", { anyOf: [text, { type: "number" }] }, ["a", 1], [[true, ""]]],
  [
    "the alternative that was meant",
    {
      oneOf: [
        { properties: { k: { const: "a" }, x: text }, required: ["k", "x"] },
        { properties: { k: { const: "b" }, y: { properties: { z: text } } }, required: ["k", "y"] },
      ],
    },
    [{ k: "a", x: "" }],
    [[{ k: "b", y: { z: 1 } }, "y.z"]],
  ],
  ["oneOf, exactly", { oneOf: [{ minimum: 1 }, { maximum: 5 }] }, [0, 6], [[3, ""]]],
  ["allOf", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, [3], [[6, ""]]],
  ["not", { not: text }, [1], [["a", ""]]],
  ["if", { if: text, then: { minLength: 1 }, else: { minimum: 1 } }, ["a", 1], [["", ""], [0, ""]]],
  [
    "references",
    { properties: { c: { items: { $ref: "#" } } }, required: ["c"] },
    [{ c: [{ c: [] }] }],
    [[{ c: [{ c: [] }, {}] }, "c[1].c"]],
  ],
  ["false", { properties: { a: false } }, [{}], [[{ a: 1 }, "a"]]],
];

for (const [name, schema, good, bad] of cases) {
  test(`validateJson() checks ${name}`, () => {
    for (const value of good) assert.isEmpty(validateJson(schema, value), JSON.stringify(value));
    for (const [value, path] of bad) {
      const issues = validateJson(schema, value);
      assert.equal(issues[0]?.path, path, JSON.stringify(value));
      assert.isNotEmpty(issues[0]?.message);
    }
  });
}

test("validateJson() forgives what is still being written, and nothing else", () => {
  const schema = { type: "object", properties: { a: text, b: { minItems: 1 } }, required: ["a"] };
  assert.isEmpty(validateJson(schema, { b: [] }, { partial: true }));
  assert.isNotEmpty(validateJson(schema, { a: 1 }, { partial: true }));
});

test("validateJson() refuses a schema that goes in a circle", () => {
  assert.throws(() => validateJson({ allOf: [{ $ref: "#" }] }, 1), /circle/);
});

/** A schema of the subset, a value of it, and places to break it: each with a value that does not fit there. */
interface Sample {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly breaks: readonly { readonly path: string; readonly value: unknown }[];
}

function join(path: string, rest: string): string {
  return rest === "" || rest.startsWith("[") ? path + rest : `${path}.${rest}`;
}

const scalars: fc.Arbitrary<Sample> = fc.oneof(
  fc.string().map((value) => sample({ type: "string" }, value, [7])),
  fc.string({ minLength: 1, maxLength: 3, unit: "grapheme-ascii" }).map((value) =>
    sample({ type: "string", minLength: 1, maxLength: 3 }, value, ["", "four", null])
  ),
  fc.integer({ min: -9, max: 9 }).map((value) =>
    sample({ type: "integer", minimum: -9, maximum: 9 }, value, [10, 0.5, "1"])
  ),
  fc.boolean().map((value) => sample({ type: "boolean" }, value, ["true", null])),
  fc.constantFrom("a", "b").map((value) =>
    sample({ type: "string", enum: ["a", "b"] }, value, ["c"])
  ),
  fc.constantFrom(null, "x").map((value) =>
    sample({ type: ["string", "null"] }, value, [1, false])
  ),
  fc.stringMatching(/^[a-z]{2}$/).map((value) =>
    sample({ type: "string", pattern: "^[a-z]{2}$" }, value, ["A"])
  ),
);

function sample(schema: JsonSchema, value: unknown, bad: readonly unknown[]): Sample {
  return { schema, value, breaks: bad.map((one) => ({ path: "", value: one })) };
}

const { any } = fc.letrec<{ any: Sample; array: Sample; object: Sample }>((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, scalars, tie("object"), tie("array")),
  array: tie("any").map(({ schema, value, breaks }) => ({
    schema: { type: "array", items: schema, minItems: 2 },
    value: [value, value],
    breaks: [
      { path: "", value: [value] },
      ...breaks.map((one) => ({ path: join("[1]", one.path), value: [value, one.value] })),
    ],
  })),
  object: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("any"), { minKeys: 1, maxKeys: 4 })
    .map((parts) => {
      const entries = Object.entries(parts);
      const value = Object.fromEntries(entries.map(([key, part]) => [key, part.value]));
      return {
        schema: {
          type: "object",
          properties: Object.fromEntries(entries.map(([key, part]) => [key, part.schema])),
          required: Object.keys(parts),
          additionalProperties: false,
        },
        value,
        breaks: [
          { path: "TOO_MANY", value: { ...value, TOO_MANY: 1 } },
          ...entries.flatMap(([key, part]) => {
            const { [key]: _, ...without } = value;
            return [
              { path: key, value: without },
              ...part.breaks.map((one) => ({
                path: join(key, one.path),
                value: { ...value, [key]: one.value },
              })),
            ];
          }),
        ],
      };
    }),
}));

test("validateJson() accepts what fits a random schema, and refuses it broken, at the right path", () => {
  fc.assert(
    fc.property(any, fc.nat(), ({ schema, value, breaks }, pick) => {
      assert.isEmpty(validateJson(schema, value));
      const broken = breaks[pick % breaks.length];
      const issues = validateJson(schema, broken?.value);
      assert.isNotEmpty(issues);
      for (const { path } of issues) assert.equal(path, broken?.path);
    }),
    { numRuns: 300, seed: 4 },
  );
});

test("toGeminiSchema() of a random schema admits what the schema does, and refuses it broken", () => {
  fc.assert(
    fc.property(any, fc.nat(), ({ schema, value, breaks }, pick) => {
      const { schema: compiled, losses } = toGeminiSchema(schema);
      assert.isFalse(losses.some(({ kind }) => kind === "lost" || kind === "described"));
      assert.isEmpty(validateJson(compiled, value));
      const broken = breaks[pick % breaks.length];
      assert.equal(validateJson(compiled, broken?.value)[0]?.path, broken?.path);
    }),
    { numRuns: 300, seed: 5 },
  );
});
