import { VertexError } from "../../../mod.ts";
import type { AccessToken, Credentials, TokenContext } from "../../../src/auth/mod.ts";
import { createTokenSource, type TokenSource } from "../../../src/auth/token_source.ts";
import {
  createCountedSignal,
  createGate,
  failureOf,
  leaksOf,
  thrownBy,
  turn,
} from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const HOUR_MS = 3_600_000;

interface Desk {
  readonly source: TokenSource;
  /** What each mint was given. */
  readonly mints: TokenContext[];
  /** How long each successful mint took. */
  readonly told: number[];
  nowMs: number;
}

interface DeskOptions {
  /** Gets the number of the mint, from 1. */
  readonly getToken?: (mint: number, context: TokenContext) => unknown;
  readonly standIns?: readonly Credentials[];
  readonly mintTimeoutMs?: number;
  readonly maxAttempts?: number;
}

/** A token source over credentials that number their tokens, which live for an hour. */
function open(options: DeskOptions = {}): Desk {
  const mints: TokenContext[] = [];
  const told: number[] = [];
  const { getToken = (mint: number) => numbered(mint), standIns = [], mintTimeoutMs } = options;

  function numbered(mint: number): AccessToken {
    return { token: `t${mint}`, type: "bearer", expiresAtMs: desk.nowMs + HOUR_MS };
  }

  const credentials = {
    // Users' own credentials hold to no type.
    getToken(context: TokenContext): Promise<AccessToken> {
      return Promise.resolve(getToken(mints.push(context), context)) as Promise<AccessToken>;
    },
  };
  const desk: Desk = {
    mints,
    told,
    nowMs: 1_800_000_000_000,
    source: createTokenSource({
      credentials: [credentials, ...standIns],
      fetch: () => Promise.reject(new Error("no network")),
      now: () => desk.nowMs,
      random: () => 0,
      retry: { maxAttempts: options.maxAttempts ?? 1 },
      onToken: (elapsedMs) => told.push(elapsedMs),
      mintTimeoutMs,
    }),
  };
  return desk;
}

/** Credentials whose mints wait until the gate is opened. */
function openGated(options: DeskOptions = {}): Desk & ReturnType<typeof createGate> {
  const gate = createGate();
  const desk: Desk = open({
    ...options,
    async getToken(mint) {
      await gate.opened;
      return { token: `t${mint}`, type: "bearer", expiresAtMs: desk.nowMs + HOUR_MS };
    },
  });
  return Object.assign(desk, gate);
}

const unavailable = () => new VertexError("connection_failed", "Cannot mint", { retryable: true });

test("createTokenSource() mints nothing before the first call", () => {
  assert.lengthOf(open().mints, 0);
});

test("createTokenSource() mints once for 100 concurrent first calls", async () => {
  const desk = open();
  const tokens = await Promise.all(Array.from({ length: 100 }, () => desk.source.get()));
  assert.lengthOf(desk.mints, 1);
  assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(["t1"]));
});

test("createTokenSource() keeps a token until shortly before it expires", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 301_000;
  await desk.source.get();
  assert.lengthOf(desk.mints, 1);
});

test("createTokenSource() mints anew once the token has expired", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS;
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() hands out no token that expires on its way", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 2_000;
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() lets nobody wait for a refresh ahead of expiry", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  assert.equal((await desk.source.get()).token, "t1");
  await turn();
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() refreshes once for 100 concurrent calls", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  await Promise.all(Array.from({ length: 100 }, () => desk.source.get()));
  await turn();
  assert.lengthOf(desk.mints, 2);
});

test("createTokenSource() refreshes under waitUntil", async () => {
  const desk = open();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  const kept: Promise<unknown>[] = [];
  await desk.source.get({ waitUntil: (promise) => kept.push(promise) });
  await Promise.all(kept);
  assert.lengthOf(kept, 1);
  assert.equal((await desk.source.get()).token, "t2");
});

function openOnce(): Desk {
  const desk: Desk = open({
    getToken(mint) {
      if (mint > 1) throw new Error("refused");
      return { token: "t1", type: "bearer", expiresAtMs: desk.nowMs + HOUR_MS };
    },
  });
  return desk;
}

test("createTokenSource() keeps the old token when a refresh fails", async () => {
  const desk = openOnce();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  await desk.source.get();
  await turn();
  assert.equal((await desk.source.get()).token, "t1");
});

