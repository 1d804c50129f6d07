import { createVertex } from "../../../mod.ts";
import { serviceAccount } from "../../../src/auth/mod.ts";
import type { AccessToken, Credentials } from "../../../src/auth/mod.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { failureOf, startEmulator } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const SERVER_MS = 1_800_000_000_000;
const MINUTE_MS = 60_000;

interface Desk {
  readonly emulator: Emulator;
  readonly credentials: Credentials;
  /** Mints by a clock that is ahead by so much. */
  mint(aheadMs: number): Promise<AccessToken>;
}

async function open(fetch?: (emulator: Emulator) => Emulator["fetch"]): Promise<Desk> {
  const emulator = await startEmulator({ now: () => SERVER_MS });
  const credentials = serviceAccount(emulator.serviceAccountKey);
  const { signal } = new AbortController();
  return {
    emulator,
    credentials,
    mint: (aheadMs) =>
      credentials.getToken({
        fetch: fetch?.(emulator) ?? emulator.fetch,
        signal,
        now: () => SERVER_MS + aheadMs,
      }),
  };
}

for (const minutes of [6, 10, 30]) {
  test(`serviceAccount() mints though its clock is ${minutes} minutes ahead`, async () => {
    const { mint, emulator } = await open();
    assert.match((await mint(minutes * MINUTE_MS)).token, /^ya29\./);
    assert.lengthOf(emulator.requests, 2);
  });
}

test("serviceAccount() mints at once though its clock is 30 minutes behind", async () => {
  const { mint, emulator } = await open();
  await mint(-30 * MINUTE_MS);
  assert.lengthOf(emulator.requests, 1);
});

test("serviceAccount() counts a token's life on its own clock, however wrong that is", async () => {
  for (const aheadMs of [10 * MINUTE_MS, -10 * MINUTE_MS]) {
    const { expiresAtMs } = await (await open()).mint(aheadMs);
    assert.equal(expiresAtMs, SERVER_MS + aheadMs + 3_599_000);
  }
});

test("serviceAccount() remembers how wrong its clock is", async () => {
  const { mint, emulator } = await open();
  await mint(10 * MINUTE_MS);
  await mint(10 * MINUTE_MS);
  assert.lengthOf(emulator.requests, 3);
});

test("serviceAccount() corrects again a clock that was set wrong the other way", async () => {
  const { mint, emulator } = await open();
  await mint(30 * MINUTE_MS);
  await mint(-30 * MINUTE_MS);
  assert.lengthOf(emulator.requests, 4);
});

test("serviceAccount() signs once with a clock that is wrong by more", async () => {
  const { mint, emulator } = await open();
  const error = await failureOf(() => mint(31 * MINUTE_MS));
  assert.match(error.message, /set this machine's clock: it is 1860 s ahead of Google's/);
  assert.deepEqual([error.code, error.retryable], ["auth_failed", false]);
  assert.lengthOf(emulator.requests, 1);
});

test("serviceAccount() signs twice at most, and says how wrong its clock is", async () => {
  const { mint, emulator } = await open();
  emulator.fail({ status: 400, message: "Invalid JWT: iat", on: "token", times: 10 });
  const error = await failureOf(() => mint(10 * MINUTE_MS));
  assert.match(error.message, /set this machine's clock: it is 600 s ahead of Google's/);
  assert.lengthOf(emulator.requests, 2);
});

test("serviceAccount() does not sign again with a clock that is right", async () => {
  const { mint, emulator } = await open();
  emulator.fail({ status: 400, message: "Invalid JWT: iat", on: "token", times: 10 });
  await failureOf(() => mint(2_000));
  assert.lengthOf(emulator.requests, 1);
});

test("serviceAccount() blames no other refusal on its clock", async () => {
  const { mint, emulator } = await open();
  emulator.fail({ status: 400, message: "Invalid JWT Signature.", on: "token", times: 10 });
  const error = await failureOf(() => mint(10 * MINUTE_MS));
  assert.notMatch(error.message, /clock/);
  assert.lengthOf(emulator.requests, 1);
});

test("serviceAccount() corrects nothing if the server does not tell the time", async () => {
  const { mint, emulator } = await open((emulator) => async (input, init) => {
    const response = await emulator.fetch(input, init);
    const headers = new Headers(response.headers);
    headers.delete("date");
    return new Response(response.body, { status: response.status, headers });
  });
  const error = await failureOf(() => mint(10 * MINUTE_MS));
  assert.match(error.message, /\(set this machine's clock\)/);
  assert.lengthOf(emulator.requests, 1);
});

test("createVertex() serves calls with a clock that is ten minutes ahead", async () => {
  const { emulator, credentials } = await open();
  const vertex = createVertex({
    credentials,
    fetch: emulator.fetch,
    now: () => SERVER_MS + 10 * MINUTE_MS,
  });
  for (let call = 0; call < 2; call++) {
    await vertex.chat.completions.create({
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: "Hello" }],
    });
  }
  const kinds = emulator.requests.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["token", "token", "api", "api"]);
});
