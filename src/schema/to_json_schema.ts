import { type ConversionConfig, toJsonSchema as convertValibot } from "@valibot/to-json-schema";
import { isRecord, VertexError } from "../errors.ts";
import { type AnySchema, isStandardSchema, type JsonSchema } from "./standard_schema.ts";

/** Where a converted schema says what its library could not say in JSON Schema. */
export const UNSAID = "x-unsaid";

/**
 * Turns a schema of any library into JSON Schema, draft 2020-12: what a value must be *before* the schema transforms
 * it, since that is what a model has to write.
 *
 * @param schema A Standard Schema, or JSON Schema, which is returned as it is.
 * @returns JSON Schema.
 * @throws {VertexError} `invalid_request`, if the library cannot say it in JSON, as with a `Date`.
 */
export function toJsonSchema(schema: AnySchema): JsonSchema {
  if (!isStandardSchema(schema)) {
    if (isRecord(schema)) return schema;
    throw new VertexError(
      "invalid_request",
      `Cannot read the schema: expected a Standard Schema or JSON Schema, not ${typeof schema}`,
    );
  }
  const { vendor } = schema["~standard"];
  try {
    const converter = converterOf(schema["~standard"]);
    // The vendor's name says that it is one; its type has more than the standard's.
    const converted = converter?.({ target: "draft-2020-12" }) ??
      (vendor === "valibot" && convertValibot(schema as ValibotSchema, valibotConfig));
    if (converted) {
      const { $schema: _, ...own } = converted;
      return own;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new VertexError(
      "invalid_request",
      `Cannot turn the schema into JSON Schema: ${vendor} says ${JSON.stringify(why)}`,
      { cause },
    );
  }
  throw new VertexError(
    "invalid_request",
    `Cannot turn the schema into JSON Schema: ${vendor} does not implement Standard JSON Schema`,
  );
}

type ValibotSchema = Parameters<typeof convertValibot>[0];
type Converter = (options: { readonly target: string }) => JsonSchema;

const valibotConfig: ConversionConfig = {
  target: "draft-2020-12",
  typeMode: "input",
  errorMode: "throw",
  overrideAction({ valibotAction: { kind, type }, jsonSchema, errors }) {
    if (!errors) return undefined;
    // What transforms says nothing about the input, and no library can say a function in JSON.
    if (kind === "transformation") return jsonSchema;
    const unsaid: unknown = Reflect.get(jsonSchema, UNSAID);
    return { ...jsonSchema, [UNSAID]: [...Array.isArray(unsaid) ? unsaid : [], type] };
  },
};

function converterOf(props: object): Converter | undefined {
  const converter: unknown = Reflect.get(props, "jsonSchema");
  const input: unknown = isRecord(converter) ? converter.input : undefined;
  // The standard gives no other way to tell than that it is there.
  return typeof input === "function" ? input as Converter : undefined;
}
