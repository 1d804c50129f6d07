import { type Fields, list, record, text } from "./fields.ts";

/**
 * The parts of a message's content.
 *
 * @param content Text, or parts of OpenAI's: text, images, audio, and what stands in data URIs.
 * @returns Native parts.
 */
export function nativeParts(content: unknown): Fields[] {
  const said = text(content);
  if (said !== undefined) return said === "" ? [] : [{ text: said }];
  return list(content).map(record).flatMap((part) => {
    const thought = record(record(part.extra_content).google).thought === true;
    const signature = signatureOf(part);
    const native = partOf(part);
    if (!native) return [];
    return [{
      ...native,
      ...(thought && { thought }),
      ...(signature !== undefined && { thoughtSignature: signature }),
    }];
  });
}

/**
 * The thought signature on a message, part or call.
 *
 * @param carrier It.
 * @returns The signature, under Google's key or the older one.
 */
export function signatureOf(carrier: Fields): string | undefined {
  const { google, vertex } = record(carrier.extra_content);
  return text(record(google).thought_signature) ?? text(record(vertex).thought_signature);
}

function partOf(part: Fields): Fields | undefined {
  const { type, image_url: image, input_audio: audio } = part;
  if (type === "text") return { text: part.text };
  if (type === "image_url") return mediaOf(text(image) ?? text(record(image).url) ?? "");
  if (type === "input_audio") {
    const { data, format } = record(audio);
    return mediaOf(text(data) ?? "", mimeTypeOf(text(format) ?? ""));
  }
  // A refusal is a text of the model's like any other.
  return type === "refusal" ? { text: part.refusal } : undefined;
}

function mediaOf(uri: string, mimeType = guessed(uri)): Fields {
  const [, type, data] = /^data:([^;,]+)[^,]*,(.*)$/s.exec(uri) ?? [];
  if (data !== undefined) return { inlineData: { mimeType: type, data } };
  if (/^[a-z]+:\/\//i.test(uri)) return { fileData: { mimeType, fileUri: uri } };
  return { inlineData: { mimeType, data: uri } };
}

/** OpenAI's two names of formats; Google takes any type. */
function mimeTypeOf(format: string): string {
  return format.includes("/") ? format : `audio/${format}`;
}

/** Chat completions take any address for an image's; the native API wants to be told which. */
function guessed(uri: string): string {
  const [, extension = ""] = /\.(png|webp|gif|heic|heif|bmp)(?:[?#]|$)/i.exec(uri) ?? [];
  return `image/${extension.toLowerCase() || "jpeg"}`;
}
