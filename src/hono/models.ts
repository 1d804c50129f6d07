import { type ModelEntry, modelEntry } from "../chat/model_entry.ts";
import { VertexError } from "../errors.ts";
import type { ModelAlias, Vertex } from "../vertex.ts";

/** The names that callers may use, each with the name that the client is asked for. */
export function modelsOf(
  vertex: Vertex | ((env: never) => Vertex),
  own: readonly ModelAlias[] | undefined,
): readonly ModelAlias[] {
  // The client knows its own aliases; following them here would follow an alias of an alias.
  const theirs = typeof vertex === "function"
    ? undefined
    : vertex.models?.map(({ id }) => ({ id, model: id }));
  const models = own ?? theirs;
  if (models?.length) return models;
  throw new VertexError(
    "invalid_config",
    "Cannot make the gateway: it has no list of models; pass models here or to createVertex",
  );
}

/** A model as the list of models shows it. */
export function entryOf(vertex: Vertex, { id, model }: ModelAlias): ModelEntry {
  return modelEntry({ id, model: vertex.pipe.modelOf(model) });
}

/**
 * Checks an entry of the option `models`.
 *
 * @throws {VertexError} `invalid_config` if it is neither a name nor an alias.
 */
export function readModel(entry: string | ModelAlias): ModelAlias {
  const { id, model } = typeof entry === "string" ? { id: entry, model: entry } : entry ?? {};
  if (typeof id === "string" && id && typeof model === "string" && model) return { id, model };
  throw new VertexError(
    "invalid_config",
    "Cannot use the option models: each entry is a model's ID, or an object with id and model",
  );
}
