/**
 * A limit of requests for each caller, in a gateway's `before`: there the caller is known, and only requests that key and
 * policy let through count. On Workers the platform's rate limiting binding counts, for all isolates of a place; elsewhere
 * the memory of this one process.
 *
 * @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
import type { GatewayEnv, VertexGatewayOptions } from "@vertex-edge/client/hono";
import type { Context } from "hono";
import { rateLimiter } from "hono-rate-limiter";

/** What is used of the binding; how much it lets through stands in its configuration. */
interface RateLimitBinding {
  limit(options: { key: string }): Promise<{ success: boolean }>;
}

type Before<Env extends object> = NonNullable<VertexGatewayOptions<Env>["before"]>;

/** What a caller beyond the limit is told; OpenAI's clients raise it as a `RateLimitError`. */
const message = {
  error: {
    message: "Cannot take the request: the limit of this key is reached; try again in a minute",
    type: "rate_limit_error",
    param: null,
    code: "rate_limit_exceeded",
  },
};

/** For Workers. */
export function limitByBinding<Env extends { readonly LIMIT: RateLimitBinding }>(): Before<Env> {
  const limiter = rateLimiter<GatewayEnv<Env>>({
    binding: (c) => c.env.LIMIT,
    keyGenerator: callerOf,
    message,
  });
  return (c) => limiter(c, async () => {});
}

/** For one process of Deno or Bun. */
export function limitByMemory<Env extends object>(
  limit: number,
  windowMs: number = 60_000,
): Before<Env> {
  const limiter = rateLimiter<GatewayEnv<Env>>({
    limit,
    windowMs,
    keyGenerator: callerOf,
    message,
  });
  return (c) => limiter(c, async () => {});
}

/** Where nobody needs a key, all are one. */
function callerOf(c: Context): string {
  return c.get("identity")?.id ?? "everyone";
}
