import { type Context, Hono } from "hono";
import { vertexGateway } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, chatRequest, hello, model, openDesk, readError } from "./gateway_desk.ts";

test("vertexGateway() answers whoever has a key", async () => {
  const { get } = await openDesk();
  assert.equal((await get("/v1/models")).status, 200);
});

test("vertexGateway() refuses a wrong key and no key, and sends nothing on", async () => {
  const { gateway, emulator } = await openDesk();
  const headers = [{}, bearer("a-key-of-others"), { authorization: apiKey }, {
    "x-api-key": apiKey,
  }];
  for (const given of headers) {
    for (const path of ["/v1/models", "/v1/models/x", "/v1/other", "/v1/chat/completions"]) {
      const method = path.endsWith("completions") ? "POST" : "GET";
      const response = await gateway.request(path, { method, headers: new Headers(given) });
      assert.equal(response.status, 401, path);
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      const error = await readError(response);
      assert.equal(error.code, "invalid_api_key");
      assert.equal(error.type, "authentication_error");
      assert.notInclude(error.message, "a-key-of-others");
    }
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() without a list of keys is closed, and says so", async () => {
  const lists = [[], undefined, () => undefined, () => [], () => ["", "short"]];
  for (const apiKeys of lists) {
    const told: unknown[] = [];
    const onError = (error: unknown) => told.push(error);
    const { gateway, emulator } = await openDesk({ gateway: { apiKeys, onError } });
    for (const headers of [{}, bearer(""), bearer("short"), bearer(apiKey)]) {
      const response = await gateway.request(chatRequest(hello, { headers }));
      assert.equal(response.status, 500);
      assert.equal(response.headers.get("x-should-retry"), "false");
      assert.include((await readError(response)).message, "no keys configured");
    }
    assert.lengthOf(told, 4);
    assert.lengthOf(emulator.requests, 0);
  }
});

test("vertexGateway() refuses to start with a short key", async () => {
  const { vertex } = await openDesk();
  for (const key of ["", "  ", "1234567", "sha256:1234"]) {
    assert.throws(() => vertexGateway({ vertex, apiKeys: [apiKey, key] }), /entry 1 /);
  }
});

test("vertexGateway() asks for keys again with each request, and with its bindings", async () => {
  const { vertex } = await openDesk();
  const gateway = vertexGateway<{ KEYS?: string }>({
    vertex,
    apiKeys: (env) => env.KEYS?.split(","),
  });
  const ask = async (env: { KEYS?: string }) =>
    (await gateway.request("/v1/models", { headers: bearer(apiKey) }, env)).status;
  assert.equal(await ask({ KEYS: `another-key, ${apiKey} ,` }), 200);
  assert.equal(await ask({ KEYS: "another-key" }), 401);
  assert.equal(await ask({}), 500);
  assert.equal(await ask({ KEYS: apiKey }), 200);
});

test("vertexGateway() is open with apiKeys none alone", async () => {
  const { gateway } = await openDesk({ gateway: { apiKeys: "none" } });
  assert.equal((await gateway.request("/v1/models")).status, 200);
});

test("vertexGateway() with apiKeys none is closed to web pages of other origins", async () => {
  const { gateway, emulator } = await openDesk({
    gateway: { apiKeys: "none", corsOrigins: ["https://chat.example.com"] },
  });
  // As a form or a script posts without asking first.
  const ask = (origin: string) =>
    gateway.request(chatRequest(hello, { headers: { origin, "content-type": "text/plain" } }));
  for (const origin of ["https://evil.test", "null", "http://gateway.test:8080", "gateway.test"]) {
    const response = await ask(origin);
    assert.equal(response.status, 403, origin);
    assert.include((await readError(response)).message, "corsOrigins");
  }
  assert.lengthOf(emulator.requests, 0);
  // The gateway's own page, also behind what speaks TLS for it.
  for (
    const origin of ["http://gateway.test", "https://gateway.test", "https://chat.example.com"]
  ) {
    assert.equal((await ask(origin)).status, 200, origin);
  }
});

test("vertexGateway() with apiKeys none on loopback is open to pages of loopback alone", async () => {
  const { gateway } = await openDesk({ gateway: { apiKeys: "none" } });
  const ask = async (origin: string) =>
    (await gateway.request("http://127.0.0.1:8787/v1/models", { headers: { origin } })).status;
  assert.equal(await ask("http://localhost:3000"), 200);
  assert.equal(await ask("http://[::1]:3000"), 200);
  assert.equal(await ask("http://localhost.evil.test:3000"), 403);
  assert.equal(await ask("https://evil.test"), 403);
});

test("vertexGateway() hands the key to authenticate, and its identity to middleware", async () => {
  const seen: string[] = [];
  let context: Context | undefined;
  const { vertex } = await openDesk();
  const gateway = vertexGateway({
    vertex,
    // Even with both, the function decides.
    apiKeys: "none",
    authenticate(key, c) {
      seen.push(key);
      context = c;
      return Promise.resolve(key === "jane" ? { id: "jane" } : undefined);
    },
  });
  assert.equal((await gateway.request("/v1/models", { headers: bearer("jane") })).status, 200);
  assert.deepEqual(context?.get("identity"), { id: "jane" });
  assert.equal((await gateway.request("/v1/models", { headers: bearer("joe") })).status, 401);
  assert.equal((await gateway.request("/v1/models")).status, 401);
  assert.deepEqual(seen, ["jane", "joe"]);
});

test("vertexGateway() is closed when authenticate throws, and says nothing of it", async () => {
  const { gateway } = await openDesk({
    gateway: {
      authenticate() {
        throw new Error("the database at db.internal refused secret-123");
      },
    },
  });
  const response = await gateway.request("/v1/models", { headers: bearer(apiKey) });
  assert.equal(response.status, 500);
  assert.deepEqual(await readError(response), {
    message: "Cannot complete the request: an internal error occurred",
    type: "server_error",
    param: null,
    code: "internal_error",
  });
});

test("vertexGateway() keeps two gateways apart, each with its keys and models", async () => {
  const { vertex } = await openDesk();
  const app = new Hono();
  app.route("/a", vertexGateway({ vertex, apiKeys: ["the-key-of-a"], models: [model] }));
  app.route(
    "/b",
    vertexGateway({ vertex, apiKeys: ["the-key-of-b"], models: [{ id: "b", model }] }),
  );
  const status = async (path: string, key: string) =>
    (await app.request(path, { headers: bearer(key) })).status;
  assert.equal(await status(`/a/v1/models/${model}`, "the-key-of-a"), 200);
  assert.equal(await status("/a/v1/models/b", "the-key-of-a"), 404);
  assert.equal(await status("/b/v1/models/b", "the-key-of-b"), 200);
  assert.equal(await status("/a/v1/models", "the-key-of-b"), 401);
  assert.equal(await status("/b/v1/models", "the-key-of-a"), 401);
});

test("vertexGateway() says what is wrong with keys that are no list", async () => {
  const text = "a-key-of-the-team,another-key" as unknown as string[];
  const told: unknown[] = [];
  const { gateway, vertex } = await openDesk({
    gateway: { apiKeys: () => text, onError: (error) => told.push(error) },
  });
  assert.throws(() => vertexGateway({ vertex, apiKeys: text }), /no list/);
  const response = await gateway.request("/v1/models", { headers: bearer("a-key-of-the-team") });
  assert.equal(response.status, 500);
  assert.equal((await readError(response)).code, "invalid_config");
  assert.match(told.map(String).join(), /split/);
});
