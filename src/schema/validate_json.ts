import { isRecord, VertexError, type VertexIssue } from "../errors.ts";
import { joinPath, type Node, resolveReference } from "./compiler.ts";
import { isSame, listOf, normalizeNode, textsOf, typeOfValue, typesOf } from "./normalize_node.ts";

/** Options of {@linkcode validateJson}. */
export interface ValidateJsonOptions {
  /** Whether the value is still being written: what it lacks is then no issue. @default {false} */
  readonly partial?: boolean | undefined;
}

/** One check of one value. */
export interface Check {
  readonly root: Node;
  readonly partial: boolean;
  readonly schema: Node;
  readonly value: unknown;
  readonly path: string;
  /** References taken since the value was last gone down into; one that comes back means nothing. */
  readonly entered: readonly unknown[];
  /** Checks the same or an inner value against another schema. */
  readonly issuesOf: (
    schema: unknown,
    value?: { readonly value: unknown; readonly step: string | number },
  ) => VertexIssue[];
}

/**
 * Checks a JSON value against JSON Schema, draft 2020-12 and 7, and Google's subset of OpenAPI's.
 *
 * It checks what says something about values, except `format` and `content…`, which are annotations in JSON Schema,
 * and except `unevaluatedItems`, `$dynamicRef` and references to other documents.
 *
 * @param schema The schema.
 * @param value The value.
 * @param options See {@linkcode ValidateJsonOptions}.
 * @returns Everything that is wrong, with paths into the value.
 * @throws {VertexError} `invalid_request`, if the schema itself cannot be read.
 * @see {@link https://json-schema.org/draft/2020-12/json-schema-validation | JSON Schema Validation}
 */
export function validateJson(
  schema: unknown,
  value: unknown,
  options: ValidateJsonOptions = {},
): VertexIssue[] {
  const { partial = false } = options;
  const root = isRecord(schema) ? schema : {};
  return check(root, schema, value, "", []);

  function check(
    root: Node,
    schema: unknown,
    value: unknown,
    path: string,
    entered: readonly unknown[],
  ): VertexIssue[] {
    if (schema === true) return [];
    if (schema === false) return [{ path, message: "Expected nothing here" }];
    if (!isRecord(schema) || entered.includes(schema)) {
      throw new VertexError("invalid_request", "Cannot read the schema: it goes in a circle");
    }
    if (schema.nullable === true && value === null) return [];
    const here = [...entered, schema];
    const issuesOf: Check["issuesOf"] = (inner, down) =>
      down
        ? check(root, inner, down.value, joinPath(path, [down.step]), [])
        : check(root, inner, value, path, here);
    const one: Check = {
      root,
      partial,
      // Whether one or any of several fits is a difference here.
      schema: { ...normalizeNode({ ...schema, oneOf: undefined }), oneOf: schema.oneOf },
      value,
      path,
      entered: here,
      issuesOf,
    };
    return CHECKS.flatMap((check) => check(one));
  }
}

const CHECKS: readonly ((check: Check) => VertexIssue[])[] = [
  checkType,
  checkCombined,
  checkNumber,
  checkText,
  checkArray,
  checkObject,
];

function checkType({ schema, value, path }: Check): VertexIssue[] {
  const types = typesOf(schema)?.map((type) => type.toLowerCase());
  const type = typeOfValue(value);
  if (types && !types.includes(type) && !(type === "integer" && types.includes("number"))) {
    return [{ path, message: `Expected ${types.join(" or ")}, not ${type}` }];
  }
  if (schema.enum === undefined) return [];
  const values = listOf(schema.enum);
  if (values.some((one) => isSame(one, value))) return [];
  return [{ path, message: `Expected ${values.map((one) => JSON.stringify(one)).join(" or ")}` }];
}

function checkCombined({ schema, root, path, issuesOf }: Check): VertexIssue[] {
  const { $ref, allOf, anyOf, oneOf, not, if: condition, then, else: otherwise } = schema;
  const issues = $ref === undefined ? [] : issuesOf(resolveReference(root, $ref));
  for (const part of listOf(allOf)) issues.push(...issuesOf(part));
  if (anyOf !== undefined) {
    issues.push(...nearest(listOf(anyOf).map((part) => issuesOf(part)), path));
  }
  if (oneOf !== undefined) {
    const tried = listOf(oneOf).map((part) => issuesOf(part));
    const fitting = tried.filter((issues) => issues.length === 0).length;
    if (fitting > 1) issues.push({ path, message: "Expected one alternative to fit, not several" });
    else issues.push(...nearest(tried, path));
  }
  if (not !== undefined && issuesOf(not).length === 0) {
    issues.push({ path, message: "Expected something else than what is here" });
  }
  if (condition !== undefined) {
    const branch = issuesOf(condition).length === 0 ? then : otherwise;
    if (branch !== undefined) issues.push(...issuesOf(branch));
  }
  return issues;
}

/** Of alternatives that all fail, the one that fails furthest inside is the one that was meant. */
function nearest(alternatives: readonly VertexIssue[][], path: string): VertexIssue[] {
  if (alternatives.some((issues) => issues.length === 0)) return [];
  const inner = alternatives.filter((issues) => issues.every((issue) => issue.path !== path));
  const [best] = inner.sort((a, b) => a.length - b.length);
  if (best) return best;
  const messages = new Set(alternatives.flatMap((issues) => issues[0]?.message ?? []));
  return [{ path, message: [...messages].join("; or: ") || "Expected one of no alternatives" }];
}

