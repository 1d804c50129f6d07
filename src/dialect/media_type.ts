/** What the ends of file names say. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
  pdf: "application/pdf",
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  html: "text/html",
  json: "application/json",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  flac: "audio/flac",
  ogg: "audio/ogg",
  m4a: "audio/mp4",
  aac: "audio/aac",
  mp4: "video/mp4",
  mov: "video/quicktime",
  webm: "video/webm",
  mpg: "video/mpeg",
  mpeg: "video/mpeg",
};

/**
 * The type of a file by its address.
 *
 * @param uri Such as `gs://bucket/speech.mp3` or `data:audio/wav;base64,…`.
 * @returns Its MIME type; `undefined` if the address does not say it.
 */
export function typeOfUri(uri: string): string | undefined {
  const data = /^data:([^;,]+)[;,]/i.exec(uri);
  if (data) return data[1]?.toLowerCase();
  const [path = ""] = uri.split(/[?#]/);
  const extension = /[^/]\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
}

/**
 * The type of a file by its first bytes.
 *
 * @param bytes The file, or its beginning.
 * @returns A MIME type for PNG, JPEG, GIF, WebP, PDF, WAV and MP3; `undefined` for others.
 * @see {@link https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern | WHATWG MIME Sniffing, image types}
 */
export function typeOfBytes(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(head)) return "image/gif";
  if (/^RIFF[^]{4}WEBP/.test(head)) return "image/webp";
  if (/^RIFF[^]{4}WAVE/.test(head)) return "audio/wav";
  if (head.startsWith("%PDF-")) return "application/pdf";
  // An ID3 tag, or the sync word of a frame of layer III.
  if (/^ID3|^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/.test(head)) return "audio/mpeg";
  return undefined;
}
