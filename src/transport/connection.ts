import { VertexError } from "../errors.ts";

/** One attempt's hold on the network; made by {@linkcode openConnection}. */
export interface Connection {
  /** Aborted by the caller, by a deadline, or by {@linkcode Connection.abort}. */
  readonly signal: AbortSignal;
  /** Lets go of the network at once. */
  abort(reason: unknown): void;
  /** Aborts with a `timeout` error that says what was missed, unless it is armed anew or disarmed before. */
  arm(delayMs: number, missed: string): void;
  /** Takes the deadline away. */
  disarm(): void;
  /** Takes the deadline and the caller's signal away; what is under way ends by itself. */
  release(): void;
}

/**
 * Ties an attempt to its caller's signal and to its deadlines.
 *
 * A controller of our own with a listener that is taken off again: `AbortSignal.any` and `AbortSignal.timeout` leak on
 * long-lived signals, and on workerd a request's own signal does not reach a subrequest.
 *
 * @param caller The caller's signal, if any.
 * @returns The connection; release it.
 */
export function openConnection(caller: AbortSignal | undefined): Connection {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => controller.abort(caller?.reason);
  if (caller?.aborted) onAbort();
  caller?.addEventListener("abort", onAbort, { once: true });

  function disarm(): void {
    clearTimeout(timer);
  }

  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    arm(delayMs, missed) {
      disarm();
      // Longer delays overflow to zero in every runtime.
      if (delayMs > 2_147_483_647) return;
      timer = setTimeout(() => {
        const message = `Cannot complete the request: ${missed}`;
        controller.abort(new VertexError("timeout", message, { retryable: true }));
      }, delayMs);
    },
    disarm,
    release() {
      disarm();
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
