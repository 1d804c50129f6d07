import { VertexError } from "../errors.ts";
import type { CallAbout, CallOptions, Vertex } from "../vertex.ts";
import { checkRequest } from "./check_request.ts";
import { modelPath } from "./model_path.ts";

/** A client, as far as it is used here. */
export type NativeClient = Pick<Vertex, "pipe" | "locations">;

/** A request made ready to be sent. */
export interface PreparedCall extends CallOptions {
  /** Where the model is, below a location. */
  readonly path: string;
  /** The body: the request in camelCase, schemas in Google's dialect. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What hooks are told of it. */
  readonly about: CallAbout;
  /** What is being done. */
  readonly action: string;
}

/**
 * Checks a request, and makes it ready.
 *
 * @param vertex The client.
 * @param request What the caller gave; it is not written to.
 * @param options The call's own settings.
 * @param about What hooks are told of it.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns See {@linkcode PreparedCall}.
 * @throws {VertexError} `invalid_request` that names path and cure.
 */
export function prepareCall(
  vertex: NativeClient,
  request: unknown,
  options: CallOptions,
  about: CallAbout,
  action: string,
): PreparedCall {
  const { model, ...body } = checkRequest(request, action);
  const path = modelPath(vertex.pipe.modelOf(model), action);
  const location = options.location ?? cacheLocation(body.cachedContent, vertex.locations, action);
  return { ...options, location, path, body, about, action };
}

/** A cache is in one place: elsewhere, no attempt can succeed. */
function cacheLocation(
  name: string | undefined,
  locations: readonly string[],
  action: string,
): string | undefined {
  const location = /\/locations\/([^/]+)\//.exec(name ?? "")?.[1];
  if (location === undefined || locations.includes(location)) return location;
  const message = `Expected a cache in one of the client's locations: ${locations.join(", ")}`;
  throw new VertexError("invalid_request", `Cannot ${action}: ${message} at cachedContent`, {
    issues: [{ path: "cachedContent", message }],
  });
}
