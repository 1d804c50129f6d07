import { createSettings, type Settings } from "./settings.ts";
import { isImageUri, isRecord, type Message } from "./wire.ts";

/** A conversation, as it is kept in a file. */
export interface Conversation {
  readonly settings: Settings;
  readonly messages: readonly Message[];
}

const FORMAT = "vertex-edge-playground";

/** Writes a conversation down. The API key is no part of one. */
export function writeConversation({ settings, messages }: Conversation): string {
  return JSON.stringify({ format: FORMAT, version: 1, settings, messages }, null, 2);
}

/**
 * Reads a conversation from a file, which may come from anybody.
 *
 * @throws {Error} In words for the reader, if it is none.
 */
export function readConversation(text: string): Conversation {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("Cannot import the file: it is no JSON");
  }
  if (!isRecord(file) || file.format !== FORMAT || !Array.isArray(file.messages)) {
    throw new Error("Cannot import the file: it is no conversation of this page");
  }
  const messages = file.messages.map((message: unknown, index) => {
    if (isMessage(message)) return message;
    throw new Error(`Cannot import the file: message ${index + 1} is malformed`);
  });
  return { settings: readSettings(file.settings), messages };
}

/** Takes what is known and of the right type; the rest stays at its default. */
function readSettings(value: unknown): Settings {
  const settings = createSettings();
  if (!isRecord(value)) return settings;
  const read: Record<string, unknown> = { ...settings };
  for (const [name, fallback] of Object.entries(settings)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    const isNumber = typeof given === "number" && Number.isFinite(given);
    if (fallback === null ? isNumber : typeof given === typeof fallback) read[name] = given;
  }
  // Each field has the type of its default.
  return read as unknown as Settings;
}

function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  switch (value.role) {
    case "user":
      return isText(value.content) ||
        (Array.isArray(value.content) && value.content.every(isUserPart));
    case "assistant":
      return (isText(value.content) || value.content === null) &&
        isOptional(value.reasoning_content, isText) && isOptional(value.tool_calls, isCalls) &&
        isOptional(value.images, isImages) && isOptional(value.audio, isAudio);
    case "tool":
      return isText(value.tool_call_id) && isText(value.content);
    default:
      return false;
  }
}

/** Some servers say null for nothing, and an answer is kept as it came. */
function isOptional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || check(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isUserPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  return part.type === "text" ? isText(part.text) : isImagePart(part);
}

function isImages(value: unknown): boolean {
  return Array.isArray(value) && value.every(isImagePart);
}

/** Its own bytes only: an address would have the reader's browser, or Google, fetch it. */
function isImagePart(part: unknown): boolean {
  return isRecord(part) && part.type === "image_url" && isRecord(part.image_url) &&
    isImageUri(part.image_url.url);
}

function isAudio(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const google = isRecord(value.extra_content) ? value.extra_content.google : undefined;
  return isOptional(value.data, isText) &&
    (!isRecord(google) || isOptional(google.mime_type, isText));
}

function isCalls(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((call) =>
      isRecord(call) && isText(call.id) && call.type === "function" && isRecord(call.function) &&
      isText(call.function.name) && isText(call.function.arguments)
    );
}
