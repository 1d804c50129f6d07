import type { ScriptedCall } from "./compose_calls.ts";
import type { Quirk } from "./quirks.ts";

/** How often a scripted reply is given, and in which pieces. */
export interface ScriptDelivery {
  /**
   * Number of calls that get this reply.
   *
   * @default {1}
   */
  readonly times?: number | undefined;
  /** Sizes of the first writes of the body in bytes; the rest follows in one. */
  readonly writes?: readonly number[] | undefined;
  /** Size of every write (after those of `writes`) in bytes. */
  readonly chunkBytes?: number | undefined;
  /** Pause between writes in milliseconds, in place of the emulator's. */
  readonly chunkDelayMs?: number | undefined;
}

/** A reply that the emulator makes itself, with content and quirks as told. */
export interface AnswerScript extends ScriptDelivery {
  /** Quirks to play, together if there are several. Native methods play those of the content, and errors. */
  readonly quirk?: Quirk | readonly Quirk[] | undefined;
  /** Text of the answer. */
  readonly text?: string | undefined;
  /** Thoughts of the answer. */
  readonly thoughts?: string | undefined;
  /** Functions to call. */
  readonly toolCalls?: readonly ScriptedCall[] | undefined;
  /** Raw finish reason. */
  readonly finishReason?: string | undefined;
  /**
   * Chunks before the error that an `error-…` quirk puts into a stream; 0 makes it the first event.
   *
   * @default half of the answer's chunks
   */
  readonly errorAfterChunks?: number | undefined;
}

/** A reply with this JSON as its body, whatever was asked for. */
export interface JsonScript extends ScriptDelivery {
  /** The body. */
  readonly json: unknown;
  /**
   * HTTP status.
   *
   * @default {200}
   */
  readonly status?: number | undefined;
  /** Header fields besides the content type. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A stream of these chunks. */
export interface ChunksScript extends ScriptDelivery {
  /** One event each, encoded as JSON. */
  readonly chunks: readonly unknown[];
  /**
   * Whether `[DONE]` follows; it never does in a native stream.
   *
   * @default {true}
   */
  readonly done?: boolean | undefined;
}

/** A body served byte for byte. */
export interface BodyScript extends ScriptDelivery {
  /** The bytes, or text in UTF-8. */
  readonly body: string | Uint8Array;
  /**
   * Its type.
   *
   * @default {"text/event-stream"} for a stream request, else `"application/json; charset=UTF-8"`
   */
  readonly contentType?: string | undefined;
  /**
   * HTTP status.
   *
   * @default {200}
   */
  readonly status?: number | undefined;
}

/** What {@linkcode Emulator.reply} queues. */
export type Script = AnswerScript | JsonScript | ChunksScript | BodyScript;
