import { refuse } from "./google_error.ts";
import { isObject, listOf } from "./json.ts";
import type { JsonObject } from "./json.ts";

// The fields of Google's Schema message, in both spellings that proto JSON accepts, and JSON Schema's references.
const knownFields = new Set([
  ...[
    "type",
    "format",
    "title",
    "description",
    "nullable",
    "default",
    "items",
    "minItems",
    "maxItems",
  ],
  ...["enum", "properties", "propertyOrdering", "required", "minProperties", "maxProperties"],
  ...["minimum", "maximum", "minLength", "maxLength", "pattern", "example", "anyOf"],
  ...["additionalProperties", "ref", "defs", "$ref", "$defs"],
  ...["min_items", "max_items", "property_ordering", "min_properties", "max_properties"],
  ...["min_length", "max_length", "any_of", "additional_properties"],
]);
const knownTypes = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

/** Refuses a schema that is not in Google's OpenAPI 3.0 subset, in the words of Google's proto parser. */
export function checkSchema(schema: unknown, path: string): void {
  if (!isObject(schema)) {
    return refuse(
      400,
      `Invalid value at '${path}' (type.googleapis.com/google.cloud.aiplatform.Schema)`,
    );
  }
  checkNode(schema, schema, path, []);
}

function checkNode(
  schema: unknown,
  root: JsonObject,
  path: string,
  trail: readonly string[],
): void {
  if (!isObject(schema)) {
    return refuse(
      400,
      `Invalid value at '${path}' (type.googleapis.com/google.cloud.aiplatform.Schema)`,
    );
  }
  for (const field of Object.keys(schema)) {
    if (!knownFields.has(field)) {
      refuse(
        400,
        `Invalid JSON payload received. Unknown name "${field}" at '${path}': Cannot find field.`,
      );
    }
  }
  checkType(schema, path);
  checkEnum(schema, path);
  checkObjectFields(schema, root, path, trail);
  if (schema.items !== undefined) checkNode(schema.items, root, `${path}.items`, trail);
  for (const [position, branch] of listOf(schema.anyOf ?? schema.any_of).entries()) {
    checkNode(branch, root, `${path}.any_of[${position}]`, trail);
  }
  checkReference(schema, root, path, trail);
}

function checkType(schema: JsonObject, path: string): void {
  const { type } = schema;
  if (type === undefined) return;
  if (typeof type !== "string" || !knownTypes.has(type.toLowerCase())) {
    refuse(
      400,
      `Invalid value at '${path}.type' (type.googleapis.com/google.cloud.aiplatform.Type), ` +
        JSON.stringify(type),
    );
  }
  if (type.toLowerCase() === "array" && schema.items === undefined) {
    refuse(400, `Unable to submit request because ${path}.items is missing.`);
  }
}

function checkEnum(schema: JsonObject, path: string): void {
  if (schema.enum === undefined) return;
  if (!Array.isArray(schema.enum) || schema.enum.some((value) => typeof value !== "string")) {
    refuse(400, `Invalid value at '${path}.enum' (TYPE_STRING)`);
  }
}

function checkObjectFields(
  schema: JsonObject,
  root: JsonObject,
  path: string,
  trail: readonly string[],
): void {
  const { properties, required } = schema;
  if (properties !== undefined && !isObject(properties)) {
    refuse(400, `Invalid value at '${path}.properties' (Map)`);
  }
  const declared = isObject(properties) ? properties : {};
  for (const [name, property] of Object.entries(declared)) {
    checkNode(property, root, `${path}.properties['${name}']`, trail);
  }
  const nested = schema.additionalProperties ?? schema.additional_properties;
  if (isObject(nested)) checkNode(nested, root, `${path}.additional_properties`, trail);
  if (required === undefined) return;
  if (!Array.isArray(required)) refuse(400, `Invalid value at '${path}.required' (TYPE_STRING)`);
  for (const [position, name] of listOf(required).entries()) {
    if (typeof name !== "string" || !Object.hasOwn(declared, name)) {
      refuse(
        400,
        `Unable to submit request because ${path}.required[${position}]: property is not defined.`,
      );
    }
  }
}

function checkReference(
  schema: JsonObject,
  root: JsonObject,
  path: string,
  trail: readonly string[],
): void {
  const reference = schema.$ref ?? schema.ref;
  if (reference === undefined) return;
  const target = typeof reference === "string" ? resolveReference(root, reference) : undefined;
  if (typeof reference !== "string" || target === undefined) {
    return refuse(400, `Unable to submit request because ${path} has an unresolved reference.`);
  }
  if (trail.includes(reference)) {
    refuse(
      400,
      `Unable to submit request because ${path} is recursive: recursive schemas are not supported.`,
    );
  }
  checkNode(target, root, `${path}.${reference}`, [...trail, reference]);
}

/** The schema that `#/$defs/Name` (or `#/defs/Name`) names. */
export function resolveReference(root: JsonObject, reference: string): JsonObject | undefined {
  const name = /^(?:#\/)?(?:\$?defs\/)?([^/]+)$/.exec(reference)?.[1];
  const definitions = root.$defs ?? root.defs;
  if (name === undefined || !isObject(definitions) || !Object.hasOwn(definitions, name)) {
    return undefined;
  }
  const target = definitions[name];
  return isObject(target) ? target : undefined;
}
