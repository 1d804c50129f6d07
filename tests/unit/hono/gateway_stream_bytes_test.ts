import { assert, test } from "../../harness.ts";
import { eventOf, model, openLine, readText } from "./gateway_stream_line.ts";

const DONE = "data: [DONE]\n\n";

test("answerChat() hands unchanged events on as they were written", async () => {
  const line = openLine();
  // The order, blanks and escapes that no JSON.stringify would give.
  const event =
    `{ "object":"chat.completion.chunk", "x_new": [1.0, 2e3], "model" : "${model}","id":"a\\u002fb",` +
    `"created":1,"choices":[{"delta":{"role":"assistant","content":"\\u0041"},"index":0,"finish_reason": "stop"}] }`;
  line.open();
  line.say(`data: ${event}\n\n`);
  line.close();
  assert.equal(await (await line.answer).text(), `data: ${event}\n\n${DONE}`);
});

test("answerChat() writes anew only what it changes", async () => {
  const line = openLine();
  const usual = eventOf("one");
  const odd = eventOf("two", "MAX_TOKENS");
  line.open();
  line.say(usual + odd);
  line.close();
  const [first, second] = (await (await line.answer).text()).split("\n\n");
  assert.equal(`${first}\n\n`, usual);
  const { choices: [choice] } = JSON.parse(second?.slice("data: ".length) ?? "{}");
  assert.equal(choice.finish_reason, "length");
  assert.equal(choice.delta.content, "two");
});

test("answerChat() writes the caller's name of the model into events of another's", async () => {
  const line = openLine({ name: "fast" });
  line.open();
  line.say(eventOf("one") + eventOf("two", "stop"));
  line.close();
  const events = (await (await line.answer).text()).trim().split("\n\n");
  assert.equal(events.pop(), DONE.trim());
  for (const event of events) assert.equal(JSON.parse(event.slice("data: ".length)).model, "fast");
  assert.lengthOf(line.parts, 2);
});

test("answerChat() writes together what came together", async () => {
  const line = openLine();
  line.open();
  const together = eventOf("one") + eventOf("two") + eventOf("three");
  line.say(together);
  const reader = readText(await line.answer);
  assert.equal(await reader.next(), together);
  const last = eventOf("four", "stop");
  line.say(last);
  line.close();
  assert.equal(await reader.rest(), last + DONE);
  assert.deepEqual(line.ends, [{ outcome: "ok" }]);
});

test("answerChat() hands on what came before a break, and never a clean end", async () => {
  for (const ending of ["break", "close"] as const) {
    const line = openLine();
    line.open();
    const event = eventOf("one");
    line.say(event);
    const reader = readText(await line.answer);
    assert.equal(await reader.next(), event);
    line[ending]();
    const rest = await reader.rest();
    assert.match(rest, /^data: \{"error":\{.*"code":"(connection_failed|stream_truncated)".*\n\n$/);
    assert.notInclude(rest, "[DONE]");
    assert.deepEqual(line.ends.map(({ outcome }) => outcome), ["error"]);
  }
});

test("answerChat() tells the end once, whoever comes after it", async () => {
  for (const stream of [false, true]) {
    const line = openLine({ stream });
    const choice = { index: 0, finish_reason: "stop", message: { content: "one" } };
    if (stream) {
      line.open();
      line.say(eventOf("one", "stop"));
      line.close();
    } else line.open(Response.json({ id: "an-id", created: 1, model, choices: [choice] }));
    await (await line.answer).text();
    // Deno's own request signals do this after an answer.
    line.abort();
    assert.deepEqual(line.ends, [{ outcome: "ok" }]);
    assert.lengthOf(line.parts, 1);
  }
});

for (const stream of [false, true]) {
  const form = stream ? "streamed" : "plain";
  test(`answerChat() ends the call of a client that leaves before the answer, ${form}`, async () => {
    const line = openLine({ stream });
    const reason = new Error("gone");
    await new Promise((resolve) => setTimeout(resolve, 5));
    line.abort(reason);
    let caught: unknown;
    await line.answer.catch((error) => caught = error);
    assert.equal(caught, reason);
    assert.isTrue(line.released());
    assert.deepEqual(line.ends, [{ outcome: "aborted", error: reason }]);
  });
}

test("answerChat() ends the call of a client that leaves a stream, told by signal and by cancel", async () => {
  for (const ways of [["signal"], ["cancel"], ["signal", "cancel"], ["cancel", "signal"]]) {
    const line = openLine();
    line.open();
    line.say(eventOf("one"));
    const reader = readText(await line.answer);
    await reader.next();
    for (const way of ways) {
      if (way === "signal") line.abort(new Error("gone"));
      else await reader.cancel().catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve));
    assert.isTrue(line.released(), ways.join());
    assert.deepEqual(line.ends.map(({ outcome }) => outcome), ["aborted"], ways.join());
  }
});
