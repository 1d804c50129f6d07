/** What a program weighs in a bundle, and how much of that each package has. */
import { type Bundle, bundle, type BundleOptions } from "./bundle.ts";

/** A program to weigh. */
export interface Program {
  /** What it does, as in the table. */
  readonly name: string;
  /** Its file, or its text. */
  readonly entry: Pick<BundleOptions, "entry" | "source">;
  /** Whether it needs Node's own modules, which are no part of its weight. */
  readonly node?: boolean;
}

/** What it weighs, in bytes. */
export interface Weight {
  readonly minified: number;
  readonly gzipped: number;
  /** By path, how many bytes of the minified text each file gave. */
  readonly inputBytes: Bundle["inputBytes"];
}

/** The packages that the library stands on, by the names that are left out to see what they weigh. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  jose: ["jose"],
  valibot: ["valibot", "@valibot/to-json-schema"],
  hono: ["hono"],
};

/** Weighs a program, minified and compressed with `gzip -9`. */
export async function weigh(program: Program, without: readonly string[] = []): Promise<Weight> {
  const platform = program.node ? "node" : "browser";
  const { text, inputBytes } = await bundle({
    ...program.entry,
    minify: true,
    platform,
    conditions: program.node ? ["node"] : ["workerd", "worker", "browser"],
    external: without,
  });
  const minified = new TextEncoder().encode(text).length;
  return { minified, gzipped: await gzippedBytes(text), inputBytes };
}

/** By package, what the whole would lose without it; the rest, which is ours, stands last. */
export async function shares(program: Program, { gzipped }: Weight): Promise<number[]> {
  const lost = await Promise.all(
    Object.values(packages).map(async (names) => gzipped - (await weigh(program, names)).gzipped),
  );
  return [...lost, lost.reduce((rest, share) => rest - share, gzipped)];
}

/** Our own minified bytes, by folder or file of `src`, the heaviest first. */
export function bytesByRoom({ inputBytes }: Weight): [room: string, bytes: number][] {
  const rooms = new Map<string, number>();
  for (const [path, bytes] of Object.entries(inputBytes)) {
    const room = /^src\/[^/.]+/.exec(path)?.[0];
    if (room !== undefined) rooms.set(room, (rooms.get(room) ?? 0) + bytes);
  }
  return [...rooms].sort((a, b) => b[1] - a[1]);
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
