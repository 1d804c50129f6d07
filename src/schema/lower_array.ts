import { describe } from "./annotate.ts";
import { below, type Compiler, type Node, type Place } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { pick, sayer } from "./lower_scalar.ts";
import { joinBranches } from "./lower_union.ts";
import { listOf } from "./normalize_node.ts";

/**
 * Says an array. A tuple becomes an array of the same length whose elements may be any of its members, and which
 * stands where is described.
 */
export function lowerArray(
  compiler: Compiler,
  node: Node,
  type: string,
  place: Place,
): GeminiSchema | undefined {
  const said: string[] = [];
  const schema: GeminiSchema = { type, ...pick(node, ["minItems", "maxItems"]) };
  if (node.uniqueItems === true) sayer(compiler, place, said)("uniqueItems", "no two are the same");
  const members = listOf(node.prefixItems).map((member, index) =>
    compiler.compile(member, below(place, "prefixItems", index))
  );
  const tuple = members.length > 0;
  // Whoever writes a tuple without saying what may follow means that nothing does.
  const rest = compiler.compile(node.items ?? !tuple, below(place, "items"));
  // Where no value fits, the array ends.
  const known = members.includes(undefined)
    ? members.slice(0, members.indexOf(undefined)).filter((one) => one !== undefined)
    : members.filter((one) => one !== undefined);
  const ended = known.length < members.length;
  if (!rest || ended) schema.maxItems = Math.min(schema.maxItems ?? Infinity, known.length);
  if ((schema.minItems ?? 0) > (schema.maxItems ?? Infinity)) return undefined;
  if (tuple) tellPositions(compiler, known, rest, place, said);
  schema.items = joinBranches([...known, ...(rest && !ended ? [rest] : [])]) ?? { type: "string" };
  return describe(schema, said, node.description);
}

/** Nothing is lost if all members are alike. */
function tellPositions(
  compiler: Compiler,
  members: readonly GeminiSchema[],
  rest: GeminiSchema | undefined,
  place: Place,
  said: string[],
): void {
  const names = members.map(nameOf);
  const all = rest ? [...names, nameOf(rest)] : names;
  if (new Set(all).size < 2) {
    compiler.note("rewritten", place, "prefixItems", "As items, since all are alike");
    return;
  }
  sayer(compiler, place, said)(
    "prefixItems",
    `in this order: ${names.join(", ")}${rest ? `, then ${nameOf(rest)} each` : ""}`,
  );
}

function nameOf(schema: GeminiSchema): string {
  if (schema.anyOf) return schema.anyOf.map(nameOf).join(" or ");
  const name = schema.enum?.map((value) => JSON.stringify(value)).join(" or ") ??
    schema.title ?? schema.type ?? "any value";
  return schema.nullable ? `${name} or null` : name;
}
