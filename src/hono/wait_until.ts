import type { Context } from "hono";
import type { CallOptions } from "../chat/pipe.ts";

/**
 * What keeps work alive after a request's end; only some runtimes have it, and asking for it elsewhere throws. What is
 * handed out does not throw: work that nothing keeps alive goes on as long as it may, and no answer fails over it.
 */
export function waitUntilOf(c: Pick<Context, "executionCtx">): CallOptions["waitUntil"] {
  try {
    const context = c.executionCtx;
    if (typeof context.waitUntil !== "function") return undefined;
    return (promise) => {
      try {
        context.waitUntil(promise);
      } catch {
        // The runtime keeps nothing alive any more.
      }
    };
  } catch {
    return undefined;
  }
}

/** Calls a function of the operator's that has no say: nobody waits for it, and its failures are its own. */
export function unheeded(work: () => unknown, c: Pick<Context, "executionCtx">): void {
  const done = (async () => await work())().catch(() => {});
  waitUntilOf(c)?.(done);
}
