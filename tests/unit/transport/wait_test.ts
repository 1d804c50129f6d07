import { sleep, untilAborted } from "../../../src/transport/wait.ts";
import { thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const reason = { my: "reason" };

test("sleep() ends at once for an abort, with its reason", async () => {
  const controller = new AbortController();
  const slept = sleep(60_000, controller.signal);
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => slept), reason);
});

test("sleep() does not begin for a signal that is aborted already", async () => {
  assert.strictEqual(await thrownBy(() => sleep(60_000, AbortSignal.abort(reason))), reason);
});

test("sleep() ends by itself", async () => {
  assert.isUndefined(await sleep(1, new AbortController().signal));
});

test("untilAborted() gives what the promise gives", async () => {
  assert.equal(await untilAborted(Promise.resolve(1), new AbortController().signal), 1);
});

test("untilAborted() ends at once for an abort, though the promise never settles", async () => {
  const controller = new AbortController();
  const waited = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => waited), reason);
});

test("untilAborted() waits for nothing if the signal is aborted already", async () => {
  const waited = untilAborted(new Promise(() => {}), AbortSignal.abort(reason));
  assert.strictEqual(await thrownBy(() => waited), reason);
});

test("untilAborted() leaves no rejection unhandled that comes after the abort", async () => {
  let fail = (_: unknown) => {};
  const late = new Promise((_, reject) => (fail = reject));
  await thrownBy(() => untilAborted(late, AbortSignal.abort(reason)));
  fail(new Error("too late"));
  await turn();
});
