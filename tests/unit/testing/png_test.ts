import { assert, test } from "../../harness.ts";
import { drawPng } from "../../../src/testing/png.ts";

interface PngChunk {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly crc: number;
  readonly crcOfBytes: number;
}

/** The checksum by its table, so that it is not the same code as the one tested. */
function crcOf(bytes: Uint8Array): number {
  const table = Array.from({ length: 256 }, (_, start) => {
    let value = start;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function readPng(base64: string): PngChunk[] {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  assert.deepEqual([...bytes.slice(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(bytes.buffer);
  const chunks: PngChunk[] = [];
  for (let start = 8; start < bytes.length;) {
    const length = view.getUint32(start);
    const typed = bytes.slice(start + 4, start + 8 + length);
    chunks.push({
      type: String.fromCharCode(...typed.slice(0, 4)),
      body: typed.slice(4),
      crc: view.getUint32(start + 8 + length),
      crcOfBytes: crcOf(typed),
    });
    start += length + 12;
  }
  return chunks;
}

test("drawPng() makes the four chunks with right checksums", () => {
  const chunks = readPng(drawPng("a cat"));
  assert.deepEqual(chunks.map(({ type }) => type), ["IHDR", "PLTE", "IDAT", "IEND"]);
  for (const { crc, crcOfBytes } of chunks) assert.strictEqual(crc, crcOfBytes);
});

test("drawPng() makes pixel data that inflates to the size in the header", async () => {
  const [header, palette, pixels] = readPng(drawPng("a cat"));
  const view = new DataView((header?.body ?? new Uint8Array()).buffer);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  assert.deepEqual([...header?.body.slice(8) ?? []], [8, 3, 0, 0, 0]);
  const inflated = new Blob([pixels?.body ?? ""]).stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(inflated).arrayBuffer());
  assert.strictEqual(rows.length, (width + 1) * height);
  const colours = (palette?.body.length ?? 0) / 3;
  for (let row = 0; row < height; row++) assert.strictEqual(rows[row * (width + 1)], 0);
  assert.isBelow(Math.max(...rows), colours);
});

test("drawPng() depends on the prompt and on nothing else", () => {
  assert.strictEqual(drawPng("a cat"), drawPng("a cat"));
  assert.notStrictEqual(drawPng("a cat"), drawPng("a dog"));
});
