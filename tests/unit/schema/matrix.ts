import { scope, type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import type { AnySchema, JsonSchema } from "../../../src/schema/standard_schema.ts";

/** One schema, written four times. */
export interface Row {
  readonly name: string;
  readonly json: JsonSchema;
  readonly valibot: AnySchema;
  readonly zod: AnySchema;
  readonly arktype: AnySchema;
  /** A value that fits, and one that does not. */
  readonly good: unknown;
  readonly bad: unknown;
  /** What of the result differs in one library, and how it reads there; nothing else may. */
  readonly differs?: { readonly [library: string]: { readonly [keyword: string]: unknown } };
}

interface Tree {
  v: string;
  c: Tree[];
}
const valibotTree: v.GenericSchema<Tree> = v.object({
  v: v.string(),
  c: v.array(v.lazy(() => valibotTree)),
});
const zodTree: z.ZodType<Tree> = z.object({ v: z.string(), c: z.array(z.lazy(() => zodTree)) });

const text = { type: "string" };
const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});

export const matrix: readonly Row[] = [
  {
    name: "optional",
    json: object({ a: text }, []),
    valibot: v.object({ a: v.optional(v.string()) }),
    zod: z.object({ a: z.string().optional() }),
    arktype: type({ "a?": "string" }),
    good: {},
    bad: { a: 1 },
  },
  {
    name: "nullable",
    json: object({ a: { type: ["string", "null"] } }),
    valibot: v.object({ a: v.nullable(v.string()) }),
    zod: z.object({ a: z.string().nullable() }),
    arktype: type({ a: "string | null" }),
    good: { a: null },
    bad: {},
  },
  {
    name: "default",
    json: object({ a: { type: "string", default: "x" } }, []),
    valibot: v.object({ a: v.optional(v.string(), "x") }),
    zod: z.object({ a: z.string().default("x") }),
    arktype: type({ a: "string = 'x'" }),
    good: {},
    bad: { a: 1 },
    // It does not tell the default of an input.
    differs: { arktype: { "properties.a.default": undefined } },
  },
  {
    name: "enum of strings",
    json: { enum: ["a", "b"] },
    valibot: v.picklist(["a", "b"]),
    zod: z.enum(["a", "b"]),
    arktype: type("'a' | 'b'"),
    good: "b",
    bad: "c",
  },
  {
    name: "enum of numbers",
    json: { enum: [1, 2, 5] },
    valibot: v.picklist([1, 2, 5]),
    zod: z.literal([1, 2, 5]),
    arktype: type("1 | 2 | 5"),
    good: 5,
    bad: 4,
  },
  {
    name: "literal",
    json: { const: "a" },
    valibot: v.literal("a"),
    zod: z.literal("a"),
    arktype: type("'a'"),
    good: "a",
    bad: "b",
  },
  {
    name: "literal true",
    json: { const: true },
    valibot: v.literal(true),
    zod: z.literal(true),
    arktype: type("true"),
    good: true,
    bad: false,
  },
  {
    name: "union",
    json: { anyOf: [{ type: "number" }, text] },
    valibot: v.union([v.number(), v.string()]),
    zod: z.union([z.number(), z.string()]),
    arktype: type("number | string"),
    good: 1,
    bad: true,
  },
  {
    name: "union of literals",
    json: { anyOf: [{ const: "a" }, { const: "b" }] },
    valibot: v.union([v.literal("a"), v.literal("b")]),
    zod: z.union([z.literal("a"), z.literal("b")]),
    arktype: type("'a'").or("'b'"),
    good: "a",
    bad: "c",
  },
  {
    name: "discriminated union",
    json: {
      oneOf: [object({ k: { const: "a" }, x: text }), object({ k: { const: "b" }, y: text })],
    },
    valibot: v.variant("k", [
      v.object({ k: v.literal("a"), x: v.string() }),
      v.object({ k: v.literal("b"), y: v.string() }),
    ]),
    zod: z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), x: z.string() }),
      z.object({ k: z.literal("b"), y: z.string() }),
    ]),
    arktype: type({ k: "'a'", x: "string" }).or({ k: "'b'", y: "string" }),
    good: { k: "b", y: "1" },
    bad: { k: "b", x: "1" },
  },
  {
    name: "array with bounds",
    json: { type: "array", items: text, minItems: 1, maxItems: 3 },
    valibot: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(3)),
    zod: z.array(z.string()).min(1).max(3),
    arktype: type("1 <= string[] <= 3"),
    good: ["a"],
    bad: [],
  },
  {
    name: "tuple",
    json: {
      type: "array",
      prefixItems: [text, { type: "number" }],
      items: false,
      minItems: 2,
    },
    valibot: v.strictTuple([v.string(), v.number()]),
    zod: z.tuple([z.string(), z.number()]),
    arktype: type(["string", "number"]),
    good: ["a", 1],
    bad: [1, "a"],
  },
  {
    name: "record",
    json: { type: "object", additionalProperties: { type: "number" } },
    valibot: v.record(v.string(), v.number()),
    zod: z.record(z.string(), z.number()),
    arktype: type({ "[string]": "number" }),
    good: { a: 1 },
    bad: { a: "1" },
  },
  {
    name: "nested object",
    json: object({ o: object({ p: { type: "boolean" } }) }),
    valibot: v.object({ o: v.object({ p: v.boolean() }) }),
    zod: z.object({ o: z.object({ p: z.boolean() }) }),
    arktype: type({ o: { p: "boolean" } }),
    good: { o: { p: true } },
    bad: { o: {} },
  },
  {
    name: "recursion through an array",
    json: object({ v: text, c: { type: "array", items: { $ref: "#" } } }),
    valibot: valibotTree,
    zod: zodTree,
    arktype: scope({ tree: { v: "string", c: "tree[]" } }).export().tree,
    good: { v: "a", c: [{ v: "b", c: [] }] },
    bad: { v: "a", c: [{ v: "b" }] },
  },
  {
    name: "integer range",
    json: { type: "integer", minimum: 1, maximum: 9 },
    valibot: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)),
    zod: z.int().min(1).max(9),
    arktype: type("1 <= number.integer <= 9"),
    good: 9,
    bad: 1.5,
  },
  {
    name: "integer",
    json: { type: "integer" },
    valibot: v.pipe(v.number(), v.integer()),
    zod: z.int(),
    arktype: type("number.integer"),
    good: -3,
    bad: 1.5,
  },
  {
    name: "exclusive bound",
    json: { type: "number", exclusiveMinimum: 0 },
    valibot: v.pipe(v.number(), v.gtValue(0)),
    zod: z.number().positive(),
    arktype: type("number > 0"),
    good: 0.1,
    bad: 0,
  },
  {
    name: "string pattern and length",
    json: { type: "string", pattern: "^[a-z]+$", minLength: 2, maxLength: 5 },
    valibot: v.pipe(v.string(), v.regex(/^[a-z]+$/), v.minLength(2), v.maxLength(5)),
    zod: z.string().regex(/^[a-z]+$/).min(2).max(5),
    arktype: type("2 <= string <= 5 & /^[a-z]+$/"),
    good: "abc",
    bad: "ABC",
  },
  {
    name: "date-time",
    json: { type: "string", format: "date-time" },
    valibot: v.pipe(v.string(), v.isoTimestamp()),
    zod: z.iso.datetime(),
    arktype: type("string.date.iso"),
    good: "2026-03-13T09:30:00Z",
    bad: 7,
    differs: {
      // The same and more exactly: only a pattern can say which of the format's spellings it takes.
      zod: { pattern: "a pattern" },
      // Its pattern has lookaround, which Google's have not, and it names no format.
      arktype: { format: undefined, description: "a pattern" },
    },
  },
  {
    name: "no additional properties",
    json: { ...object({ a: text }), additionalProperties: false },
    valibot: v.strictObject({ a: v.string() }),
    zod: z.strictObject({ a: z.string() }),
    arktype: type({ "+": "reject", a: "string" }),
    good: { a: "1" },
    bad: { a: "1", b: 2 },
  },
  {
    name: "additional properties of a type",
    json: { ...object({ a: text }), additionalProperties: text },
    valibot: v.objectWithRest({ a: v.string() }, v.string()),
    zod: z.object({ a: z.string() }).catchall(z.string()),
    arktype: type({ a: "string", "[string]": "string" }),
    good: { a: "1", b: "2" },
    bad: { a: "1", b: 2 },
  },
  {
    name: "description and title",
    json: { ...text, title: "T", description: "D" },
    valibot: v.pipe(v.string(), v.title("T"), v.description("D")),
    zod: z.string().meta({ title: "T", description: "D" }),
    arktype: type("string").describe("D"),
    good: "a",
    bad: 1,
    // Its types have no metadata called title.
    differs: { arktype: { title: undefined } },
  },
  {
    name: "intersection",
    json: { allOf: [object({ a: text }), object({ b: text })] },
    valibot: v.intersect([v.object({ a: v.string() }), v.object({ b: v.string() })]),
    zod: z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })),
    arktype: type({ a: "string" }).and({ b: "string" }),
    good: { a: "1", b: "2" },
    bad: { a: "1" },
  },
  {
    name: "empty object",
    json: { type: "object", properties: {} },
    valibot: v.object({}),
    zod: z.object({}),
    arktype: type("object"),
    good: {},
    bad: 1,
  },
];
