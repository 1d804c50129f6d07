import { VertexError, type VertexErrorCode, type VertexErrorFields } from "../errors.ts";
import type { ChatMessage, ChatUsage } from "./chat_client.ts";

/** What a {@linkcode RunError} carries beside what all errors do. */
export interface RunErrorFields extends VertexErrorFields {
  /** See {@linkcode RunError.messages}. */
  readonly messages: ChatMessage[];
  /** See {@linkcode RunError.usage}. */
  readonly usage?: ChatUsage | undefined;
  /** See {@linkcode RunError.text}. */
  readonly text?: string | undefined;
  /** See {@linkcode RunError.finishReason}. */
  readonly finishReason?: string | undefined;
}

const MAX_TEXT_LENGTH = 65_536;

/**
 * A run that did not come to its end: `max_turns`, `tool_failed`, `schema_mismatch` or `content_filtered`. What was
 * paid for is on it.
 */
export class RunError extends VertexError {
  /** The conversation so far, plain JSON. Every call in it is answered, so it can be continued. */
  readonly messages: ChatMessage[];
  /** Tokens used so far. */
  readonly usage: ChatUsage | undefined;
  /** The text that does not fit, at most 65,536 characters of it. */
  readonly text: string | undefined;
  /** Why the model stopped. */
  readonly finishReason: string | undefined;

  /**
   * Makes an error of a run.
   *
   * @param code Why it failed.
   * @param message What could not be done, and the current state that prevents it.
   * @param fields See {@linkcode RunErrorFields}.
   */
  constructor(code: VertexErrorCode, message: string, fields: RunErrorFields) {
    super(code, message, fields);
    this.messages = fields.messages;
    this.usage = fields.usage;
    this.text = fields.text?.slice(0, MAX_TEXT_LENGTH);
    this.finishReason = fields.finishReason;
  }
}
