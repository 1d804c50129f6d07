import type { VertexError } from "../errors.ts";

/** One call's way along a ladder of locations. */
export interface Climb {
  /** Chooses the location of the next attempt. */
  next(): string;
  /** Takes note of that attempt's failure. */
  failed(error: VertexError): ClimbFailure;
}

/** What a failed attempt means for the call. */
export interface ClimbFailure {
  /** Whether another location may serve the call at once. */
  readonly elsewhere: boolean;
  /** The failure that decides what happens next, and that the caller is told if nothing does. */
  readonly told: VertexError;
}

/** Begins a call's way; made by {@linkcode createLadder}. `pinned` is the one location that may serve it, if any. */
export type Ladder = (pinned?: string | undefined) => Climb;

const COOL_MS = 10_000;

/**
 * Makes the order in which locations are tried. It never leaves the list, so residency holds.
 *
 * A location that is out of capacity is passed over for a while, by all calls of the client. One that lacks the model
 * is not asked again by the same call. Where all that is left has failed otherwise, such as for want of capacity, that
 * failure counts, and not the 404: trying again there may help, and asking for another model would not.
 *
 * @param locations From the preferred one down; at least one.
 * @param now The clock, in milliseconds since 1970.
 * @returns The ladder.
 */
export function createLadder(locations: readonly string[], now: () => number): Ladder {
  const coolUntilMs = new Map<string, number>();

  return (pinned) => {
    // Those that have the model, as far as is known, and those of them that this round has left.
    let having = pinned === undefined ? locations : [pinned];
    let left = having;
    let location = "";
    let other: { readonly location: string; readonly error: VertexError } | undefined;
    const isElsewhere = (place: string) => place !== location;

    return {
      next() {
        const nowMs = now();
        const warm = left.find((place) => (coolUntilMs.get(place) ?? 0) <= nowMs);
        return location = warm ?? left[0] ?? location;
      },
      failed(error) {
        const { status, retryAfterMs = COOL_MS } = error;
        const exhausted = status === 429 || status === 503;
        if (exhausted && pinned === undefined) coolUntilMs.set(location, now() + retryAfterMs);
        if (status === 404) having = having.filter(isElsewhere);
        else other = { location, error };
        left = left.filter(isElsewhere);
        const elsewhere = left.length > 0 && (exhausted || status === 404);
        if (!elsewhere) left = having;
        return { elsewhere, told: other && having.includes(other.location) ? other.error : error };
      },
    };
  };
}
