/** One bundle for the web: for workerd tests and for `deno task size`. */
import { pathOf, readManifest } from "./root.ts";

/** What {@linkcode bundle} takes; exactly one of `entry` and `source` is given. */
export interface BundleOptions {
  /** A file of the project, such as `bench/size/completion.ts`. */
  readonly entry?: string;
  /** The entry's text; relative imports start at the project's folder. */
  readonly source?: string;
  readonly minify?: boolean;
  /** Package export conditions. @default {["workerd", "worker", "browser"]} */
  readonly conditions?: readonly string[];
  /** Packages that stay imports. */
  readonly external?: readonly string[];
  /** `node` leaves Node's own modules as imports, and takes what packages have for Node. @default {"browser"} */
  readonly platform?: "browser" | "node";
}

/** A bundle's text, and how many of its bytes each input file gave. */
export interface Bundle {
  readonly text: string;
  readonly inputBytes: Readonly<Record<string, number>>;
}

/** Bundles one program as an ES module; `cloudflare:` modules stay imports, `node:` ones fail but on platform `node`. */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const { platform = "browser", conditions = ["workerd", "worker", "browser"] } = options;
  const folder = await Deno.makeTempDir({ prefix: "bundle_" });
  try {
    // The command, not the API: its service process would outlive the test that called it.
    await run(
      [
        ...(options.entry === undefined
          ? ["--loader=ts", "--sourcefile=entry.ts"]
          : [pathOf(options.entry)]),
        ...(options.minify ? ["--minify"] : []),
        ...(options.external ?? []).map((name) => `--external:${name}`),
        ...await ownEntries(),
        `--outfile=${folder}/bundle.js`,
        `--metafile=${folder}/meta.json`,
        `--conditions=${conditions.join(",")}`,
        "--bundle",
        "--format=esm",
        "--target=es2022",
        `--platform=${platform}`,
        `--main-fields=${platform === "browser" ? "browser," : ""}module,main`,
        "--external:cloudflare:*",
        "--legal-comments=none",
        "--log-level=warning",
        "--color=false",
      ],
      options.source ?? "",
    );
    const text = await Deno.readTextFile(`${folder}/bundle.js`);
    const meta: Metafile = JSON.parse(await Deno.readTextFile(`${folder}/meta.json`));
    const inputBytes: Record<string, number> = {};
    for (const output of Object.values(meta.outputs)) {
      for (const [path, input] of Object.entries(output.inputs)) {
        inputBytes[path] = input.bytesInOutput;
      }
    }
    return { text, inputBytes };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The part of esbuild's metafile that is read here. */
interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }
    >
  >;
}

async function run(args: readonly string[], input: string): Promise<void> {
  const child = new Deno.Command(pathOf("node_modules/.bin/esbuild"), {
    args: [...args],
    cwd: pathOf("."),
    stdin: "piped",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const writing = new Blob([input]).stream().pipeTo(child.stdin).catch(() => {
    // With a file for its entry, esbuild does not read.
  });
  const { success, stderr } = await child.output();
  await writing;
  if (!success) throw new Error(`Cannot bundle: ${new TextDecoder().decode(stderr)}`);
}

/** The package's own name and entries, so that programs import it as users do. */
async function ownEntries(): Promise<string[]> {
  const { name, exports } = await readManifest();
  return Object.entries(exports).map(([entry, file]) =>
    `--alias:${name}${entry.slice(1)}=${pathOf(file)}`
  );
}
