/** The package as its users get it, in projects of theirs, with the README's programs: from a registry, and as a tarball. */
import { pack } from "../../scripts/pack.ts";
import { pathOf, readManifest } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";
import { type Consumer, createConsumer, expected } from "./consumer.ts";
import { startJsrRegistry, untar } from "./jsr_registry.ts";
import { startWorker } from "./workerd.ts";

const decoder = new TextDecoder();
const bun = pathOf("node_modules/.bin/bun");

test("A fresh Deno project gets the package from a registry, checks its types and runs it", async () => {
  await using registry = startJsrRegistry();
  await using consumer = await createConsumer();
  const env = { JSR_URL: registry.url };
  await publish(env);
  assert.deepEqual(foreignFiles(registry.files.keys()), []);
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md", "mod.ts", "deno.json"]) {
    assert.isTrue(registry.files.has(file), file);
  }
  assert.deepEqual(placesIn(registry.files), []);

  const { name, version, imports: { valibot } } = await readManifest();
  await consumer.write("deno.json", JSON.stringify({ imports: { valibot } }));
  await pinDeno(consumer);
  const own = { ...env, DENO_DIR: `${consumer.folder}/cache` };
  const readme = await Deno.readTextFile(pathOf("README.md"));
  const [, add = ""] = /`deno (add [^`]+)`/.exec(readme) ?? [];
  await consumer.run(Deno.execPath(), add.split(" "), own);
  const { imports } = JSON.parse(await Deno.readTextFile(`${consumer.folder}/deno.json`));
  assert.strictEqual(imports[name], `jsr:${name}@^${version}`);
  await consumer.run(Deno.execPath(), ["check", "--quiet", "main.ts"], own);
  const printed = await consumer.run(Deno.execPath(), ["run", "--quiet", "main.ts"], own);
  assertRan(printed, "Deno");
});

test("A fresh project gets the tarball: types are checked, and Bun, Node and a Worker run it", async () => {
  await using consumer = await createConsumer();
  const tarball = `${consumer.folder}/client.tgz`;
  await pack(tarball);
  const files = await untar((await Deno.open(tarball)).readable);
  assert.deepEqual(foreignFiles([...files.keys()].map((file) => file.slice(8))), []);
  assert.deepEqual(placesIn(files), []);
  const manifest = JSON.parse(decoder.decode(files.get("package/package.json")));
  const dependencies = await runtimeDependencies();
  assert.sameMembers(Object.keys(manifest.dependencies), Object.keys(dependencies));

  // The versions that are locked here: a test must not fail by what somebody releases.
  await consumer.write("package.json", JSON.stringify({ type: "module", overrides: dependencies }));
  await consumer.write("tsconfig.json", JSON.stringify({ compilerOptions }));
  await consumer.run(bun, ["add", "./client.tgz"]);
  await consumer.run(bun, ["check", "main.ts"]);
  assertRan(await consumer.run(bun, ["main.ts"]), "Bun");

  await bundle(consumer, ["main.ts", "--packages=external", "--outfile=main.js"]);
  assertRan(await consumer.run("node", ["main.js"]), "Node");

  const conditions = "--conditions=workerd,worker,browser";
  await bundle(consumer, ["worker.ts", conditions, "--outfile=worker.js"]);
  const source = await Deno.readTextFile(`${consumer.folder}/worker.js`);
  await using worker = await startWorker({ source });
  const response = await fetch(`http://127.0.0.1:${worker.port}/`);
  assert.deepEqual(await response.json(), expected, "workerd");
});

/** What the README's programs print comes first, then what ours does. */
function assertRan(printed: string, where: string): void {
  const lines = printed.trimEnd().split("\n");
  assert.deepEqual(JSON.parse(lines.pop() ?? ""), expected, where);
  assert.include(lines.join(""), "Why is the sky blue?", where);
  assert.include(lines.join(""), "get_current_weather answered", where);
}

const compilerOptions = {
  lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
  types: [],
  module: "esnext",
  moduleResolution: "bundler",
  strict: true,
  exactOptionalPropertyTypes: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: false,
};

async function publish(env: Record<string, string>): Promise<void> {
  // Types are checked by "deno task ok publish" and in the project that gets the package.
  const flags = ["--token=none", "--allow-dirty", "--no-provenance", "--no-check"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--quiet", ...flags],
    cwd: pathOf("."),
    env: { NO_COLOR: "1", ...env },
  }).output();
  assert.isTrue(success, decoder.decode(stderr));
}

/** A cache of its own, with the npm packages that are there already, in the versions locked here. */
async function pinDeno(consumer: Consumer): Promise<void> {
  const { denoDir } = JSON.parse(await consumer.run(Deno.execPath(), ["info", "--json"]));
  await Deno.mkdir(`${consumer.folder}/cache`);
  await Deno.symlink(`${denoDir}/npm`, `${consumer.folder}/cache/npm`);
  const { workspace: _, ...lock } = JSON.parse(await Deno.readTextFile(pathOf("deno.lock")));
  await consumer.write("deno.lock", JSON.stringify(lock));
}

async function bundle(consumer: Consumer, args: readonly string[]): Promise<void> {
  const flags = ["--bundle", "--format=esm", "--target=es2022", "--log-level=warning"];
  await consumer.run(pathOf("node_modules/.bin/esbuild"), [...args, ...flags]);
}

/** What the runtime dependencies are, each with the version that is locked. */
async function runtimeDependencies(): Promise<Record<string, string>> {
  const { specifiers } = JSON.parse(await Deno.readTextFile(pathOf("deno.lock")));
  const { imports } = await readManifest();
  const names = ["@valibot/to-json-schema", "hono", "jose", "valibot"];
  return Object.fromEntries(
    names.map((name) => [name, specifiers[imports[name] ?? ""].split("_")[0]]),
  );
}

/** Files that are not for users: tests, scripts, bundles, what other files are made of. */
function foreignFiles(paths: Iterable<string>): string[] {
  const ours = /^(mod\.(js|d\.ts|ts)|src\/.*\.(js|ts)|README\.md|LICENSE|CHANGELOG\.md)$/;
  const manifests = ["deno.json", "jsr.json", "package.json"];
  return [...paths].filter((path) =>
    !ours.test(path) && !manifests.includes(path) || /_test\.|\/bundle|\/app\//.test(path)
  );
}

/** Files that name a place on this machine. */
function placesIn(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): string[] {
  const places = [pathOf("."), "file://", "/tmp/"];
  return [...files].flatMap(([path, bytes]) => {
    const text = decoder.decode(bytes);
    return places.filter((place) => text.includes(place)).map((place) => `${path}: ${place}`);
  });
}
