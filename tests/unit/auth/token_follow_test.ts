import type { AccessToken } from "../../../src/auth/mod.ts";
import { createTokenSource, type TokenSource } from "../../../src/auth/token_source.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

interface Desk {
  readonly source: TokenSource;
  readonly mints: number;
  /** How far the clock is off. */
  skewMs: number;
}

/** A source whose first mints hang: each as long as its deadline lets it. */
function open(
  hanging: number,
  answer?: () => Promise<AccessToken>,
  mintTimeoutMs = 500,
): Desk {
  let mints = 0;
  const source = createTokenSource({
    credentials: [{
      getToken() {
        const mint = ++mints;
        if (mint <= hanging) return new Promise(() => {});
        return answer?.() ?? Promise.resolve({ token: `t${mint}`, type: "bearer" });
      },
    }],
    fetch: () => Promise.reject(new Error("no network")),
    now: () => Date.now() + desk.skewMs,
    random: () => 0,
    retry: { maxAttempts: 1 },
    onToken() {},
    mintTimeoutMs,
    followTimeoutMs: 100,
  });
  const desk: Desk = {
    source,
    get mints() {
      return mints;
    },
    skewMs: 0,
  };
  return desk;
}

const repeat = (times: number, source: TokenSource) =>
  Array.from({ length: times }, () => source.get());

/** Lets a mint run into its deadline, which must not outlive its test. */
async function outlast(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 520));
}

test("createTokenSource() mints once more for 100 who wait for a mint that hangs", async () => {
  const desk = open(1);
  const [led, ...followed] = repeat(101, desk.source);
  const tokens = await Promise.all(followed);
  assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(["t2"]));
  assert.equal(desk.mints, 2);
  await led;
  await outlast();
});

test("createTokenSource() serves the one whose mint hangs with what another has minted", async () => {
  const desk = open(1);
  const [led] = repeat(2, desk.source);
  assert.equal((await led)?.token, "t2");
  await outlast();
});

test("createTokenSource() leaves one who waits alone to its own mint's deadline", async () => {
  const desk = open(1);
  const startedAtMs = Date.now();
  assert.equal((await failureOf(() => desk.source.get())).code, "timeout");
  assert.isAtLeast(Date.now() - startedAtMs, 450);
  assert.equal(desk.mints, 1);
});

test("createTokenSource() has nobody join a mint that is too old", async () => {
  const desk = open(1);
  const [led] = repeat(1, desk.source);
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal((await desk.source.get()).token, "t2");
  assert.equal((await led)?.token, "t2");
  await outlast();
});

test("createTokenSource() ends all waits, with few mints, if every mint hangs", async () => {
  const desk = open(Infinity, undefined, 700);
  const startedAtMs = Date.now();
  const results = await Promise.allSettled(repeat(100, desk.source));
  const codes = results.map((result) => result.status === "rejected" && result.reason.code);
  assert.deepEqual(new Set(codes), new Set(["timeout"]));
  assert.isBelow(Date.now() - startedAtMs, 4_000);
  assert.isAtMost(desk.mints, 6);
});

test("createTokenSource() asks a token endpoint that fails fast a few times, not once a caller", async () => {
  const desk = open(0, () => Promise.reject(new Error("refused")));
  const untilMs = Date.now() + 500;
  let failures = 0;
  // Whoever is told of a failure comes back at once, ten at a time.
  await Promise.all(Array.from({ length: 10 }, async () => {
    while (Date.now() < untilMs) {
      await failureOf(() => desk.source.get());
      failures++;
    }
  }));
  assert.isAtLeast(failures, 20);
  assert.isAtMost(desk.mints, 5);
});

test("createTokenSource() answers the first call after a failure with a new mint", async () => {
  let down = true;
  const desk = open(
    0,
    () =>
      down ? Promise.reject(new Error("down")) : Promise.resolve({ token: "t", type: "bearer" }),
  );
  await failureOf(() => desk.source.get());
  down = false;
  assert.equal((await desk.source.get()).token, "t");
});

test("createTokenSource() pauses no longer if the clock was set back after a failure", async () => {
  const desk = open(0, () => Promise.reject(new Error("down")));
  await failureOf(() => desk.source.get());
  desk.skewMs = -3_600_000;
  const startedAtMs = Date.now();
  await failureOf(() => desk.source.get());
  assert.isBelow(Date.now() - startedAtMs, 1_000);
});

test("createTokenSource() hears an abort that comes while a mint is begun", async () => {
  const controller = new AbortController();
  const { source } = open(0, () => {
    controller.abort("enough");
    return new Promise((resolve) => setTimeout(resolve, 300, { token: "t", type: "bearer" }));
  });
  const startedAtMs = performance.now();
  const reason = await source.get({ signal: controller.signal }).catch((error) => error);
  assert.equal(reason, "enough");
  assert.isBelow(performance.now() - startedAtMs, 250);
  await new Promise((resolve) => setTimeout(resolve, 350));
});
