import { resolveReference } from "./check_schema.ts";
import { examplePattern } from "./example_pattern.ts";
import { isObject, listOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** What values of well-known fields look like; the second one serves a second call of the same function. */
const knownFields: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/(location|city|place|address)$/i, ["Boston, MA", "New Delhi, India", "Lisbon, Portugal"]],
  [/country$/i, ["France", "India", "Peru"]],
  [/(participants|attendees|people|guests|person|author|(^|_)name)$/i, ["Alice", "Bob", "Carol"]],
  [/email$/i, ["alice@example.com", "bob@example.com"]],
  [/(url|uri|link)$/i, ["https://example.com/", "https://example.org/"]],
  [/date$/i, ["2026-03-13", "2026-03-14"]],
  [/time$/i, ["09:30", "14:00"]],
  [/(query|question|prompt)$/i, ["weather today", "news today"]],
  [/currency$/i, ["EUR", "USD"]],
];

const formats: Readonly<Record<string, readonly string[]>> = {
  "date-time": ["2026-03-13T09:30:00Z", "2026-03-14T14:00:00Z"],
  date: ["2026-03-13", "2026-03-14"],
  time: ["09:30:00Z", "14:00:00Z"],
  email: ["alice@example.com", "bob@example.com"],
  uri: ["https://example.com/", "https://example.org/"],
  url: ["https://example.com/", "https://example.org/"],
  uuid: ["123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174001"],
  ipv4: ["192.0.2.1", "192.0.2.2"],
  duration: ["PT1H", "PT2H"],
};

// Optional references of a recursive schema must end somewhere.
const maxDepth = 6;

/**
 * Makes a value that fits a schema: JSON Schema or Google's subset, types in either case.
 * The same schema and variant always give the same value.
 *
 * @param schema Anything; what is no schema gives a string.
 * @param variant 0 for the first value, 1 for a second one that differs where it can.
 */
export function exampleValue(schema: unknown, variant: number): unknown {
  const root = isObject(schema) ? schema : {};
  return exampleNode(root, { root, variant, name: "", depth: 0 });
}

interface Place {
  readonly root: JsonObject;
  readonly variant: number;
  readonly name: string;
  readonly depth: number;
}

function exampleNode(schema: JsonObject, place: Place): unknown {
  // Only partner models accept a recursive schema; a required recursion has no finite value at all.
  if (place.depth > 4 * maxDepth) return null;
  const reference = stringOf(schema.$ref ?? schema.ref);
  if (reference !== undefined) {
    const target = resolveReference(place.root, reference);
    return target === undefined ? null : exampleNode(target, deeper(place, place.name));
  }
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  const given = schema.example ?? schema.default;
  if (given !== undefined && given !== null) return given;
  const branch = firstBranch(schema);
  if (branch !== undefined) return exampleNode(branch, deeper(place, place.name));

  switch (typeOf(schema)) {
    case "object":
      return exampleObject(schema, place);
    case "array":
      return exampleArray(schema, place);
    case "number":
      return exampleNumber(schema, place, false);
    case "integer":
      return exampleNumber(schema, place, true);
    case "boolean":
      return place.variant % 2 === 0;
    case "null":
      return null;
    default:
      return exampleString(schema, place);
  }
}

/** The first alternative that is not null, joined with what stands beside the alternatives. */
function firstBranch(schema: JsonObject): JsonObject | undefined {
  const { anyOf, any_of, oneOf, ...beside } = schema;
  const branches = listOf(anyOf ?? any_of ?? oneOf).filter(isObject);
  const branch = branches.find((candidate) => typeOf(candidate) !== "null") ?? branches[0];
  return branch === undefined ? undefined : { ...beside, ...branch };
}

function typeOf(schema: JsonObject): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const type: unknown = types.find((name) => name !== "null") ?? types[0];
  if (typeof type === "string") return type.toLowerCase();
  if (schema.properties !== undefined) return "object";
  return schema.items === undefined ? "string" : "array";
}

function exampleObject(schema: JsonObject, place: Place): JsonObject {
  const required = listOf(schema.required);
  const value: JsonObject = {};
  for (
    const [name, property] of Object.entries(isObject(schema.properties) ? schema.properties : {})
  ) {
    const wanted = required.includes(name) || place.depth < maxDepth;
    if (wanted && isObject(property)) value[name] = exampleNode(property, deeper(place, name));
  }
  return value;
}

function exampleArray(schema: JsonObject, place: Place): unknown[] {
  const least = Number(schema.minItems ?? schema.min_items ?? 0);
  const most = Number(schema.maxItems ?? schema.max_items ?? Infinity);
  const shallow = place.depth < maxDepth ? 2 : 0;
  const length = Math.min(Math.max(least, shallow), most);
  const items = isObject(schema.items) ? schema.items : {};
  return Array.from(
    { length },
    (_, position) =>
      exampleNode(items, { ...deeper(place, place.name), variant: place.variant + position }),
  );
}

function exampleNumber(schema: JsonObject, place: Place, whole: boolean): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const low = Number(minimum ?? exclusiveMinimum ?? -Infinity);
  const high = Number(maximum ?? exclusiveMaximum ?? Infinity);
  // The middle of the range satisfies exclusive bounds too, wherever there is anything in between.
  const inside = exclusiveMinimum === undefined && exclusiveMaximum === undefined;
  const wanted = Math.min(Math.max(place.variant + 1, low), high);
  const value = inside || (wanted > low && wanted < high) ? wanted : middleOf(low, high);
  const step = typeof multipleOf === "number" ? multipleOf : whole ? 1 : undefined;
  return step === undefined ? value : Math.ceil(value / step) * step;
}

function middleOf(low: number, high: number): number {
  if (low === -Infinity) return high - 1;
  return high === Infinity ? low + 1 : (low + high) / 2;
}

function exampleString(schema: JsonObject, place: Place): string {
  const { format, pattern } = schema;
  if (typeof pattern === "string") return examplePattern(pattern);
  const known = typeof format === "string" ? formats[format] : undefined;
  const quoted = /e\.g\.,? ?['"‘“]([^'"’”]+)['"’”]/.exec(stringOf(schema.description) ?? "")?.[1];
  const named = knownFields.find(([name]) => name.test(place.name))?.[1];
  const candidates = known ?? (quoted === undefined ? named : [quoted]);
  const text = candidates?.[place.variant % candidates.length] ?? plainWords(place);
  return fitLength(text, schema);
}

/** Words that name the field. */
function plainWords(place: Place): string {
  const subject = place.name === "" ? "text" : place.name.replaceAll(/[_-]+/g, " ");
  return place.variant === 0 ? `example ${subject}` : `example ${subject} ${place.variant + 1}`;
}

function fitLength(text: string, schema: JsonObject): string {
  const least = Number(schema.minLength ?? schema.min_length ?? 0);
  const most = Number(schema.maxLength ?? schema.max_length ?? Infinity);
  return text.padEnd(least, ".").slice(0, most);
}

function deeper(place: Place, name: string): Place {
  return { ...place, name, depth: place.depth + 1 };
}
