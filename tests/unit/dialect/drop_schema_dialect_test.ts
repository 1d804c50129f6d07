import { dropSchemaDialect } from "../../../src/dialect/drop_schema_dialect.ts";
import { assert, test } from "../../harness.ts";

const $schema = "http://json-schema.org/draft-07/schema#";
const schema = { type: "object", properties: { $schema: { type: "string" } } };

test("dropSchemaDialect() takes the version out of schemas, and nothing else", () => {
  const request = (parameters: object) => ({
    response_format: { type: "json_schema", json_schema: { name: "a", schema: parameters } },
    tools: [{ type: "function", function: { name: "f", parameters } }],
  });
  const given = request({ $schema, ...schema });
  const before = structuredClone(given);
  assert.deepEqual(dropSchemaDialect(given), request(schema) as object);
  assert.deepEqual(given, before);
});

test("dropSchemaDialect() leaves alone what holds no schema", () => {
  const values = [undefined, null, 7, "text", [], {}, { json_schema: 7 }, { json_schema: {} }];
  for (const value of values) {
    const { response_format = value } = dropSchemaDialect({ response_format: value });
    assert.deepEqual(response_format, value);
  }
  const tools = [null, 7, {}, { function: 7 }, { function: {} }, { function: { parameters: 7 } }];
  assert.deepEqual(dropSchemaDialect({ tools }), { tools });
});
