/** Deadlines and cancellation where a server, or a `fetch`, does not play along. */
import type { Fetch } from "../../../src/vertex.ts";
import { failureOf, thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { assertAllClosed, hello, openDesk } from "./desk.ts";

test("createVertex() bounds a plain call that is answered by an endless stream", async () => {
  const { vertex, emulator } = await openDesk();
  const chunk = { choices: [{ index: 0, delta: { content: "again " } }] };
  emulator.reply({
    body: `data: ${JSON.stringify(chunk)}\n\n`,
    contentType: "text/event-stream",
    chunkDelayMs: 1,
  });
  emulator.fail({ fault: "endless-stream" });
  const error = await failureOf(() => vertex.chat.completions.create(hello, { timeoutMs: 50 }));
  assert.deepEqual([error.code, error.attempts], ["timeout", 1]);
  await assertAllClosed(emulator);
});

test("createVertex() bounds a stream that is answered by half a plain answer", async () => {
  const { vertex, emulator } = await openDesk({
    firstTokenTimeoutMs: 30,
    retry: { maxAttempts: 1 },
  });
  emulator.reply({ body: '{"choices": [', contentType: "application/json" });
  emulator.fail({ fault: "hang-mid-stream" });
  const opened = vertex.chat.completions.create({ ...hello, stream: true });
  assert.equal((await failureOf(() => opened)).code, "timeout");
  await assertAllClosed(emulator);
});

test("createVertex() stops reading a plain answer that never ends", async () => {
  const { vertex, emulator } = await openDesk({ retry: { maxAttempts: 1 } });
  emulator.reply({ body: " ".repeat(1_000_000), contentType: "text/html" });
  emulator.fail({ fault: "endless-stream" });
  const error = await failureOf(() => vertex.chat.completions.create(hello));
  assert.equal(error.code, "invalid_response");
  assert.isBelow(emulator.bytesWritten, 70_000_000);
  await assertAllClosed(emulator);
});

const reading = {
  "a plain answer": { stream: false, status: 200 },
  "a stream": { stream: true, status: 200 },
  "a refusal": { stream: false, status: 400 },
};
for (const [name, { stream, status }] of Object.entries(reading)) {
  test(`createVertex() lets go of ${name} at an abort, though the fetch is deaf to it`, async () => {
    // Pays no heed to its signal, neither before its answer nor after.
    let google: Fetch = () => Promise.reject(new Error("Google is not there yet"));
    const { vertex, emulator } = await openDesk({
      fetch: (input, init) => google(input, { ...init, signal: null }),
    });
    google = emulator.fetch;
    emulator.reply({ body: '{"choices": [', status, contentType: "application/json" });
    emulator.fail({ fault: "hang-mid-stream" });
    const controller = new AbortController();
    const reason = { my: "reason" };
    const asked = stream
      ? vertex.chat.completions.stream(hello, { signal: controller.signal }).finalMessage()
      : vertex.chat.completions.create(hello, { signal: controller.signal });
    const thrown = thrownBy(() => asked);
    while (emulator.openStreams === 0) await turn();
    await turn();
    controller.abort(reason);
    assert.strictEqual(await thrown, reason);
    await assertAllClosed(emulator);
  });
}

test("vertex.fetch ends a native answer in its middle: silent, aborted, or left", async () => {
  const { vertex, emulator } = await openDesk({ idleTimeoutMs: 30 });
  const project = emulator.serviceAccountKey.project_id;
  const url =
    `https://aiplatform.googleapis.com/v1/projects/${project}/locations/global/publishers/` +
    "google/models/gemini-3-flash-preview:generateContent";
  const post = (signal?: AbortSignal) => {
    emulator.fail({ fault: "hang-mid-stream" });
    return vertex.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "Hi" }] }] }),
      ...(signal && { signal }),
    });
  };
  const silent = await post();
  assert.equal((await failureOf(() => silent.text())).code, "timeout");
  await assertAllClosed(emulator);

  const controller = new AbortController();
  const reason = { my: "reason" };
  const aborted = (await post(controller.signal)).text();
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => aborted), reason);
  await assertAllClosed(emulator);

  await (await post()).body?.cancel();
  await assertAllClosed(emulator);
});

test("createVertex() tells of attempts and time also in the middle of a stream", async () => {
  for (const fault of ["reset-mid-stream", "truncate-stream", "echo-in-stream"] as const) {
    const { vertex, emulator } = await openDesk();
    emulator.fail({ status: 503 });
    emulator.fail({ fault });
    const stream = vertex.chat.completions.stream(hello);
    const error = await failureOf(() => stream.finalMessage());
    assert.equal(error.attempts, 2, fault);
    assert.isNumber(error.elapsedMs);
    await assertAllClosed(emulator);
  }
});

test("createVertex() tries again for JSON that was cut, and not for what is no JSON", async () => {
  const { vertex, emulator, count } = await openDesk();
  emulator.fail({ fault: "truncate-stream" });
  await vertex.chat.completions.create(hello);
  assert.equal(count("api"), 2);
  emulator.reply({ body: "<html>", contentType: "text/html" });
  await failureOf(() => vertex.chat.completions.create(hello));
  assert.equal(count("api"), 3);
});
