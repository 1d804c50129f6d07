import type { Compiler, Node, Place } from "./compiler.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { lowerArray } from "./lower_array.ts";
import { lowerEnum } from "./lower_enum.ts";
import { lowerObject } from "./lower_object.ts";
import { lowerNumber, lowerString } from "./lower_scalar.ts";
import { branchesOf, isNull, joinBranches } from "./lower_union.ts";
import { annotate, noteForeign } from "./annotate.ts";
import { typesOf } from "./normalize_node.ts";

/**
 * Says one node in Gemini's keywords.
 *
 * @param compiler See {@linkcode Compiler}.
 * @param node Normalised, without references and `allOf`.
 * @param place Where it stands.
 * @returns The schema; nothing, if no value fits.
 */
export function lowerNode(
  compiler: Compiler,
  node: Node,
  place: Place,
): GeminiSchema | undefined {
  if (node.anyOf !== undefined) {
    const branches = branchesOf(compiler, node, place).flatMap(({ node: branch, place: at }) =>
      lowerNode(compiler, branch, at) ?? []
    );
    if (branches.some(isNull)) compiler.note("rewritten", place, "anyOf", "null, as nullable");
    return annotate(compiler, joinBranches(branches), node, place);
  }
  noteForeign(compiler, node, place);
  const lower = node.enum === undefined ? lowerTyped : lowerEnum;
  return annotate(compiler, lower(compiler, node, place), node, place);
}

function lowerTyped(compiler: Compiler, node: Node, place: Place): GeminiSchema | undefined {
  const types = typesOf(node) ?? impliedTypes(compiler, node, place);
  if (types.length === 0) return {};
  // A number may be an integer anyway.
  const isNumber = types.some((type) => type.toLowerCase() === "number");
  const wanted = types.filter((type) => !(isNumber && type.toLowerCase() === "integer"));
  return joinBranches(wanted.flatMap((type) => lowerType(compiler, node, type, place) ?? []));
}

/** The keywords that are about one type only. */
const SPEAKS_OF: readonly [type: string, keywords: RegExp][] = [
  ["object", /^(properties|required|additionalProperties|(min|max)Properties|propertyNames)$/],
  ["array", /^(items|prefixItems|uniqueItems|(min|max)Items)$/],
  ["string", /^(pattern|format|contentEncoding|(min|max)Length)$/],
  ["number", /^(minimum|maximum|exclusive(Min|Max)imum|multipleOf)$/],
];

/** JSON Schema's keywords apply to whatever type they are about; nobody means the other types. */
function impliedTypes(compiler: Compiler, node: Node, place: Place): string[] {
  const keywords = Object.keys(node);
  const types = SPEAKS_OF.flatMap(([type, about]) =>
    keywords.some((keyword) => about.test(keyword)) ? [type] : []
  );
  if (types.length > 0) {
    compiler.note("rewritten", place, "type", `Not said, but ${types.join(" or ")} is meant`);
  }
  return types;
}

function lowerType(
  compiler: Compiler,
  node: Node,
  type: string,
  place: Place,
): GeminiSchema | undefined {
  switch (type.toLowerCase()) {
    case "string":
      return lowerString(compiler, node, type, place);
    case "number":
    case "integer":
      return lowerNumber(compiler, node, type, place);
    case "array":
      return lowerArray(compiler, node, type, place);
    case "object":
      return lowerObject(compiler, node, type, place);
    case "boolean":
    case "null":
      return { type };
    default:
      compiler.note("lost", place, "type", `${type} is no type of JSON`);
      return {};
  }
}
