/** The comparison's column of this library: what `docs/comparison.md` says of it still holds. */
import { readOwnColumn } from "../../scripts/compare.ts";
import { extras } from "../../scripts/compare/contender.ts";
import { playRow, rows } from "../../scripts/compare/rows.ts";
import { createContender } from "../../scripts/compare/this_library.ts";
import { playWorker, workerRow } from "../../scripts/compare/worker.ts";
import { createEmulator } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";

test("docs/comparison.md says of this library what it does", async () => {
  const written = await readOwnColumn();
  const { serviceAccountKey: key, fetch } = await createEmulator();
  const played = await Promise.all(
    rows.map(async (row) => [row.title, await playRow(row, createContender, { key })]),
  );
  const contender = await createContender({ key, fetch });
  const found = [
    [workerRow.title, await playWorker("this_library")],
    ...played,
    ...extras.map((extra) => [extra, contender.extras.includes(extra) ? "yes" : "no"]),
  ];
  for (const [title = "", cell] of found) {
    assert.strictEqual(written.get(title), cell, `${title}: run "deno task compare"`);
  }
});
