const side = 64;
const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Draws a small picture that depends on nothing but the prompt: a sun over hills, as a valid PNG in base64.
 * The pixels are stored uncompressed, so that every runtime gives the same bytes.
 *
 * @see {@link https://www.w3.org/TR/png-3/ | PNG specification}
 */
export function drawPng(prompt: string): string {
  const hash = hashOf(prompt);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, side);
  view.setUint32(4, side);
  // Eight bits a pixel, each an index into the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const bytes = [
    ...signature,
    ...pngChunk("IHDR", header),
    ...pngChunk("PLTE", palette(hash)),
    ...pngChunk("IDAT", storeZlib(pixels(hash))),
    ...pngChunk("IEND", new Uint8Array(0)),
  ];
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** Sky, sun and two hills; the hash turns the colours. */
function palette(hash: number): Uint8Array {
  const tint = hash % 96;
  return Uint8Array.of(
    ...[120 + tint, 180, 235],
    ...[250, 210, 60 + tint],
    ...[40, 120 + tint, 70],
    ...[20, 80 + tint, 50],
  );
}

function pixels(hash: number): Uint8Array {
  const sunX = 12 + (hash >>> 8) % 40;
  const sunY = 10 + (hash >>> 16) % 16;
  const rows = new Uint8Array((side + 1) * side);
  for (let y = 0; y < side; y++) {
    // The byte before each row names its filter: none.
    for (let x = 0; x < side; x++) {
      rows[y * (side + 1) + 1 + x] = colourAt(x, y, sunX, sunY, hash);
    }
  }
  return rows;
}

function colourAt(x: number, y: number, sunX: number, sunY: number, hash: number): number {
  const near = 48 + 5 * Math.sin((x + hash % 31) / 9);
  const far = 40 + 6 * Math.sin((x + hash % 17) / 14);
  if (y > near) return 3;
  if (y > far) return 2;
  return (x - sunX) ** 2 + (y - sunY) ** 2 < 64 ? 1 : 0;
}

function pngChunk(type: string, body: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(body.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length);
  chunk.set(Array.from(type, (char) => char.charCodeAt(0)), 4);
  chunk.set(body, 8);
  view.setUint32(body.length + 8, crc32(chunk.subarray(4, body.length + 8)));
  return chunk;
}

/** A zlib stream of one stored block, which holds up to 65,535 bytes: our picture has 4,160. */
function storeZlib(bytes: Uint8Array): Uint8Array {
  const stream = new Uint8Array(bytes.length + 11);
  const view = new DataView(stream.buffer);
  stream.set([0x78, 0x01, 0x01]);
  view.setUint16(3, bytes.length, true);
  view.setUint16(5, ~bytes.length & 0xffff, true);
  stream.set(bytes, 7);
  view.setUint32(bytes.length + 7, adler32(bytes));
  return stream;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
