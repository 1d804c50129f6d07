import { describe } from "./annotate.ts";
import type { Compiler, Node, Place } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";

/** Gemini refuses every other format of a string. */
const STRING_FORMATS = new Set(["date-time", "enum"]);
const NUMBER_FORMATS = new Set(["float", "double", "int32", "int64"]);
/** Lookaround and references back, which Google's regular expressions do not have. */
const FOREIGN_PATTERN = /\(\?<?[=!]|\\[1-9]|\\k</;

/** Says a string: what Gemini has no keyword for goes into the description. */
export function lowerString(
  compiler: Compiler,
  node: Node,
  type: string,
  place: Place,
): GeminiSchema {
  const { format, pattern, contentEncoding } = node;
  const said: string[] = [];
  const say = sayer(compiler, place, said);
  const schema: GeminiSchema = { type, ...pick(node, ["minLength", "maxLength"]) };
  if (typeof format === "string") {
    if (STRING_FORMATS.has(format)) schema.format = format;
    else say("format", `format: ${format}`);
  }
  if (typeof pattern === "string") {
    if (FOREIGN_PATTERN.test(pattern)) say("pattern", `matches ${pattern}`);
    else schema.pattern = pattern;
  }
  if (typeof contentEncoding === "string") say("contentEncoding", `in ${contentEncoding}`);
  return describe(schema, said, node.description);
}

/** Says a number or an integer. */
export function lowerNumber(
  compiler: Compiler,
  node: Node,
  type: string,
  place: Place,
): GeminiSchema {
  const { format, multipleOf, exclusiveMinimum: above, exclusiveMaximum: beneath } = node;
  const integer = type.toLowerCase() === "integer";
  const said: string[] = [];
  const say = sayer(compiler, place, said);
  const schema: GeminiSchema = { type, ...pick(node, ["minimum", "maximum"]) };
  if (integer) dropSafeBounds(compiler, schema, place);
  if (typeof above === "number") {
    const least = integer ? Math.floor(above) + 1 : above;
    schema.minimum = Math.max(schema.minimum ?? -Infinity, least);
    if (!integer) say("exclusiveMinimum", `greater than ${above}`);
    else compiler.note("rewritten", place, "exclusiveMinimum", `minimum ${least}`);
  }
  if (typeof beneath === "number") {
    const most = integer ? Math.ceil(beneath) - 1 : beneath;
    schema.maximum = Math.min(schema.maximum ?? Infinity, most);
    if (!integer) say("exclusiveMaximum", `less than ${beneath}`);
    else compiler.note("rewritten", place, "exclusiveMaximum", `maximum ${most}`);
  }
  if (typeof multipleOf === "number") say("multipleOf", `a multiple of ${multipleOf}`);
  if (typeof format === "string") {
    if (NUMBER_FORMATS.has(format)) schema.format = format;
    else say("format", `format: ${format}`);
  }
  return describe(schema, said, node.description);
}

/** No JSON number beyond them is exact, so libraries that add them say nothing with them. */
function dropSafeBounds(compiler: Compiler, schema: GeminiSchema, place: Place): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) {
    delete schema.minimum;
    compiler.note("rewritten", place, "minimum", "The least safe integer, which goes unsaid");
  }
  if (schema.maximum === Number.MAX_SAFE_INTEGER) {
    delete schema.maximum;
    compiler.note("rewritten", place, "maximum", "The greatest safe integer, which goes unsaid");
  }
}

/** Describes a keyword, and lists that it was described. */
export function sayer(
  compiler: Compiler,
  place: Place,
  said: string[],
): (keyword: string, text: string) => void {
  return (keyword, text) => {
    said.push(text);
    compiler.note("described", place, keyword, text);
  };
}

/** The numbers among some keywords of a node. */
export function pick<Key extends string>(
  node: Node,
  keywords: readonly Key[],
): { [K in Key]?: number } {
  const picked: { [K in Key]?: number } = {};
  for (const keyword of keywords) {
    const value = node[keyword];
    if (typeof value === "number") picked[keyword] = value;
  }
  return picked;
}
