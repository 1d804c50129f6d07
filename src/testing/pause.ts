/** Resolves after a time, or never without one; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number | undefined, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const timer = ms === undefined ? undefined : setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    function onAbort(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** The work's response, or the signal's reason if it is aborted first; a response that comes too late is freed. */
export function abortable(
  work: Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    let aborted = false;
    function onAbort(): void {
      aborted = true;
      reject(signal?.reason);
    }
    signal.addEventListener("abort", onAbort, { once: true });
    work.then((response) => {
      signal.removeEventListener("abort", onAbort);
      // Its body may have errored by the same abort; either way nobody is left to read it.
      if (aborted) response.body?.cancel().catch(() => {});
      else resolve(response);
    }, (error) => {
      signal.removeEventListener("abort", onAbort);
      reject(error);
    });
  });
}
