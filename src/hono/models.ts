import { type ModelEntry, modelEntry } from "../chat/model_entry.ts";
import { VertexError } from "../errors.ts";
import type { ModelAlias, Vertex } from "../vertex.ts";
import { mergeSettings } from "./model_settings.ts";
import { Refusal } from "./refuse.ts";

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

/**
 * Finds a model by the name that callers know.
 *
 * @throws {Refusal} 404.
 */
export function findModel(models: readonly ModelAlias[], name: string): ModelAlias {
  const found = models.find(({ id }) => id === name);
  if (found) return found;
  const quoted = JSON.stringify(name.slice(0, 100));
  const message = `Cannot find the model ${quoted}: GET /v1/models lists what is served`;
  throw new Refusal(404, "model_not_found", message, "model");
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
