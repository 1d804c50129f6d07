/** The client against an emulator that misbehaves. */
import {
  type ChatCompletion,
  createVertex,
  type Vertex,
  type VertexOptions,
} from "../../../mod.ts";
import type { Emulator, EmulatorOptions } from "../../../src/testing/mod.ts";
import { everythingIn, failureOf, leaksOf, startEmulator, thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

interface Desk {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
  readonly ask: (options?: { signal?: AbortSignal; timeoutMs?: number }) => Promise<ChatCompletion>;
  /** How many requests of a kind were made. */
  readonly count: (kind: "token" | "api" | "other") => number;
}

async function open(
  options: Partial<VertexOptions> = {},
  emulatorOptions: EmulatorOptions = {},
): Promise<Desk> {
  const emulator = await startEmulator(emulatorOptions);
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    retry: { baseDelayMs: 0 },
    ...options,
  });
  return {
    emulator,
    vertex,
    ask: (call) =>
      vertex.chat.completions.create({
        model: "google/gemini-3.1-pro-preview",
        messages: [{ role: "user", content: "Hello" }],
      }, call),
    count: (kind) => emulator.requests.filter((request) => request.kind === kind).length,
  };
}

test("createVertex() requests nothing before the first call", async () => {
  assert.deepEqual((await open()).emulator.requests, []);
});

test("createVertex() mints once for 100 concurrent first calls", async () => {
  const { ask, count } = await open();
  await Promise.all(Array.from({ length: 100 }, () => ask()));
  assert.deepEqual([count("token"), count("api")], [1, 100]);
});

test("createVertex() recovers from a token that was revoked", async () => {
  const { ask, emulator, count } = await open();
  await ask();
  emulator.revokeTokens();
  await ask();
  assert.deepEqual([count("token"), count("api")], [2, 3]);
});

test("createVertex() mints once for 20 calls whose token was revoked", async () => {
  const { ask, emulator, count } = await open();
  await ask();
  emulator.revokeTokens();
  await Promise.all(Array.from({ length: 20 }, () => ask()));
  assert.equal(count("token"), 2);
});

test("createVertex() gives up on 401 for ever after one more try", async () => {
  const { ask, emulator, count } = await open();
  emulator.fail({ status: 401, times: 10 });
  const error = await failureOf(() => ask());
  assert.deepEqual([error.code, error.status, error.attempts], ["auth_failed", 401, 2]);
  assert.deepEqual([count("token"), count("api")], [2, 2]);
});

test("createVertex() asks the token endpoint once for a refusal that is final", async () => {
  const { ask, emulator, count } = await open();
  emulator.fail({ status: 401, on: "token", times: 10 });
  assert.equal((await failureOf(() => ask())).code, "auth_failed");
  assert.deepEqual([count("token"), count("api")], [1, 0]);
});

for (const fault of [{ fault: "token-reset" }, { status: 503, on: "token" }] as const) {
  test(`createVertex() asks the token endpoint three times in all, given ${JSON.stringify(fault)}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail({ ...fault, times: 20 });
    await failureOf(() => ask());
    assert.deepEqual([count("token"), count("api")], [3, 0]);
  });

  test(`createVertex() recovers from ${JSON.stringify(fault)}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail(fault);
    await ask();
    assert.deepEqual([count("token"), count("api")], [2, 1]);
  });
}

for (const fault of ["token-expiry-missing", "token-expiry-text", "token-expiry-tiny"] as const) {
  test(`createVertex() works with ${fault}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail({ fault });
    await Promise.all([ask(), ask(), ask()]);
    assert.deepEqual([count("token"), count("api")], [1, 3]);
  });
}

for (const fault of ["token-html", "token-empty", "token-id-only"] as const) {
  test(`createVertex() sends no request without a token, given ${fault}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail({ fault });
    assert.equal((await failureOf(() => ask())).code, "auth_failed");
    assert.equal(count("api"), 0);
  });

  test(`createVertex() recovers after ${fault}`, async () => {
    const { ask, emulator } = await open();
    emulator.fail({ fault });
    await failureOf(() => ask());
    assert.equal((await ask()).object, "chat.completion");
  });
}

test("createVertex() with selfSigned asks no token endpoint", async () => {
  const { ask, count } = await open({ selfSigned: true });
  await ask();
  assert.deepEqual([count("token"), count("api")], [0, 1]);
});

