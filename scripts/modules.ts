/** Who imports whom, as Deno resolves it; type-only and dynamic imports count. */
import { filesUnder, root } from "./root.ts";
import { runDeno } from "./summary.ts";

/**
 * For each source file, what it imports: files as `src/errors.ts`, packages as `npm:jose`,
 * builtins as `node:fs`, anything else as its URL.
 */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Reads the imports of `mod.ts` and of everything under `src/`. */
export async function readImports(): Promise<Imports> {
  const files = ["mod.ts", ...await filesUnder("src")].filter((file) => /\.tsx?$/.test(file));
  const start = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(new URL(file, root).href)};`);
    await Deno.writeTextFile(start, lines.join("\n"));
    const { code, output } = await runDeno(["info", "--json", "--config", "deno.json", start]);
    if (code !== 0) throw new Error(`Cannot read the module graph: ${output}`);
    return importsOf(JSON.parse(output.slice(output.indexOf("{"))));
  } finally {
    await Deno.remove(start);
  }
}

/** The part of `deno info --json` that is read here. */
interface Info {
  readonly modules: readonly InfoModule[];
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly InfoDependency[];
  readonly error?: string;
}

interface InfoDependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
}

function importsOf(info: Info): Imports {
  const imports = new Map<string, readonly string[]>();
  for (const module of info.modules) {
    const name = nameOf(module.specifier);
    if (!isOwn(name)) continue;
    if (module.error !== undefined) throw new Error(`Cannot read a module: ${module.error}`);
    const targets = (module.dependencies ?? []).map((dependency) => {
      const { code, type, specifier } = dependency;
      return nameOf(code?.specifier ?? type?.specifier ?? specifier);
    });
    imports.set(name, targets);
  }
  return imports;
}

/** A module of the project, as opposed to packages, builtins and everything else. */
function isOwn(name: string): boolean {
  return !/^\w+:/.test(name);
}

function nameOf(specifier: string): string {
  // Installed packages are files to Deno: the last folder of that name says which one.
  const npm = /^npm:\/?((?:@[^/@]+\/)?[^/@]+)/.exec(specifier) ??
    /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(specifier);
  if (npm !== null) return `npm:${npm[1]}`;
  return specifier.startsWith(root.href) ? specifier.slice(root.href.length) : specifier;
}
