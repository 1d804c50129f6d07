import { refuse } from "./google_error.ts";
import { isObject, listOf } from "./json.ts";

// What Google documents for parameters_json_schema and its like.
const keywords = new Set([
  ...["$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items"],
  ...["prefixItems", "minItems", "maxItems", "minimum", "maximum", "anyOf", "oneOf", "properties"],
  ...["additionalProperties", "required", "propertyOrdering"],
]);

/** Refuses JSON Schema that holds more than the keywords which Google documents. */
export function checkJsonSchema(schema: unknown, path: string): void {
  if (typeof schema === "boolean") return;
  if (!isObject(schema)) return refuse(400, `Invalid value at '${path}': expected a schema.`);
  const unknown = Object.keys(schema).find((keyword) => !keywords.has(keyword));
  if (unknown !== undefined) {
    refuse(400, `Invalid value at '${path}': the keyword ${unknown} is not supported.`);
  }
  for (const field of ["$defs", "properties"]) {
    const inner = schema[field];
    for (const [name, property] of Object.entries(isObject(inner) ? inner : {})) {
      checkJsonSchema(property, `${path}.${field}.${name}`);
    }
  }
  for (const field of ["prefixItems", "anyOf", "oneOf"]) {
    for (const [position, branch] of listOf(schema[field]).entries()) {
      checkJsonSchema(branch, `${path}.${field}[${position}]`);
    }
  }
  for (const field of ["items", "additionalProperties"]) {
    if (schema[field] !== undefined) checkJsonSchema(schema[field], `${path}.${field}`);
  }
}
