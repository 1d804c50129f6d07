import type { ChatCompletionChunk } from "../dialect/chat_completion.ts";

/** A chunk, and the text that it came as. */
export interface WireChunk {
  /** The chunk, repaired. */
  chunk: ChatCompletionChunk;
  /**
   * The JSON text as the server wrote it, where nothing in it had to be changed: it says what the chunk says. Only a
   * null that OpenAI's types require, such as that of `finish_reason`, may be missing in it.
   */
  wire?: string;
}
