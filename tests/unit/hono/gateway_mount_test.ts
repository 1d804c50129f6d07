import { Hono } from "hono";
import { assert, test } from "../../harness.ts";
import {
  apiKey,
  bearer,
  chatRequest,
  hello,
  model,
  openDesk,
  readData,
  readError,
} from "./gateway_desk.ts";

/** The ways in which a gateway becomes a part of another app. */
async function mounted(): Promise<{ way: string; app: Hono }[]> {
  const { gateway } = await openDesk();
  return [
    { way: "route", app: new Hono().route("/ai", gateway) },
    { way: "mount", app: new Hono().mount("/ai", gateway.fetch) },
    { way: "base path", app: new Hono().basePath("/ai").route("/", gateway) },
  ];
}

test("vertexGateway() answers below a path, plain and streamed", async () => {
  for (const { way, app } of await mounted()) {
    const plain = await app.request(chatRequest(hello, {}, "/ai"));
    assert.equal(plain.status, 200, way);
    assert.deepInclude(await plain.json(), { object: "chat.completion", model });
    const stream = await app.request(chatRequest({ ...hello, stream: true }, {}, "/ai"));
    assert.equal((await readData(stream)).at(-1), "[DONE]", way);
    assert.equal((await app.request("/ai/health")).status, 200, way);
    const response = await app.request(`/ai/v1/models/${model}`, { headers: bearer(apiKey) });
    assert.equal(response.status, 200, way);
    assert.deepInclude(await response.json(), { id: model });
  }
});

test("vertexGateway() keeps its errors below a path", async () => {
  for (const { way, app } of await mounted()) {
    const refused = await app.request("/ai/v1/models");
    assert.equal(refused.status, 401, way);
    assert.equal((await readError(refused)).code, "invalid_api_key", way);
    const invalid = await app.request(chatRequest({ ...hello, messages: [] }, {}, "/ai"));
    assert.equal(invalid.status, 400, way);
    assert.equal((await readError(invalid)).code, "invalid_request", way);
  }
});

test("vertexGateway() guards no path but its own", async () => {
  for (const { way, app } of await mounted()) {
    assert.equal((await app.request("/v1/models")).status, 404, way);
    assert.equal((await app.request("/")).status, 404, way);
  }
});

test("vertexGateway() mounted with route leaves other paths to the app around it", async () => {
  const { gateway } = await openDesk();
  const app = new Hono().route("/ai", gateway);
  app.notFound((c) => c.text("the app's own", 404));
  for (const path of ["/ai/v1/embeddings", "/ai/favicon.ico"]) {
    const response = await app.request(path, { headers: bearer(apiKey) });
    assert.equal(await response.text(), "the app's own", path);
  }
  // Below /v1 a key is needed even so: what the app adds there is guarded.
  assert.equal((await app.request("/ai/v1/embeddings")).status, 401);
});

test("vertexGateway() takes no slash at the end of a path, which a rule in front of it would overlook", async () => {
  const { gateway, emulator } = await openDesk();
  const app = new Hono().mount("/ai", gateway.fetch);
  for (const path of ["/health/", "/v1/models/", `/v1/models/${model}/`]) {
    assert.equal((await gateway.request(path, { headers: bearer(apiKey) })).status, 404, path);
    assert.equal((await app.request(`/ai${path}`, { headers: bearer(apiKey) })).status, 404, path);
  }
  const { url, method, headers } = chatRequest(hello);
  const body = JSON.stringify(hello);
  const response = await gateway.request(`${url}/`, { method, headers, body });
  assert.equal(response.status, 404);
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() guards a route that is added to it below /v1", async () => {
  const { gateway } = await openDesk();
  gateway.post("/v1/embeddings", (c) => c.json({ who: c.get("identity")?.id }));
  const ask = (headers: Record<string, string>) =>
    gateway.request("/v1/embeddings", { method: "POST", headers });
  assert.equal((await ask({})).status, 401);
  const response = await ask(bearer(apiKey));
  assert.match((await response.json()).who, /^key:/);
});

test("vertexGateway() mounted with mount answers unknown paths itself", async () => {
  const { gateway } = await openDesk();
  const app = new Hono().mount("/ai", gateway.fetch);
  const response = await app.request("/ai/v1/embeddings", { headers: bearer(apiKey) });
  assert.equal(response.status, 404);
  assert.equal((await readError(response)).code, "not_found");
});

test("vertexGateway() lends the runtime's waitUntil to the mint", async () => {
  const { gateway, emulator } = await openDesk();
  const kept: Promise<unknown>[] = [];
  const context = {
    waitUntil: (promise: Promise<unknown>) => void kept.push(promise),
    passThroughOnException() {},
    props: {},
  };
  const response = await gateway.fetch(chatRequest(hello), {}, context);
  assert.equal(response.status, 200);
  assert.isNotEmpty(kept);
  await Promise.all(kept);
  assert.lengthOf(emulator.requests.filter(({ kind }) => kind === "token"), 1);
});
