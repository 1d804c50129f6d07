import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cache } from "hono/cache";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { timeout } from "hono/timeout";
import { assert, test } from "../../harness.ts";
import { chatRequest, hello, openDesk } from "./gateway_desk.ts";

async function around(middleware: MiddlewareHandler) {
  const { gateway, emulator } = await openDesk();
  const app = new Hono().use(middleware).route("/ai", gateway);
  const ask = (body: object) => {
    const request = chatRequest({ ...hello, ...body }, {}, "/ai");
    request.headers.set("accept-encoding", "gzip");
    return app.request(request);
  };
  return { ask, emulator };
}

const through: [name: string, middleware: () => MiddlewareHandler][] = [
  ["compress", () => compress({ threshold: 0 })],
  ["etag", () => etag()],
  ["cache", () => cache({ cacheName: "test", onCacheNotAvailable: false })],
  ["secureHeaders", () => secureHeaders()],
  ["what pipes the body through", () => piped],
];

/** As docs/gateway.md wants it. */
async function piped(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  c.res = new Response(c.res.body?.pipeThrough(new TransformStream()), c.res);
}

for (const [name, middleware] of through) {
  test(`vertexGateway() streams through ${name}: the first chunk before the last, and a cancel`, async () => {
    const { ask, emulator } = await around(middleware());
    emulator.reply({ text: "word ".repeat(500), chunkDelayMs: 5 });
    const response = await ask({ stream: true });
    assert.isNull(response.headers.get("content-encoding"));
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    assert.match(new TextDecoder().decode(value), /^data: /);
    assert.equal(emulator.openStreams, 1);
    await reader.cancel();
    for (let turn = 0; turn < 200 && emulator.openStreams > 0; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.equal(emulator.openStreams, 0);
  });
}

test("timeout() around vertexGateway() answers in its place, and cannot end a stream that has begun", async () => {
  const { ask, emulator } = await around(timeout(60));
  emulator.fail({ delayMs: 200 });
  assert.equal((await ask({})).status, 504);
  emulator.reply({ text: "word ".repeat(30), chunkDelayMs: 5 });
  const response = await ask({ stream: true });
  assert.equal(response.status, 200);
  assert.match(await response.text(), /data: \[DONE\]\n\n$/);
  // What it gave up goes on by itself.
  await new Promise((resolve) => setTimeout(resolve, 200));
});
