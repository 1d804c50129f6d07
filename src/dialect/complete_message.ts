import { isRecord } from "../errors.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionMessage,
  MessageAudio,
} from "./chat_completion.ts";
import { recordOf } from "./record_of.ts";

/**
 * Makes a completion of a chunk that holds the whole answer.
 *
 * @param chunk A repaired chunk, or what all of a stream add up to. Its deltas become the messages.
 * @returns The completion.
 */
export function completionOf(chunk: ChatCompletionChunk): ChatCompletion {
  const choices = chunk.choices.map(({ delta, finish_reason: reason, logprobs, ...choice }) => ({
    ...choice,
    message: completeMessage({ ...delta }),
    finish_reason: reason ?? "stop",
    logprobs: logprobs ?? null,
  }));
  // A usage of null was taken out by the repair.
  return { ...chunk, object: "chat.completion", choices } as ChatCompletion;
}

/** Adds what OpenAI's types require of a message. */
function completeMessage(message: Record<string, unknown>): ChatCompletionMessage {
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
 * What Google says of a message, a part, a call or a sound.
 *
 * @param holder Where it may stand.
 * @returns The object under `extra_content.google`, or an empty one.
 */
export function googleExtraOf(holder: unknown): Record<string, unknown> {
  return recordOf(recordOf(recordOf(holder).extra_content).google);
}

/**
 * The type of an image that stands in the slot for audio.
 *
 * @param audio A message's or delta's `audio`.
 * @returns Such as `image/png`; `undefined` if it is no image.
 */
export function imageTypeOf(audio: unknown): string | undefined {
  const { mime_type: type } = googleExtraOf(audio);
  return typeof type === "string" && type.startsWith("image/") ? type : undefined;
}
