import { isVertexError } from "../../../mod.ts";
import { assert, test } from "../../harness.ts";
import { hello, makePair, reasonOf } from "./client.ts";
import { chatURL, completion, errorOf, makeClient, post, project } from "./recording_client.ts";

test("vertex.fetch takes a Request, a URL and a body in pieces", async () => {
  const { vertex, sent } = makeClient({}, completion);
  const bytes = new TextEncoder().encode(JSON.stringify(hello));
  const pieces = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const streamed: RequestInit & { duplex: "half" } = { ...post, body: pieces, duplex: "half" };
  const answers = [
    await vertex.fetch(new Request(chatURL, post)),
    await vertex.fetch(new URL(chatURL), post),
    await vertex.fetch(new Request(chatURL, { method: "POST", body: "?" }), post),
    await vertex.fetch(chatURL, streamed),
  ];
  for (const answer of answers) {
    assert.strictEqual(answer.status, 200);
    await answer.body?.cancel();
  }
  assert.deepEqual(sent.map(({ init }) => init.body), answers.map(() => sent[0]?.init.body));
});

test("vertex.fetch refuses a body that is no request", async () => {
  const { vertex, sent } = makeClient({}, completion);
  for (const body of ["", "{", "[]", '"x"', "{}", '{"messages":[]}']) {
    const { status, code } = await errorOf(await vertex.fetch(chatURL, { method: "POST", body }));
    assert.deepEqual({ status, code }, { status: 400, code: "invalid_request" }, body);
  }
  assert.lengthOf(sent, 0);
});

test("vertex.fetch rejects with the signal's own reason, before, during and from a Request", async () => {
  const reason = { my: "reason" };
  const { vertex, sent } = makeClient({}, ({ init }) =>
    new Promise((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      controller.abort(reason);
    }));
  let controller = new AbortController();
  const aborted = AbortSignal.abort(reason);
  assert.strictEqual(await reasonOf(vertex.fetch(chatURL, { ...post, signal: aborted })), reason);
  assert.lengthOf(sent, 0);
  for (const url of [chatURL, `${project}/cachedContents`]) {
    controller = new AbortController();
    const { signal } = controller;
    assert.strictEqual(await reasonOf(vertex.fetch(url, { ...post, signal })), reason);
  }
  assert.lengthOf(sent, 2);
});

test("vertex.fetch ends a stream with the signal's reason, and the call with it", async () => {
  const { emulator, vertex } = await makePair();
  emulator.fail({ fault: "hang-mid-stream" });
  const controller = new AbortController();
  const body = JSON.stringify({ ...hello, stream: true });
  const response = await vertex.fetch(chatURL, { ...post, body, signal: controller.signal });
  const reader = response.body?.getReader();
  assert.isFalse((await reader?.read())?.done);
  const reason = new Error("enough");
  controller.abort(reason);
  assert.strictEqual(await reasonOf(drain(reader)), reason);
  assert.strictEqual(emulator.openStreams, 0);
});

async function drain(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<void> {
  while ((await reader?.read())?.done === false);
}

test("vertex.fetch cancels the call when its response's body is cancelled", async () => {
  const { emulator, vertex } = await makePair();
  const body = JSON.stringify({ ...hello, stream: true });
  const response = await vertex.fetch(chatURL, { ...post, body });
  assert.strictEqual(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.strictEqual(emulator.openStreams, 1);
  await response.body?.cancel();
  assert.strictEqual(emulator.openStreams, 0);
});

test("vertex.fetch rejects for a network failure, with its cause", async () => {
  const cause = new TypeError("refused");
  const { vertex } = makeClient({}, () => Promise.reject(cause));
  for (const url of [chatURL, `${project}/cachedContents`]) {
    const error = await reasonOf(vertex.fetch(url, post));
    assert.isTrue(isVertexError(error) && error.code === "connection_failed");
    assert.strictEqual(error instanceof Error ? error.cause : undefined, cause);
  }
});

test("vertex.fetch gives Google's failures in OpenAI's shape, with status and hints", async () => {
  const failure = {
    error: {
      code: 429,
      status: "RESOURCE_EXHAUSTED",
      message: "Too much",
      details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7.2s" }],
    },
  };
  const { vertex } = makeClient(
    {},
    () => Response.json([failure], { status: 429, headers: { "x-request-id": "r-1" } }),
  );
  for (const url of [chatURL, `${project}/cachedContents`]) {
    const response = await vertex.fetch(url, post);
    assert.strictEqual(response.headers.get("retry-after"), "8");
    assert.strictEqual(response.headers.get("x-request-id"), "r-1");
    const { error: { details, status } } = await response.clone().json();
    assert.deepEqual({ details, status }, {
      details: failure.error.details,
      status: "RESOURCE_EXHAUSTED",
    });
    const { message, ...error } = await errorOf(response);
    assert.match(message, /Too much/);
    assert.deepEqual(error, { status: 429, code: "rate_limited" });
  }
});

test("vertex.fetch says nothing of errors that are not the library's", async () => {
  const { vertex } = makeClient({
    credentials: { getToken: () => Promise.reject(new Error("secret words")) },
  });
  const { message } = await errorOf(await vertex.fetch(chatURL, post));
  assert.notInclude(message, "secret");
});

test("vertex.fetch hands a native stream on piece by piece, and its end", async () => {
  const encoder = new TextEncoder();
  let sendMore = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("data: 1\n\n"));
      sendMore = () => {
        controller.enqueue(encoder.encode("data: 2\n\n"));
        controller.close();
      };
    },
  });
  const { vertex } = makeClient(
    {},
    () => new Response(body, { headers: { "content-type": "text/event-stream", "x-a": "b" } }),
  );
  const url = `${project}/publishers/google/models/gemini:streamGenerateContent?alt=sse`;
  const response = await vertex.fetch(url, post);
  assert.strictEqual(response.headers.get("content-type"), "text/event-stream");
  assert.strictEqual(response.headers.get("x-a"), "b");
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  assert.strictEqual(decoder.decode((await reader?.read())?.value), "data: 1\n\n");
  sendMore();
  assert.strictEqual(decoder.decode((await reader?.read())?.value), "data: 2\n\n");
  assert.isTrue((await reader?.read())?.done);
});

test("vertex.fetch says in its own words that a native stream broke", async () => {
  const cause = new TypeError("reset");
  const body = new ReadableStream({ pull: (controller) => controller.error(cause) });
  const { vertex } = makeClient({}, () => new Response(body));
  const response = await vertex.fetch(`${project}/cachedContents`);
  const error = await reasonOf(response.text());
  assert.isTrue(isVertexError(error) && error.code === "connection_failed");
  assert.strictEqual(error instanceof Error ? error.cause : undefined, cause);
});

test("vertex.fetch cancels a native stream whose reader leaves", async () => {
  let cancelled: unknown;
  const body = new ReadableStream({
    cancel(reason) {
      cancelled = reason;
    },
  });
  const { vertex } = makeClient({}, () => new Response(body));
  const response = await vertex.fetch(`${project}/cachedContents`);
  await response.body?.cancel("enough");
  assert.strictEqual(cancelled, "enough");
});

test("vertex.fetch works detached", async () => {
  const { fetch } = makeClient({}, completion).vertex;
  const response = await fetch(chatURL, post);
  assert.strictEqual(response.status, 200);
  await response.body?.cancel();
});
