import { isRecord } from "../errors.ts";
import type { ChatCompletionMessage, MessageAudio } from "./chat_completion.ts";

/**
 * Adds what OpenAI's types require of a message.
 *
 * @param message A repaired message, or what a stream added up to.
 * @returns The same object.
 */
export function completeMessage(message: Record<string, unknown>): ChatCompletionMessage {
  if (Array.isArray(message.tool_calls)) {
    // The number of a call has a meaning between chunks only.
    message.tool_calls = message.tool_calls.map(({ index: _, ...call }) => call);
  }
  if (isRecord(message.audio)) {
    const audio: MessageAudio = {
      id: "",
      data: "",
      expires_at: 0,
      transcript: "",
      ...message.audio,
    };
    message.audio = audio;
  }
  return Object.assign(message, {
    role: "assistant" as const,
    content: message.content as string | null ?? null,
    refusal: typeof message.refusal === "string" ? message.refusal : null,
  });
}

/**
 * Takes the mark of a thought off a message that holds more than thoughts, since sent back with it the answer would
 * count as a thought.
 *
 * @param extra The message's `extra_content`.
 * @returns The same without the mark; `undefined` if nothing else is left.
 */
export function withoutThoughtFlag(extra: unknown): unknown {
  if (!isRecord(extra) || !isRecord(extra.google) || !("thought" in extra.google)) return extra;
  const { thought: _, ...google } = extra.google;
  const { google: __, ...others } = extra;
  const rest = Object.keys(google).length > 0 ? { ...others, google } : others;
  return Object.keys(rest).length > 0 ? rest : undefined;
}

/**
 * The type of an image that stands in the slot for audio.
 *
 * @param audio A message's or delta's `audio`.
 * @returns Such as `image/png`; `undefined` if it is no image.
 */
export function imageTypeOf(audio: unknown): string | undefined {
  const extra = isRecord(audio) ? audio.extra_content : undefined;
  const type = isRecord(extra) && isRecord(extra.google) ? extra.google.mime_type : undefined;
  return typeof type === "string" && type.startsWith("image/") ? type : undefined;
}
