/**
 * Parts of a user's message made of files.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview | Google: OpenAI libraries with Vertex AI}
 *
 * @module
 */

import { VertexError } from "../errors.ts";
import { encodeBase64 } from "./base64.ts";
import type {
  ChatCompletionContentPartImage,
  ChatCompletionContentPartInputAudio,
  ImageUrl,
} from "./content_part.ts";
import { typeOfBytes, typeOfUri } from "./media_type.ts";

/** A file: its bytes, or its address, `gs:`, `https:` or `data:…;base64,…`. */
export type MediaSource = Uint8Array | ArrayBuffer | string | URL;

/** What is known of a file. */
export interface MediaOptions {
  /**
   * Its MIME type, such as `video/mp4`.
   *
   * Where it is not given, a Blob tells its own, PNG, JPEG, GIF, WebP, PDF, WAV and MP3 are known by their first bytes,
   * and an address by its end.
   */
  readonly mimeType?: string | undefined;
}

/** What is known of an image. */
export interface ImageOptions extends MediaOptions {
  /** The resolution at which it is read. */
  readonly detail?: ImageUrl["detail"];
}

/**
 * Makes a part of an image.
 *
 * Bytes go as a data URI. An address goes as it is, and Google itself finds out which kind of image is behind it.
 *
 * @example Show an image and ask about it
 * ```ts
 * import { imagePart } from "@vertex-edge/client";
 * import { assert } from "chai";
 *
 * const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
 * const content = [
 *   { type: "text", text: "What is this?" },
 *   imagePart(png, { detail: "low" }),
 *   imagePart("gs://my-bucket/photo.jpg"),
 *   await imagePart(new Blob([png])),
 * ];
 * assert.deepEqual(content[1], {
 *   type: "image_url",
 *   image_url: { url: "data:image/png;base64,iVBORw0KGgo=", detail: "low" },
 * });
 * ```
 *
 * @param source A Blob, whose bytes must be waited for, or see {@linkcode MediaSource}.
 * @param options See {@linkcode ImageOptions}.
 * @returns The part; of a Blob a promise of it.
 * @throws {VertexError} `invalid_request` if it is no image, or nobody knows what it is.
 */
export function imagePart(
  source: Blob,
  options?: ImageOptions,
): Promise<ChatCompletionContentPartImage>;
/** The same of bytes or an address, at once. */
export function imagePart(
  source: MediaSource,
  options?: ImageOptions,
): ChatCompletionContentPartImage;
export function imagePart(
  source: Blob | MediaSource,
  options: ImageOptions = {},
): ChatCompletionContentPartImage | Promise<ChatCompletionContentPartImage> {
  if (source instanceof Blob) {
    return bytesOf(source).then((bytes) => imagePart(bytes, ownType(source, options)));
  }
  const { url, mimeType } = isAddress(source) ? addressOf(source) : dataUriOf(source, options);
  if (mimeType !== undefined && !mimeType.startsWith("image/")) {
    throw refused(`it is of type ${mimeType}; filePart and audioPart take other files`);
  }
  const { detail } = options;
  return { type: "image_url", image_url: { url, ...(detail !== undefined && { detail }) } };
}

/**
 * Makes a part of a sound.
 *
 * @example Let the model listen
 * ```ts
 * import { audioPart } from "@vertex-edge/client";
 * import { assert } from "chai";
 *
 * assert.deepEqual(audioPart("gs://my-bucket/speech.mp3"), {
 *   type: "input_audio",
 *   input_audio: { data: "gs://my-bucket/speech.mp3", format: "audio/mpeg" },
 * });
 * ```
 *
 * @param source A Blob, whose bytes must be waited for, or see {@linkcode MediaSource}.
 * @param options See {@linkcode MediaOptions}.
 * @returns The part; of a Blob a promise of it.
 * @throws {VertexError} `invalid_request` if it is no sound, or nobody knows what it is.
 */
