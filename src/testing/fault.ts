import type { ReplyPlan } from "./reply_plan.ts";
import { encode, joinBytes, recut } from "./reply_plan.ts";
import { planOauth } from "./token_endpoint.ts";
import { htmlError } from "./google_error.ts";

/**
 * The names of all faults of the network and of Google's front ends that the emulator can play.
 * Those that begin or end with `token` strike the token endpoint, the others the API.
 */
export const faults = [
  "reset-before-headers",
  "reset-mid-stream",
  "reset-mid-event",
  "hang",
  "hang-mid-stream",
  "keep-alive-only",
  "truncate-stream",
  "truncate-mid-event",
  "lost-final-chunk",
  "byte-by-byte",
  "empty-body",
  "wrong-content-type",
  "token-reset",
  "hang-token",
  "token-html",
  "token-id-only",
  "token-empty",
  "token-expiry-missing",
  "token-expiry-text",
  "token-expiry-tiny",
] as const;

/** One fault's name. */
export type FaultName = typeof faults[number];

/** What all faults have in common: when they strike. */
export interface FaultAim {
  /**
   * Number of requests that it strikes.
   *
   * @default {1}
   */
  readonly times?: number | undefined;
  /** Strikes only requests to this location, such as `us-central1`. */
  readonly location?: string | undefined;
  /** Time before anything else happens, in milliseconds. */
  readonly delayMs?: number | undefined;
}

/** An error answer. */
export interface StatusFault extends FaultAim {
  /** HTTP status. */
  readonly status: number;
  /** Message in place of Google's usual one. */
  readonly message?: string | undefined;
  /** Adds a `google.rpc.RetryInfo` with this delay, such as `1s` or `0.5s`. */
  readonly retryInfo?: string | undefined;
  /** Adds a `Retry-After` header: seconds, or an HTTP date. */
  readonly retryAfter?: string | number | undefined;
  /**
   * Form of the body.
   *
   * @default {"object"}
   */
  readonly bodyShape?: "object" | "array" | "html" | "empty" | undefined;
  /** Adds a `Location` header, for a redirect. */
  readonly redirectTo?: string | undefined;
  /**
   * What it strikes.
   *
   * @default {"api"}
   */
  readonly on?: "api" | "token" | undefined;
}

/** One or several faults by name. */
export interface NamedFault extends FaultAim {
  /** Faults to play together, in this order. */
  readonly fault: FaultName | readonly FaultName[];
}

/** Slowness alone. */
export interface DelayFault extends FaultAim {
  /** Time before the request is looked at, in milliseconds. */
  readonly delayMs: number;
  /**
   * What it strikes.
   *
   * @default {"api"}
   */
  readonly on?: "api" | "token" | undefined;
}

/** What {@linkcode Emulator.fail} queues. */
export type Fault = StatusFault | NamedFault | DelayFault;

/** What one named fault does. */
export interface FaultEffect {
  /** Which requests it strikes. */
  readonly on: "api" | "token";
  /** What happens in place of an answer. */
  readonly head?: "reset" | "hang";
  /** What happens to the answer. */
  readonly plan?: (plan: ReplyPlan) => ReplyPlan;
}

/** Every fault by name. */
export const faultEffects: Readonly<Record<FaultName, FaultEffect>> = {
  "reset-before-headers": { on: "api", head: "reset" },
  "reset-mid-stream": { on: "api", plan: (plan) => ({ ...halve(plan), end: "reset" }) },
  "reset-mid-event": { on: "api", plan: (plan) => ({ ...halveBytes(plan), end: "reset" }) },
  "hang": { on: "api", head: "hang" },
  "hang-mid-stream": { on: "api", plan: (plan) => ({ ...halve(plan), end: "hang" }) },
  "keep-alive-only": { on: "api", plan: (plan) => ({ ...plan, writes: [], end: "keep-alive" }) },
  "truncate-stream": { on: "api", plan: halve },
  "truncate-mid-event": { on: "api", plan: halveBytes },
  // The last two events are the finishing chunk and [DONE].
  "lost-final-chunk": {
    on: "api",
    plan: (plan) => ({ ...plan, writes: plan.writes.slice(0, -2) }),
  },
  "byte-by-byte": { on: "api", plan: (plan) => ({ ...plan, writes: recut(plan.writes, [], 1) }) },
  "empty-body": { on: "api", plan: (plan) => ({ ...plan, writes: [] }) },
  "wrong-content-type": {
    on: "api",
    plan: (plan) => ({ ...plan, headers: { ...plan.headers, "content-type": "text/plain" } }),
  },
  "token-reset": { on: "token", head: "reset" },
  "hang-token": { on: "token", head: "hang" },
  "token-html": { on: "token", plan: () => ({ ...htmlError(200, "/token"), status: 200 }) },
  "token-id-only": {
    on: "token",
    plan: () => planOauth(200, { id_token: "eyJhbGciOiJub25lIn0.e30." }),
  },
  "token-empty": { on: "token", plan: (plan) => ({ ...plan, writes: [] }) },
  "token-expiry-missing": { on: "token", plan: (plan) => setExpiry(plan, undefined) },
  "token-expiry-text": { on: "token", plan: (plan) => setExpiry(plan, "3599") },
  "token-expiry-tiny": { on: "token", plan: (plan) => setExpiry(plan, 1) },
};

/** Keeps the first half of the writes; a body of one write loses half its bytes. */
function halve(plan: ReplyPlan): ReplyPlan {
  if (plan.writes.length < 2) return halveBytes(plan);
  return { ...plan, writes: plan.writes.slice(0, Math.ceil(plan.writes.length / 2)) };
}

/** Keeps a bit less than half of the bytes, which ends inside an event. */
function halveBytes(plan: ReplyPlan): ReplyPlan {
  const bytes = joinBytes(plan.writes);
  return { ...plan, writes: [bytes.slice(0, Math.floor(bytes.length * 0.45))] };
}

function setExpiry(plan: ReplyPlan, expires_in: unknown): ReplyPlan {
  const answer: unknown = JSON.parse(new TextDecoder().decode(joinBytes(plan.writes)));
  return { ...plan, writes: [encode(JSON.stringify({ ...Object(answer), expires_in }))] };
}
