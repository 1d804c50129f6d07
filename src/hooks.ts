import type { CallAbout } from "./chat/pipe.ts";
import type { CompletionUsage } from "./dialect/chat_completion.ts";
import type { VertexError } from "./errors.ts";

/**
 * Plain functions that are told what happens, for logs, metrics and traces.
 *
 * They get no token, key, header or message. What they throw is ignored, and nothing waits for them.
 */
export interface VertexHooks {
  /** Before each attempt. */
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
  /** At the head of each response, whatever its status. */
  readonly onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Before each pause between two attempts. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  /** After each mint of an access token. */
  readonly onToken?: ((event: TokenEvent) => void) | undefined;
  /** Once an answer is whole, with the tokens it used if the server counted them. */
  readonly onUsage?: ((event: UsageEvent) => void) | undefined;
  /** When a call fails: what its caller is about to see, an abort included. */
  readonly onError?: ((event: FailureEvent) => void) | undefined;
}

/** An attempt that is about to be made. */
export interface RequestEvent {
  /** What the call is about; the same object in all its events. */
  call: CallAbout;
  /** Its number, from 1. */
  attempt: number;
  /** Where it goes. */
  location: string;
}

/** The head of a response. */
export interface ResponseEvent extends RequestEvent {
  /** HTTP status. */
  status: number;
  /** The server's ID of the request, if it sent one. */
  requestId?: string;
  /** From sending to the head, in milliseconds. */
  headMs: number;
}

/** A pause between two attempts. */
export interface RetryEvent extends RequestEvent {
  /** How long it will be, in milliseconds. */
  delayMs: number;
  /** Why the attempt failed. */
  error: VertexError;
}

/** A mint of an access token. */
export interface TokenEvent {
  /** How long it took, in milliseconds. */
  elapsedMs: number;
}

/** An answer that is whole. */
export interface UsageEvent {
  /** What the call is about; the same object in all its events. */
  call: CallAbout;
  /** The model as the answer names it. */
  model: string;
  /** The tokens used, in OpenAI's meaning. */
  usage?: CompletionUsage;
}

/** A call that failed. */
export interface FailureEvent {
  /** What the call is about; the same object in all its events. */
  call: CallAbout;
  /** What its caller is about to see. */
  error: unknown;
}

/** Hooks that are all there and never throw. */
export type GuardedHooks = {
  readonly [Name in keyof VertexHooks]-?: NonNullable<VertexHooks[Name]>;
};

/**
 * Makes hooks safe to call.
 *
 * @param hooks The user's.
 * @returns The same, each guarded.
 */
export function guardHooks(hooks: VertexHooks): GuardedHooks {
  return {
    onRequest: guard(hooks.onRequest),
    onResponse: guard(hooks.onResponse),
    onRetry: guard(hooks.onRetry),
    onToken: guard(hooks.onToken),
    onUsage: guard(hooks.onUsage),
    onError: guard(hooks.onError),
  };
}

/**
 * Makes a callback of the user's safe to call: nothing it throws, now or later, reaches the caller.
 *
 * @param callback The user's, if there is one.
 * @returns A function that never throws.
 */
export function guard<T>(callback: ((event: T) => void) | undefined): (event: T) => void {
  return (event) => {
    try {
      // The type says void, and yet an async function fits it.
      const result: unknown = callback?.(event);
      if (result instanceof Promise) result.catch(() => {});
    } catch {
      // A hook observes; it must not break what it observes.
    }
  };
}
