/** Everything that goes wrong, by name: what the table of `docs/reliability.md` is made of. */
import type { Fault, Script } from "../../src/testing/mod.ts";

/** What a server framework cannot do to a connection, and a bare socket can. */
export type SocketFault =
  | "socket-reset-mid-headers"
  | "socket-reset-after-headers"
  | "socket-no-http"
  | "socket-cut-body";

/** One thing that goes wrong. */
export interface Scenario {
  /** As the table says it. */
  readonly name: string;
  /** What the emulator plays at each request it strikes. */
  readonly faults?: readonly Fault[] | undefined;
  /** What the emulator answers. */
  readonly reply?: Script | undefined;
  /** What happens on the socket instead. */
  readonly socket?: SocketFault | undefined;
  /** What the caller does. */
  readonly caller?: Caller | undefined;
  /** The client's locations. */
  readonly location?: readonly string[] | undefined;
  /** Whether nothing but a deadline ends it: all others are given more time than they can need. */
  readonly waits?: boolean | undefined;
}

/**
 * What a caller does in the middle of a call: abort after a while, abort at a stream's first chunk, or leave the loop
 * there.
 */
export type Caller = "aborts" | "aborts reading" | "leaves";

/** What was seen of one call. */
export interface Outcome {
  /** `answer`, an error's code, or `signal.reason`. */
  readonly seen: string;
  /** Attempts that were made, as the answer or the error says. */
  readonly attempts?: number | undefined;
  /** Whether chunks came before a failure. */
  readonly partial?: boolean | undefined;
}

/** One call to be made. */
export interface Play {
  /** Where Google is dialled. */
  readonly origin: string;
  /** The service account's key file. */
  readonly key: object;
  /** Whether the answer is streamed. */
  readonly stream: boolean;
  /** See {@linkcode Scenario.caller}. */
  readonly caller?: Caller | undefined;
  /** See {@linkcode Scenario.location}. */
  readonly location?: readonly string[] | undefined;
  /** See {@linkcode Scenario.waits}. */
  readonly waits?: boolean | undefined;
}

const locations = ["europe-west4", "eu"];
const retryInfo = "0.01s";

/** What goes wrong on the server's side. */
export const serverScenarios: readonly Scenario[] = [
  { name: "nothing" },
  { name: "reset before the headers", faults: [{ fault: "reset-before-headers" }] },
  { name: "reset inside the headers", socket: "socket-reset-mid-headers" },
  { name: "reset after the headers", socket: "socket-reset-after-headers" },
  { name: "reset in the middle of the body", faults: [{ fault: "reset-mid-stream" }] },
  { name: "reset in the middle of an event", faults: [{ fault: "reset-mid-event" }] },
  { name: "connection closed in the middle of the body", socket: "socket-cut-body" },
  { name: "no HTTP at all", socket: "socket-no-http" },
  { name: "headers that come late, yet in time", faults: [{ delayMs: 100 }] },
  { name: "headers that never come", waits: true, faults: [{ fault: "hang" }] },
  {
    name: "silence in the middle of the body",
    waits: true,
    faults: [{ fault: "hang-mid-stream" }],
  },
  {
    name: "keep-alive comments and nothing else",
    waits: true,
    faults: [{ fault: "keep-alive-only" }],
  },
  { name: "a body that ends half-way", faults: [{ fault: "truncate-stream" }] },
  { name: "a body that ends inside an event", faults: [{ fault: "truncate-mid-event" }] },
  { name: "the final chunk is lost", faults: [{ fault: "lost-final-chunk" }] },
  { name: "an empty body", faults: [{ fault: "empty-body" }] },
  { name: "one byte a write", faults: [{ fault: "byte-by-byte" }] },
  { name: "gzip", faults: [{ fault: "gzip" }] },
  { name: "gzip that ends half-way", faults: [{ fault: ["gzip", "truncate-stream"] }] },
  { name: "wrong content type", faults: [{ fault: "wrong-content-type" }] },
  { name: "an answer of 20 MB", faults: [{ fault: "huge-answer" }] },
  { name: "an event of 5 MB", faults: [{ fault: "huge-event" }] },
  { name: "redirect to the same origin", faults: [{ fault: "redirect-same-origin" }] },
  { name: "redirect to another origin", faults: [{ fault: "redirect-other-origin" }] },
  { name: "an error in a 200", faults: [{ fault: "echo-in-200" }] },
  { name: "an error in the middle of a stream", faults: [{ fault: "echo-in-stream" }] },
  { name: "400", faults: [{ status: 400 }] },
  { name: "401", faults: [{ status: 401 }] },
  { name: "403", faults: [{ status: 403 }] },
  { name: "404", faults: [{ status: 404 }] },
  { name: "408", faults: [{ status: 408 }] },
  { name: "429", faults: [{ status: 429 }] },
  { name: "429 with a RetryInfo of 10 ms", faults: [{ status: 429, retryInfo }] },
  { name: "429 with a RetryInfo of an hour", faults: [{ status: 429, retryInfo: "3600s" }] },
  { name: "429 with a Retry-After of an hour", faults: [{ status: 429, retryAfter: 3_600 }] },
  { name: "500, as an array", faults: [{ status: 500, bodyShape: "array" }] },
  { name: "502, as HTML", faults: [{ status: 502, bodyShape: "html" }] },
  { name: "503, without a body", faults: [{ status: 503, bodyShape: "empty" }] },
  { name: "504", faults: [{ status: 504 }] },
  {
    name: "429 in the first of two locations",
    faults: [{ status: 429, location: "europe-west4" }],
    location: locations,
  },
  {
    name: "404 in the second, after 429 in the first",
    faults: [{ status: 429, location: "europe-west4" }, { status: 404, location: "eu" }],
    location: locations,
  },
  { name: "token endpoint: reset", faults: [{ fault: "token-reset" }] },
  { name: "token endpoint: no answer", waits: true, faults: [{ fault: "hang-token" }] },
  { name: "token endpoint: 503", faults: [{ status: 503, on: "token" }] },
  { name: "token endpoint: refusal", faults: [{ status: 400, on: "token" }] },
  { name: "token endpoint: HTML", faults: [{ fault: "token-html" }] },
  { name: "token endpoint: only an id_token", faults: [{ fault: "token-id-only" }] },
  { name: "token endpoint: empty body", faults: [{ fault: "token-empty" }] },
  { name: "token endpoint: redirect", faults: [{ fault: "token-redirect" }] },
  { name: "token endpoint: expires_in missing", faults: [{ fault: "token-expiry-missing" }] },
  { name: "token endpoint: expires_in of a second", faults: [{ fault: "token-expiry-tiny" }] },
];

/** What the caller does, and what is under way when it does. */
export const callerScenarios: readonly Scenario[] = [
  {
    name: "aborts while the token is awaited",
    caller: "aborts",
    faults: [{ fault: "hang-token" }],
  },
  { name: "aborts while the headers are awaited", caller: "aborts", faults: [{ fault: "hang" }] },
  {
    name: "aborts in the middle of the body",
    caller: "aborts reading",
    faults: [{ fault: "hang-mid-stream" }],
  },
  {
    name: "aborts in the pause between attempts",
    caller: "aborts",
    faults: [{ status: 429, retryInfo: "0.7s" }],
  },
  {
    name: "aborts an endless answer",
    caller: "aborts reading",
    faults: [{ fault: "endless-stream" }],
    reply: { chunkDelayMs: 2 },
  },
  {
    name: "leaves the loop of an endless answer",
    caller: "leaves",
    faults: [{ fault: "endless-stream" }],
  },
];
