/** What `docs/compatibility.md` says of each runtime holds. */
import { readTable } from "../../scripts/compat.ts";
import { assert, test } from "../harness.ts";
import { proveOn, runInWebRealm } from "./compat.ts";

for (const name of ["Deno", "Bun", "workerd", "Node", "web globals only"] as const) {
  test(`docs/compatibility.md tells what works on ${name}`, async () => {
    const [findings, table] = await Promise.all([proveOn(name), readTable()]);
    assert.deepEqual(findings, table[name], 'run "deno task compat" and look at what changed');
  });
}

test("The realm with web globals only has nothing of Node's, and makes no code of text", async () => {
  const path = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    await Deno.writeTextFile(path, lookAround);
    const desk = { origin: "http://127.0.0.1/", key: {} };
    assert.deepEqual(await runInWebRealm(path, desk), {
      hidden: "undefined,undefined,undefined,undefined,undefined,undefined",
      fetch: "function,true",
      code: "EvalError",
    });
  } finally {
    await Deno.remove(path);
  }
});

const lookAround = `
  const { process: deep } = globalThis;
  let code = "made";
  try { Function("return 1"); } catch (error) { code = error.name; }
  globalThis.proveAll = () => ({
    hidden: [typeof process, typeof Buffer, typeof require, typeof setImmediate, typeof global, typeof deep].join(),
    fetch: [typeof fetch, globalThis.fetch === fetch].join(),
    code,
  });`;
