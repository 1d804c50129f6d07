import { distinct } from "./annotate.ts";
import { below, type Compiler, type Node, type Place } from "./compiler.ts";
import { type Expanded, expandNode } from "./expand_node.ts";
import type { GeminiSchema } from "./gemini_schema.ts";
import { ANNOTATIONS } from "./merge_nodes.ts";
import { listOf } from "./normalize_node.ts";

/**
 * The alternatives of a node, each joined with what stands beside `anyOf`, for there Vertex AI takes nothing.
 *
 * Alternatives that only list values become one list, as in a union of literals.
 */
export function branchesOf(compiler: Compiler, node: Node, place: Place): Expanded[] {
  const beside = Object.fromEntries(
    Object.entries(node).filter(([key]) => key !== "anyOf" && !ANNOTATIONS.includes(key)),
  );
  if (Object.keys(beside).length > 0) {
    compiler.note("rewritten", place, "anyOf", "What stands beside it is said in each alternative");
  }
  const branches: Expanded[] = [];
  let values: unknown[] | undefined;
  for (const [index, branch] of listOf(node.anyOf).entries()) {
    const at = below(place, "anyOf", index);
    const whole = Object.keys(beside).length > 0 ? { allOf: [beside, branch] } : branch;
    const expanded = quietly(compiler, whole, at);
    if (!expanded) continue;
    if (!onlyLists(expanded.node)) branches.push(expanded);
    else if (values) values.push(...listOf(expanded.node.enum));
    else {
      values = [...listOf(expanded.node.enum)];
      branches.push({ node: { enum: values }, place: expanded.place });
    }
  }
  return branches;
}

/** The `allOf` is ours here, and no news. */
function quietly(compiler: Compiler, schema: unknown, place: Place): Expanded | undefined {
  const quiet: Compiler = {
    ...compiler,
    note: (kind, at, keyword, message) => {
      if (keyword !== "allOf") compiler.note(kind, at, keyword, message);
    },
  };
  return expandNode(quiet, schema, place);
}

function onlyLists(node: Node): boolean {
  return Array.isArray(node.enum) && Object.keys(node).every((key) => /^(enum|type)$/.test(key));
}

/**
 * Makes one schema of alternatives: null becomes `nullable`, and one alternative stands alone.
 *
 * @param branches Alternatives, lowered.
 * @returns The schema; nothing, if there are no alternatives.
 */
export function joinBranches(branches: readonly GeminiSchema[]): GeminiSchema | undefined {
  const flat = branches.flatMap((branch) => branch.anyOf ?? [branch]);
  const values = flat.filter((branch) => !isNull(branch));
  const nullable = values.length < flat.length || values.some((branch) => branch.nullable);
  const [first, ...others] = distinct(
    nullable ? values.map((branch) => ({ ...branch, nullable })) : values,
  );
  if (!first) return flat[0];
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}

/** Whether null alone fits. */
export function isNull({ type }: GeminiSchema): boolean {
  return type?.toLowerCase() === "null";
}
