import { VertexError } from "../errors.ts";
import type { Credentials } from "./credentials.ts";

/**
 * An API key of Vertex AI's express mode, which knows neither project nor location.
 *
 * A client with it and without a `project` speaks to express mode, which serves the native methods of
 * `@vertex-edge/client/gemini` and no chat completions: those are refused before anything is sent. With a `project`
 * the key goes to the project's own addresses, where Google documents that keys are not taken.
 *
 * @param key The key.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if it is empty or something else.
 * @see {@link https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/overview | Vertex AI, express mode}
 *
 * @example Hand it over
 * ```ts
 * import { apiKey } from "@vertex-edge/client/auth";
 *
 * const { type } = await apiKey("AIzaExample").getToken({
 *   fetch,
 *   signal: new AbortController().signal,
 *   now: Date.now,
 * });
 * if (type !== "apiKey") throw new Error("another type");
 * ```
 */
export function apiKey(key: string): Credentials {
  const problem = typeof key !== "string" || key.trim() === ""
    ? "it is empty"
    : !/^[!-~]+$/.test(key.trim())
    ? "it holds characters that no header holds; pass the key alone"
    : /^ya29\./.test(key.trim())
    ? "it is an access token; use accessToken"
    : undefined;
  if (problem !== undefined) {
    throw new VertexError("invalid_config", `Cannot use the API key: ${problem}`);
  }
  return {
    express: true,
    getToken: () => Promise.resolve({ token: key.trim(), type: "apiKey" }),
  };
}
