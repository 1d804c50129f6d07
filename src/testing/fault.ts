/**
 * The names of all faults of the network and of Google's front ends that the emulator can play.
 * Those that begin or end with `token` strike the token endpoint, the others the API.
 */
export const faults = [
  "reset-before-headers",
  "reset-mid-headers",
  "reset-after-headers",
  "reset-mid-stream",
  "reset-mid-event",
  "hang",
  "hang-mid-stream",
  "keep-alive-only",
  "endless-stream",
  "truncate-stream",
  "truncate-mid-event",
  "lost-final-chunk",
  "byte-by-byte",
  "empty-body",
  "wrong-content-type",
  "gzip",
  "huge-answer",
  "huge-event",
  "redirect-same-origin",
  "redirect-other-origin",
  "echo-refusal",
  "echo-in-200",
  "echo-in-stream",
  "token-reset",
  "hang-token",
  "token-html",
  "token-id-only",
  "token-empty",
  "token-expiry-missing",
  "token-expiry-text",
  "token-expiry-tiny",
  "token-redirect",
  "token-echo",
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
  /** Strikes only requests to this host, such as `iamcredentials.googleapis.com`. */
  readonly host?: string | undefined;
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

/** A limit on requests: those beyond it are refused with 429, until {@linkcode Emulator.reset}. */
export interface RateFault extends FaultAim {
  /** Requests answered in any one second, by the emulator's clock. */
  readonly ratePerSecond: number;
  /** See {@linkcode StatusFault.retryInfo}. */
  readonly retryInfo?: string | undefined;
  /** See {@linkcode StatusFault.retryAfter}. */
  readonly retryAfter?: string | number | undefined;
  /**
   * Number of requests that are refused.
   *
   * @default {Infinity}
   */
  readonly times?: number | undefined;
}

/** What {@linkcode Emulator.fail} queues. */
export type Fault = StatusFault | NamedFault | DelayFault | RateFault;
