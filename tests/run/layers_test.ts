import { graphProblems } from "../../scripts/graph.ts";
import { layerProblems } from "../../scripts/layers.ts";
import { readImports } from "../../scripts/modules.ts";
import { assert, test } from "../harness.ts";

function imports(files: Record<string, string[]>): Map<string, string[]> {
  return new Map(Object.entries(files));
}

test("layerProblems() accepts imports that follow the table", () => {
  const problems = layerProblems(imports({
    "mod.ts": ["src/vertex.ts"],
    "src/vertex.ts": ["src/auth/mod.ts", "src/errors.ts", "npm:valibot"],
    "src/auth/mod.ts": ["src/auth/key.ts", "src/retry.ts"],
    "src/auth/key.ts": ["npm:jose"],
    "src/retry.ts": [],
    "src/errors.ts": [],
  }));
  assert.deepEqual(problems, []);
});

test("layerProblems() reports an import that goes upward", () => {
  const problems = layerProblems(imports({ "src/sse/decode.ts": ["src/chat/stream.ts"] }));
  assert.deepEqual(problems, [
    "src/sse/decode.ts imports src/chat/stream.ts: room sse may import only errors",
  ]);
});

test("layerProblems() keeps auth and transport apart", () => {
  assert.lengthOf(layerProblems(imports({ "src/auth/a.ts": ["src/transport/send.ts"] })), 1);
  assert.lengthOf(layerProblems(imports({ "src/transport/send.ts": ["src/auth/a.ts"] })), 1);
});

test("layerProblems() reports a package outside its room", () => {
  const problems = layerProblems(imports({ "src/chat/create.ts": ["npm:jose"] }));
  assert.deepEqual(problems, [
    "src/chat/create.ts imports npm:jose: room chat may use only valibot",
  ]);
});

test("layerProblems() reports an emulator that borrows from the library", () => {
  assert.lengthOf(layerProblems(imports({ "src/testing/mod.ts": ["src/errors.ts"] })), 1);
});

test("layerProblems() reports a file outside every room, and what is no npm package", () => {
  assert.lengthOf(layerProblems(imports({ "src/utils.ts": [] })), 1);
  assert.lengthOf(layerProblems(imports({ "src/errors.ts": ["node:fs"] })), 1);
  assert.lengthOf(layerProblems(imports({ "src/errors.ts": ["tests/harness.ts"] })), 1);
});

test("layerProblems() reports a circle of files", () => {
  const problems = layerProblems(imports({
    "src/chat/a.ts": ["src/chat/b.ts"],
    "src/chat/b.ts": ["src/chat/c.ts"],
    "src/chat/c.ts": ["src/chat/b.ts"],
  }));
  assert.deepEqual(problems, [
    "Files import in a circle: src/chat/b.ts -> src/chat/c.ts -> src/chat/b.ts",
  ]);
});

test("graphProblems() reports hono behind the main entry, with the way there", () => {
  const graph = imports({
    "mod.ts": ["src/vertex.ts"],
    "src/vertex.ts": ["npm:jose", "npm:hono"],
    "src/hono/mod.ts": ["npm:hono", "src/vertex.ts"],
  });
  assert.deepEqual(graphProblems(graph, { ".": "./mod.ts", "./hono": "./src/hono/mod.ts" }), [
    "Entry . reaches npm:hono: mod.ts -> src/vertex.ts -> npm:hono",
  ]);
});

test("graphProblems() reports builtins of Node and missing entries", () => {
  const graph = imports({ "mod.ts": ["node:buffer"] });
  assert.deepEqual(graphProblems(graph, { ".": "./mod.ts", "./auth": "./src/auth/mod.ts" }), [
    "Entry . reaches node:buffer: mod.ts -> node:buffer",
    "Entry ./auth names ./src/auth/mod.ts, which does not exist",
  ]);
});

test("readImports() tells packages from files of the project", async () => {
  const read = await readImports();
  const files = [...read.keys()];
  assert.isEmpty(files.filter((file) => !/^(mod\.ts|src\/.*\.ts)$/.test(file)));
  const auth = files.filter((file) => file.startsWith("src/auth/"));
  assert.include(auth.flatMap((file) => read.get(file)), "npm:jose");
  assert.isEmpty([...read.values()].flat().filter((target) => target.includes("node_modules")));
});
