import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { VertexError } from "../errors.ts";

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
  if (!Array.isArray(origins)) throw refusal("it is no list of origins");
  for (const origin of origins) checkOrigin(origin);
  return cors({
    origin: [...origins],
    allowMethods: ["GET", "POST"],
    exposeHeaders: EXPOSED,
    maxAge: 600,
  });
}

function checkOrigin(origin: unknown): void {
  if (typeof origin === "string" && origin.includes("*")) {
    throw refusal(
      '"*" would let strange web pages use a key they get hold of; name your own origins',
    );
  }
  const isText = typeof origin === "string" && /^https?:/.test(origin);
  if (isText && URL.canParse(origin) && new URL(origin).origin === origin) return;
  throw refusal(
    `${JSON.stringify(origin)} is no origin; write it as https://chat.example.com, without a path`,
  );
}

function refusal(reason: string): VertexError {
  return new VertexError("invalid_config", `Cannot use the option corsOrigins: ${reason}`);
}
