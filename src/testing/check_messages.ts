import { checkAssistant, checkCallResults } from "./check_calls.ts";
import { checkGoogleContent } from "./check_google_content.ts";
import { checkParts } from "./check_parts.ts";
import { refuse } from "./google_error.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

const roles = ["system", "user", "assistant", "tool", "function"];

/** Checks the conversation as Gemini's endpoint does. */
export function checkMessages(messages: unknown, model: string): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    return refuse(
      400,
      "Unable to submit request because at least one contents field is required. Learn more: " +
        "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini",
    );
  }
  const checked = messages.map((message: unknown, position) =>
    checkMessage(message, position, model)
  );
  if (checked.every((message) => message.role === "system")) {
    refuse(
      400,
      "Unable to submit request because it must include at least one parts field, which describes the " +
        "prompt input. Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini",
    );
  }
  checkDetail(checked, model);
  checkCallResults(checked);
}

function checkMessage(message: unknown, position: number, model: string): JsonObject {
  const path = `messages[${position}]`;
  if (!isObject(message)) return refuse(400, `Invalid value at '${path}': expected an object.`);
  const { role, content } = message;
  if (typeof role !== "string" || !roles.includes(role)) {
    return refuse(
      400,
      `Invalid role at '${path}.role': ${JSON.stringify(role)}. Supported: ${roles.join(", ")}.`,
    );
  }
  checkMessageExtras(message, path, model);
  if (role === "assistant") {
    checkAssistant(message, path);
  } else if (role === "tool" || role === "function") {
    if (typeof content !== "string") {
      refuse(
        400,
        `Invalid value at '${path}.content': a ${role} message needs content of type string.`,
      );
    }
  } else {
    checkParts(content, path);
  }
  return message;
}

function checkMessageExtras(message: JsonObject, path: string, model: string): void {
  const google = isObject(message.extra_content) ? message.extra_content.google : undefined;
  if (!isObject(google)) return;
  checkGoogleContent(google, path);
  if (google.parts === undefined) return;
  if (message.role !== "tool" || !Array.isArray(google.parts)) {
    refuse(
      400,
      `Invalid value at '${path}.extra_content.google.parts': a list, on tool messages only.`,
    );
  }
  if (/^google\/gemini-[12]\./.test(model)) {
    refuse(400, "Multimodal function responses are not supported for this model.");
  }
  for (const [position, part] of google.parts.entries()) {
    const source = isObject(part) ? part.file_data ?? part.inline_data : undefined;
    const bytes = isObject(source) ? source.file_uri ?? source.data : undefined;
    if (!isObject(source) || typeof source.mime_type !== "string" || typeof bytes !== "string") {
      refuse(
        400,
        `Invalid value at '${path}.extra_content.google.parts[${position}]': file_data needs mime_type and ` +
          "file_uri, inline_data needs mime_type and data.",
      );
    }
  }
}

/** Before Gemini 3 the detail is one setting of the whole request, so all parts must agree. */
function checkDetail(messages: readonly JsonObject[], model: string): void {
  if (!/^google\/gemini-[12]\./.test(model)) return;
  const details = new Set<unknown>();
  for (const { content } of messages) {
    if (!Array.isArray(content)) continue;
    for (const part of content) {
      const image: unknown = isObject(part) ? part.image_url : undefined;
      if (isObject(image) && image.detail !== undefined) details.add(image.detail);
    }
  }
  if (details.size > 1) {
    refuse(
      400,
      "Unable to submit request because all image_url parts must have the same detail for this model.",
    );
  }
}