function checkNumber({ schema, value, path }: Check): VertexIssue[] {
  if (typeof value !== "number") return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const issues: VertexIssue[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds) issues.push({ path, message: `Expected ${what}` });
  };
  if (typeof minimum === "number") expect(value >= minimum, `at least ${minimum}`);
  if (typeof maximum === "number") expect(value <= maximum, `at most ${maximum}`);
  if (typeof exclusiveMinimum === "number") {
    expect(value > exclusiveMinimum, `more than ${exclusiveMinimum}`);
  }
  if (typeof exclusiveMaximum === "number") {
    expect(value < exclusiveMaximum, `less than ${exclusiveMaximum}`);
  }
  if (typeof multipleOf === "number") {
    const times = value / multipleOf;
    // 0.3 / 0.1 is no integer to a computer.
    expect(Math.abs(times - Math.round(times)) < 1e-9, `a multiple of ${multipleOf}`);
  }
  return issues;
}

function checkText({ schema, value, path, partial }: Check): VertexIssue[] {
  if (typeof value !== "string") return [];
  const { minLength, maxLength, pattern } = schema;
  // JSON Schema counts characters, not UTF-16 units.
  const length = [...value].length;
  const issues: VertexIssue[] = [];
  if (typeof minLength === "number" && length < minLength && !partial) {
    issues.push({ path, message: `Expected at least ${minLength} characters, not ${length}` });
  }
  if (typeof maxLength === "number" && length > maxLength) {
    issues.push({ path, message: `Expected at most ${maxLength} characters, not ${length}` });
  }
  if (typeof pattern === "string" && !matches(pattern, value)) {
    issues.push({ path, message: `Expected a text that matches ${pattern}` });
  }
  return issues;
}

function checkArray({ schema, value, path, partial, issuesOf }: Check): VertexIssue[] {
  if (!Array.isArray(value)) return [];
  const { prefixItems, items, minItems, maxItems, uniqueItems, contains } = schema;
  const issues = checkCount(value.length, minItems, maxItems, "elements", path, partial);
  const prefix = listOf(prefixItems);
  for (const [step, element] of value.entries()) {
    const member = step < prefix.length ? prefix[step] : items;
    if (member !== undefined) issues.push(...issuesOf(member, { value: element, step }));
  }
  if (uniqueItems === true) {
    for (const [step, element] of value.entries()) {
      if (value.slice(0, step).some((other) => isSame(other, element))) {
        issues.push({ path: joinPath(path, [step]), message: "Expected no element twice" });
      }
    }
  }
  if (contains !== undefined) {
    const found = value.filter((element, step) =>
      issuesOf(contains, { value: element, step }).length === 0
    )
      .length;
    const { minContains = 1, maxContains } = schema;
    issues.push(...checkCount(found, minContains, maxContains, "fitting elements", path, partial));
  }
  return issues;
}

function checkObject(check: Check): VertexIssue[] {
  const { schema, value, path, partial, issuesOf } = check;
  if (!isRecord(value)) return [];
  const names = Object.keys(value);
  const { minProperties, maxProperties, propertyNames, dependentSchemas } = schema;
  const issues = checkCount(
    names.length,
    minProperties,
    maxProperties,
    "properties",
    path,
    partial,
  );
  const required = [...textsOf(schema.required)];
  for (const [name, needs] of entriesOf(schema.dependentRequired)) {
    if (Object.hasOwn(value, name)) required.push(...textsOf(needs));
  }
  for (const name of partial ? [] : required) {
    if (!Object.hasOwn(value, name)) {
      issues.push({ path: joinPath(path, [name]), message: "Expected a value here" });
    }
  }
  for (const [name, dependent] of entriesOf(dependentSchemas)) {
    if (Object.hasOwn(value, name)) issues.push(...issuesOf(dependent));
  }
  for (const name of names) {
    issues.push(...checkProperty(check, name, value[name]));
    if (propertyNames !== undefined) {
      const down = { value: name, step: name };
      issues.push(...issuesOf(propertyNames, down));
    }
  }
  return issues;
}

function checkProperty({ schema, issuesOf }: Check, step: string, value: unknown): VertexIssue[] {
  const { properties, patternProperties, additionalProperties, unevaluatedProperties } = schema;
  const schemas = entriesOf(patternProperties)
    .flatMap(([pattern, part]) => matches(pattern, step) ? [part] : []);
  if (isRecord(properties) && Object.hasOwn(properties, step)) schemas.push(properties[step]);
  const further = additionalProperties ?? unevaluatedProperties;
  if (schemas.length === 0 && further !== undefined) schemas.push(further);
  return schemas.flatMap((part) => issuesOf(part, { value, step }));
}

function checkCount(
  count: number,
  least: unknown,
  most: unknown,
  what: string,
  path: string,
  partial: boolean,
): VertexIssue[] {
  if (typeof least === "number" && count < least && !partial) {
    return [{ path, message: `Expected at least ${least} ${what}, not ${count}` }];
  }
  if (typeof most !== "number" || count <= most) return [];
  return [{ path, message: `Expected at most ${most} ${what}, not ${count}` }];
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

/** JSON Schema means Unicode's expressions; some that libraries write are none. */
function matches(pattern: string, text: string): boolean {
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags).test(text);
    } catch {
      continue;
    }
  }
  const message = `Cannot read the schema: ${JSON.stringify(pattern)} is no regular expression`;
  throw new VertexError("invalid_request", message);
}
