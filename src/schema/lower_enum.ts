import { describe } from "./annotate.ts";
import type { Compiler, Node, Place } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { joinBranches } from "./lower_union.ts";
import { listOf, typeOfValue, typesOf } from "./normalize_node.ts";

/**
 * Says a list of values. Gemini's `enum` holds texts only: numbers become ranges of one, which mean the same, and all
 * else is described.
 */
export function lowerEnum(
  compiler: Compiler,
  node: Node,
  place: Place,
): GeminiSchema | undefined {
  const named = typesOf(node);
  const types = named?.map((type) => type.toLowerCase());
  const values = listOf(node.enum).filter((value) => {
    const type = typeOfValue(value);
    return !types || types.includes(type) || (type === "integer" && types.includes("number"));
  });
  const texts = values.filter((value) => typeof value === "string");
  const spelled = named?.find((type) => type.toLowerCase() === "string") ?? "string";
  const format = node.format === "enum" && { format: "enum" };
  const branches: GeminiSchema[] = [
    ...(texts.length > 0 ? [{ type: spelled, ...format, enum: [...new Set(texts)] }] : []),
    ...numbers(compiler, values.filter((value) => typeof value === "number"), place),
    ...booleans(compiler, values.filter((value) => typeof value === "boolean"), place),
    ...values.filter((value) => value === null).map(() => ({ type: "null" })),
    ...composites(compiler, values.filter((value) => typeof value === "object" && value), place),
  ];
  return joinBranches(branches);
}

function numbers(compiler: Compiler, values: readonly number[], place: Place): GeminiSchema[] {
  if (values.length === 0) return [];
  compiler.note("rewritten", place, "enum", "Numbers, as ranges: enum holds texts only");
  const ranges: { type: string; minimum: number; maximum: number }[] = [];
  for (const value of [...values].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    const isInteger = Number.isInteger(value);
    // Successive integers are one range.
    if (isInteger && last?.type === "integer" && value <= last.maximum + 1) last.maximum = value;
    else ranges.push({ type: isInteger ? "integer" : "number", minimum: value, maximum: value });
  }
  return ranges;
}

function booleans(compiler: Compiler, values: readonly boolean[], place: Place): GeminiSchema[] {
  const [only] = values;
  if (only === undefined) return [];
  if (values.includes(!only)) return [{ type: "boolean" }];
  compiler.note("described", place, "enum", `Always ${only}`);
  return [describe({ type: "boolean" }, [`always ${only}`])];
}

function composites(compiler: Compiler, values: readonly unknown[], place: Place): GeminiSchema[] {
  return values.map((value) => {
    const said = `exactly ${JSON.stringify(value)}`;
    compiler.note("described", place, "enum", said);
    return describe(Array.isArray(value) ? { type: "array", items: {} } : { type: "object" }, [
      said,
    ]);
  });
}
