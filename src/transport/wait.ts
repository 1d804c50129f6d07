/**
 * Waits for a promise no longer than until an abort, also where an injected `fetch` pays no heed to its signal.
 *
 * @param promise What is waited for; it may settle later, unheard.
 * @param signal Ends the wait at once.
 * @returns What the promise gives; rejects with the signal's reason.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).then(() => signal?.removeEventListener("abort", onAbort));
  });
}

/**
 * Waits for a while.
 *
 * @param delayMs How long, in milliseconds.
 * @param signal Ends the wait at once.
 * @returns A promise that rejects with the signal's reason.
 */
export function sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, delayMs)));
  return untilAborted(over, signal).finally(() => clearTimeout(timer));
}
