/** Failover, as callers see it. */
import { vertexGateway } from "../../../src/hono/mod.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { hello, openDesk } from "./desk.ts";

const location = ["europe-west4", "eu"];

test("createVertex() tries a location without capacity again when the rest lacks the model", async () => {
  const { vertex, emulator, places } = await openDesk({ location });
  emulator.fail({ status: 429, location: "europe-west4" });
  emulator.fail({ status: 404, location: "eu" });
  await vertex.chat.completions.create(hello);
  assert.deepEqual(places(), ["europe-west4", "eu", "europe-west4"]);
});

test("createVertex() tells of the want of capacity, not of the 404 after it", async () => {
  const { vertex, emulator } = await openDesk({ location });
  emulator.fail({ status: 429, location: "europe-west4", retryInfo: "3600s" });
  emulator.fail({ status: 404, location: "eu" });
  const error = await failureOf(() => vertex.chat.completions.create(hello));
  assert.deepEqual([error.code, error.status, error.attempts, error.retryAfterMs], [
    "rate_limited",
    429,
    2,
    3_600_000,
  ]);
});

test("createVertex() fails over for an error that is a stream's first event", async () => {
  const { vertex, emulator, places } = await openDesk({ location });
  emulator.reply({
    body: 'data: {"error":{"code":429,"message":"Busy","status":"RESOURCE_EXHAUSTED"}}\n\n',
  });
  emulator.reply({ text: "Here" });
  assert.equal(await vertex.chat.completions.stream(hello).finalContent(), "Here");
  assert.deepEqual(places(), ["europe-west4", "eu"]);
});

test("createVertex() spares a location that is out of capacity in all calls of the client", async () => {
  let nowMs = Date.now();
  const { vertex, emulator, places } = await openDesk({ location, now: () => nowMs });
  emulator.fail({ status: 429, location: "europe-west4", retryInfo: "20s" });
  await vertex.chat.completions.create(hello);
  await Promise.all([1, 2, 3].map(() => vertex.chat.completions.create(hello)));
  assert.deepEqual(places(), ["europe-west4", "eu", "eu", "eu", "eu"]);
  nowMs += 20_000;
  await vertex.chat.completions.create(hello);
  assert.equal(places().at(-1), "europe-west4");
});

test("createVertex() never leaves its ladder, whatever fails", async () => {
  for (
    const fault of [{ status: 429 }, { status: 503 }, { status: 404 }, { fault: "hang" }] as const
  ) {
    const { vertex, emulator, places } = await openDesk({ location });
    emulator.fail({ ...fault, times: 20 });
    await failureOf(() => vertex.chat.completions.create(hello, { timeoutMs: 40 }));
    assert.isEmpty(places().filter((place) => !location.includes(place)));
  }
});

test("createVertex() stays where a cache lies", async () => {
  const { vertex, emulator, places } = await openDesk({ location });
  emulator.fail({ status: 429, times: 3 });
  const cached_content = "projects/my-project/locations/eu/cachedContents/1";
  await failureOf(() =>
    vertex.chat.completions.create({ ...hello, extra_body: { google: { cached_content } } })
  );
  assert.deepEqual(places(), ["eu", "eu", "eu"]);
});

test("createVertex() reports the location that answered, everywhere", async () => {
  const seen: string[] = [];
  const { vertex, emulator } = await openDesk({
    location,
    models: [hello.model],
    hooks: {
      onRequest: ({ location }) => seen.push(`request ${location}`),
      onResponse: ({ location, status }) => seen.push(`response ${location} ${status}`),
      onRetry: ({ location }) => seen.push(`retry ${location}`),
    },
  });
  emulator.fail({ status: 429, location: "europe-west4" });
  await vertex.chat.completions.create(hello, {
    onResponse: ({ location, attempts }) => seen.push(`answer ${location} ${attempts}`),
  });
  assert.deepEqual(seen, [
    "request europe-west4",
    "response europe-west4 429",
    "retry europe-west4",
    "request eu",
    "response eu 200",
    "answer eu 2",
  ]);
  const gateway = vertexGateway({ vertex, apiKeys: "none" });
  for (const stream of [false, true]) {
    const init = { method: "POST", body: JSON.stringify({ ...hello, stream }) };
    const answers = [
      await vertex.fetch("https://vertex.invalid/v1/chat/completions", init),
      await gateway.request("/v1/chat/completions", init),
    ];
    for (const answer of answers) {
      assert.equal(answer.headers.get("x-vertex-location"), "eu");
      await answer.body?.cancel();
    }
  }
});
