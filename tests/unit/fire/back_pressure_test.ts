/** A slow reader slows the sender down. */
import type { ChatStream } from "../../../mod.ts";
import { vertexGateway } from "../../../src/hono/mod.ts";
import { turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { assertAllClosed, type Desk, hello, openDesk } from "./desk.ts";

/** Ways to read one piece of an answer, and to leave it. */
interface SlowReader {
  next(): Promise<unknown>;
  leave(): Promise<unknown>;
}

function reading(body: ReadableStream<Uint8Array> | null): SlowReader {
  const reader = body?.getReader();
  return {
    next: () => reader?.read() ?? Promise.reject(new Error("no body")),
    leave: () => reader?.cancel() ?? Promise.resolve(),
  };
}

function looping(iterable: AsyncIterable<unknown>): SlowReader {
  const loop = iterable[Symbol.asyncIterator]();
  return { next: () => loop.next(), leave: () => loop.return?.() ?? Promise.resolve() };
}

const stream = ({ vertex }: Desk): ChatStream => vertex.chat.completions.stream(hello);
const post = { method: "POST", body: JSON.stringify({ ...hello, stream: true }) };

const ways: Record<string, (desk: Desk) => SlowReader | Promise<SlowReader>> = {
  "a loop": (desk) => looping(stream(desk)),
  "textStream": (desk) => looping(stream(desk).textStream),
  "toResponse()": (desk) => reading(stream(desk).toResponse().body),
  "toReadableStream()": (desk) => reading(stream(desk).toReadableStream()),
  "vertex.fetch": async ({ vertex }) =>
    reading((await vertex.fetch("https://vertex.invalid/v1/chat/completions", post)).body),
  "the gateway": async ({ vertex }) => {
    const gateway = vertexGateway({ vertex, apiKeys: "none" });
    return reading((await gateway.request("/v1/chat/completions", post)).body);
  },
};

for (const [name, open] of Object.entries(ways)) {
  test(`A slow reader of ${name} is sent no more than it reads`, async () => {
    const desk = await openDesk({ models: [hello.model] });
    const { emulator, vertex } = desk;
    await vertex.getAccessToken();
    const content = "x".repeat(10_000);
    emulator.reply({ chunks: [{ choices: [{ index: 0, delta: { content } }] }] });
    emulator.fail({ fault: "endless-stream" });
    const before = emulator.bytesWritten;
    const reader = await open(desk);
    for (let read = 0; read < 20; read++) {
      await reader.next();
      await turn();
    }
    // A few chunks may be on their way; what a reader has not asked for is not made.
    assert.isBelow(emulator.bytesWritten - before, 25 * 10_100);
    await reader.leave();
    await assertAllClosed(emulator);
  });
}