test("createTokenSource() pauses between refreshes that fail", async () => {
  const desk = openOnce();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  for (let call = 0; call < 5; call++) {
    await desk.source.get();
    await turn();
  }
  assert.lengthOf(desk.mints, 2);
});

test("createTokenSource() tries a failed refresh again after the pause", async () => {
  const desk = openOnce();
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  await desk.source.get();
  await turn();
  desk.nowMs += 20_000;
  await desk.source.get();
  assert.lengthOf(desk.mints, 3);
});

test("createTokenSource() begins no refresh beside one that is under way", async () => {
  const gate = createGate();
  const desk: Desk = open({
    async getToken(mint) {
      if (mint > 1) await gate.opened;
      return { token: `t${mint}`, type: "bearer", expiresAtMs: desk.nowMs + HOUR_MS };
    },
  });
  await desk.source.get();
  desk.nowMs += HOUR_MS - 299_000;
  await desk.source.get();
  desk.nowMs += 20_000;
  await desk.source.get();
  assert.lengthOf(desk.mints, 2);
  gate.open();
  await turn();
});

test("createTokenSource() mints under waitUntil, with a promise that never rejects", async () => {
  const desk = open({ getToken: () => Promise.reject(new Error("refused")) });
  const kept: Promise<unknown>[] = [];
  await failureOf(() => desk.source.get({ waitUntil: (promise) => kept.push(promise) }));
  assert.lengthOf(kept, 1);
  await Promise.all(kept);
});

test("createTokenSource() calls waitUntil for a mint, not for each who waits for it", async () => {
  const desk = open();
  let calls = 0;
  const waitUntil = () => {
    calls++;
  };
  await Promise.all([desk.source.get({ waitUntil }), desk.source.get({ waitUntil })]);
  await desk.source.get({ waitUntil });
  assert.equal(calls, 1);
});

test("createTokenSource() survives a waitUntil that throws", async () => {
  const desk = open();
  const waitUntil = () => {
    throw new TypeError("Illegal invocation");
  };
  assert.equal((await desk.source.get({ waitUntil })).token, "t1");
});

test("createTokenSource() caches no failure", async () => {
  const desk = open({ getToken: () => Promise.reject(new Error("refused")) });
  await failureOf(() => desk.source.get());
  await failureOf(() => desk.source.get());
  assert.lengthOf(desk.mints, 2);
});

test("createTokenSource() recovers after a failure", async () => {
  const desk = open({
    getToken(mint) {
      if (mint === 1) throw new Error("refused");
      return { token: `t${mint}`, type: "bearer" };
    },
  });
  await failureOf(() => desk.source.get());
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() shares one failure among all that wait for the mint", async () => {
  const desk = open({ getToken: () => Promise.reject(new Error("refused")) });
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => desk.source.get()));
  assert.isTrue(results.every(({ status }) => status === "rejected"));
  assert.lengthOf(desk.mints, 1);
});

test("createTokenSource() serves the others when the caller who began the mint aborts", async () => {
  const desk = openGated();
  const leader = new AbortController();
  const led = desk.source.get({ signal: leader.signal });
  const others = [desk.source.get(), desk.source.get()];
  leader.abort();
  await thrownBy(() => led);
  desk.open();
  assert.deepEqual((await Promise.all(others)).map(({ token }) => token), ["t1", "t1"]);
  assert.lengthOf(desk.mints, 1);
});

test("createTokenSource() serves the others when one who waits aborts", async () => {
  const desk = openGated();
  const led = desk.source.get();
  const follower = new AbortController();
  const followed = desk.source.get({ signal: follower.signal });
  follower.abort();
  await thrownBy(() => followed);
  desk.open();
  assert.equal((await led).token, "t1");
});

test("createTokenSource() finishes a mint that nobody waits for any more", async () => {
  const desk = openGated();
  const controller = new AbortController();
  const wait = desk.source.get({ signal: controller.signal });
  controller.abort();
  await thrownBy(() => wait);
  desk.open();
  await turn();
  assert.equal((await desk.source.get()).token, "t1");
});

test("createTokenSource() rejects an aborted wait at once, with the signal's reason", async () => {
  const desk = openGated();
  const controller = new AbortController();
  const reason = { my: "reason" };
  const wait = desk.source.get({ signal: controller.signal });
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => wait), reason);
  desk.open();
  await turn();
});

