import type { VertexError } from "../errors.ts";

/** Chooses a location for each attempt; made by {@linkcode createLadder}. */
export interface Ladder {
  /** The location of a call's next attempt, given those that failed in it already. */
  choose(tried: readonly string[]): string;
  /**
   * Takes note of a failure.
   *
   * @returns Whether another location of the ladder may serve the call at once.
   */
  failed(location: string, error: VertexError, tried: readonly string[]): boolean;
}

const COOL_MS = 10_000;

/**
 * Makes the order in which locations are tried. It never leaves the list, so residency holds.
 *
 * A location that is out of capacity is passed over for a while, by all calls of the client.
 *
 * @param locations From the preferred one down; at least one.
 * @param now The clock, in milliseconds since 1970.
 * @returns The ladder.
 */
export function createLadder(locations: readonly string[], now: () => number): Ladder {
  const coolUntilMs = new Map<string, number>();

  function choose(tried: readonly string[]): string {
    const untried = locations.filter((location) => !tried.includes(location));
    const candidates = untried.length > 0 ? untried : locations;
    const nowMs = now();
    const warm = candidates.find((location) => (coolUntilMs.get(location) ?? 0) <= nowMs);
    return warm ?? candidates[0] ?? "global";
  }

  function failed(location: string, error: VertexError, tried: readonly string[]): boolean {
    const exhausted = error.status === 429 || error.status === 503;
    if (exhausted) coolUntilMs.set(location, now() + (error.retryAfterMs ?? COOL_MS));
    if (!exhausted && error.status !== 404) return false;
    return locations.some((other) => other !== location && !tried.includes(other));
  }

  return { choose, failed };
}
