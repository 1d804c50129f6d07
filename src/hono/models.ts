import { type ModelEntry, modelEntry } from "../chat/model_entry.ts";
import { VertexError } from "../errors.ts";
import type { ModelAlias, Vertex } from "../vertex.ts";
import { mergeSettings } from "./model_settings.ts";

/** The names that callers may use, each with the name that the client is asked for. */
export function modelsOf(
  vertex: Vertex | ((env: never) => Vertex),
  own: readonly ModelAlias[] | undefined,
): readonly ModelAlias[] {
  const theirs = typeof vertex === "function" ? undefined : vertex.models;
  // The client knows its own aliases; following them here would follow an alias of an alias.
  const models = own?.map((alias) => withSettings(alias, theirs)) ??
    theirs?.map((alias) => ({ ...alias, model: alias.id }));
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

/** A name for one of the client's names means that one's settings, too, beneath its own. */
function withSettings(alias: ModelAlias, theirs: readonly ModelAlias[] | undefined): ModelAlias {
  const behind = theirs?.find(({ id }) => id === alias.model);
  if (!behind) return alias;
  return {
    ...alias,
    default: mergeSettings(behind.default, alias.default),
    enforced: mergeSettings(behind.enforced, alias.enforced),
  };
}
