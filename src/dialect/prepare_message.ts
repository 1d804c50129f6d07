import { isRecord } from "../errors.ts";
import type { ChatCompletionMessageParam } from "./chat_message_param.ts";
import { imageTypeOf } from "./complete_message.ts";

/**
 * What becomes of an image that the model made, once its message is history: sent back as a part with a data URI, or
 * left out. Google does not document that it takes such a part of the assistant's.
 */
export type ImageHistory = "send" | "omit";

type Message = Record<string, unknown>;

/**
 * Turns one message into what Vertex takes.
 *
 * @param message The caller's; it is not written to.
 * @param imageHistory See {@linkcode ImageHistory}.
 * @returns One message, or none if it is an answer that says nothing: Vertex refuses a message without parts.
 */
export function prepareMessage(
  message: ChatCompletionMessageParam,
  imageHistory: ImageHistory,
): Message[] {
  // Answers of this library come back with what only its callers need.
  const { reasoning_content: _, content_parts: parts, images, ...result }: Message = { ...message };
  if (result.refusal === null) delete result.refusal;
  const pictured = Array.isArray(images) && images.length > 0;
  // OpenAI's client keeps the bytes of an image in the slot for audio, but not their type.
  if (pictured || imageTypeOf(result.audio) !== undefined) delete result.audio;
  if (message.role === "developer") result.role = "system";
  if (parts !== undefined && textOf(parts) === result.content) result.content = parts;
  if (Array.isArray(result.content)) result.content = prepareParts(message.role, result.content);
  if (imageHistory === "send" && pictured) {
    result.content = [...asParts(result.content), ...images];
  }
  if (message.role !== "assistant" || !isEmpty(result.content)) return [result];
  const calls = result.tool_calls;
  if (!isEmpty(calls) || result.function_call) {
    if ("content" in result) result.content = null;
    return [result];
  }
  return result.audio ? [result] : [];
}

function isEmpty(value: unknown): boolean {
  return value === "" || value === null || value === undefined ||
    (Array.isArray(value) && value.length === 0);
}

function asParts(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  return isEmpty(content) ? [] : [{ type: "text", text: content }];
}

/** The text of parts that the server gave; the caller may have changed the message since. */
function textOf(parts: unknown): string | undefined {
  if (!Array.isArray(parts)) return undefined;
  return parts.map((part) => isRecord(part) && typeof part.text === "string" ? part.text : "").join(
    "",
  );
}

function prepareParts(role: string, parts: readonly unknown[]): unknown {
  const kept = parts.filter((part) => !isRecord(part) || part.type !== "text" || part.text !== "");
  if (role === "tool" && kept.every((part) => isRecord(part) && part.type === "text")) {
    return textOf(kept);
  }
  return kept.map((part) => {
    if (!isRecord(part) || part.type !== "file" || !isRecord(part.file)) return part;
    const { file, type: _, ...rest } = part;
    const url = dataUri(file);
    return url === undefined ? part : { type: "image_url", image_url: { url }, ...rest };
  });
}

/** In a data URI Vertex takes any type, a document's too. */
function dataUri(file: Record<string, unknown>): string | undefined {
  const { file_data: data, filename } = file;
  if (typeof data !== "string") return undefined;
  if (/^[a-z]+:/i.test(data)) return data;
  const type = /\.pdf$/i.test(String(filename)) ? "application/pdf" : "application/octet-stream";
  return `data:${type};base64,${data}`;
}
