import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import { invalidOption, isRecord, type VertexError } from "../errors.ts";

/** Fields of a request that an operator can set for a model. */
export type ModelSettings = Omit<
  Partial<ChatCompletionCreateParams>,
  "model" | "messages" | "stream"
>;

/** A model under a name of your own. */
export interface ModelAlias {
  /** The name that requests use, and that answers carry. */
  readonly id: string;
  /** The model behind it, such as `google/gemini-3.1-pro-preview`. */
  readonly model: string;
  /**
   * What the gateway fills in where a caller says nothing. The client itself, and its drop-in `fetch`, do not apply it:
   * who writes a program says there what it wants.
   */
  readonly default?: ModelSettings | undefined;
  /** What the gateway sets whatever a caller says. The client itself does not apply it either. */
  readonly enforced?: ModelSettings | undefined;
}

/** What a call is about is not the operator's to say, except its model, which is the alias's. */
const NOT_SETTINGS = ["model", "messages", "stream"];

/**
 * Checks an option `models`.
 *
 * @param models Names and aliases.
 * @returns Aliases; a name stands for itself.
 * @throws {VertexError} `invalid_config` if it is no list of such.
 */
export function readModels(
  models: readonly (string | ModelAlias)[] | undefined,
): ModelAlias[] | undefined {
  if (models !== undefined && !Array.isArray(models)) throw refusal("it is no list");
  return models?.map(readModelAlias);
}

/**
 * Checks an entry of an option `models`.
 *
 * @param entry A name, or an alias.
 * @returns The alias; a name stands for itself.
 * @throws {VertexError} `invalid_config` if it is neither, or if its settings cannot be set.
 */
export function readModelAlias(entry: string | ModelAlias): ModelAlias {
  const given: Partial<ModelAlias> = typeof entry === "string"
    ? { id: entry, model: entry }
    : entry ?? {};
  const { id, model } = given;
  if (typeof id !== "string" || !id || typeof model !== "string" || !model) {
    throw refusal("each entry is a model's ID, or an object with id and model");
  }
  for (const kind of ["default", "enforced"] as const) checkSettings(id, kind, given[kind]);
  const { default: fallback, enforced } = given;
  return { id, model, ...(fallback && { default: fallback }), ...(enforced && { enforced }) };
}

function checkSettings(id: string, kind: "default" | "enforced", settings: unknown): void {
  if (settings === undefined) return;
  const problem = isRecord(settings) ? problemOf(settings) : "is no object of request fields";
  if (problem) throw refusal(`${kind} of ${JSON.stringify(id)} ${problem}`);
}

function problemOf(settings: Record<string, unknown>): string | undefined {
  const wrong = NOT_SETTINGS.find((field) => field in settings);
  if (wrong !== undefined) return `cannot set ${wrong}; leave it out`;
  const { extra_body: extra = {} } = settings;
  if (isRecord(extra) && isRecord(extra.google ?? {})) return undefined;
  return "has an extra_body that is no object such as { google: { … } }";
}

function refusal(reason: string): VertexError {
  return invalidOption("models", reason);
}
