import { quirks } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";

test("docs/quirks.md tells of every quirk, and of no other", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/quirks.md", import.meta.url));
  const firstCells = text.split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|")[1] ?? "");
  const told = firstCells.flatMap((cell) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  );
  assert.sameMembers(told, [...quirks]);
});
