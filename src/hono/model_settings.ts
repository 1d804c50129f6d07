import { isRecord } from "../errors.ts";
import type { ModelAlias, ModelSettings } from "../vertex.ts";

/** A request's fields, by where they stand. */
interface Fields {
  readonly top: Record<string, unknown>;
  readonly google: Record<string, unknown>;
  /** What stands beside `google` in `extra_body`. */
  readonly extra: Record<string, unknown>;
}

interface Place {
  readonly part: keyof Fields;
  readonly name: string;
}

const PARTS = ["top", "google", "extra"] as const;

/** Two names for one thing: who sets one of them means the other, too. */
const RIVALS: readonly (readonly Place[])[] = [
  [{ part: "top", name: "max_tokens" }, { part: "top", name: "max_completion_tokens" }],
  [{ part: "top", name: "reasoning_effort" }, { part: "google", name: "thinking_config" }],
];

/**
 * Fills in and replaces what an operator has set for a model. The fields of `extra_body.google` count each by itself.
 *
 * @param request A request; it is not written to.
 * @param settings The model's.
 * @returns The request to send.
 */
export function applySettings<Request extends object>(
  request: Request,
  settings: Pick<ModelAlias, "default" | "enforced">,
): Request {
  if (!settings.default && !settings.enforced) return request;
  const fields = fieldsOf(request);
  const fallback = fieldsOf(settings.default ?? {});
  for (const { part, name } of placesOf(fallback)) {
    const said = sameAs({ part, name }).some((other) => isGiven(fields[other.part][other.name]));
    if (!said) fields[part][name] = fallback[part][name];
  }
  enforce(fields, settings.enforced ?? {});
  // Only settings were put into what was a request.
  return requestOf(fields) as Request;
}

/**
 * Puts settings over settings.
 *
 * @param base Those that give way.
 * @param over Those that stay.
 */
export function mergeSettings(
  base: ModelSettings | undefined,
  over: ModelSettings | undefined,
): ModelSettings | undefined {
  if (!base || !over) return over ?? base;
  const fields = fieldsOf(base);
  enforce(fields, over);
  return requestOf(fields);
}

function enforce(fields: Fields, settings: ModelSettings): void {
  const enforced = fieldsOf(settings);
  for (const { part, name } of placesOf(enforced)) {
    for (const other of sameAs({ part, name })) delete fields[other.part][other.name];
    fields[part][name] = enforced[part][name];
  }
}

function placesOf(fields: Fields): Place[] {
  return PARTS.flatMap((part) => Object.keys(fields[part]).map((name) => ({ part, name })));
}

function sameAs(place: Place): readonly Place[] {
  const isIt = ({ part, name }: Place) => part === place.part && name === place.name;
  return RIVALS.find((group) => group.some(isIt)) ?? [place];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function fieldsOf(request: object): Fields {
  const { extra_body: body, ...top }: Record<string, unknown> = { ...request };
  // What is no object is left for the client to refuse.
  if (!isRecord(body)) {
    return { top: { ...top, ...(isGiven(body) && { extra_body: body }) }, google: {}, extra: {} };
  }
  const { google, ...extra } = body;
  return { top, google: isRecord(google) ? { ...google } : {}, extra };
}

function requestOf({ top, google, extra }: Fields): Record<string, unknown> {
  const body = { ...extra, ...(Object.keys(google).length > 0 && { google }) };
  return { ...top, ...(Object.keys(body).length > 0 && { extra_body: body }) };
}
