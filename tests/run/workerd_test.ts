import { assert, test } from "../harness.ts";
import { bundle, startWorker } from "./workerd.ts";

test("startWorker() runs a bundled worker without Node", async () => {
  const source = `
    import { env } from "cloudflare:workers";
    export default {
      fetch: (request, bindings) => Response.json({
        process: typeof process, buffer: typeof Buffer, path: new URL(request.url).pathname,
        same: env.GREETING === bindings.GREETING, greeting: env.GREETING,
      }),
    };`;
  await using worker = await startWorker({
    source: (await bundle({ source })).text,
    env: { GREETING: 'two\n"lines"' },
  });
  const response = await fetch(`http://127.0.0.1:${worker.port}/a`);
  assert.deepEqual(await response.json(), {
    process: "undefined",
    buffer: "undefined",
    path: "/a",
    same: true,
    greeting: 'two\n"lines"',
  });
});

test("startWorker() lets a worker dial loopback", async () => {
  const upstream = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("upstream"),
  );
  try {
    await using worker = await startWorker({
      source: "export default { fetch: (_, env) => fetch(env.UPSTREAM) };",
      env: { UPSTREAM: `http://127.0.0.1:${upstream.addr.port}/` },
    });
    const response = await fetch(`http://127.0.0.1:${worker.port}/`);
    assert.equal(await response.text(), "upstream");
  } finally {
    await upstream.shutdown();
  }
});

test("startWorker() reports a worker that does not load", async () => {
  let message = "";
  try {
    await using _worker = await startWorker({ source: "throw new Error('broken worker');" });
  } catch (error) {
    message = String(error);
  }
  assert.include(message, "broken worker");
});
