import { isRecord } from "../errors.ts";
import type { ModelAlias, ModelSettings } from "../vertex.ts";

/**
 * A request's fields by their places: `top max_tokens`, `google labels` for what stands in `extra_body.google`, and
 * `extra` for what stands beside that.
 */
type Fields = Map<string, unknown>;

/** Two names for one thing: who sets one of them means the other, too. */
const RIVALS = [
  ["top max_tokens", "top max_completion_tokens"],
  ["top reasoning_effort", "google thinking_config"],
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
  for (const [place, value] of fallback) {
    if (!sameAs(place).some((other) => isGiven(fields.get(other)))) fields.set(place, value);
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
  for (const [place, value] of fieldsOf(settings)) {
    for (const other of sameAs(place)) fields.delete(other);
    fields.set(place, value);
  }
}

function sameAs(place: string): readonly string[] {
  return RIVALS.find((group) => group.includes(place)) ?? [place];
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function fieldsOf(request: object): Fields {
  const { extra_body: body, ...top }: Record<string, unknown> = { ...request };
  // What is no object is left for the client to refuse.
  if (isGiven(body) && !isRecord(body)) top.extra_body = body;
  const { google, ...extra } = isRecord(body) ? body : {};
  const parts = { top, google: isRecord(google) ? google : {}, extra };
  return new Map(
    Object.entries(parts).flatMap(([part, fields]) =>
      Object.entries(fields).map(([name, value]) => [`${part} ${name}`, value] as const)
    ),
  );
}

function requestOf(fields: Fields): Record<string, unknown> {
  const google = partOf(fields, "google ");
  const body = { ...partOf(fields, "extra "), ...(Object.keys(google).length > 0 && { google }) };
  return { ...partOf(fields, "top "), ...(Object.keys(body).length > 0 && { extra_body: body }) };
}

function partOf(fields: Fields, part: string): Record<string, unknown> {
  const places = [...fields].filter(([place]) => place.startsWith(part));
  return Object.fromEntries(places.map(([place, value]) => [place.slice(part.length), value]));
}
