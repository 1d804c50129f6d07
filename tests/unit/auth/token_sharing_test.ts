import { createVertex, type VertexOptions } from "../../../mod.ts";
import type { TokenStore } from "../../../src/auth/mod.ts";
import { createTokenSource, type TokenSource } from "../../../src/auth/token_source.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { failureOf, startEmulator, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const HOUR_MS = 3_600_000;
const KEY = "0123456789abcdef";

/** What several isolates of one account have in common: a store, and whoever mints. */
function openShared(changes: Partial<TokenStore> = {}) {
  const entries = new Map<string, string>();
  const world = {
    nowMs: 1_800_000_000_000,
    mints: 0,
    reads: 0,
    writes: 0,
    entries,
    store: {
      get(name) {
        world.reads++;
        return Promise.resolve(entries.get(name));
      },
      set(name, value) {
        world.writes++;
        entries.set(name, value);
        return Promise.resolve();
      },
      ...changes,
    } satisfies TokenStore,
    open(storeTimeoutMs?: number): TokenSource {
      return createTokenSource({
        credentials: [{
          getToken() {
            world.mints++;
            const expiresAtMs = world.nowMs + HOUR_MS;
            return Promise.resolve({ token: `t${world.mints}`, type: "bearer", expiresAtMs });
          },
        }],
        fetch: () => Promise.reject(new Error("no network")),
        now: () => world.nowMs,
        random: () => 0,
        retry: {},
        onToken() {},
        tokenStore: { store: world.store, sealingKey: KEY },
        storeTimeoutMs,
      });
    },
  };
  return world;
}

/** Gets a token, and waits until it is written. */
async function getWritten(source: TokenSource): Promise<string> {
  const kept: Promise<unknown>[] = [];
  const { token } = await source.get({ waitUntil: (promise) => kept.push(promise) });
  await Promise.all(kept);
  return token;
}

test("createTokenSource() touches no store before the first call", async () => {
  const world = openShared();
  world.open();
  await turn();
  assert.equal(world.reads, 0);
});

test("createTokenSource() takes the token that another isolate minted", async () => {
  const world = openShared();
  await getWritten(world.open());
  assert.equal(await getWritten(world.open()), "t1");
  assert.deepEqual([world.mints, world.writes], [1, 1]);
});

test("createTokenSource() reads the store once for 100 concurrent first calls", async () => {
  const world = openShared();
  const source = world.open();
  await Promise.all(Array.from({ length: 100 }, () => getWritten(source)));
  assert.deepEqual([world.reads, world.mints], [1, 1]);
});

test("createTokenSource() keeps a write alive with waitUntil, and waits for none", async () => {
  let finish = () => {};
  const written = new Promise<void>((resolve) => (finish = resolve));
  const world = openShared({ set: () => written });
  const kept: Promise<unknown>[] = [];
  await world.open().get({ waitUntil: (promise) => kept.push(promise) });
  let done = false;
  const all = Promise.all(kept).then(() => (done = true));
  await turn();
  assert.isFalse(done);
  finish();
  await all;
});

test("createTokenSource() takes no token back that was refused", async () => {
  const world = openShared();
  await getWritten(world.open());
  const other = world.open();
  other.reject(await getWritten(other));
  assert.equal(await getWritten(other), "t2");
});

test("createTokenSource() takes what another isolate minted after a refusal", async () => {
  const world = openShared();
  const [one, other] = [world.open(), world.open()];
  for (const source of [one, other]) source.reject(await getWritten(source));
  world.nowMs += 1_000;
  assert.deepEqual([await getWritten(one), await getWritten(other)], ["t2", "t2"]);
});

test("createTokenSource() takes no token back once it has seen a later one refused", async () => {
  const world = openShared();
  const [one, other] = [world.open(), world.open()];
  const first = await getWritten(one);
  const [sealed] = world.entries;
  world.nowMs += 1_000;
  one.reject(first);
  one.reject(await getWritten(one));
  // An eventually consistent store gives again what it held before.
  world.entries.set(...sealed ?? ["", ""]);
  assert.equal(await getWritten(one), "t3");
  assert.equal(await getWritten(other), "t3");
});

