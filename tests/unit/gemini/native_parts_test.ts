import { nativeParts } from "../../../src/gemini/native_parts.ts";
import { assert, test } from "../../harness.ts";

const image = (image_url: unknown) => [{ type: "image_url", image_url }];
const audio = (input_audio: unknown) => [{ type: "input_audio", input_audio }];
const inline = (mimeType: string, data: string) => [{ inlineData: { mimeType, data } }];
const file = (mimeType: string, fileUri: string) => [{ fileData: { mimeType, fileUri } }];

const cases: Record<string, [content: unknown, parts: unknown]> = {
  "text": ["Hello", [{ text: "Hello" }]],
  "no text": ["", []],
  "no content": [null, []],
  "a text part": [[{ type: "text", text: "Hello" }], [{ text: "Hello" }]],
  "a refusal": [[{ type: "refusal", refusal: "No" }], [{ text: "No" }]],
  "a part that it does not know": [[{ type: "video", video: {} }], []],
  "an image in a data URI": [
    image({ url: "data:image/png;base64,AAAA" }),
    inline("image/png", "AAAA"),
  ],
  "an image as a string": [image("data:image/webp;base64,AAAA"), inline("image/webp", "AAAA")],
  "an image in a bucket": [image({ url: "gs://b/a.png" }), file("image/png", "gs://b/a.png")],
  "an image whose address has a query": [
    image({ url: "https://example.com/a.webp?size=2" }),
    file("image/webp", "https://example.com/a.webp?size=2"),
  ],
  "an image of no known type": [
    image({ url: "https://example.com/photo" }),
    file("image/jpeg", "https://example.com/photo"),
  ],
  "audio": [audio({ format: "wav", data: "AAAA" }), inline("audio/wav", "AAAA")],
  "audio with a MIME type": [
    audio({ format: "audio/ogg", data: "AAAA" }),
    inline("audio/ogg", "AAAA"),
  ],
  "audio in a bucket": [
    audio({ format: "mp3", data: "gs://b/a.mp3" }),
    file("audio/mp3", "gs://b/a.mp3"),
  ],
  "a thought with its signature": [
    [{
      type: "text",
      text: "Hm",
      extra_content: { google: { thought: true, thought_signature: "AAAA" } },
    }],
    [{ text: "Hm", thought: true, thoughtSignature: "AAAA" }],
  ],
  "a signature under the older key": [
    [{ type: "text", text: "Hm", extra_content: { vertex: { thought_signature: "BBBB" } } }],
    [{ text: "Hm", thoughtSignature: "BBBB" }],
  ],
};

for (const [name, [content, parts]] of Object.entries(cases)) {
  test(`nativeParts() turns ${name} into native parts`, () => {
    assert.deepEqual(nativeParts(content), parts);
  });
}
