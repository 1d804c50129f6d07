/**
 * `deno task pack` writes the package as a tarball for npm's tools: JavaScript, declarations, and a package.json with
 * the runtime dependencies and nothing else. A path may follow; without one it is `.build/client.tgz`.
 */
import { filesUnder, pathOf } from "./root.ts";

if (import.meta.main) await pack(pathOf(Deno.args[0] ?? ".build/client.tgz"));

/**
 * Packs a copy of what is published. In the project itself `deno pack` finds the packages in `node_modules` and takes
 * them for files, so that no dependency is named.
 *
 * @param target Absolute path of the tarball.
 */
export async function pack(target: string): Promise<void> {
  const config = JSON.parse(await Deno.readTextFile(pathOf("deno.json")));
  const { name, version, license, exports, imports, compilerOptions, publish } = config;
  const { include: published, exclude = [] }: Publish = publish;
  const include = published.filter((path) => !path.endsWith(".json"));
  const folder = await Deno.makeTempDir({ prefix: "pack_" });
  try {
    for (const path of include) await copy(path, exclude, folder);
    await Deno.copyFile(pathOf("deno.lock"), `${folder}/deno.lock`);
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      JSON.stringify({
        name,
        version,
        license,
        exports,
        imports,
        compilerOptions,
        publish: { include },
      }),
    );
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      // Source maps would name the folder.
      args: ["pack", "--quiet", "--no-source-maps", "--allow-dirty", "--output", target],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) throw new Error(`Cannot pack: ${new TextDecoder().decode(stderr)}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Publish {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
}

async function copy(path: string, exclude: readonly string[], folder: string): Promise<void> {
  for (const file of path.endsWith("/") ? await filesUnder(path.slice(0, -1)) : [path]) {
    if (exclude.some((start) => file.startsWith(start))) continue;
    const parent = `${folder}/${file}`.replace(/\/[^/]*$/, "");
    await Deno.mkdir(parent, { recursive: true });
    await Deno.copyFile(pathOf(file), `${folder}/${file}`);
  }
}
