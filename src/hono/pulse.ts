/** Says when a silence has lasted too long; made by {@linkcode createPulse}. */
export interface Pulse {
  /**
   * Waits for a promise, but no longer than a beat.
   *
   * @param promise What is waited for, by one caller at a time; its failure is not told here.
   * @returns Whether the beat came first.
   */
  isDue(promise: Promise<unknown>): Promise<boolean>;
  /** Lets go of the timer; the next wait sets it again. */
  stop(): void;
}

/** Longer delays overflow to zero in every runtime. */
const LONGEST_NAP_MS = 2_147_483_647;

/**
 * Makes a pulse. Its timer runs on from wait to wait: to set and clear one for every event of a stream would cost as much
 * as the event.
 *
 * @param beatMs Time from the beginning of a wait to its beat, in milliseconds; 0 for no beat at all.
 * @returns The pulse; stop it.
 */
export function createPulse(beatMs: number): Pulse {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAtMs = 0;
  let beat: (() => void) | undefined;

  function tick(): void {
    timer = undefined;
    const leftMs = dueAtMs - performance.now();
    if (leftMs > 0) sleep(leftMs);
    else beat?.();
  }

  function sleep(ms: number): void {
    timer = setTimeout(tick, Math.min(Math.ceil(ms), LONGEST_NAP_MS));
  }

  return {
    isDue(promise) {
      if (beatMs === 0) return promise.then(() => false, () => false);
      // A clock that nobody sets: one that is set back would make the silence last.
      dueAtMs = performance.now() + beatMs;
      if (timer === undefined) sleep(beatMs);
      return new Promise((resolve) => {
        beat = () => resolve(true);
        const settled = () => resolve(false);
        promise.then(settled, settled);
      });
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
