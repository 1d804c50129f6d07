/**
 * Does several things at once, but not more than a limit.
 *
 * @param starts What begins each of them.
 * @param limit How many run at a time.
 * @returns Their results, each as soon as it is there.
 * @throws {unknown} What the first of them rejects with; no more are begun then.
 */
export async function* settle<T>(
  starts: readonly (() => Promise<T>)[],
  limit: number,
): AsyncGenerator<T> {
  const running = new Map<number, Promise<{ index: number; value: T }>>();
  const waiting = starts.entries();
  let next = waiting.next();
  while (!next.done || running.size > 0) {
    while (!next.done && running.size < limit) {
      const [index, start] = next.value;
      running.set(index, start().then((value) => ({ index, value })));
      next = waiting.next();
    }
    const { index, value } = await Promise.race(running.values());
    running.delete(index);
    yield value;
  }
}
