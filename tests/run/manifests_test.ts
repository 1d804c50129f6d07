import { exists, pathOf } from "../../scripts/root.ts";
import { readVersions, versionProblems } from "../../scripts/versions.ts";
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

test("deno.json, jsr.json and CHANGELOG.md agree on a semantic version", async () => {
  assert.deepEqual(versionProblems(await readVersions()), []);
});

const agreed = {
  deno: "1.2.3-rc.1",
  jsr: "1.2.3-rc.1",
  changelog: "## Unreleased\n\n## 1.2.3-rc.1\n",
};

test("versionProblems() accepts what agrees, and the tag of it", () => {
  assert.deepEqual(versionProblems({ ...agreed, tag: "v1.2.3-rc.1" }), []);
  assert.deepEqual(
    versionProblems({ ...agreed, changelog: "## [Unreleased]\n## [1.2.3-rc.1] 2026\n" }),
    [],
  );
});

test("versionProblems() reports what differs", () => {
  assert.lengthOf(versionProblems({ ...agreed, tag: "v1.2.3" }), 1);
  assert.lengthOf(versionProblems({ ...agreed, tag: "1.2.3-rc.1" }), 1);
  assert.lengthOf(versionProblems({ ...agreed, jsr: "1.2.3" }), 1);
  assert.lengthOf(versionProblems({ ...agreed, changelog: "## 1.2.3-rc.1\n" }), 1);
  assert.lengthOf(
    versionProblems({ ...agreed, changelog: "## Unreleased\n## 1.3.0\n## 1.2.3-rc.1\n" }),
    1,
  );
  for (const deno of ["1.2", "v1.2.3", "01.2.3", "1.2.3+7", "1.2.3-01"]) {
    const changelog = `## Unreleased\n## ${deno}\n`;
    assert.lengthOf(versionProblems({ deno, jsr: deno, changelog }), 1, deno);
  }
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
