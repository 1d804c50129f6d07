import fc from "fast-check";
import { nextDelayMs, type RetryOptions } from "../../src/retry.ts";
import { assert, test } from "../harness.ts";

const retryable = (retryAfterMs?: number) => ({ retryable: true, retryAfterMs });
const first = { attempts: 1, elapsedMs: 0, random: 0.5 };

test("nextDelayMs() gives up on a failure that is final", () => {
  assert.isUndefined(nextDelayMs({ ...first, error: { retryable: false, retryAfterMs: 1 } }, {}));
});

test("nextDelayMs() gives up after three attempts by default", () => {
  assert.isDefined(nextDelayMs({ ...first, error: retryable(), attempts: 2 }, {}));
  assert.isUndefined(nextDelayMs({ ...first, error: retryable(), attempts: 3 }, {}));
});

test("nextDelayMs() never retries with one attempt", () => {
  assert.isUndefined(nextDelayMs({ ...first, error: retryable() }, { maxAttempts: 1 }));
});

test("nextDelayMs() doubles the bound with each attempt", () => {
  const options = { maxAttempts: 10 };
  const delays = [1, 2, 3].map((attempts) =>
    nextDelayMs({ ...first, error: retryable(), attempts }, options)
  );
  assert.deepEqual(delays, [500, 1_000, 2_000]);
});

test("nextDelayMs() bounds its own delay by maxDelayMs", () => {
  const failure = { ...first, error: retryable(), attempts: 9 };
  assert.equal(nextDelayMs(failure, { maxAttempts: 10, maxDelayMs: 4_000 }), 2_000);
});

test("nextDelayMs() waits for half a minute at most by default", () => {
  const failure = { error: retryable(), attempts: 9, elapsedMs: 0, random: 1 };
  assert.equal(nextDelayMs(failure, { maxAttempts: 10 }), 30_000);
});

test("nextDelayMs() spends its budget to the last millisecond", () => {
  const failure = { ...first, error: retryable(100), elapsedMs: 900 };
  assert.equal(nextDelayMs(failure, { maxElapsedMs: 1_000 }), 100);
  assert.isUndefined(nextDelayMs(failure, { maxElapsedMs: 999 }));
});

test("nextDelayMs() keeps to a hint, whatever its own bounds", () => {
  const options = { maxDelayMs: 10, baseDelayMs: 1 };
  assert.equal(nextDelayMs({ ...first, error: retryable(34_400) }, options), 34_400);
});

test("nextDelayMs() takes a hint of zero for what it says", () => {
  assert.equal(nextDelayMs({ ...first, error: retryable(0) }, {}), 0);
});

test("nextDelayMs() gives up on a hint beyond the budget", () => {
  assert.isUndefined(nextDelayMs({ ...first, error: retryable(60_001) }, {}));
});

test("nextDelayMs() counts the time that has passed", () => {
  const failure = { ...first, error: retryable(10_000), elapsedMs: 50_001 };
  assert.isUndefined(nextDelayMs(failure, {}));
});

const failures = fc.record({
  error: fc.record({
    retryable: fc.boolean(),
    retryAfterMs: fc.option(fc.double({ min: 0, noNaN: true }), { nil: undefined }),
  }),
  attempts: fc.integer({ min: 1, max: 2_000 }),
  elapsedMs: fc.double({ min: 0, max: 1e12, noNaN: true }),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});
const amount = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined });
const settings: fc.Arbitrary<RetryOptions> = fc.record({
  maxAttempts: fc.option(fc.nat(2_000), { nil: undefined }),
  baseDelayMs: amount,
  maxDelayMs: amount,
  maxElapsedMs: amount,
});

test("nextDelayMs() never leaves its budget, whatever happens", () => {
  fc.assert(fc.property(failures, settings, (failure, options) => {
    const delayMs = nextDelayMs(failure, options);
    if (delayMs === undefined) return;
    assert.isTrue(failure.error.retryable);
    assert.isBelow(failure.attempts, options.maxAttempts ?? 3);
    assert.isAtMost(failure.elapsedMs + delayMs, options.maxElapsedMs ?? 60_000);
  }));
});

test("nextDelayMs() gives a hint or a delay within its bounds, whatever happens", () => {
  fc.assert(fc.property(failures, settings, (failure, options) => {
    const delayMs = nextDelayMs(failure, options);
    if (delayMs === undefined) return;
    if (failure.error.retryAfterMs !== undefined) {
      assert.equal(delayMs, failure.error.retryAfterMs);
      return;
    }
    assert.isAtLeast(delayMs, 0);
    assert.isAtMost(delayMs, options.maxDelayMs ?? 30_000);
  }));
});
