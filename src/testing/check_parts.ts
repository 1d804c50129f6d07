import { checkGoogleContent } from "./check_google_content.ts";
import { refuse } from "./google_error.ts";
import { isObject } from "./json.ts";
import type { JsonObject } from "./json.ts";

const details = ["low", "high", "auto"];
const learnMore =
  "Learn more: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini";

/** Checks the content of a message: a string, or a list of parts. */
export function checkParts(content: unknown, path: string): void {
  if (typeof content === "string") return checkText(content);
  if (!Array.isArray(content) || content.length === 0) {
    return refuse(
      400,
      `Unable to submit request because ${path} must include at least one parts field, which describes the ` +
        `prompt input. ${learnMore}`,
    );
  }
  for (const [position, part] of content.entries()) checkPart(part, `${path}.content[${position}]`);
}

function checkText(text: unknown): void {
  if (typeof text !== "string") return refuse(400, "Invalid value at 'text' (TYPE_STRING)");
  if (text === "") {
    refuse(
      400,
      "Unable to submit request because it has an empty text parameter. Add a value to the parameter and " +
        `try again. ${learnMore}`,
    );
  }
}

function checkPart(part: unknown, path: string): void {
  if (!isObject(part)) return refuse(400, `Invalid value at '${path}': expected an object.`);
  const google = isObject(part.extra_content) ? part.extra_content.google : undefined;
  if (isObject(google)) checkGoogleContent(google, path);
  switch (part.type) {
    case "text":
      return checkText(part.text);
    case "image_url":
      return checkImage(part.image_url, `${path}.image_url`);
    case "input_audio":
      return checkAudio(part.input_audio, `${path}.input_audio`);
    default:
      return refuse(
        400,
        `Invalid value at '${path}.type': ${
          JSON.stringify(part.type)
        }. Supported: text, image_url, input_audio.`,
      );
  }
}

function checkImage(image: unknown, path: string): void {
  const url = isObject(image) ? image.url : image;
  if (typeof url !== "string" || !isFileUri(url)) {
    refuse(
      400,
      `Unsupported file uri at '${path}': use gs://, http(s):// or data:MIME;base64,DATA.`,
    );
  }
  const detail = isObject(image) ? image.detail : undefined;
  if (detail !== undefined && !(typeof detail === "string" && details.includes(detail))) {
    refuse(400, `Invalid value at '${path}.detail'. Supported: ${details.join(", ")}.`);
  }
}

function checkAudio(audio: unknown, path: string): void {
  const { format, data }: JsonObject = isObject(audio) ? audio : {};
  if (typeof format !== "string" || !/^(mp3|wav|[\w.+-]+\/[\w.+-]+)$/.test(format)) {
    refuse(400, `Invalid value at '${path}.format': expected a MIME type, mp3 or wav.`);
  }
  if (typeof data !== "string" || !(isFileUri(data) || isBase64(data))) {
    refuse(400, `Invalid value at '${path}.data': expected a URI or base64.`);
  }
}

function isFileUri(text: string): boolean {
  if (/^(gs|https?):\/\/\S+$/.test(text)) return true;
  const blob = /^data:[\w.+-]+\/[\w.+-]+(?:;[\w-]+=[^;,]*)*;base64,/.exec(text);
  return blob !== null && isBase64(text.slice(blob[0].length));
}

function isBase64(text: string): boolean {
  return text !== "" && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
}
