import { createEmulator } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";
import { runStart, type StartOptions } from "./start.ts";

/** One clear line on stderr, code 1, and nothing else. */
async function assertRefused(options: StartOptions, reason: RegExp): Promise<void> {
  const { code, stdout, stderr } = await runStart(options);
  assert.match(stderr, reason);
  assert.match(stderr, /^error: [^\n]+\n$/);
  assert.equal(code, 1);
  assert.equal(stdout, "");
}

test("task start names arguments that it does not know", async () => {
  await assertRefused({ args: ["--prot", "1"] }, /argument --prot:/);
  await assertRefused({ args: ["8787"] }, /argument 8787:/);
});

test("task start names arguments without a value, and ports that are none", async () => {
  await assertRefused({ args: ["--port"] }, /--port: its value is missing/);
  for (const port of ["65536", "-1", "http", "1.5"]) {
    await assertRefused({ args: [`--port=${port}`] }, new RegExp(`the port ${port}:`));
  }
});

test("task start says that the port is in use", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  await assertRefused(
    { args: ["--port", `${port}`] },
    new RegExp(`port ${port}: the port is in use`),
  );
});

test("task start says that it cannot listen on a host", async () => {
  const env = { GATEWAY_API_KEYS: "the-first-key" };
  await assertRefused(
    { args: ["--host", "192.0.2.1"], env },
    /listen on 192\.0\.2\.1, port 8787: /,
  );
});

test("task start insists on keys beyond this machine", async () => {
  for (const host of ["0.0.0.0", "::", "[::]", "192.0.2.1", "127.0.0.1.example.com"]) {
    await assertRefused({ args: ["--host", host] }, /GATEWAY_API_KEYS/);
  }
  const env = { GATEWAY_API_KEYS: "short" };
  await assertRefused({ args: ["--host", "0.0.0.0"], env }, /GATEWAY_API_KEYS: entry 0/);
});

test("task start says what is wrong with a key file", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const ask = async (path: string, reason: RegExp) =>
      await assertRefused({ env: { GOOGLE_APPLICATION_CREDENTIALS: path } }, reason);
    await ask(`${folder}/none.json`, /none\.json\): there is no such file/);
    await ask(folder, /Cannot read GOOGLE_APPLICATION_CREDENTIALS \(/);
    await Deno.writeTextFile(`${folder}/text.json`, "hello");
    await ask(
      `${folder}/text.json`,
      /GOOGLE_APPLICATION_CREDENTIALS \(.*text\.json\): it is no JSON object/,
    );
    await Deno.writeTextFile(`${folder}/user.json`, '{"type":"authorized_user"}');
    await ask(`${folder}/user.json`, /GOOGLE_APPLICATION_CREDENTIALS \(.*user\.json\): /);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

test("task start finds a broken private key before anybody asks, and does not show it", async () => {
  const { serviceAccountKey } = await createEmulator();
  const middle = serviceAccountKey.private_key.split("\n")[5] ?? "";
  const private_key = serviceAccountKey.private_key.replace(
    middle,
    middle.replaceAll(/[a-m]/g, "A"),
  );
  const env = { GOOGLE_SERVICE_ACCOUNT_KEY: JSON.stringify({ ...serviceAccountKey, private_key }) };
  const { code, stdout, stderr } = await runStart({ env, args: ["--port", "0"] });
  assert.match(stderr, /^error: Cannot use GOOGLE_SERVICE_ACCOUNT_KEY: private_key [^\n]+\n$/);
  assert.notInclude(stderr, middle.slice(-20));
  assert.deepEqual([code, stdout], [1, ""]);
});

test("task start names the variables behind the library's options", async () => {
  const env = { GOOGLE_CLOUD_LOCATION: "Europe" };
  await assertRefused({ env }, /Cannot use GOOGLE_CLOUD_LOCATION: "Europe"/);
});
