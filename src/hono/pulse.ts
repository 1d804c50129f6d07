/** Says when a silence has lasted too long; made by {@linkcode startPulse}. */
export interface Pulse {
  /** The silence, if there was one, is over; the next begins. */
  rest(): void;
  /** Ends the pulse. */
  stop(): void;
}

/** Longer delays overflow to zero in every runtime. */
const LONGEST_NAP_MS = 2_147_483_647;

/**
 * Starts a pulse. It has one timer, which looks at the latest event when it wakes: to set and clear one for every event of
 * a stream would cost as much as the event.
 *
 * @param beatMs Length of a silence, in milliseconds; 0 for no beat at all.
 * @param beat Called after each such silence.
 * @returns The pulse; stop it.
 */
export function startPulse(beatMs: number, beat: () => void): Pulse {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAtMs = 0;

  // A clock that nobody sets: one that is set back would make the silence last.
  function rest(): void {
    dueAtMs = performance.now() + beatMs;
  }

  function sleep(ms: number): void {
    timer = setTimeout(wake, Math.min(Math.ceil(ms), LONGEST_NAP_MS));
  }

  function wake(): void {
    if (performance.now() >= dueAtMs) {
      beat();
      rest();
    }
    sleep(dueAtMs - performance.now());
  }

  rest();
  if (beatMs > 0) sleep(beatMs);
  return { rest, stop: () => clearTimeout(timer) };
}
