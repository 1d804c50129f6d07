import type { ChatCompletionMessageParam } from "./chat_message_param.ts";
import type { ChatCompletionCreateParams } from "./chat_request.ts";
import { isRecord } from "../errors.ts";
import type { RequestTarget } from "./check_request.ts";
import { THOUGHT_TAG_MARKER, type ThoughtTags } from "./split_thoughts.ts";

/** A request as it goes out, and how its answer must be read. */
export interface PreparedRequest {
  /** The JSON value to send. It shares parts with the caller's object and is never written to. */
  readonly body: Readonly<Record<string, unknown>>;
  /** How thoughts are marked in the answer's text. */
  readonly thoughts: ThoughtTags;
}

/**
 * Turns an OpenAI request into Vertex's, without writing to it.
 *
 * Only what Vertex would refuse or misread is changed: see the list in the guide. For a self-deployed model, whose
 * server speaks OpenAI itself, nothing is.
 *
 * @param request A checked request.
 * @param target Where it goes.
 * @returns See {@linkcode PreparedRequest}.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Vertex AI, OpenAI compatibility}
 */
export function prepareRequest(
  request: ChatCompletionCreateParams,
  target: RequestTarget,
): PreparedRequest {
  const gemini = request.model?.startsWith("google/") ?? false;
  if (!target.openapi) return { body: { ...request }, thoughts: gemini ? "none" : "leading" };
  const body: Record<string, unknown> = {
    ...request,
    messages: request.messages.map(prepareMessage),
  };
  const google = request.extra_body?.google;
  if (!google?.thinking_config?.include_thoughts || google.thought_tag_marker !== undefined) {
    // Tags under the caller's own marker are the caller's to read.
    const owned = google?.thought_tag_marker !== undefined;
    return { body, thoughts: owned ? "caller" : gemini ? "none" : "leading" };
  }
  // Without a marker the thoughts would stand in the answer with nothing to tell them apart.
  body.extra_body = {
    ...request.extra_body,
    google: { ...google, thought_tag_marker: THOUGHT_TAG_MARKER },
  };
  return { body, thoughts: "marked" };
}

function prepareMessage(message: ChatCompletionMessageParam): Record<string, unknown> {
  // Answers of this library come back with what only its callers need.
  const { reasoning_content: _, ...result }: Record<string, unknown> = { ...message };
  if (result.refusal === null) delete result.refusal;
  if (message.role === "developer") result.role = "system";
  if (Array.isArray(message.content)) result.content = prepareParts(message.role, message.content);
  const calls = result.tool_calls;
  if (Array.isArray(calls) && calls.length > 0 && isEmptyContent(result.content)) {
    result.content = null;
  }
  return result;
}

function isEmptyContent(content: unknown): boolean {
  return content === "" || (Array.isArray(content) && content.length === 0);
}

function prepareParts(role: string, parts: readonly unknown[]): unknown {
  const kept = parts.filter((part) =>
    !(isRecord(part) && part.type === "text" && part.text === "")
  );
  if (role === "tool" && kept.every((part) => isRecord(part) && part.type === "text")) {
    return kept.map((part) => isRecord(part) ? part.text : "").join("");
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