export function audioPart(
  source: Blob,
  options?: MediaOptions,
): Promise<ChatCompletionContentPartInputAudio>;
/** The same of bytes or an address, at once. */
export function audioPart(
  source: MediaSource,
  options?: MediaOptions,
): ChatCompletionContentPartInputAudio;
export function audioPart(
  source: Blob | MediaSource,
  options: MediaOptions = {},
): ChatCompletionContentPartInputAudio | Promise<ChatCompletionContentPartInputAudio> {
  if (source instanceof Blob) {
    return bytesOf(source).then((bytes) => audioPart(bytes, ownType(source, options)));
  }
  const part = filePart(source, options);
  const { format } = part.input_audio;
  if (format.startsWith("audio/")) return part;
  throw refused(`it is of type ${format}; filePart takes other files`);
}

/**
 * Makes a part of any file that the model can read: a document, a video, a sound, an image.
 *
 * It goes in the slot for audio, where Vertex AI takes files of every type, also those in Cloud Storage.
 *
 * @example Send a document and a video
 * ```ts
 * import { filePart } from "@vertex-edge/client";
 * import { assert } from "chai";
 *
 * const document = filePart(new TextEncoder().encode("%PDF-1.7 …"));
 * assert.strictEqual(document.input_audio.format, "application/pdf");
 * const video = filePart("gs://my-bucket/cats", { mimeType: "video/mp4" });
 * assert.strictEqual(video.input_audio.data, "gs://my-bucket/cats");
 * ```
 *
 * @param source A Blob, whose bytes must be waited for, or see {@linkcode MediaSource}.
 * @param options See {@linkcode MediaOptions}.
 * @returns The part; of a Blob a promise of it.
 * @throws {VertexError} `invalid_request` if nobody knows what it is.
 */
export function filePart(
  source: Blob,
  options?: MediaOptions,
): Promise<ChatCompletionContentPartInputAudio>;
/** The same of bytes or an address, at once. */
export function filePart(
  source: MediaSource,
  options?: MediaOptions,
): ChatCompletionContentPartInputAudio;
export function filePart(
  source: Blob | MediaSource,
  options: MediaOptions = {},
): ChatCompletionContentPartInputAudio | Promise<ChatCompletionContentPartInputAudio> {
  if (source instanceof Blob) {
    return bytesOf(source).then((bytes) => filePart(bytes, ownType(source, options)));
  }
  if (!isAddress(source)) {
    const { mimeType, base64 } = dataUriOf(source, options);
    return { type: "input_audio", input_audio: { data: base64, format: mimeType } };
  }
  const { url, mimeType: known } = addressOf(source);
  const format = options.mimeType ?? known;
  if (format === undefined) throw refused("its address does not tell its type; pass mimeType");
  return { type: "input_audio", input_audio: { data: url, format } };
}

function isAddress(source: MediaSource): source is string | URL {
  return typeof source === "string" || source instanceof URL;
}

function addressOf(source: string | URL): { url: string; mimeType: string | undefined } {
  const url = String(source);
  if (/^data:[^;,]+(;[^;,]+)*;base64,./i.test(url) || /^(gs|https?):\/\/./i.test(url)) {
    return { url, mimeType: typeOfUri(url) };
  }
  throw refused("its address is none of gs://…, https://… and data:<MIME type>;base64,…");
}

function dataUriOf(
  source: Uint8Array | ArrayBuffer,
  { mimeType: given }: MediaOptions,
): { url: string; mimeType: string; base64: string } {
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source;
  if (!ArrayBuffer.isView(bytes)) throw refused("it is no Blob, no bytes and no address");
  if (bytes.length === 0) throw refused("it is empty");
  const mimeType = given ?? typeOfBytes(bytes);
  if (mimeType === undefined) throw refused("its bytes do not tell its type; pass mimeType");
  const base64 = encodeBase64(bytes);
  return { url: `data:${mimeType};base64,${base64}`, mimeType, base64 };
}

async function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  return await blob.arrayBuffer();
}

/** A Blob's own type, without parameters such as a charset. */
function ownType<T extends MediaOptions>(blob: Blob, options: T): T {
  const [type = ""] = blob.type.split(";");
  return options.mimeType === undefined && type !== "" ? { ...options, mimeType: type } : options;
}

function refused(reason: string): VertexError {
  return new VertexError("invalid_request", `Cannot make a part of the file: ${reason}`);
}
