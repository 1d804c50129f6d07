import { isRecord } from "../errors.ts";

/**
 * Takes `$schema` out of a request's schemas. It names JSON Schema's version and demands nothing, but Google refuses any
 * keyword that it does not know; `zodResponseFormat` of the package `openai` always writes it.
 *
 * @param request A request; it is not written to.
 * @returns The fields to replace.
 */
export function dropSchemaDialect(
  { response_format: format, tools }: {
    readonly response_format?: unknown;
    readonly tools?: unknown;
  },
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  if (isRecord(format) && isRecord(format.json_schema)) {
    const json_schema = { ...format.json_schema, ...without("schema", format.json_schema) };
    fields.response_format = { ...format, json_schema };
  }
  if (Array.isArray(tools)) fields.tools = tools.map(plainTool);
  return fields;
}

function plainTool(tool: unknown): unknown {
  if (!isRecord(tool) || !isRecord(tool.function)) return tool;
  return { ...tool, function: { ...tool.function, ...without("parameters", tool.function) } };
}

/** The field with its schema, if it has one. */
function without(field: string, parent: Record<string, unknown>): Record<string, unknown> {
  const schema = parent[field];
  if (!isRecord(schema)) return {};
  const { $schema: _, ...rest } = schema;
  return { [field]: rest };
}
