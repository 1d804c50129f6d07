import { audioPart, filePart, imagePart, imagesOf, isVertexError } from "../../../mod.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

const files: Record<string, Uint8Array<ArrayBuffer>> = {
  "image/png": ascii("\x89PNG\r\n\x1a\n…"),
  "image/jpeg": ascii("\xff\xd8\xff\xe0"),
  "image/gif": ascii("GIF89a"),
  "image/webp": ascii("RIFF\x0a\x00\x0d\x00WEBPVP8 "),
  "application/pdf": ascii("%PDF-1.7"),
  "audio/wav": ascii("RIFF\x0a\x00\x0d\x00WAVEfmt "),
  "audio/mpeg": ascii("ID3\x04"),
};

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isVertexError(error) && error.code === "invalid_request") return error.message;
    throw error;
  }
  throw new Error("It did not fail");
}

for (const [type, bytes] of Object.entries(files)) {
  test(`filePart() knows ${type} by its first bytes`, async () => {
    const part = {
      type: "input_audio" as const,
      input_audio: { data: btoa(String.fromCharCode(...bytes)), format: type },
    };
    assert.deepEqual(filePart(bytes), part);
    assert.deepEqual(filePart(bytes.buffer), part);
    assert.deepEqual(await filePart(new Blob([bytes])), part);
  });
}

test("filePart() knows a frame of MPEG layer III, and takes no JPEG for one", () => {
  assert.strictEqual(filePart(ascii("\xff\xfb\x90\x00")).input_audio.format, "audio/mpeg");
  assert.strictEqual(filePart(ascii("\xff\xd8\xff\xdb")).input_audio.format, "image/jpeg");
});

test("filePart() takes the type of an address from its end, or as it is told", () => {
  const types: Record<string, string> = {
    "gs://bucket/a.b/clip.MP4": "video/mp4",
    "https://example.com/paper.pdf?download=1#page=2": "application/pdf",
    "data:audio/ogg;codecs=opus;base64,AAAA": "audio/ogg",
    "http://example.com/notes.md": "text/markdown",
  };
  for (const [uri, format] of Object.entries(types)) {
    const part = { type: "input_audio", input_audio: { data: uri, format } };
    assert.deepEqual(filePart(uri), part);
    assert.deepEqual(filePart(new URL(uri)), part);
  }
  const told = filePart("gs://bucket/clip.mp4", { mimeType: "video/x-mine" });
  assert.strictEqual(told.input_audio.format, "video/x-mine");
});

test("filePart() prefers the type that it is told, then a Blob's own", async () => {
  const blob = new Blob(["a,b"], { type: "text/csv;charset=utf-8" });
  assert.deepEqual((await filePart(blob)).input_audio, { data: "YSxi", format: "text/csv" });
  const mimeType = "text/plain";
  assert.strictEqual((await filePart(blob, { mimeType })).input_audio.format, mimeType);
  assert.strictEqual(filePart(ascii("%PDF-"), { mimeType }).input_audio.format, mimeType);
});

test("filePart() takes only the view's own bytes, and many of them", () => {
  const all = new Uint8Array(100_000).fill(7);
  all.set(ascii("%PDF-"), 10);
  const { data } = filePart(all.subarray(10, 90_000)).input_audio;
  const decoded = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  assert.deepEqual(decoded, all.slice(10, 90_000));
});

test("filePart() names what is missing", () => {
  const start = "Cannot make a part of the file:";
  assert.strictEqual(
    messageOf(() => filePart(ascii("?"))),
    `${start} its bytes do not tell its type; pass mimeType`,
  );
  assert.strictEqual(messageOf(() => filePart(new Uint8Array())), `${start} it is empty`);
  for (const uri of ["gs://bucket/clip", "gs://bucket/.mp4", "https://example.com/a.constructor"]) {
    assert.strictEqual(
      messageOf(() => filePart(uri)),
      `${start} its address does not tell its type; pass mimeType`,
    );
  }
  for (const uri of ["clip.mp4", "iVBORw0KGgo=", "file:///a.mp4", "data:text/plain,a", "gs://"]) {
    assert.strictEqual(
      messageOf(() => filePart(uri)),
      `${start} its address is none of gs://…, https://… and data:<MIME type>;base64,…`,
    );
  }
});

