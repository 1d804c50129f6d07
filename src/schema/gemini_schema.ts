/**
 * A schema as Gemini takes it: Google's subset of OpenAPI 3.0.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/Schema | Google: Schema}
 */
export interface GeminiSchema {
  /** `string`, `number`, `integer`, `boolean`, `array`, `object` or `null`, in either case. */
  type?: string;
  /** A finer type: `date-time`, `enum`, `float`, `double`, `int32`, `int64`. */
  format?: string;
  /** Name of the value. */
  title?: string;
  /** What the value is; the model reads it. */
  description?: string;
  /** Whether the value may be null. */
  nullable?: boolean;
  /** The value where the model gives none. */
  default?: unknown;
  /** An example of the value. */
  example?: unknown;
  /** The texts that a string may be. */
  enum?: string[];
  /** Alternatives. Where they stand, Vertex AI takes no other field beside them. */
  anyOf?: GeminiSchema[];
  /** What the elements of an array are. */
  items?: GeminiSchema;
  /** Fewest elements. */
  minItems?: number;
  /** Most elements. */
  maxItems?: number;
  /** What the properties of an object are. */
  properties?: Record<string, GeminiSchema>;
  /** Properties that must be there. */
  required?: string[];
  /** The order in which the model writes the properties. */
  propertyOrdering?: string[];
  /** Whether, or what, further properties may be. */
  additionalProperties?: boolean | GeminiSchema;
  /** Fewest properties. */
  minProperties?: number;
  /** Most properties. */
  maxProperties?: number;
  /** Least number. */
  minimum?: number;
  /** Greatest number. */
  maximum?: number;
  /** Fewest characters. */
  minLength?: number;
  /** Most characters. */
  maxLength?: number;
  /** Regular expression that a string matches. */
  pattern?: string;
}
