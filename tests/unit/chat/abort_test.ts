/** Aborts of a stream whose rest has arrived already, and waits only to be handed on. */
import { createVertex, type Vertex } from "../../../mod.ts";
import { accessToken } from "../../../src/auth/mod.ts";
import { streamGenerateContent } from "../../../src/gemini/mod.ts";
import { createCountedSignal, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { hello } from "./client.ts";

/** A stream as the cases below use it. */
interface Abortable {
  abort(): void;
}

const chatEvents = ["one", "two", "three"].map((content, index) => ({
  choices: [{ index: 0, delta: { content }, ...(index === 2 && { finish_reason: "stop" }) }],
}));
const nativeEvents = ["one", "two", "three"].map((text, index) => ({
  candidates: [{ content: { parts: [{ text }] }, ...(index === 2 && { finishReason: "STOP" }) }],
}));

/** A client whose every answer comes in one read. */
function clientOf(events: readonly object[], last: string): Vertex {
  const body = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("") + last;
  const headers = { "content-type": "text/event-stream" };
  return createVertex({
    credentials: accessToken("token"),
    project: "my-project",
    fetch: () => Promise.resolve(new Response(body, { headers })),
  });
}

function chat(signal?: AbortSignal) {
  return clientOf(chatEvents, "data: [DONE]\n\n").chat.completions.stream(hello, { signal });
}

function native(signal?: AbortSignal) {
  const request = { model: "gemini-3.1-pro-preview", contents: "Hello" };
  return streamGenerateContent(clientOf(nativeEvents, ""), request, { signal });
}

/** Each way to read, which aborts at the first thing that it is given. */
const loops: Record<string, (signal?: AbortSignal) => [Abortable, AsyncIterable<unknown>]> = {
  "a loop over chunks": (signal) => {
    const stream = chat(signal);
    return [stream, stream];
  },
  "ChatStream.textStream": (signal) => {
    const stream = chat(signal);
    return [stream, stream.textStream];
  },
  "ChatStream.batches": (signal) => {
    const stream = chat(signal);
    return [stream, stream.batches];
  },
  "a loop over native responses": (signal) => {
    const stream = native(signal);
    return [stream, stream];
  },
  "ContentStream.textStream": (signal) => {
    const stream = native(signal);
    return [stream, stream.textStream];
  },
};

for (const [name, open] of Object.entries(loops)) {
  test(`${name} ends at once with the reason of an aborted signal, though all has arrived`, async () => {
    const controller = new AbortController();
    const reason = new Error("mine");
    const [, loop] = open(controller.signal);
    let given = 0;
    const thrown = await thrownBy(async () => {
      for await (const _ of loop) {
        given++;
        controller.abort(reason);
      }
    });
    assert.strictEqual(thrown, reason);
    assert.equal(given, 1);
  });

  test(`${name} ends at once with an AbortError at abort(), though all has arrived`, async () => {
    const [stream, loop] = open();
    let given = 0;
    const thrown = await thrownBy(async () => {
      for await (const _ of loop) {
        given++;
        stream.abort();
      }
    });
    assert.propertyVal(thrown, "name", "AbortError");
    assert.equal(given, 1);
  });
}

test("ChatStream.toResponse() breaks with the reason of an aborted signal, though all has arrived", async () => {
  const controller = new AbortController();
  const reason = new Error("mine");
  const reader = chat(controller.signal).toResponse().body?.getReader();
  await reader?.read();
  controller.abort(reason);
  assert.strictEqual(
    await thrownBy(async () => {
      while (!(await reader?.read())?.done);
    }),
    reason,
  );
});

test("ChatStream gives all that it read once the call is over, whatever is aborted later", async () => {
  const { signal, count } = createCountedSignal();
  const stream = chat(signal);
  const chunks = stream[Symbol.asyncIterator]();
  await chunks.next();
  const whole = await stream.finalChatCompletion();
  assert.equal(whole.choices[0]?.message.content, "onetwothree");
  stream.abort();
  let left = 0;
  while (!(await chunks.next()).done) left++;
  assert.equal(left, 2);
  assert.equal(count(), 0);
});
