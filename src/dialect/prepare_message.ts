import type { ChatCompletionMessageParam } from "./chat_message_param.ts";
import { imageTypeOf } from "./complete_message.ts";
import { recordOf, recordsOf } from "./record_of.ts";

/**
 * What becomes of an image that the model made, once its message is history: sent back as a part with a data URI, or
 * left out. Google does not document that it takes such a part of the assistant's.
 */
export type ImageHistory = "send" | "omit";

type Fields = Record<string, unknown>;

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
): Fields[] {
  // Answers of this library come back with what only its callers need.
  const { reasoning_content: _, content_parts: parts, images, ...result }: Fields = { ...message };
  if (result.refusal === null) delete result.refusal;
  const pictures = recordsOf(images);
  // OpenAI's client keeps the bytes of an image in the slot for audio, but not their type.
  if (pictures.length > 0 || imageTypeOf(result.audio) !== undefined) delete result.audio;
  if (message.role === "developer") result.role = "system";
  // The caller may have changed the message since.
  const said = recordsOf(parts);
  if (said.length > 0 && textOf(said) === (result.content ?? "")) result.content = said;
  if (Array.isArray(result.content)) {
    result.content = prepareParts(message.role, recordsOf(result.content));
  }
  if (imageHistory === "send" && pictures.length > 0) {
    result.content = [...asParts(result.content), ...pictures];
  }
  if (message.role !== "assistant" || !isEmpty(result.content)) return [result];
  if (!isEmpty(result.tool_calls) || result.function_call) {
    if ("content" in result) result.content = null;
    return [result];
  }
  return result.audio ? [result] : [];
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : !value;
}

function asParts(content: unknown): unknown[] {
  if (Array.isArray(content)) return content;
  return content ? [{ type: "text", text: content }] : [];
}

function textOf(parts: readonly Fields[]): string {
  return parts.map(({ text }) => typeof text === "string" ? text : "").join("");
}

function prepareParts(role: string, parts: readonly Fields[]): unknown {
  const kept = parts.filter(({ type, text }) => type !== "text" || text);
  if (role === "tool" && kept.every(({ type }) => type === "text")) return textOf(kept);
  return kept.map(preparePart);
}

/** A file with its data becomes a data URI, in which Vertex takes any type, a document's too. */
function preparePart(part: Fields): Fields {
  const { file, ...rest } = part;
  const { file_data: data, filename } = recordOf(file);
  if (part.type !== "file" || typeof data !== "string") return part;
  const type = /\.pdf$/i.test(String(filename)) ? "application/pdf" : "application/octet-stream";
  const url = /^[a-z]+:/i.test(data) ? data : `data:${type};base64,${data}`;
  return { ...rest, type: "image_url", image_url: { url } };
}
