import { growthOf, runtimes, startServer } from "../../bench/gateway_processes.ts";
import { apiKey } from "../../bench/gateway_server.ts";
import { assert, test } from "../harness.ts";
import { model } from "./gateway_worker_entry.ts";

const megabytes = 100;
// What is kept of such an answer would be all of it, and more; what is left for collectors is less.
const limitMb = 160;
const textBytes = 32_768;

for (const runtime of runtimes) {
  test(`the gateway streams ${megabytes} MB in flat memory, on ${runtime}`, async () => {
    await using upstream = serveText();
    await using server = await startServer(runtime, "gateway", upstream.origin);
    // It has to have grown to its usual size before.
    await drain(server.port, 10);
    let bytes = 0;
    const { growthMb } = await growthOf(server, async () => {
      bytes = await drain(server.port, megabytes);
    });
    assert.isAtLeast(bytes, megabytes * 1e6);
    assert.isBelow(growthMb, limitMb);
  });
}

/** Streams text, as many megabytes as the message says. */
function serveText(): AsyncDisposable & { readonly origin: string } {
  const encoder = new TextEncoder();
  const event = encoder.encode(eventOf("x".repeat(textBytes)));
  const end = encoder.encode(`${eventOf("", "stop")}data: [DONE]\n\n`);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { messages } = await request.json();
    let left = Number(messages[0].content) * 1e6;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(left > 0 ? event : end);
        if (left <= 0) controller.close();
        left -= event.length;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function eventOf(content: string, finish?: string): string {
  const delta = { content, role: "assistant" };
  const choice = { delta, index: 0, ...(finish && { finish_reason: finish }) };
  const object = "chat.completion.chunk";
  return `data: ${
    JSON.stringify({ choices: [choice], created: 1, id: "an-id", model, object })
  }\n\n`;
}

async function drain(port: number, megabytes: number): Promise<number> {
  const messages = [{ role: "user", content: String(megabytes) }];
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ model, messages, stream: true }),
  });
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += part.length;
  return bytes;
}