test("createTokenSource() mints nothing for a signal that is aborted already", async () => {
  const desk = open();
  const reason = { my: "reason" };
  const signal = AbortSignal.abort(reason);
  assert.strictEqual(await thrownBy(() => desk.source.get({ signal })), reason);
  assert.lengthOf(desk.mints, 0);
});

test("createTokenSource() never mints under a caller's signal", async () => {
  const desk = openGated();
  const controller = new AbortController();
  const wait = desk.source.get({ signal: controller.signal });
  controller.abort();
  await thrownBy(() => wait);
  assert.isFalse(desk.mints[0]?.signal.aborted);
  desk.open();
  await turn();
});

test("createTokenSource() takes its listener off the signal", async () => {
  const { signal, count } = createCountedSignal();
  await open().source.get({ signal });
  assert.equal(count(), 0);
});

test("createTokenSource() bounds a mint in time, also when credentials ignore their signal", async () => {
  const desk = open({ getToken: () => new Promise(() => {}), mintTimeoutMs: 20 });
  const error = await failureOf(() => desk.source.get());
  assert.deepEqual([error.code, error.retryable], ["timeout", true]);
  assert.match(error.message, /no answer within 20 ms/);
  assert.equal(error.attempts, 1);
  assert.isAtLeast(error.elapsedMs ?? 0, 15);
  assert.isTrue(desk.mints[0]?.signal.aborted);
});

test("createTokenSource() mints anew after a mint that hung", async () => {
  const desk = open({
    getToken: (mint) => mint === 1 ? new Promise(() => {}) : { token: "t2", type: "bearer" },
    mintTimeoutMs: 20,
  });
  await failureOf(() => desk.source.get());
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() tries again after a failure that may pass", async () => {
  const desk = open({
    maxAttempts: 3,
    getToken(mint) {
      if (mint < 3) throw unavailable();
      return { token: "t3", type: "bearer" };
    },
  });
  assert.equal((await desk.source.get()).token, "t3");
});

test("createTokenSource() gives up after maxAttempts, and says so", async () => {
  const desk = open({ maxAttempts: 3, getToken: () => Promise.reject(unavailable()) });
  const error = await failureOf(() => desk.source.get());
  assert.deepEqual([error.code, error.attempts], ["connection_failed", 3]);
  assert.isAtLeast(error.elapsedMs ?? NaN, 0);
  assert.lengthOf(desk.mints, 3);
});

test("createTokenSource() does not repeat a failure that is final", async () => {
  const issues = [{ path: "a", message: "b" }];
  const cause = new Error("underneath");
  const final = Object.freeze(
    new VertexError("auth_failed", "Cannot mint", { status: 403, issues, cause }),
  );
  const desk = open({ maxAttempts: 3, getToken: () => Promise.reject(final) });
  const error = await failureOf(() => desk.source.get());
  assert.equal(error.message, final.message);
  assert.deepInclude(error, { code: "auth_failed", status: 403, issues, attempts: 1 });
  assert.strictEqual(error.cause, cause);
  assert.lengthOf(desk.mints, 1);
});

test("createTokenSource() drops a token that the server refused", async () => {
  const desk = open();
  desk.source.reject((await desk.source.get()).token);
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() mints once for 20 concurrent refusals", async () => {
  const desk = open();
  const { token } = await desk.source.get();
  await Promise.all(Array.from({ length: 20 }, () => {
    desk.source.reject(token);
    return desk.source.get();
  }));
  assert.lengthOf(desk.mints, 2);
});

test("createTokenSource() keeps a newer token when an old one is refused late", async () => {
  const desk = open();
  const { token } = await desk.source.get();
  desk.source.reject(token);
  await desk.source.get();
  desk.source.reject(token);
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() turns to the stand-in for good once a token was refused", async () => {
  const standIn: Credentials = {
    getToken: () => Promise.resolve({ token: "stand-in", type: "bearer" }),
  };
  const desk = open({ standIns: [standIn] });
  desk.source.reject((await desk.source.get()).token);
  assert.equal((await desk.source.get()).token, "stand-in");
  desk.source.reject("stand-in");
  assert.equal((await desk.source.get()).token, "stand-in");
  assert.lengthOf(desk.mints, 1);
});

