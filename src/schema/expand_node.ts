import { isRecord, VertexError } from "../errors.ts";
import { below, type Compiler, identityOf, type Node, type Place } from "./compiler.ts";
import { resolveReference } from "./compiler.ts";
import { mergeNodes } from "./merge_nodes.ts";
import { listOf, normalizeNode } from "./normalize_node.ts";

/** A node without references and `allOf`, and the place with the references it took. */
export interface Expanded {
  readonly node: Node;
  readonly place: Place;
}

/**
 * Puts in what a node refers to, and joins what it must be all of.
 *
 * @param compiler See {@linkcode Compiler}.
 * @param schema A schema; `true` and `false` are schemas too.
 * @param place Where it stands.
 * @returns The node; nothing, if no value fits or if it would recur deeper than allowed.
 */
export function expandNode(
  compiler: Compiler,
  schema: unknown,
  place: Place,
): Expanded | undefined {
  if (schema === true) return { node: {}, place };
  if (schema === false) return undefined;
  if (!isRecord(schema)) {
    throw new VertexError(
      "invalid_request",
      `Cannot read the schema: expected an object at ${place.path || "its root"}`,
    );
  }
  if (schema.oneOf !== undefined) compiler.note("rewritten", place, "oneOf", "As anyOf");
  if (schema.const !== undefined) compiler.note("rewritten", place, "const", "As a list of one");
  if (Array.isArray(schema.type) && schema.type.length > 1) {
    compiler.note("rewritten", place, "type", "Several, as nullable or anyOf");
  }
  const { $ref, allOf, ...own } = normalizeNode(schema);
  if (isEmpty(own.not)) return undefined;
  let expanded: Expanded | undefined = { node: own, place };
  if ($ref !== undefined) expanded = enter(compiler, expanded, $ref);
  for (const [index, part] of listOf(allOf).entries()) {
    if (index === 0) compiler.note("rewritten", place, "allOf", "As one schema that says it all");
    expanded = expanded && join(compiler, expanded, part, below(expanded.place, "allOf", index));
  }
  return expanded;
}

/** `not: {}` is how JSON Schema says `false`. */
function isEmpty(not: unknown): boolean {
  return not === true || (isRecord(not) && Object.keys(not).length === 0);
}

function enter(
  compiler: Compiler,
  { node, place }: Expanded,
  reference: unknown,
): Expanded | undefined {
  const target = resolveReference(compiler.root, reference);
  const identity = identityOf(target);
  const times = place.entered.filter((one) => one === identity).length;
  if (times >= compiler.recursionDepth) {
    compiler.note(
      "lost",
      place,
      "$ref",
      `Gemini takes no recursion: ${String(reference)} ends after ${times} levels`,
    );
    return undefined;
  }
  compiler.note("rewritten", place, "$ref", `${String(reference)} stands in its place`);
  const entered = { ...place, entered: [...place.entered, identity] };
  return join(compiler, { node, place: entered }, target, entered);
}

function join(
  compiler: Compiler,
  { node, place }: Expanded,
  part: unknown,
  partPlace: Place,
): Expanded | undefined {
  const other = expandNode(compiler, part, partPlace);
  if (!other) return undefined;
  const { node: merged, conflicts } = mergeNodes(node, other.node);
  for (const keyword of conflicts) {
    compiler.note("lost", partPlace, keyword, "Said twice, and cannot be joined: the first stays");
  }
  return merged && { node: merged, place: { ...place, entered: other.place.entered } };
}
