import { exists, pathOf } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";

interface Config {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly exports?: Record<string, string>;
  readonly imports?: Record<string, string>;
  readonly importMap?: string;
  readonly publish?: { readonly include: readonly string[] };
}

interface Lock {
  readonly specifiers: Record<string, string>;
  readonly npm: Record<string, unknown>;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(pathOf(path)));
}

test("jsr.json says the same as deno.json", async () => {
  const deno = await readJson<Config>("deno.json");
  const jsr = await readJson<Config>("jsr.json");
  for (const field of ["name", "version", "license", "exports"] as const) {
    assert.deepEqual(jsr[field], deno[field], field);
  }
  assert.equal(jsr.importMap, "./deno.json");
  assert.deepEqual(jsr.publish?.include, deno.publish?.include);
});

test("CHANGELOG.md has a heading for the version of deno.json", async () => {
  const { version } = await readJson<Config>("deno.json");
  const headings = (await Deno.readTextFile(pathOf("CHANGELOG.md"))).match(/^## .*/gm) ?? [];
  assert.isTrue(
    headings.some((heading) => heading.replace(/[[\]]/g, "").split(" ").includes(version ?? "")),
    `no heading for ${version} in ${headings.join(", ")}`,
  );
});

test("every file that is published exists", async () => {
  const { publish } = await readJson<Config>("deno.json");
  for (const path of publish?.include ?? []) assert.isTrue(await exists(path), path);
});

test("scripts/start.json pins what deno.json and deno.lock pin", async () => {
  const deno = await readJson<Config>("deno.json");
  const start = await readJson<Config>("scripts/start.json");
  const lock = await readJson<Lock>("deno.lock");
  const startLock = await readJson<Lock>("scripts/start.lock");
  for (const [name, specifier] of Object.entries(start.imports ?? {})) {
    assert.equal(deno.imports?.[name], specifier, name);
    // A part of a package is locked with the package.
    const whole = specifier.replace(/^(npm:(?:@[^/]+\/)?[^/]+)\/.*$/, "$1");
    assert.exists(startLock.specifiers[whole], specifier);
  }
  for (const [specifier, version] of Object.entries(startLock.specifiers)) {
    assert.equal(lock.specifiers[specifier], version, specifier);
  }
  for (const [name, entry] of Object.entries(startLock.npm)) {
    assert.deepEqual(lock.npm[name], entry, name);
  }
});