test("createTokenSource() hands out a token that lives for a second, and mints anew after it", async () => {
  const desk: Desk = open({
    getToken: (mint) => ({ token: `t${mint}`, type: "bearer", expiresAtMs: desk.nowMs + 1_000 }),
  });
  assert.equal((await desk.source.get()).token, "t1");
  assert.equal((await desk.source.get()).token, "t1");
  desk.nowMs += 1_000;
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() hands out a token that has expired already, and does not keep it", async () => {
  const desk: Desk = open({
    getToken: (mint) => ({ token: `t${mint}`, type: "bearer", expiresAtMs: desk.nowMs - 1_000 }),
  });
  assert.equal((await desk.source.get()).token, "t1");
  assert.equal((await desk.source.get()).token, "t2");
});

test("createTokenSource() keeps a token without expiry until it is refused", async () => {
  const desk = open({ getToken: (mint) => ({ token: `t${mint}`, type: "bearer" }) });
  await desk.source.get();
  desk.nowMs += 1_000 * HOUR_MS;
  assert.equal((await desk.source.get()).token, "t1");
});

test("createTokenSource() tells of each mint, and of nothing else", async () => {
  const desk = open();
  await desk.source.get();
  await desk.source.get();
  assert.lengthOf(desk.told, 1);
  assert.isAtLeast(desk.told[0] ?? -1, 0);
});

test("createTokenSource() lends its clock and its fetch to the credentials", async () => {
  const desk = open();
  await desk.source.get();
  assert.equal(desk.mints[0]?.now(), desk.nowMs);
  assert.match(
    String(await thrownBy(() => desk.mints[0]?.fetch("https://a.example"))),
    /no network/,
  );
});

test("createTokenSource() hands out an API key as such", async () => {
  const desk = open({ getToken: () => ({ token: "AIza-key", type: "apiKey" }) });
  assert.deepEqual(await desk.source.get(), { token: "AIza-key", type: "apiKey" });
});

test("createTokenSource() takes a token from credentials that return no promise", async () => {
  const getToken: () => never = () => ({ token: "plain", type: "bearer" }) as never;
  const source = createTokenSource({
    credentials: [{ getToken }],
    fetch: () => Promise.reject(new Error("no network")),
    now: Date.now,
    random: () => 0,
    retry: {},
    onToken() {},
  });
  assert.equal((await source.get()).token, "plain");
});

test("createTokenSource() gives what credentials throw as the cause", async () => {
  const cause = new RangeError("mine");
  const desk = open({
    getToken() {
      throw cause;
    },
  });
  const error = await failureOf(() => desk.source.get());
  assert.deepEqual([error.code, error.cause], ["auth_failed", cause]);
  assert.match(error.message, /getToken failed/);
});

test("createTokenSource() makes a typed error of a value that is no error", async () => {
  const desk = open({ getToken: () => Promise.reject("no") });
  assert.equal((await failureOf(() => desk.source.get())).code, "auth_failed");
});

const useless: Record<string, [returned: unknown, said: RegExp]> = {
  "nothing": [undefined, /getToken returned none/],
  "null": [null, /getToken returned none/],
  "a bare string": ["ya29.planted-secret", /getToken returned none/],
  "an empty token": [{ token: "", type: "bearer" }, /getToken returned none/],
  "a blank token": [{ token: " \n", type: "bearer" }, /getToken returned none/],
  "a token that is no text": [{ token: 1, type: "bearer" }, /getToken returned none/],
  "a token with a line break": [
    { token: "planted-secret\r\nx-evil: 1", type: "bearer" },
    /characters that no header holds/,
  ],
  "a token with letters of another alphabet": [
    { token: "planted-secret-ключ", type: "bearer" },
    /characters that no header holds/,
  ],
  "a token without a type": [{ token: "planted-secret" }, /neither "bearer" nor "apiKey"/],
  "a token of an unknown type": [
    { token: "planted-secret", type: "Bearer" },
    /neither "bearer" nor "apiKey"/,
  ],
};
for (const [name, [returned, said]] of Object.entries(useless)) {
  test(`createTokenSource() refuses ${name} from credentials, and quotes nothing of it`, async () => {
    const desk = open({ getToken: () => returned });
    const error = await failureOf(() => desk.source.get());
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, "planted-secret"), []);
  });
}
