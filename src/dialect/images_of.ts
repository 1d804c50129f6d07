import { decodeBase64 } from "./base64.ts";
import { imageTypeOf } from "./complete_message.ts";
import { recordOf, recordsOf } from "./record_of.ts";

/** A message that may hold images: this library's, OpenAI's, or a raw one of Vertex AI's. */
export interface ImageMessage {
  /** Images as data URIs. */
  readonly images?: readonly { readonly image_url: { readonly url: string } }[] | null | undefined;
  /** The slot for audio, where Vertex AI puts an image. */
  readonly audio?: { readonly data?: string | undefined } | null | undefined;
}

/** An image that the model made. */
export interface GeneratedImage {
  /** Its MIME type, such as `image/png`. */
  mimeType: string;
  /** The file. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The same as a Blob of this type. */
  blob: Blob;
  /** The same as a data URI. */
  url: string;
}

/**
 * Gets the images out of an answer.
 *
 * @example Save what the model drew
 * ```ts
 * import { createVertex, imagesOf } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { assert } from "chai";
 *
 * const { serviceAccountKey, fetch } = await createEmulator();
 * const vertex = createVertex({ credentials: serviceAccountKey, fetch });
 * const { choices } = await vertex.chat.completions.create({
 *   model: "google/gemini-3-pro-image",
 *   messages: [{ role: "user", content: "Draw a cat" }],
 *   modalities: ["image"],
 * });
 * const images = imagesOf(choices[0]!.message);
 * assert.deepEqual(images.map(({ mimeType, blob }) => [mimeType, blob.type]), [
 *   ["image/png", "image/png"],
 * ]);
 * ```
 *
 * @param message The message of a choice.
 * @returns The images in order, none if there are none; what is no data URI is left out.
 */
export function imagesOf(message: ImageMessage): GeneratedImage[] {
  const { audio, images } = recordOf(message);
  const pictures = recordsOf(images);
  const type = imageTypeOf(audio);
  const { data } = recordOf(audio);
  const urls = pictures.length > 0
    ? pictures.map((picture) => String(recordOf(picture.image_url).url))
    : type !== undefined && data
    ? [`data:${type};base64,${data}`]
    : [];
  return urls.flatMap((url) => {
    const [, mimeType, base64] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
    const bytes = base64 === undefined ? undefined : decodeBase64(base64);
    if (mimeType === undefined || bytes === undefined) return [];
    return [{ mimeType, bytes, blob: new Blob([bytes], { type: mimeType }), url }];
  });
}
