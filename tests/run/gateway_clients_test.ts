/** Every row of `docs/clients.md` on every runtime. */
import { pathOf } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";
import { clients } from "../clients/play.ts";
import { playClients, runtimes } from "./gateway_clients.ts";

for (const runtime of runtimes) {
  test(`real clients get from the gateway what they should, on ${runtime}`, async () => {
    const problems = (await playClients(runtime)).filter(({ problem }) => problem !== null);
    assert.deepEqual(problems, []);
  });
}

test("docs/clients.md has a row for each thing that clients do", async () => {
  const lines = (await Deno.readTextFile(pathOf("docs/clients.md"))).split("\n");
  const names = Object.values(clients).flat().map(({ name }) => name);
  const rows = lines.filter((line) => line.startsWith("| ") && line.includes("works"));
  assert.deepEqual(rows.map((row) => row.split("|")[1]?.trim()), names);
});
