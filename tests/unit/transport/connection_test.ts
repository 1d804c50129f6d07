import { openConnection } from "../../../src/transport/connection.ts";
import { isVertexError } from "../../../mod.ts";
import { assert, test } from "../../harness.ts";

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("openConnection() hands on the abort of its caller, with the reason", () => {
  const caller = new AbortController();
  const reason = { my: "reason" };
  const connection = openConnection(caller.signal);
  caller.abort(reason);
  assert.strictEqual(connection.signal.reason, reason);
});

test("openConnection() is aborted from the start if its caller is", () => {
  const reason = { my: "reason" };
  assert.strictEqual(openConnection(AbortSignal.abort(reason)).signal.reason, reason);
});

test("openConnection() aborts with a timeout error at its deadline", async () => {
  const connection = openConnection(undefined);
  connection.arm(1, "the test waited");
  await after(20);
  const { reason } = connection.signal;
  assert.isTrue(isVertexError(reason) && reason.code === "timeout" && reason.retryable);
  assert.match(String(reason), /Cannot complete the request: the test waited/);
});

test("openConnection() forgets a deadline when it is armed anew", async () => {
  const connection = openConnection(undefined);
  connection.arm(1, "first");
  connection.arm(60_000, "second");
  await after(20);
  assert.isFalse(connection.signal.aborted);
  connection.release();
});

test("openConnection() forgets its deadline when it is disarmed", async () => {
  const connection = openConnection(undefined);
  connection.arm(1, "the test waited");
  connection.disarm();
  await after(20);
  assert.isFalse(connection.signal.aborted);
  connection.release();
});

test("openConnection() never times out for a deadline that no timer can hold", async () => {
  for (const delayMs of [Infinity, 2 ** 31]) {
    const connection = openConnection(undefined);
    connection.arm(delayMs, "the test waited");
    await after(5);
    assert.isFalse(connection.signal.aborted, String(delayMs));
    connection.release();
  }
});

test("openConnection() heeds the latest of its deadlines, whether it comes sooner or later", async () => {
  for (const [firstMs, thenMs] of [[60_000, 20], [10, 40]] as const) {
    const connection = openConnection(undefined);
    connection.arm(firstMs, "first");
    connection.disarm();
    connection.arm(thenMs, "second");
    const armedAtMs = performance.now();
    await new Promise((resolve) => connection.signal.addEventListener("abort", resolve));
    // Clocks may differ by the fraction of a millisecond that a timer cannot count.
    assert.isAtLeast(performance.now() - armedAtMs, thenMs - 1);
    assert.match(String(connection.signal.reason), /second/);
  }
});

test("openConnection() sleeps in between, so that a long deadline needs no long timer", async () => {
  const connection = openConnection(undefined);
  connection.arm(1_030, "the test waited");
  const armedAtMs = performance.now();
  await new Promise((resolve) => connection.signal.addEventListener("abort", resolve));
  assert.isAtLeast(performance.now() - armedAtMs, 1_029);
});

test("openConnection() heeds its caller no longer once it is released", () => {
  const caller = new AbortController();
  const connection = openConnection(caller.signal);
  connection.release();
  caller.abort();
  assert.isFalse(connection.signal.aborted);
});

test("openConnection() drops its deadline when it is released", async () => {
  const connection = openConnection(undefined);
  connection.arm(1, "the test waited");
  connection.release();
  await after(20);
  assert.isFalse(connection.signal.aborted);
});
