import { VertexError } from "../../../src/errors.ts";
import { assert, test } from "../../harness.ts";
import { chatRequest, hello, openDesk, readError } from "./gateway_desk.ts";
import { eventOf, lastError, openLine, pause, readText } from "./gateway_stream_line.ts";

// Beats come several times before each of these deadlines.
const beats = { heartbeatMs: 15 };

test("answerChat() ends a stream whose first chunk does not come, heartbeats or not", async () => {
  const line = openLine({ ...beats, firstTokenTimeoutMs: 90 });
  line.open();
  const text = await (await line.answer).text();
  assert.include(text, ": heartbeat");
  assert.deepInclude(lastError(text), { code: "timeout", type: "server_error" });
  assert.isTrue(line.released());
});

test("answerChat() ends a stream that falls silent, heartbeats or not", async () => {
  const line = openLine({ ...beats, idleTimeoutMs: 90 });
  line.open();
  line.say(eventOf("one"));
  const text = await (await line.answer).text();
  assert.include(text, ": heartbeat");
  assert.deepInclude(lastError(text), { code: "timeout" });
  assert.notInclude(text, "[DONE]");
});

test("answerChat() ends a stream that is too long as a whole, though it goes on", async () => {
  const line = openLine({ heartbeatMs: 0, timeoutMs: 120 });
  line.open();
  line.say(eventOf("one"));
  const reader = readText(await line.answer);
  let text = "";
  for (let piece = await reader.next(); piece !== undefined; piece = await reader.next()) {
    text += piece;
    await pause(5);
    if (line.ends.length === 0) line.say(eventOf("more"));
  }
  assert.deepInclude(lastError(text), { code: "timeout" });
  assert.include(String(lastError(text).message), "not whole within 120 ms");
  assert.deepEqual(line.ends.map(({ outcome }) => outcome), ["error"]);
  assert.isTrue(line.released());
});

test("answerChat() lets go of the upstream in time when the client does not read", async () => {
  const line = openLine({ timeoutMs: 60 });
  line.open();
  line.say(eventOf("one"));
  const response = await line.answer;
  await pause(120);
  assert.isTrue(line.released());
  assert.deepEqual(line.ends.map(({ outcome }) => outcome), ["error"]);
  assert.deepInclude(lastError(await response.text()), { code: "timeout" });
  assert.lengthOf(line.parts, 0);
  assert.lengthOf(line.ends, 1);
});

for (const stream of [false, true]) {
  test(`answerChat() gives up an answer that does not begin in time, ${stream ? "streamed" : "plain"}`, async () => {
    const line = openLine({ stream, timeoutMs: 40 });
    let caught: unknown;
    await line.answer.catch((error) => caught = error);
    assert.instanceOf(caught, VertexError);
    assert.deepInclude(caught, { code: "timeout", retryable: true });
    assert.isTrue(line.released());
    assert.deepEqual(line.ends, [{ outcome: "error", error: caught }]);
  });

  test(`vertexGateway() answers 504 after its deadline, ${stream ? "streamed" : "plain"}`, async () => {
    const { gateway, emulator } = await openDesk({ gateway: { timeoutMs: 40 } });
    emulator.fail({ fault: "hang" });
    const response = await gateway.request(chatRequest({ ...hello, stream }));
    assert.equal(response.status, 504);
    assert.equal((await readError(response)).code, "timeout");
  });
}

test("vertexGateway() passes its deadlines for silence on to the client's call", async () => {
  const { chat, emulator } = await openDesk({ gateway: { idleTimeoutMs: 40 } });
  emulator.fail({ fault: "hang-mid-stream" });
  const text = await (await chat({ ...hello, stream: true })).text();
  assert.deepInclude(lastError(text), { code: "timeout" });
});

test("vertexGateway() refuses times and sizes that are no number from 0 up", async () => {
  const times = ["heartbeatMs", "firstTokenTimeoutMs", "idleTimeoutMs", "timeoutMs"] as const;
  for (const name of [...times, "maxBodyBytes"] as const) {
    for (const value of [-1, NaN, null, "5000"] as number[]) {
      const failure = await openDesk({ gateway: { [name]: value } }).then(
        () => {},
        (error) => error,
      );
      assert.instanceOf(failure, VertexError, name);
      assert.equal(failure.code, "invalid_config");
      assert.include(failure.message, name);
    }
  }
});
