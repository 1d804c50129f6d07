import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { invalidOption } from "../errors.ts";

/** What pages of other origins may read, beside the body. */
const EXPOSED = [
  "retry-after",
  "x-request-id",
  "x-should-retry",
  "x-vertex-location",
  "x-vertex-signatures",
];

/**
 * Lets the pages of some web origins call the gateway.
 *
 * @param origins The option `corsOrigins`.
 * @returns The middleware. It answers preflights, which carry no key.
 * @throws {VertexError} `invalid_config` if one is no origin.
 * @see {@link https://fetch.spec.whatwg.org/#http-cors-protocol | Fetch, the CORS protocol}
 */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  if (!Array.isArray(origins)) throw invalidOption("corsOrigins", "it is no list of origins");
  for (const origin of origins) checkOrigin(origin);
  return cors({
    origin: [...origins],
    allowMethods: ["GET", "POST"],
    exposeHeaders: EXPOSED,
    maxAge: 600,
  });
}

/** No wildcard: strange web pages could use a key that they get hold of. */
function checkOrigin(origin: unknown): void {
  const isWeb = typeof origin === "string" && /^https?:[^*]*$/.test(origin);
  if (isWeb && URL.canParse(origin) && new URL(origin).origin === origin) return;
  throw invalidOption(
    "corsOrigins",
    `${
      JSON.stringify(origin)
    } is no origin; name each as https://chat.example.com, without path or *`,
  );
}
