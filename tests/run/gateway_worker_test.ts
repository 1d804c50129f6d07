import { assert, test } from "../harness.ts";
import {
  apiKey,
  ask,
  hello,
  moduleScope,
  perEnv,
  startGatewayWorker,
  withoutWaitUntil,
} from "./gateway_worker.ts";
import { postRaw } from "./raw_client.ts";
import { pause, until } from "./until.ts";

const key = { authorization: `Bearer ${apiKey}` };

test("a Worker with the client at module scope answers plain and streamed", async () => {
  await using worker = await startGatewayWorker();
  worker.emulator.reply({ text: "Hello, edge" });
  const plain = await ask(worker.base, { ...hello, model: "fast" });
  assert.equal(plain.status, 200);
  const completion = await plain.json();
  assert.equal(completion.model, "fast");
  assert.equal(completion.choices[0].message.content, "Hello, edge");
  worker.emulator.reply({ text: "Hello, streaming edge" });
  const streamed = await ask(worker.base, { ...hello, stream: true });
  assert.match(streamed.headers.get("content-type") ?? "", /^text\/event-stream/);
  const events = (await streamed.text()).trim().split("\n\n");
  assert.equal(events.pop(), "data: [DONE]");
  const text = events.map((event) =>
    JSON.parse(event.slice("data: ".length)).choices[0]?.delta.content ?? ""
  ).join("");
  assert.equal(text, "Hello, streaming edge");
  assert.equal(worker.mints(), 1);
});

test("a Worker takes its keys from its bindings", async () => {
  await using worker = await startGatewayWorker({ keys: "the-first-key, the-second-key ," });
  for (
    const [key, status] of [["the-first-key", 200], ["the-second-key", 200], ["", 401]] as const
  ) {
    const response = await fetch(`${worker.base}/models`, {
      headers: { authorization: `Bearer ${key}` },
    });
    assert.equal(response.status, status, key);
    await response.body?.cancel();
  }
});

test("a Worker without keys answers 500 and asks nobody", async () => {
  await using worker = await startGatewayWorker({ keys: "" });
  const response = await ask(worker.base, hello);
  assert.equal(response.status, 500);
  assert.include((await response.json()).error.message, "no keys configured");
  assert.lengthOf(worker.emulator.requests, 0);
});

test("a Worker makes one client for all requests when it is made from bindings", async () => {
  await using worker = await startGatewayWorker({ source: perEnv });
  for (let turn = 0; turn < 3; turn++) {
    assert.equal((await drain(ask(worker.base, hello))).status, 200);
  }
  assert.equal(worker.mints(), 1);
});

for (const [name, source] of [["with", moduleScope], ["without", withoutWaitUntil]] as const) {
  test(`a Worker ${name} waitUntil mints once for 100 concurrent first calls`, async () => {
    await using worker = await startGatewayWorker({ source });
    worker.emulator.fail({ on: "token", delayMs: 300 });
    const calls = Array.from({ length: 100 }, () => drain(ask(worker.base, hello)));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(worker.mints(), 1);
  });

  test(`a Worker ${name} waitUntil answers all after the minting caller resets`, async () => {
    await using worker = await startGatewayWorker({ source });
    worker.emulator.fail({ on: "token", delayMs: 1_000 });
    const leader = await postRaw(worker.port, "/v1/chat/completions", key, hello);
    await until(() => worker.mints() === 1);
    const followers = Array.from({ length: 20 }, () => drain(ask(worker.base, hello)));
    // They have to be waiting for the mint when its request dies.
    await pause(200);
    await leader.reset();
    const statuses = (await Promise.all(followers)).map(({ status }) => status);
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.isAtMost(worker.mints(), 2);
    // The isolate is not poisoned.
    assert.equal((await drain(ask(worker.base, hello))).status, 200);
    assert.isAtMost(worker.mints(), 2);
  });
}

async function drain(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  await response.arrayBuffer();
  return response;
}