test("a part of a Blob whose type nobody knows rejects, and does not throw", async () => {
  const promise = imagePart(new Blob(["?"]));
  const error: unknown = await promise.then(() => undefined, (reason) => reason);
  assert.isTrue(isVertexError(error) && error.code === "invalid_request");
});

test("imagePart() makes a data URI of bytes, and leaves an address alone", async () => {
  const png = files["image/png"] ?? ascii("");
  const url = `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
  assert.deepEqual(imagePart(png), { type: "image_url", image_url: { url } });
  assert.deepEqual(await imagePart(new Blob([png], { type: "image/x-mine" }), { detail: "high" }), {
    type: "image_url",
    image_url: { url: url.replace("image/png", "image/x-mine"), detail: "high" },
  });
  for (const uri of ["gs://bucket/photo", "https://example.com/a.png", url]) {
    assert.deepEqual(imagePart(uri), { type: "image_url", image_url: { url: uri } });
  }
});

test("imagePart() and audioPart() refuse files of another kind", () => {
  const pdf = files["application/pdf"] ?? ascii("");
  assert.match(messageOf(() => imagePart(pdf)), /is of type application\/pdf; filePart/);
  assert.match(messageOf(() => imagePart("gs://bucket/a.mp4")), /is of type video\/mp4/);
  assert.match(messageOf(() => audioPart(pdf)), /is of type application\/pdf; filePart/);
  assert.match(messageOf(() => audioPart("gs://bucket/a.mp4")), /is of type video\/mp4/);
});

test("audioPart() makes the part for audio", async () => {
  const part = { type: "input_audio", input_audio: { data: "SUQzBA==", format: "audio/mpeg" } };
  const mp3 = files["audio/mpeg"] ?? ascii("");
  assert.deepEqual(audioPart(mp3), part);
  assert.deepEqual(await audioPart(new Blob([mp3])), part);
});

test("imagesOf() gives type, bytes, Blob and data URI", async () => {
  const png = files["image/png"] ?? ascii("");
  const data = btoa(String.fromCharCode(...png));
  const url = `data:image/png;base64,${data}`;
  const audio = { data, extra_content: { google: { mime_type: "image/png" } } };
  for (const message of [{ images: [{ image_url: { url } }], audio }, { audio }]) {
    const [image, ...more] = imagesOf(message);
    assert.isEmpty(more);
    assert.strictEqual(image?.mimeType, "image/png");
    assert.strictEqual(image?.url, url);
    assert.deepEqual(image?.bytes, png);
    assert.strictEqual(image?.blob.type, "image/png");
    assert.deepEqual(new Uint8Array(await image?.blob.arrayBuffer() ?? []), png);
  }
});

test("imagesOf() finds nothing in text, sound and broken data", () => {
  assert.deepEqual(imagesOf({}), []);
  assert.deepEqual(imagesOf({ audio: null, images: null }), []);
  assert.deepEqual(imagesOf({ audio: { data: "AAAA" } }), []);
  for (const url of ["https://example.com/a.png", "data:image/png;base64,*"]) {
    assert.deepEqual(imagesOf({ images: [{ image_url: { url } }] }), []);
  }
});

test("imagesOf() bears what is no message, and what is no image among images", () => {
  // What callers without types may hand over.
  for (
    const odd of [undefined, null, { images: [null, {}, { image_url: "x" }] }, { images: "x" }]
  ) {
    assert.deepEqual(imagesOf(odd as object), []);
  }
});

test("imagePart(), audioPart() and filePart() refuse what is no file at all", async () => {
  for (const makePart of [imagePart, audioPart, filePart]) {
    for (const odd of [undefined, null, 7, {}]) {
      const error = await failureOf(() => makePart(odd as string));
      assert.strictEqual(error.code, "invalid_request");
      assert.include(error.message, "no Blob, no bytes and no address");
    }
  }
});
