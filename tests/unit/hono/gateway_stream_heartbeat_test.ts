import type { ChatEnd } from "../../../src/hono/answer_chat.ts";
import { assert, test } from "../../harness.ts";
import { eventOf, lastError, openLine, pause, readText } from "./gateway_stream_line.ts";

const BEAT = ": heartbeat\n\n";

function refusal(status: number): Response {
  return Response.json({ error: { code: status, message: "No", status: "GONE" } }, { status });
}

test("answerChat() sends comments while the model is silent, and between events alone", async () => {
  const line = openLine({ heartbeatMs: 25 });
  line.open();
  const first = eventOf("one");
  line.say(first);
  const reader = readText(await line.answer);
  assert.equal(await reader.next(), first);
  assert.equal(await reader.next(), BEAT);
  // Half an event is no event yet: the comment must not end up in it.
  const second = eventOf("two", "stop");
  line.say(second.slice(0, 40));
  assert.equal(await reader.next(), BEAT);
  line.say(second.slice(40));
  line.say("data: [DONE]\n\n");
  const rest = (await reader.rest()).replaceAll(BEAT, "");
  assert.equal(rest, `${second}data: [DONE]\n\n`);
  assert.deepEqual(line.ends, [{ outcome: "ok" }]);
});

test("answerChat() sends no comment into a stream that is not silent", async () => {
  const heartbeatMs = 300;
  const line = openLine({ heartbeatMs });
  line.open();
  const answer = line.answer.then((response) => response.text());
  // Longer than a heartbeat as a whole.
  for (let count = 0; count < 15; count++) {
    line.say(eventOf("one"));
    await pause(heartbeatMs / 10);
  }
  line.say(eventOf("two", "stop"));
  line.close();
  assert.notInclude(await answer, BEAT);
});

test("answerChat() sends no comment where it is told not to", async () => {
  const line = openLine({ heartbeatMs: 0 });
  await pause(20);
  line.open();
  const event = eventOf("one");
  line.say(event);
  const reader = readText(await line.answer);
  assert.equal(await reader.next(), event);
  const next = reader.next();
  assert.equal(await Promise.race([next, pause(60)]), undefined);
  line.say(eventOf("two", "stop"));
  assert.match(await next ?? "", /^data: /);
  await reader.cancel();
});

test("answerChat() writes no comment for a client that reads nothing", async () => {
  const line = openLine({ heartbeatMs: 5 });
  line.open();
  line.say(eventOf("one"));
  const response = await line.answer;
  await pause(60);
  line.say(eventOf("two", "stop"));
  line.close();
  const text = await response.text();
  assert.isAtMost(text.split(BEAT).length - 1, 1, text);
});

test("answerChat() answers with the first heartbeat where nothing has come by then", async () => {
  const line = openLine({ heartbeatMs: 20 });
  const response = await line.answer;
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const reader = readText(response);
  assert.equal(await reader.next(), BEAT);
  assert.equal(await reader.next(), BEAT);
  const event = eventOf("one", "stop");
  line.open();
  line.say(event);
  line.close();
  assert.equal((await reader.rest()).replaceAll(BEAT, ""), `${event}data: [DONE]\n\n`);
});

test("answerChat() makes a failure after an early answer an event, without [DONE]", async () => {
  const line = openLine({ heartbeatMs: 15 });
  const reader = readText(await line.answer);
  assert.equal(await reader.next(), BEAT);
  line.open(refusal(429));
  const text = await reader.rest();
  assert.deepInclude(lastError(text), { code: "rate_limited", type: "rate_limit_error" });
  assert.notInclude(text, "[DONE]");
  assert.equal(line.ends.length, 1);
  assert.equal(line.ends[0]?.outcome, "error");
});

test("answerChat() says after an early answer no more of its own credentials than before", async () => {
  const line = openLine({ heartbeatMs: 15 });
  const reader = readText(await line.answer);
  await reader.next();
  line.open(refusal(403));
  assert.deepInclude(lastError(await reader.rest()), { type: "server_error" });
});

test("answerChat() keeps the status of a failure that comes before the first heartbeat", async () => {
  const line = openLine();
  line.open(refusal(429));
  const error = await failureOf(line.answer);
  assert.deepInclude(error, { code: "rate_limited", status: 429 });
  assert.deepEqual(line.ends, [{ outcome: "error", error }]);
});

test("answerChat() waits for the true status where it may not answer early", async () => {
  const line = openLine({ heartbeatMs: 5, earlyAnswer: false });
  assert.equal(await Promise.race([line.answer, pause(60)]), undefined);
  line.open(refusal(429));
  assert.deepInclude(await failureOf(line.answer), { status: 429 });
});

test("answerChat() names the location where it is known before the head", async () => {
  const line = openLine({ headers: { "x-of-ours": "kept" } });
  line.open();
  line.say(eventOf("one", "stop"));
  const response = await line.answer;
  assert.equal(response.headers.get("x-vertex-location"), "global");
  assert.equal(response.headers.get("x-of-ours"), "kept");
  await response.body?.cancel();
});

test("answerChat() lets go of an upstream that has not answered when its client leaves early", async () => {
  const line = openLine({ heartbeatMs: 15 });
  const reader = readText(await line.answer);
  await reader.next();
  assert.isFalse(line.released());
  await reader.cancel();
  assert.isTrue(line.released());
  assert.deepEqual(line.ends.map(({ outcome }) => outcome), ["aborted"]);
});

async function failureOf(answer: Promise<unknown>): Promise<Error> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("It did not fail");
}

test("answerChat() sends no comment for a silence that is the client's own", async () => {
  const line = openLine({ heartbeatMs: 10 });
  line.open();
  for (let count = 0; count < 5; count++) line.say(eventOf("one"));
  const body = (await line.answer).body?.pipeThrough(
    new TransformStream(
      {
        async transform(bytes, output) {
          await pause(40);
          output.enqueue(bytes);
        },
      },
      { highWaterMark: 1 },
      { highWaterMark: 0 },
    ),
  );
  const reader = body?.getReader();
  // What was read together comes together.
  const { value } = await reader?.read() ?? {};
  assert.include(new TextDecoder().decode(value), "one");
  line.say(eventOf("two", "stop"));
  line.say("data: [DONE]\n\n");
  let rest = "";
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    rest += new TextDecoder().decode(read.value);
  }
  assert.include(rest, "[DONE]");
  // One at most, which was on its way.
  assert.isAtMost(rest.split(BEAT).length - 1, 1);
  assert.deepEqual(line.ends, [{ outcome: "ok" }]);
});

test("answerChat() ends a stream whose watcher fails with an error, and lets the upstream go", async () => {
  const ends: ChatEnd[] = [];
  const line = openLine({
    watch: {
      onResponse() {},
      onAnswer() {
        throw new Error("planted");
      },
      onEnd: (end) => ends.push(end),
    },
  });
  line.open();
  line.say(eventOf("one"));
  const text = await (await line.answer).text();
  assert.equal(lastError(text).code, "internal_error");
  assert.lengthOf(ends, 1);
  assert.equal(ends[0]?.outcome, "error");
  assert.isTrue(line.released());
});
