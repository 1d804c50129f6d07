import { startPulse } from "../../../src/hono/pulse.ts";
import { assert, test } from "../../harness.ts";

test("startPulse() beats although the clock is set back", async () => {
  const { now } = Date;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => timer = setTimeout(resolve, 2_000, "late"));
  let stop = () => {};
  const beat = new Promise<string>((resolve) => stop = startPulse(20, () => resolve("beat")).stop);
  try {
    Date.now = () => now() - 3_600_000;
    assert.equal(await Promise.race([beat, late]), "beat");
  } finally {
    Date.now = now;
    clearTimeout(timer);
    stop();
  }
});

test("startPulse() sleeps through a beat that is further off than timers reach", async () => {
  const { setTimeout: set } = globalThis;
  const delays: (number | undefined)[] = [];
  let beats = 0;
  for (const beatMs of [2_592_000_000, Infinity]) {
    let stop = () => {};
    try {
      globalThis.setTimeout = ((...args: Parameters<typeof set>) => {
        delays.push(args[1]);
        return set(...args);
      }) as typeof set;
      stop = startPulse(beatMs, () => beats++).stop;
      await new Promise((resolve) => set(resolve, 30));
    } finally {
      globalThis.setTimeout = set;
      stop();
    }
  }
  assert.deepEqual(delays, [2_147_483_647, 2_147_483_647]);
  assert.equal(beats, 0);
});
