import { checkAnswer } from "../../../src/schema/check_answer.ts";
import { toGeminiSchema } from "../../../src/schema/to_gemini_schema.ts";

import { assert, test } from "../../harness.ts";
import { hello, makePair } from "../chat/client.ts";
import { matrix } from "./matrix.ts";

const libraries = ["valibot", "zod", "arktype"] as const;

/** Lists whose order means nothing, and keys, are put in one order; every leaf has a path. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (Array.isArray(value)) {
    const items = /(required|enum|anyOf)$/.test(path)
      ? value.toSorted((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
      : value;
    return items.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  }
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value)
    .flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}

/** It does not read descriptions, and of a pattern and a length it knows the pattern. */
const beyondEmulator = new Set([
  "tuple",
  "literal true",
  "exclusive bound",
  "string pattern and length",
]);

for (const row of matrix) {
  for (const library of libraries) {
    test(`toGeminiSchema() makes the same of ${library} and JSON Schema: ${row.name}`, () => {
      const expected = new Map(leaves(toGeminiSchema(row.json, { allowLosses: true }).schema));
      const made = new Map(leaves(toGeminiSchema(row[library], { allowLosses: true }).schema));
      for (const [path, value] of Object.entries(row.differs?.[library] ?? {})) {
        assert.notDeepEqual(made.get(path), expected.get(path), `${path} is listed, yet the same`);
        assert.equal(made.get(path) === undefined, value === undefined, path);
        made.delete(path);
        expected.delete(path);
      }
      assert.deepEqual(Object.fromEntries(made), Object.fromEntries(expected));
    });
  }

  for (const library of ["json", ...libraries] as const) {
    test(`checkAnswer() checks against the original of ${library}: ${row.name}`, async () => {
      assert.isUndefined((await checkAnswer(row[library], row.good)).issues);
      const { issues } = await checkAnswer(row[library], row.bad);
      assert.isAtLeast(issues?.length ?? 0, 1);
    });
  }
}

test("toGeminiSchema() gives nothing that the emulator refuses", async () => {
  const { vertex } = await makePair();
  for (const row of matrix) {
    const { schema } = toGeminiSchema(row.json, { allowLosses: true });
    const completion = await vertex.chat.completions.create({
      ...hello,
      response_format: { type: "json_schema", json_schema: { name: "x", schema: { ...schema } } },
    });
    const value: unknown = JSON.parse(completion.choices[0]?.message.content ?? "");
    if (beyondEmulator.has(row.name)) continue;
    assert.isUndefined((await checkAnswer(row.json, value)).issues, row.name);
  }
});

test("toGeminiSchema() is what makes the difference: the emulator refuses the originals", async () => {
  const { vertex } = await makePair();
  const refused: string[] = [];
  for (const { name, json } of matrix) {
    const response_format = {
      type: "json_schema" as const,
      json_schema: { name: "x", schema: json },
    };
    const sent = vertex.chat.completions.create({ ...hello, response_format });
    const failed = await sent.then(() => false, () => true);
    if (failed) refused.push(name);
  }
  assert.includeMembers(refused, ["literal", "discriminated union", "tuple", "intersection"]);
});
