import { VertexError } from "../errors.ts";

/** How a call ended. */
export interface ChatEnd {
  /** `aborted` if the caller left. */
  readonly outcome: "ok" | "error" | "aborted";
  /** What went wrong. */
  readonly error?: unknown;
}

/** What a call hangs on. */
export interface CallTies {
  /** Aborted when the caller leaves, where the runtime notices. */
  readonly signal: AbortSignal;
  /** Deadline of the whole call, its stream included, in milliseconds. */
  readonly timeoutMs: number;
  /** Told once, however the call ends. */
  readonly onEnd: (end: ChatEnd) => void;
}

/** A call from the moment its caller asks to the moment its end is told. */
export interface OpenCall {
  /** Aborted when the caller has left or the time is over; for whatever works for this call. */
  readonly signal: AbortSignal;
  /** Whether the caller has left. */
  readonly left: boolean;
  /** Tells the end; only the first one counts. */
  end(end: ChatEnd): void;
  /** The caller has left. */
  leave(): void;
}

const LEFT = "Cannot complete the request: its caller left before the end";

/**
 * Ties a call to its caller and to its deadline, and sees to it that its end is told exactly once.
 *
 * A controller of its own, since workerd does not pass a request's signal on to a subrequest. Nothing hangs on a
 * `finally`, since workerd runs none after a reset: whoever notices the end first tells it. Nor is the request kept alive
 * with `waitUntil`: where workerd does not abort the request's signal, its death is what closes the upstream.
 *
 * @param ties See {@linkcode CallTies}.
 * @returns The call; it has to be ended.
 */
export function openCall(ties: CallTies): OpenCall {
  const { signal: caller, timeoutMs, onEnd } = ties;
  const controller = new AbortController();
  let ended = false;
  let left = false;
  // Longer delays overflow to zero in every runtime.
  const timer = timeoutMs <= 2_147_483_647 ? setTimeout(expire, timeoutMs) : undefined;
  caller.addEventListener("abort", leave, { once: true });
  if (caller.aborted) leave();

  function end(end: ChatEnd): void {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    // Deno can abort the signal of a request that was answered: that is no disconnect.
    caller.removeEventListener("abort", leave);
    onEnd(end);
  }

  function leave(): void {
    if (ended) return;
    left = true;
    stop("aborted", caller.aborted ? caller.reason : new DOMException(LEFT, "AbortError"));
  }

  function expire(): void {
    const message = `Cannot complete the request: the answer was not whole within ${timeoutMs} ms`;
    stop("error", new VertexError("timeout", message, { retryable: true }));
  }

  function stop(outcome: ChatEnd["outcome"], error: unknown): void {
    controller.abort(error);
    end({ outcome, error });
  }

  return {
    signal: controller.signal,
    get left() {
      return left;
    },
    end,
    leave,
  };
}