test("createTokenSource() refreshes a token that came from the store", async () => {
  const world = openShared();
  await getWritten(world.open());
  const other = world.open();
  await getWritten(other);
  world.nowMs += HOUR_MS - 200_000;
  assert.equal(await getWritten(other), "t1");
  assert.equal(await getWritten(other), "t2");
  assert.equal(world.mints, 2);
});

test("createTokenSource() refreshes from the store what another isolate has refreshed", async () => {
  const world = openShared();
  const [one, other] = [world.open(), world.open()];
  await getWritten(one);
  await getWritten(other);
  world.nowMs += HOUR_MS - 200_000;
  for (const source of [one, other, other]) await getWritten(source);
  assert.equal(await getWritten(other), "t2");
  assert.equal(world.mints, 2);
});

test("createTokenSource() takes no token that expires on its way from the store", async () => {
  const world = openShared();
  await getWritten(world.open());
  world.nowMs += HOUR_MS - 5_000;
  assert.equal(await getWritten(world.open()), "t2");
});

const broken: Record<string, () => Promise<never>> = {
  "fails": () => Promise.reject(new Error("down")),
  "throws": () => {
    throw new Error("down");
  },
  "hangs": () => new Promise(() => {}),
};
for (const [name, fail] of Object.entries(broken)) {
  test(`createTokenSource() mints in time if the store ${name}`, async () => {
    const world = openShared({ get: fail, set: fail });
    assert.equal(await getWritten(world.open(5)), "t1");
  });
}

/** Calls of two clients that share an emulator and a store. */
function openClients(emulator: Emulator, store: TokenStore, options: Partial<VertexOptions> = {}) {
  const kept: Promise<unknown>[] = [];
  const open = () =>
    createVertex({
      credentials: emulator.serviceAccountKey,
      fetch: emulator.fetch,
      tokenStore: { store },
      waitUntil: (promise) => kept.push(promise),
      ...options,
    });
  return {
    async ask() {
      const { chat } = open();
      try {
        await chat.completions.create({
          model: "google/gemini-3.1-pro-preview",
          messages: [{ role: "user", content: "Hello" }],
        });
      } finally {
        await Promise.all(kept);
      }
    },
    count: (kind: string) => emulator.requests.filter((request) => request.kind === kind).length,
  };
}

test("createVertex() shares tokens between clients of one service account", async () => {
  const { ask, count } = openClients(await startEmulator(), openShared().store);
  await ask();
  await ask();
  assert.deepEqual([count("token"), count("api")], [1, 2]);
});

test("createVertex() recovers once from a shared token that was revoked", async () => {
  const emulator = await startEmulator();
  const { ask, count } = openClients(emulator, openShared().store);
  await ask();
  emulator.revokeTokens();
  await ask();
  await ask();
  assert.deepEqual([count("token"), count("api")], [2, 4]);
});

test("createVertex() ends in one clear error if shared tokens are refused for ever", async () => {
  const emulator = await startEmulator();
  const { ask, count } = openClients(emulator, openShared().store);
  await ask();
  emulator.fail({ status: 401, times: 10 });
  const error = await failureOf(ask);
  assert.deepEqual([error.code, error.status, error.attempts], ["auth_failed", 401, 2]);
  assert.deepEqual([count("token"), count("api")], [2, 3]);
});

test("createVertex() shares what stands in for self-signed tokens", async () => {
  let nowMs = 1_800_000_000_000;
  const now = () => nowMs;
  const emulator = await startEmulator({ selfSigned: false, now });
  const { ask, count } = openClients(emulator, openShared().store, { selfSigned: true, now });
  await ask();
  nowMs += 60_000;
  await ask();
  assert.deepEqual([count("token"), count("api")], [1, 4]);
});

test("createVertex() mints once more for 20 calls that are refused for ever", async () => {
  const emulator = await startEmulator();
  emulator.fail({ status: 401, times: 100 });
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
  });
  const ask = () =>
    failureOf(() =>
      vertex.chat.completions.create({
        model: "google/gemini-3.1-pro-preview",
        messages: [{ role: "user", content: "Hello" }],
      })
    );
  const errors = await Promise.all(Array.from({ length: 20 }, ask));
  assert.deepEqual(new Set(errors.map(({ code }) => code)), new Set(["auth_failed"]));
  const mints = emulator.requests.filter(({ kind }) => kind === "token");
  assert.lengthOf(mints, 2);
  assert.lengthOf(emulator.requests, 42);
});
