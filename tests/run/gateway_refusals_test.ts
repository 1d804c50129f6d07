/** What no client sends by accident, over sockets. */
import { assert, test } from "../harness.ts";
import { apiKey, model } from "./gateway_worker_entry.ts";
import { runtimes, serveGateway } from "./gateway_worker_runtimes.ts";

const hello = JSON.stringify({ model, messages: [{ role: "user", content: "Hello" }] });

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | ReadableStream<Uint8Array>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Posts by hand: `fetch` would keep some of this from going out, and reads no answer before its body is sent. */
async function post(port: number, { headers = {}, body = hello }: Sent): Promise<Answer> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const length = typeof body === "string"
    ? `content-length: ${headers["content-length"] ?? body.length}`
    : "transfer-encoding: chunked";
  const { "content-length": _, ...others } = headers;
  const lines = [
    "POST /v1/chat/completions HTTP/1.1",
    "host: gateway",
    "connection: close",
    "content-type: application/json",
    length,
    ...Object.entries(others).map(([name, value]) => `${name}: ${value}`),
  ];
  const late = setTimeout(() => connection.close(), 8_000);
  const reading = readAnswer(connection).finally(() => clearTimeout(late));
  const writer = connection.writable.getWriter();
  try {
    await writer.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
    if (typeof body === "string") await writer.write(new TextEncoder().encode(body));
    else {
      for await (const part of body) {
        await writer.write(new TextEncoder().encode(`${part.length.toString(16)}\r\n`));
        await writer.write(part);
        await writer.write(new TextEncoder().encode("\r\n"));
      }
      await writer.write(new TextEncoder().encode("0\r\n\r\n"));
    }
  } catch {
    // Whoever refuses need not read to the end.
  }
  const answer = await reading;
  closed(connection);
  const [head = "", text = ""] = answer.split(/\r\n\r\n([^]*)/);
  return {
    // 0 if the connection was closed without a word.
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0),
    type: /^content-type: *(.*)$/im.exec(head)?.[1] ?? "",
    text,
  };
}

function closed(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The timer was faster.
  }
}

/** Reads until the JSON of the answer is whole: some servers keep a connection whose request they have not read. */
async function readAnswer(connection: Deno.Conn): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  try {
    while (!/\r\n\r\n[^]*\}\s*(\r\n0\s*)?$/.test(text)) {
      const read = await connection.read(buffer);
      if (read === null) break;
      text += decoder.decode(buffer.subarray(0, read), { stream: true });
    }
  } catch {
    // A reset, before or after the answer.
  }
  return text;
}

/** 21 MB, in parts. */
function tooMuch(): ReadableStream<Uint8Array> {
  let left = 21;
  return new ReadableStream({
    pull(controller) {
      if (left-- === 0) return controller.close();
      controller.enqueue(new Uint8Array(1_000_000).fill(0x20));
    },
  });
}

const key = { authorization: `Bearer ${apiKey}` };

for (const runtime of runtimes) {
  test(`a gateway on ${runtime} refuses over sockets what is too big, and goes on`, async () => {
    await using served = await serveGateway(runtime, { heartbeatMs: 0 });
    const { port, google } = served;

    // Announced, and chunked, where nothing is announced.
    const announced = { headers: { ...key, "content-length": "21000000" }, body: "{" };
    for (const sent of [announced, { headers: key, body: tooMuch() }]) {
      const { status, type, text } = await post(port, sent);
      assert.equal(status, 413);
      assert.match(type, /^application\/json/);
      assert.equal(JSON.parse(bodyOf(text)).error.code, "request_too_large");
    }

    // Beyond what the runtime's own server takes, the gateway is not even asked.
    for (const headers of [{ authorization: `Bearer ${"x".repeat(2_000_000)}` }]) {
      const { status, text } = await post(port, { headers });
      assert.include([0, 400, 401, 413, 431], status);
      assert.notInclude(text, apiKey);
    }
    const { status } = await post(port, {
      headers: { authorization: `Bearer ${"x".repeat(8_000)}` },
    });
    assert.equal(status, 401);
    assert.equal(google.apiRequests, 0);

    assert.equal((await post(port, { headers: key })).status, 200);
    assert.equal(google.apiRequests, 1);
  });
}

/** A body in one chunk or none. */
function bodyOf(text: string): string {
  return text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
}
