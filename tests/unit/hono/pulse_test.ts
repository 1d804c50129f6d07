import { createPulse } from "../../../src/hono/pulse.ts";
import { assert, test } from "../../harness.ts";

const never = new Promise(() => {});

test("createPulse() beats although the clock is set back", async () => {
  const { now } = Date;
  const pulse = createPulse(20);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => timer = setTimeout(resolve, 2_000, false));
  try {
    const beat = pulse.isDue(never);
    Date.now = () => now() - 3_600_000;
    assert.isTrue(await Promise.race([beat, late]));
  } finally {
    Date.now = now;
    clearTimeout(timer);
    pulse.stop();
  }
});

test("createPulse() sleeps through a beat that is further off than timers reach", async () => {
  const { setTimeout: set } = globalThis;
  const delays: (number | undefined)[] = [];
  for (const beatMs of [2_592_000_000, Infinity]) {
    const pulse = createPulse(beatMs);
    try {
      globalThis.setTimeout = ((...args: Parameters<typeof set>) => {
        delays.push(args[1]);
        return set(...args);
      }) as typeof set;
      void pulse.isDue(never);
      await new Promise((resolve) => set(resolve, 30));
    } finally {
      globalThis.setTimeout = set;
      pulse.stop();
    }
  }
  assert.deepEqual(delays, [2_147_483_647, 2_147_483_647]);
});
