import type { VertexError } from "../errors.ts";
import type { Ladder } from "./ladder.ts";

/** One call's way along a ladder of locations; made by {@linkcode createClimb}. */
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

/**
 * Begins a call's way along the ladder.
 *
 * A location that lacks the model is not asked again. Where all that is left has failed otherwise, such as for want of
 * capacity, that failure counts, and not the 404: trying again there may help, and asking for another model would not.
 *
 * @param ladder The client's.
 * @param pinned The one location that the call may be served in, if its caller names it.
 * @returns The climb.
 */
export function createClimb(ladder: Ladder, pinned: string | undefined): Climb {
  const lacking: string[] = [];
  let tried: string[] = [];
  let location = "";
  let other: { readonly location: string; readonly error: VertexError } | undefined;

  return {
    next() {
      location = pinned ?? ladder.choose(tried);
      return location;
    },
    failed(error) {
      if (pinned !== undefined) return { elsewhere: false, told: error };
      tried.push(location);
      if (error.status === 404) lacking.push(location);
      else other = { location, error };
      const elsewhere = ladder.failed(location, error, tried);
      if (!elsewhere) tried = [...lacking];
      const told = other && !lacking.includes(other.location) ? other.error : error;
      return { elsewhere, told };
    },
  };
}
