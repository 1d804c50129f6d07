import type { VertexIssue } from "../errors.ts";
import { joinPath } from "./compiler.ts";
import { type AnySchema, isStandardSchema, type SchemaOutput } from "./standard_schema.ts";
import { validateJson } from "./validate_json.ts";

/** What the check of an answer came to. */
export type CheckedAnswer<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: VertexIssue[] };

/**
 * Checks an answer against the schema that was given, not against what became of it for Gemini: by the library the
 * schema is from, or as JSON Schema.
 *
 * @param schema The schema.
 * @param value The answer, parsed.
 * @returns The value as the schema gives it, transformed if it transforms; or everything that is wrong.
 */
export async function checkAnswer<S extends AnySchema>(
  schema: S,
  value: unknown,
): Promise<CheckedAnswer<SchemaOutput<S>>> {
  if (!isStandardSchema(schema)) {
    const issues = validateJson(schema, value);
    // Without a library there is no type to be wrong about: the output of plain JSON Schema is `unknown`.
    return issues.length > 0 ? { issues } : { value: value as SchemaOutput<S> };
  }
  const result = await schema["~standard"].validate(value);
  if (!result.issues) return { value: result.value as SchemaOutput<S> };
  return {
    issues: result.issues.map(({ message, path = [] }) => ({
      path: joinPath("", path.map((step) => typeof step === "object" ? step.key : step)),
      message,
    })),
  };
}
