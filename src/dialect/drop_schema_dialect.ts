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
  return {
    ...(isRecord(format) && { response_format: withPlain(format, "json_schema", "schema") }),
    ...(Array.isArray(tools) && {
      tools: tools.map((tool) => withPlain(tool, "function", "parameters")),
    }),
  };
}

/** The same value, with the schema that stands in one of its fields without its version. */
function withPlain(value: unknown, field: string, inner: string): unknown {
  if (!isRecord(value)) return value;
  const holder = value[field];
  if (!isRecord(holder) || !isRecord(holder[inner])) return value;
  const { $schema: _, ...plain } = holder[inner];
  return { ...value, [field]: { ...holder, [inner]: plain } };
}
