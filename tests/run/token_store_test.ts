import { createVertex } from "../../mod.ts";
import { denoKvTokenStore } from "../../src/auth/mod.ts";
import type { Emulator } from "../../src/testing/mod.ts";
import { startEmulator } from "../fixtures.ts";
import { assert, test } from "../harness.ts";
import { startMiniflare } from "./miniflare.ts";
import { bundle } from "./workerd.ts";

interface TokenEndpoint extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly url: string;
}

/** Serves an emulator on loopback. */
async function openTokenEndpoint(): Promise<TokenEndpoint> {
  const emulator = await startEmulator();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  return {
    emulator,
    url: `http://127.0.0.1:${server.addr.port}/token`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Opens a database of its own, which is gone at the end. */
async function openKv(): Promise<{ kv: Deno.Kv } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "token_store_" });
  const kv = await Deno.openKv(`${folder}/kv`);
  return {
    kv,
    async [Symbol.asyncDispose]() {
      kv.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** A client that begins without a token, as in another process. */
async function getToken(kv: Deno.Kv, google: TokenEndpoint) {
  const kept: Promise<unknown>[] = [];
  const token = await createVertex({
    credentials: google.emulator.serviceAccountKey,
    tokenEndpoint: google.url,
    tokenStore: { store: denoKvTokenStore(kv) },
    waitUntil: (promise) => kept.push(promise),
  }).getAccessToken();
  await Promise.all(kept);
  return token;
}

test("denoKvTokenStore() shares tokens through a Deno KV database", async () => {
  await using database = await openKv();
  await using google = await openTokenEndpoint();
  const token = await getToken(database.kv, google);
  assert.equal(await getToken(database.kv, google), token);
  assert.lengthOf(google.emulator.requests, 1);
});

test("denoKvTokenStore() puts no token into the database that can be used", async () => {
  await using database = await openKv();
  await using google = await openTokenEndpoint();
  const token = await getToken(database.kv, google);
  const entries = await Array.fromAsync(database.kv.list({ prefix: [] }));
  assert.lengthOf(entries, 1);
  const said = JSON.stringify(entries);
  for (let at = 0; at + 12 < token.length; at += 12) {
    assert.notInclude(said, token.slice(at, at + 12));
  }
});

test("denoKvTokenStore() mints anew for an entry that was tampered with", async () => {
  await using database = await openKv();
  await using google = await openTokenEndpoint();
  const token = await getToken(database.kv, google);
  for await (const { key, value } of database.kv.list({ prefix: [] })) {
    await database.kv.set(key, String(value).replace(/.{9}$/, "AAAAAAAAA"));
  }
  assert.notEqual(await getToken(database.kv, google), token);
  assert.lengthOf(google.emulator.requests, 2);
});

test("denoKvTokenStore() gives nothing that has expired, though the database still does", async () => {
  await using database = await openKv();
  const store = denoKvTokenStore(database.kv);
  await store.set("name", "sealed", { expiresAtMs: Date.now() + 40 });
  assert.equal(await store.get("name"), "sealed");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.isUndefined(await store.get("name"));
  const { value } = await database.kv.get(["vertex-edge", "token", "name"]);
  assert.match(String(value), /sealed/);
});

test("denoKvTokenStore() takes for absent what others have written", async () => {
  await using database = await openKv();
  const store = denoKvTokenStore(database.kv);
  for (const value of [1, "text", { a: 1 }, null, new Uint8Array(3)]) {
    await database.kv.set(["vertex-edge", "token", "name"], value);
    assert.isUndefined(await store.get("name"));
  }
  assert.isUndefined(await store.get("none"));
});

test("denoKvTokenStore() mints though the database was closed", async () => {
  await using google = await openTokenEndpoint();
  const kv = await Deno.openKv(":memory:");
  kv.close();
  assert.match(await getToken(kv, google), /^ya29/);
});

test("denoKvTokenStore() leaves a call unharmed if a token is too long for the database", async () => {
  await using database = await openKv();
  const kept: Promise<unknown>[] = [];
  const token = "a".repeat(70_000);
  const vertex = createVertex({
    project: "my-project",
    credentials: {
      getToken: () =>
        Promise.resolve({ token, type: "bearer", expiresAtMs: Date.now() + 3_600_000 }),
    },
    tokenStore: { store: denoKvTokenStore(database.kv), sealingKey: "0123456789abcdef" },
    waitUntil: (promise) => kept.push(promise),
  });
  assert.equal(await vertex.getAccessToken(), token);
  await Promise.all(kept);
  assert.lengthOf(await Array.fromAsync(database.kv.list({ prefix: [] })), 0);
});

interface KvEntry {
  readonly name: string;
  readonly value: string;
  readonly expiration: number;
}

/** What lies in KV, once the write that nobody waits for is done. */
async function entriesAt(origin: string): Promise<KvEntry[]> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const entries: KvEntry[] = await (await fetch(`${origin}/entries`)).json();
    if (entries.length > 0) return entries;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("nothing was written");
}

Deno.test({
  name: "kvTokenStore() shares tokens through Workers KV, sealed, for as long as they live",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using google = await openTokenEndpoint();
    const { text } = await bundle({ entry: "tests/run/token_worker.ts" });
    await using worker = await startMiniflare(text);
    const { origin } = worker;
    const body = JSON.stringify(google.emulator.serviceAccountKey);

    const tokens = new Set<string>();
    for (let isolate = 0; isolate < 3; isolate++) {
      const url = `${origin}/token?endpoint=${google.url}`;
      tokens.add(await (await fetch(url, { method: "POST", body })).text());
      await entriesAt(origin);
    }
    const [token = ""] = tokens;
    assert.match(token, /^ya29/);
    assert.deepEqual([tokens.size, google.emulator.requests.length], [1, 1]);

    const [entry] = await entriesAt(origin);
    assert.match(entry?.value ?? "", /^[\w-]{100,}$/);
    assert.notInclude(JSON.stringify(entry), token.slice(0, 8));
    assert.closeTo(entry?.expiration ?? 0, Date.now() / 1_000 + 3_599, 60);

    // KV itself refuses to forget so soon.
    assert.equal(await (await fetch(`${origin}/brief`)).text(), "sealed");
  },
});
