import { VertexError } from "../errors.ts";

/**
 * Where a model is, below a location.
 *
 * @param model `gemini-…`, `google/gemini-…`, `publishers/google/models/…`, or `endpoints/…` of a tuned model.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns Such as `publishers/google/models/gemini-3-flash-preview`.
 * @throws {VertexError} `invalid_request` for another publisher's, and for what would lead elsewhere.
 */
export function modelPath(model: string, action: string): string {
  const [, endpoint] = /^endpoints\/([\w-]+)$/.exec(model) ?? [];
  if (endpoint !== undefined) return `endpoints/${endpoint}`;
  const [, name] = /^(?:google\/|publishers\/google\/models\/)?([\w.@-]*\w)$/.exec(model) ?? [];
  if (name !== undefined) return `publishers/google/models/${name}`;
  const message =
    'Expected a model of Google\'s, such as "gemini-3.1-pro-preview" or "google/gemini-3.1-pro-preview"';
  throw new VertexError("invalid_request", `Cannot ${action}: ${message} at model`, {
    issues: [{ path: "model", message }],
  });
}
