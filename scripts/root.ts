/** Where the project lies, and the paths the scripts share. */

/** The project's folder, with a slash at the end. */
export const root: URL = new URL("../", import.meta.url);

/** The absolute path of a file of the project. */
export function pathOf(relative: string): string {
  return decodeURIComponent(new URL(relative, root).pathname);
}

/** Whether a file or folder of the project exists. */
export async function exists(relative: string): Promise<boolean> {
  try {
    await Deno.stat(pathOf(relative));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The files under a folder of the project, as sorted relative paths with forward slashes. */
export async function filesUnder(folder: string): Promise<string[]> {
  const found: string[] = [];
  if (!await exists(folder)) return found;
  for await (const entry of Deno.readDir(pathOf(folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) found.push(...await filesUnder(path));
    else found.push(path);
  }
  return found.sort();
}

/**
 * The library's files. Deno's commands are given these, and not the folder `src`: they leave out what lies in a folder
 * that holds another member of the workspace, which the page's sources are.
 */
export async function libraryFiles(): Promise<string[]> {
  const files = ["mod.ts", ...await filesUnder("src")];
  return files.filter((file) => file.endsWith(".ts") && !file.startsWith("src/playground/app/"));
}

/** The fields of a manifest (`deno.json`, `jsr.json`) that the scripts read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** Reads `deno.json`. */
export async function readManifest(): Promise<Manifest> {
  return JSON.parse(await Deno.readTextFile(pathOf("deno.json")));
}
