import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { HTTPException } from "hono/http-exception";
import { type GatewayEnv, vertexGateway } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, chatRequest, hello, openDesk, readError } from "./gateway_desk.ts";

/** Middleware that knows its callers in a way of its own, as one that verifies a JWT does. */
async function fronted(identity: unknown) {
  const { gateway, emulator } = await openDesk({ gateway: { apiKeys: undefined } });
  const app = new Hono<GatewayEnv<object>>();
  app.use("/ai/*", async (c, next) => {
    // Wrong on purpose in one of the cases.
    if (c.req.header("x-jwt") === "good") c.set("identity", identity as { id: string });
    await next();
  });
  app.route("/ai", gateway);
  const ask = (headers: Record<string, string>) =>
    app.request(chatRequest(hello, { headers }, "/ai"));
  return { ask, emulator };
}

test("vertexGateway() asks nobody for a key whom middleware in front knows", async () => {
  const { ask } = await fronted({ id: "jane" });
  assert.equal((await ask({ "x-jwt": "good" })).status, 200);
});

test("vertexGateway() stays closed for whom middleware in front does not know", async () => {
  const { ask, emulator } = await fronted({ id: "jane" });
  assert.equal((await ask({ "x-jwt": "bad" })).status, 500);
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() takes no identity without an id", async () => {
  for (const identity of [{}, { id: "" }, { id: 7 }, "jane", true]) {
    const { ask, emulator } = await fronted(identity);
    const response = await ask({ "x-jwt": "good" });
    assert.equal(response.status, 500);
    assert.equal((await readError(response)).code, "invalid_config");
    assert.lengthOf(emulator.requests, 0);
  }
});

test("vertexGateway() takes no identity without an id from authenticate, either", async () => {
  const { chat } = await openDesk({ gateway: { authenticate: () => ({} as { id: string }) } });
  assert.equal((await chat(hello)).status, 500);
});

test("vertexGateway() works behind Hono's own bearerAuth", async () => {
  const { gateway } = await openDesk({ gateway: { apiKeys: "none" } });
  const app = new Hono();
  app.use("/ai/*", bearerAuth({ token: "a-key-of-the-front" }));
  app.route("/ai", gateway);
  const status = async (key: string) =>
    (await app.request(chatRequest(hello, { headers: bearer(key) }, "/ai"))).status;
  assert.equal(await status("a-key-of-the-front"), 200);
  assert.equal(await status(apiKey), 401);
});

test("vertexGateway() keeps the status of an HTTPException that authenticate throws", async () => {
  const told: unknown[] = [];
  const thrown = [
    [401, "Your key has expired", "invalid_api_key", "authentication_error"],
    [403, "Your team has no access", "permission_denied", "invalid_request_error"],
    [429, "Your budget is spent", "rate_limit_exceeded", "rate_limit_error"],
    [503, "The directory is down", "internal_error", "server_error"],
  ] as const;
  for (const [status, message, code, type] of thrown) {
    const { chat, emulator } = await openDesk({
      gateway: {
        authenticate() {
          throw new HTTPException(status, { message });
        },
        onError: (error) => told.push(error),
      },
    });
    const response = await chat(hello);
    assert.equal(response.status, status);
    assert.deepEqual(await readError(response), { message, code, type, param: null });
    assert.lengthOf(emulator.requests, 0);
  }
  // Only the last of them is something to look after.
  assert.lengthOf(told, 1);
});

test("vertexGateway() keeps what an HTTPException's response tells clients to do", async () => {
  const res = new Response("no", {
    headers: { "retry-after": "7", "www-authenticate": 'Bearer realm="x"', "x-internal": "1" },
  });
  const { chat } = await openDesk({
    gateway: {
      authenticate() {
        throw new HTTPException(401, { res });
      },
    },
  });
  const { headers } = await chat(hello);
  assert.equal(headers.get("retry-after"), "7");
  assert.equal(headers.get("www-authenticate"), 'Bearer realm="x"');
  assert.isNull(headers.get("x-internal"));
});

test("vertexGateway() tells its operator what authenticate threw, and nobody else", async () => {
  const told: unknown[] = [];
  const secret = new Error("the database at db.internal refused secret-123");
  const { gateway } = await openDesk({
    gateway: {
      authenticate: () => Promise.reject(secret),
      onError: (error, c) => told.push(error, c.req.path),
    },
  });
  const response = await gateway.request("/v1/models", { headers: bearer(apiKey) });
  assert.equal(response.status, 500);
  assert.notInclude(await response.text(), "secret");
  assert.deepEqual(told, [secret, "/v1/models"]);
});

test("vertexGateway() mounted with mount sees no context of the app around it", async () => {
  const { vertex } = await openDesk();
  const app = new Hono<GatewayEnv<object>>();
  app.use(async (c, next) => {
    c.set("identity", { id: "jane" });
    await next();
  });
  app.mount("/ai", vertexGateway({ vertex, apiKeys: [apiKey] }).fetch);
  assert.equal((await app.request("/ai/v1/models")).status, 401);
});
