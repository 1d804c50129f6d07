import { Hono } from "hono";
import type { UsageRecord } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, chatRequest, hello, openDesk, readError } from "./gateway_desk.ts";

test("vertexGateway() takes an upload that breaks off for its caller's doing", async () => {
  const told: unknown[] = [];
  const records: UsageRecord[] = [];
  const { gateway, emulator } = await openDesk({
    gateway: {
      onError: (error) => told.push(error),
      onUsage: (record) => records.push(record),
    },
  });
  let pulls = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('{"model":'));
      else controller.error(new Error("error reading a body from connection"));
    },
  }, { highWaterMark: 0 });
  // A body that is a stream needs `duplex`, which the types do not know.
  const init = { method: "POST", headers: bearer(apiKey), body, duplex: "half" };
  const response = await gateway.request(
    new Request("http://gateway.test/v1/chat/completions", init),
  );
  assert.equal(response.status, 400);
  assert.deepInclude(await readError(response), {
    message: "Cannot read the request: its body broke off",
    code: "invalid_request",
  });
  assert.lengthOf(told, 0);
  assert.deepInclude(records[0], { outcome: "error", status: 400, code: "invalid_request" });
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() holds a body that middleware has read to its size", async () => {
  const { gateway, emulator } = await openDesk({ gateway: { maxBodyBytes: 400 } });
  const app = new Hono().use(async (c, next) => {
    await c.req.text();
    await next();
  }).route("/", gateway);
  // Fewer characters than the limit, but more bytes.
  for (const user of ["x".repeat(400), "\u20ac".repeat(200)]) {
    const response = await app.request(chatRequest({ ...hello, user }));
    assert.equal(response.status, 413);
    assert.match((await readError(response)).message, /400 bytes/);
  }
  assert.lengthOf(emulator.requests, 0);
  assert.equal((await app.request(chatRequest(hello))).status, 200);
});
