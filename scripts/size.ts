/**
 * `deno task size`: what one completion with a service account weighs in a bundle, beside the same
 * with jose and a bare fetch. With `--check` it fails above the ceiling.
 */
import { bundle } from "./bundle.ts";

/** The most that the program may weigh, minified and gzipped: what it weighed last, plus 3 per cent. */
const ceilingBytes = 30_200;

/** What it should weigh. */
const aimBytes = 18_000;

const program = "bench/size/completion.ts";
const floor = "bench/size/bare_fetch.ts";
const packages = ["jose", "valibot"] as const;

interface Size {
  readonly minified: number;
  readonly gzipped: number;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { text, inputBytes } = await bundleForSize(program);
  const total: Size = { minified: byteLength(text), gzipped: await gzippedBytes(text) };
  console.log(row("", "minified", "gzip -9"));
  console.log(row("one completion, this library", total.minified, total.gzipped));

  let { minified, gzipped } = total;
  for (const name of packages) {
    const share = {
      minified: bytesOf(name, inputBytes),
      gzipped: total.gzipped - await gzippedBytes((await bundleForSize(program, name)).text),
    };
    minified -= share.minified;
    gzipped -= share.gzipped;
    console.log(row(`  ${name}`, share.minified, share.gzipped));
  }
  console.log(row("  our own code", minified, gzipped));
  for (const [room, bytes] of bytesByRoom(inputBytes)) console.log(row(`    ${room}`, bytes, ""));

  const bare = (await bundleForSize(floor)).text;
  console.log(row("jose plus a bare fetch", byteLength(bare), await gzippedBytes(bare)));
  console.log(
    "\nThe gzipped share of a package is what the whole would lose without it; the rest is ours.",
  );
  console.log(`The aim is ${aimBytes} bytes gzipped, the ceiling ${ceilingBytes}.`);
  if (Deno.args.includes("--check") && total.gzipped > ceilingBytes) {
    console.error(`The program is ${total.gzipped - ceilingBytes} bytes above the ceiling`);
    Deno.exit(1);
  }
}

async function bundleForSize(entry: string, external?: string) {
  return await bundle({
    entry,
    minify: true,
    conditions: ["browser"],
    ...(external && { external: [external] }),
  });
}

/** esbuild counts, for each file, the bytes it has in the output. */
function bytesOf(name: string, inputBytes: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const [path, bytes] of Object.entries(inputBytes)) {
    if (path.includes(`/node_modules/${name}/`)) sum += bytes;
  }
  return sum;
}

/** Our own share again, by folder or file of `src`, the heaviest first. */
function bytesByRoom(inputBytes: Readonly<Record<string, number>>): [string, number][] {
  const rooms = new Map<string, number>();
  for (const [path, bytes] of Object.entries(inputBytes)) {
    const room = /^(src\/[^/]+|[^/]+\.ts)/.exec(path)?.[1];
    if (room !== undefined) rooms.set(room, (rooms.get(room) ?? 0) + bytes);
  }
  return [...rooms].sort((a, b) => b[1] - a[1]);
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The web's CompressionStream has no levels, so the command does it. */
async function gzippedBytes(text: string): Promise<number> {
  const child = new Deno.Command("gzip", {
    args: ["-9", "-n", "-c"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writing = new Blob([text]).stream().pipeTo(child.stdin);
  const { stdout } = await child.output();
  await writing;
  return stdout.length;
}

function row(name: string, minified: number | string, gzipped: number | string): string {
  const number = (value: number | string) => value.toLocaleString("en").padStart(10);
  return name.padEnd(30) + number(minified) + number(gzipped);
}
