/** A model under the name that callers use. */
export interface ModelName {
  /** The name. */
  readonly id: string;
  /** The model behind it. */
  readonly model: string;
}

/** A model as OpenAI's API lists it. */
export interface ModelEntry {
  /** The name. */
  id: string;
  /** Always `"model"`. */
  object: "model";
  /** Always 0: nobody says when a model was made. */
  created: number;
  /** The publisher of the model behind the name. */
  owned_by: string;
}

/**
 * Lists one model.
 *
 * @param name The model.
 * @returns OpenAI's entry for it.
 * @see {@link https://platform.openai.com/docs/api-reference/models/object | OpenAI, the model object}
 */
export function modelEntry(name: ModelName): ModelEntry {
  const [publisher = ""] = name.model.split("/");
  return { id: name.id, object: "model", created: 0, owned_by: publisher };
}
