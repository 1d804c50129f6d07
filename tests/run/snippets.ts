/** The programs that the README shows. */
import { pathOf, readManifest } from "../../scripts/root.ts";

/** One of them, unedited. */
export interface Snippet {
  readonly text: string;
  /** What it imports from others than this package. */
  readonly packages: readonly string[];
  /** Whether the tests of examples pass it by. */
  readonly ignored: boolean;
}

/** All of them, in their order. */
export async function readSnippets(): Promise<Snippet[]> {
  const { name } = await readManifest();
  const readme = await Deno.readTextFile(pathOf("README.md"));
  return [...readme.matchAll(/^```ts( ignore)?\n(.*?)^```$/gms)].map(([, ignored, text = ""]) => ({
    text,
    packages: [...text.matchAll(/ from "(.+)";$/gm)].map(([, from = ""]) => from)
      .filter((from) => from !== name && !from.startsWith(`${name}/`)),
    ignored: ignored !== undefined,
  }));
}
