/** The examples as users have them: in a project with the package installed, and Google on loopback behind them. */
import { filesUnder, pathOf, readManifest } from "../../scripts/root.ts";
import { openLoopbackGoogle } from "./loopback_google.ts";
import type { Emulator } from "../../src/testing/mod.ts";

/** A folder that goes at the end. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

/** What a program is given so that it meets the emulator where it dials Google. */
export interface NetworkOfExamples extends AsyncDisposable {
  readonly emulator: Emulator;
  /** A module to load before the program, by `--preload` or `--import`. */
  readonly preload: string;
  /** The settings that the examples share. */
  readonly env: Readonly<Record<string, string>>;
}

/** How a program ended, and what it printed. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export const apiKey = "a-key-of-the-team";
/** The runtimes' own commands; Node is whichever runs npm here. */
export const commands = {
  deno: Deno.execPath(),
  bun: pathOf("node_modules/.bin/bun"),
  node: "node",
} as const;

/**
 * Copies the examples, byte for byte, into a project whose `node_modules` holds the package as npm would install it:
 * as JavaScript, with the manifest's entries.
 */
export async function installExamples(): Promise<Folder> {
  const path = await Deno.makeTempDir({ prefix: "examples_" });
  const packages = `${path}/node_modules`;
  for (const file of await filesUnder("examples")) {
    await Deno.mkdir(`${path}/${file.slice(0, file.lastIndexOf("/"))}`, { recursive: true });
    await Deno.copyFile(pathOf(file), `${path}/${file}`);
  }
  await Deno.writeTextFile(`${path}/package.json`, JSON.stringify({ type: "module" }));
  await Deno.mkdir(packages);
  for await (const { name } of Deno.readDir(pathOf("node_modules"))) {
    if (!name.startsWith(".")) {
      await Deno.symlink(pathOf(`node_modules/${name}`), `${packages}/${name}`);
    }
  }
  await installPackage(packages);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function installPackage(packages: string): Promise<void> {
  const { name, version, exports } = await readManifest();
  const entries = Object.entries(exports).map(([entry, file]) => ({
    entry,
    file,
    output: entry === "." ? "main" : entry.slice("./".length),
  }));
  const { code, stderr } = await run(pathOf("node_modules/.bin/esbuild"), [
    ...entries.map(({ file, output }) => `${output}=${pathOf(file)}`),
    `--outdir=${packages}/${name}`,
    "--bundle",
    "--splitting",
    "--format=esm",
    "--packages=external",
    "--log-level=warning",
  ]);
  if (code !== 0) throw new Error(`Cannot install the package: ${stderr}`);
  const manifest = {
    name,
    version,
    type: "module",
    exports: Object.fromEntries(
      entries.map(({ entry, output }) => [entry, `./${output}.js`]),
    ),
  };
  await Deno.writeTextFile(`${packages}/${name}/package.json`, JSON.stringify(manifest));
}

/** Opens it: the program's requests to Google's hosts end at a socket of the emulator's. */
export async function openNetwork(): Promise<NetworkOfExamples> {
  const google = await openLoopbackGoogle();
  const folder = await Deno.makeTempDir({ prefix: "network_" });
  const preload = `${folder}/preload.mjs`;
  await Deno.writeTextFile(preload, redirection(google.host));
  return {
    emulator: google.emulator,
    preload,
    env: {
      GOOGLE_SERVICE_ACCOUNT: JSON.stringify(google.emulator.serviceAccountKey),
      GATEWAY_KEYS: `${apiKey},another-key-of-the-team`,
    },
    async [Symbol.asyncDispose]() {
      await google[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Stands for the name service: everything else of the request stays as the program wrote it. */
function redirection(host: string): string {
  return `
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  if (!new URL(request.url).hostname.endsWith(".googleapis.com")) return fetch(request);
  request.headers.set("x-original-url", request.url);
  return fetch(new Request("http://${host}/", request));
};
`;
}

/** Runs a program to its end. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<ProgramResult> {
  const { cwd = pathOf("."), env = {} } = options;
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    signal: AbortSignal.timeout(60_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