test("createVertex() with selfSigned falls back to the exchange once it is refused", async () => {
  const { ask, count } = await open({ selfSigned: true }, { selfSigned: false });
  await ask();
  await ask();
  assert.deepEqual([count("token"), count("api")], [1, 3]);
});

test("createVertex() carries its token to no other origin", async () => {
  const { ask, emulator } = await open();
  emulator.fail({ status: 307, redirectTo: "https://evil.example/" });
  assert.equal((await failureOf(() => ask())).status, 307);
  assert.isFalse(emulator.requests.some(({ url }) => url.includes("evil.example")));
});

test("createVertex() goes down its ladder, and remembers", async () => {
  const { ask, emulator } = await open({ location: ["europe-west4", "eu"] });
  emulator.fail({ status: 429, location: "europe-west4" });
  await ask();
  await ask();
  const hosts = emulator.requests.map(({ url }) => new URL(url).hostname.split(".googleapis")[0]);
  assert.deepEqual(hosts, [
    "oauth2",
    "europe-west4-aiplatform",
    "aiplatform.eu.rep",
    "aiplatform.eu.rep",
  ]);
});

test("createVertex() serves a second caller when the first aborts in the middle of the mint", async () => {
  const { ask, emulator, count } = await open();
  const first = new AbortController();
  const reason = { my: "reason" };
  emulator.fail({ delayMs: 20, on: "token" });
  const asked = ask({ signal: first.signal });
  const followed = ask();
  await turn();
  first.abort(reason);
  assert.strictEqual(await thrownBy(() => asked), reason);
  assert.equal((await followed).object, "chat.completion");
  assert.equal(count("token"), 1);
});

test("createVertex() serves a second caller when the first runs out of time in the mint", async () => {
  const { ask, emulator } = await open();
  emulator.fail({ delayMs: 50, on: "token" });
  const asked = ask({ timeoutMs: 5 });
  const followed = ask();
  assert.equal((await failureOf(() => asked)).code, "timeout");
  assert.equal((await followed).object, "chat.completion");
});

for (const fault of ["hang", "hang-mid-stream"] as const) {
  test(`createVertex() ends in time and lets go, given ${fault}`, async () => {
    const { ask, emulator } = await open();
    await ask();
    emulator.fail({ fault });
    assert.equal((await failureOf(() => ask({ timeoutMs: 30 }))).code, "timeout");
    await turn();
    assert.equal(emulator.openStreams, 0);
  });

  test(`createVertex() rejects with the signal's reason and lets go, given ${fault}`, async () => {
    const { ask, emulator } = await open();
    await ask();
    emulator.fail({ fault });
    const controller = new AbortController();
    const reason = { my: "reason" };
    const asked = ask({ signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    assert.strictEqual(await thrownBy(() => asked), reason);
    await turn();
    assert.equal(emulator.openStreams, 0);
  });
}

for (const fault of ["reset-before-headers", "reset-mid-stream"] as const) {
  test(`createVertex() recovers from ${fault}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail({ fault });
    await ask();
    assert.equal(count("api"), 2);
  });
}

for (const bodyShape of ["object", "array"] as const) {
  test(`createVertex() fails at once for a RetryInfo beyond its budget, in an ${bodyShape}`, async () => {
    const { ask, emulator, count } = await open();
    emulator.fail({ status: 429, retryInfo: "3600s", bodyShape, times: 5 });
    const error = await failureOf(() => ask());
    assert.deepEqual([error.code, error.retryAfterMs], ["rate_limited", 3_600_000]);
    assert.equal(count("api"), 1);
  });
}

for (const bodyShape of ["object", "array", "html", "empty"] as const) {
  test(`createVertex() gives no token away in an error, given a body: ${bodyShape}`, async () => {
    const { ask, emulator, vertex } = await open();
    emulator.fail({ status: 400, bodyShape });
    const error = await failureOf(() => ask());
    assert.equal(error.status, 400);
    assert.deepEqual(leaksOf(error, await vertex.getAccessToken()), []);
    assert.notInclude(everythingIn(error), "Bearer");
  });
}

test("createVertex() gets an access token for other APIs", async () => {
  const { vertex } = await open();
  assert.match(await vertex.getAccessToken(), /^ya29\./);
});
