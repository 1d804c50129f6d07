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

/** Longest sleep of a timer, in milliseconds: so long at most does an answer that was abandoned keep a process alive. */
const NAP_MS = 1_000;

/**
 * Ties an attempt to its caller's signal and to its deadlines.
 *
 * A controller of our own with a listener that is taken off again: `AbortSignal.any` and `AbortSignal.timeout` leak on
 * long-lived signals, and on workerd a request's own signal does not reach a subrequest.
 *
 * A stream sets a deadline for each read, and a timer for each would cost more than the reading itself. So there is one
 * timer at most, which looks at the latest deadline when it wakes and sleeps on if that has moved.
 *
 * @param caller The caller's signal, if any.
 * @returns The connection; release it.
 */
export function openConnection(caller: AbortSignal | undefined): Connection {
  const controller = new AbortController();
  let dueAtMs = Infinity;
  let missed = "";
  let wakesAtMs = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => controller.abort(caller?.reason);
  if (caller?.aborted) onAbort();
  caller?.addEventListener("abort", onAbort, { once: true });

  function arm(delayMs: number, whatIsMissed: string): void {
    const nowMs = performance.now();
    dueAtMs = nowMs + delayMs;
    missed = whatIsMissed;
    // Never asleep beyond the deadline.
    if (dueAtMs < wakesAtMs) sleep(nowMs);
  }

  function sleep(nowMs: number): void {
    clearTimeout(timer);
    wakesAtMs = Math.min(dueAtMs, nowMs + NAP_MS);
    timer = setTimeout(wake, Math.max(0, wakesAtMs - nowMs));
  }

  function wake(): void {
    wakesAtMs = Infinity;
    if (dueAtMs === Infinity) return;
    const nowMs = performance.now();
    if (nowMs < dueAtMs) return sleep(nowMs);
    const message = `Cannot complete the request: ${missed}`;
    controller.abort(new VertexError("timeout", message, { retryable: true }));
  }

  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    arm,
    disarm() {
      dueAtMs = Infinity;
    },
    release() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
