import { assert, test } from "../harness.ts";
import { apiKey, model } from "./gateway_worker_entry.ts";
import { runtimes, type ServedGateway, serveGateway } from "./gateway_worker_runtimes.ts";
import { postRaw } from "./raw_client.ts";
import { pause, until } from "./until.ts";

const heartbeatMs = 250;
// Of workerd, which notices some clients only by writing, two intervals; the rest is for a busy machine.
const limits = { Deno: 1_000, Bun: 1_000, workerd: 2 * heartbeatMs + 300 };

/** When a client leaves. */
interface Departure {
  readonly name: string;
  readonly stream: boolean;
  readonly fault: "hang" | "hang-mid-stream" | "keep-alive-only";
  /** Whether it has seen something of the answer. */
  readonly answered: boolean;
}

const departures: readonly Departure[] = [
  { name: "before a plain answer", stream: false, fault: "hang", answered: false },
  { name: "before the headers", stream: true, fault: "hang", answered: false },
  { name: "before the upstream's headers", stream: true, fault: "hang", answered: true },
  { name: "during a silent think", stream: true, fault: "keep-alive-only", answered: true },
  { name: "in the middle of a stream", stream: true, fault: "hang-mid-stream", answered: true },
];

for (const runtime of runtimes) {
  test(`a client that leaves the gateway ends its call, and is metered once, on ${runtime}`, async () => {
    await using served = await serveGateway(runtime, { heartbeatMs });
    await watch(served, runtime, departures);
  });
}

test("a client that leaves a stream ends its call on workerd also where no signal tells of it", async () => {
  await using served = await serveGateway("workerd", { heartbeatMs, requestSignal: false });
  await watch(served, "workerd", departures.filter(({ answered }) => answered));
});

async function watch(
  served: ServedGateway,
  runtime: typeof runtimes[number],
  departures: readonly Departure[],
): Promise<void> {
  let left = 0;
  for (const departure of departures) {
    for (const way of ["reset", "close"] as const) {
      // Nothing is written before a plain answer, so workerd cannot learn of a closed connection.
      if (runtime === "workerd" && way === "close" && !departure.stream) continue;
      const what = `${departure.name}, by ${way}`;
      const tookMs = await leave(served, departure, way);
      assert.isBelow(tookMs, limits[runtime], what);
      left++;
      await until(() => served.records.length >= left);
      const record = served.records[left - 1];
      assert.deepInclude(record, { outcome: "aborted", status: 499, model }, what);
    }
  }
  // Time for whatever would tell an end again.
  await pause(2 * heartbeatMs);
  assert.lengthOf(served.records, left);
}

/** Leaves, and gives the time until Google's side sees its connection closed. */
async function leave(
  { port, google }: ServedGateway,
  { stream, fault, answered }: Departure,
  way: "reset" | "close",
): Promise<number> {
  google.emulator.fail({ fault });
  const before = google.apiRequests;
  const request = await postRaw(
    port,
    "/v1/chat/completions",
    { authorization: `Bearer ${apiKey}` },
    { model, messages: [{ role: "user", content: "Hello there" }], stream },
  );
  await until(() => google.apiRequests > before);
  if (answered) await request.answered;
  assert.equal(google.openSockets, 1);
  const leftAtMs = performance.now();
  await request[way]();
  await until(() => google.openSockets === 0);
  return performance.now() - leftAtMs;
}
