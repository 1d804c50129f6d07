import { checkNumbers, invalidOption } from "../errors.ts";

/** How a call is timed. */
export interface ChatTimes {
  /** After how long a silence a stream's client is sent a comment, in milliseconds; 0 for never. */
  readonly heartbeatMs: number;
  /** Whether a stream is answered with the first heartbeat, if the upstream has not begun by then. */
  readonly earlyAnswer: boolean;
  /** Longest wait for a stream's first chunk, in milliseconds; the client's if undefined. */
  readonly firstTokenTimeoutMs: number | undefined;
  /** Longest silence after it, in milliseconds; the client's if undefined. */
  readonly idleTimeoutMs: number | undefined;
  /** Deadline of the whole call, its stream included, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Reads the times out of a gateway's options.
 *
 * @param options The options, defaults missing.
 * @returns See {@linkcode ChatTimes}.
 * @throws {VertexError} `invalid_config` if one is no number from 0 up.
 */
export function readTimes(
  options: { readonly [name in keyof ChatTimes]?: ChatTimes[name] | undefined },
): ChatTimes {
  const {
    heartbeatMs = 5_000,
    earlyAnswer = true,
    firstTokenTimeoutMs,
    idleTimeoutMs,
    timeoutMs = 600_000,
  } = options;
  const times = { heartbeatMs, firstTokenTimeoutMs, idleTimeoutMs, timeoutMs };
  checkNumbers(times, invalidOption);
  return { ...times, earlyAnswer };
}
