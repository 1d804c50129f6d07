import fc from "fast-check";
import { createCallAssembler } from "../../../src/gemini/assemble_calls.ts";
import type { JsonObject } from "../../../src/gemini/content.ts";
import { addPartialArg } from "../../../src/gemini/partial_args.ts";
import { renderPartialCall } from "../../../src/testing/render_partial_args.ts";
import { assert, test } from "../../harness.ts";

/** Anything that can be said in pieces: an empty object or array cannot. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.string(), tie("value"), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
  ),
}));

test("addPartialArg() puts any arguments together that come in pieces", () => {
  const args = fc.dictionary(fc.string(), value, { minKeys: 1, noNullPrototype: true });
  fc.assert(fc.property(args, (args) => {
    const assembler = createCallAssembler();
    const signed = { functionCall: { name: "f" }, thoughtSignature: "AAAA" };
    const parts = renderPartialCall(signed, args).flatMap((part) => assembler.push([part]));
    assert.deepEqual(parts, [{ ...signed, functionCall: { name: "f", args } }]);
    assert.isEmpty(assembler.end());
  }));
});

test("addPartialArg() reads both kinds of quotes, and what is escaped in them", () => {
  const args: JsonObject = {};
  addPartialArg(args, { jsonPath: `$["a.b"]['it\\'s'][0]`, numberValue: 1 });
  assert.deepEqual(args, { "a.b": { "it's": [1] } });
});

test("addPartialArg() appends text to text only", () => {
  const args: JsonObject = {};
  for (const stringValue of ["on", "", "e"]) addPartialArg(args, { jsonPath: "$.a", stringValue });
  addPartialArg(args, { jsonPath: "$.b" });
  assert.deepEqual(args, { a: "one" });
});

test("addPartialArg() reaches no prototype", () => {
  const args: JsonObject = {};
  addPartialArg(args, { jsonPath: "$.__proto__.polluted", boolValue: true });
  addPartialArg(args, { jsonPath: "$.constructor.prototype.polluted", boolValue: true });
  assert.notProperty({}, "polluted");
  assert.sameMembers(Object.keys(args), ["__proto__", "constructor"]);
});

for (
  const jsonPath of [
    "",
    "$",
    "a",
    "$.",
    "$..a",
    "$[*]",
    "$.a[-1]",
    "$.list[5]",
    "$.text.a",
    "$.list.a",
  ]
) {
  test(`addPartialArg() refuses the path ${jsonPath}`, () => {
    const args = { list: [1], text: "x" };
    assert.throws(() => addPartialArg(args, { jsonPath, numberValue: 1 }), /leads nowhere/);
    assert.deepEqual(args, { list: [1], text: "x" });
  });
}
