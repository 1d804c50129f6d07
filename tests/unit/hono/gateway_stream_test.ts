import { assert, test } from "../../harness.ts";
import { hello, model, openDesk, readData } from "./gateway_desk.ts";

const streamed = { ...hello, stream: true };

test("vertexGateway() streams OpenAI's events up to [DONE]", async () => {
  const { chat, emulator } = await openDesk();
  emulator.reply({ text: "Hello, whole wide world" });
  const response = await chat(streamed);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/event-stream/);
  assert.equal(response.headers.get("cache-control"), "no-cache");
  const data = await readData(response);
  assert.equal(data.pop(), "[DONE]");
  const chunks: Chunk[] = data.map((text) => JSON.parse(text));
  assert.isAbove(chunks.length, 1);
  assert.equal(textOf(chunks), "Hello, whole wide world");
  assert.equal(chunks.flatMap(({ choices }) => choices).at(-1)?.finish_reason, "stop");
});

test("vertexGateway() puts the caller's name of the model into every chunk", async () => {
  const models = [{ id: "fast", model }];
  const { chat } = await openDesk({ gateway: { models } });
  const data = await readData(await chat({ ...streamed, model: "fast" }));
  data.pop();
  const chunks: Chunk[] = data.map((text) => JSON.parse(text));
  assert.deepEqual([...new Set(chunks.map((chunk) => chunk.model))], ["fast"]);
});

test("vertexGateway() ends a stream that fails with an error event, without [DONE]", async () => {
  for (const fault of ["reset-mid-stream", "truncate-stream"] as const) {
    const { chat, emulator } = await openDesk();
    emulator.fail({ fault });
    const response = await chat(streamed);
    assert.equal(response.status, 200);
    const data = await readData(response);
    assert.notInclude(data, "[DONE]");
    const { error } = JSON.parse(data.at(-1) ?? "{}");
    assert.equal(error.type, "server_error", fault);
    assert.equal(
      error.code,
      fault === "truncate-stream" ? "stream_truncated" : "connection_failed",
    );
    assert.isAbove(data.length, 1, "what came before the failure is handed on");
  }
});

test("vertexGateway() hands on an error that Google reports inside a stream", async () => {
  const { chat, emulator } = await openDesk();
  emulator.reply({ quirk: "error-event", text: "one two three four five six" });
  const data = await readData(await chat(streamed));
  const { error } = JSON.parse(data.at(-1) ?? "{}");
  assert.deepInclude(error, { code: "stream_error", status: "RESOURCE_EXHAUSTED" });
  assert.notInclude(data, "[DONE]");
});

test("vertexGateway() gives the status of an error that is a stream's first event", async () => {
  const { chat, emulator } = await openDesk();
  emulator.reply({ quirk: "error-event", errorAfterChunks: 0 });
  const response = await chat(streamed);
  assert.equal(response.status, 429);
  await response.body?.cancel();
});

test("vertexGateway() closes the upstream when the caller leaves the stream", async () => {
  const { chat, emulator } = await openDesk();
  emulator.fail({ fault: "hang-mid-stream" });
  const response = await chat(streamed);
  const reader = response.body?.getReader();
  await reader?.read();
  assert.equal(emulator.openStreams, 1);
  await reader?.cancel();
  assert.equal(emulator.openStreams, 0);
});

test("vertexGateway() closes the upstream when the caller leaves while it waits", async () => {
  const { chat, emulator } = await openDesk();
  emulator.fail({ fault: "keep-alive-only" });
  const caller = new AbortController();
  const answering = chat(streamed, { signal: caller.signal });
  while (emulator.openStreams === 0) await new Promise((resolve) => setTimeout(resolve));
  caller.abort();
  assert.equal((await answering).status, 499);
  assert.equal(emulator.openStreams, 0);
});

test("vertexGateway() reads from the upstream only what the caller reads", async () => {
  let written = 0;
  const event = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "a" } }] })}\n\n`;
  const { chat } = await openDesk({
    vertex: {
      credentials: { getToken: () => Promise.resolve({ token: "token", type: "bearer" }) },
      project: "my-project",
      fetch: () => Promise.resolve(endless()),
    },
  });
  function endless(): Response {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        written++;
        controller.enqueue(new TextEncoder().encode(event));
      },
    }, { highWaterMark: 0 });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }
  const response = await chat(streamed);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.isBelow(written, 5);
  const reader = response.body?.getReader();
  for (let turn = 0; turn < 10; turn++) await reader?.read();
  assert.isBelow(written, 15);
  await reader?.cancel();
});

/** As much of a chunk as is looked at. */
interface Chunk {
  readonly model: string;
  readonly choices: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
  }[];
}

function textOf(chunks: readonly Chunk[]): string {
  return chunks.flatMap(({ choices }) => choices).map(({ delta }) => delta.content ?? "").join("");
}
