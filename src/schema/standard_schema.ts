/**
 * The interfaces by which schema libraries say what they are: Standard Schema for validation, Standard JSON Schema for
 * the schema itself. Types only, so that no library is a dependency.
 *
 * @see {@link https://standardschema.dev | Standard Schema}
 * @see {@link https://standardschema.dev/json-schema | Standard JSON Schema}
 *
 * @module
 */

/** A schema of any library that follows Standard Schema, such as valibot, zod or arktype. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** What the library says of itself. */
  readonly "~standard": StandardSchemaProps<Input, Output>;
}

/** What a library says of one of its schemas. */
export interface StandardSchemaProps<Input = unknown, Output = Input> {
  /** Version of the standard. */
  readonly version: 1;
  /** Name of the library. */
  readonly vendor: string;
  /** Checks a value, and transforms it if the schema does. */
  readonly validate: (
    value: unknown,
  ) => StandardResult<Output> | Promise<StandardResult<Output>>;
  /** What goes in and comes out; exists for the compiler only. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** What a check came to: a value, or issues. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where it is wrong. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema in plain JSON Schema, or in Google's subset of OpenAPI's; types in either case. */
export interface JsonSchema {
  /** A keyword of the schema. */
  readonly [keyword: string]: unknown;
}

/** Whatever this library takes as a schema. */
export type AnySchema = StandardSchema | JsonSchema;

/** The type of what a schema lets through: `unknown` for plain JSON Schema, which has no type. */
export type SchemaOutput<S> = S extends StandardSchema<unknown, infer Output> ? Output : unknown;

/** The type of what a schema takes, before it transforms it. */
export type SchemaInput<S> = S extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer Input } ? Input : unknown
  : unknown;

/** Whether a schema is one of a library. arktype's are functions. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  return (typeof schema === "object" || typeof schema === "function") && schema !== null &&
    "~standard" in schema;
}
