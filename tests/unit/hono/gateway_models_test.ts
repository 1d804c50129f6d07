import { vertexGateway } from "../../../src/hono/mod.ts";
import { createVertex, type Vertex } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, chatRequest, hello, model, openDesk, readError } from "./gateway_desk.ts";

const flash = "google/gemini-3-flash-preview";

test("vertexGateway() lists the client's models in OpenAI's shape", async () => {
  const { get } = await openDesk({ vertex: { models: [model, { id: "fast", model: flash }] } });
  const response = await get("/v1/models");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), {
    object: "list",
    data: [
      { id: model, object: "model", created: 0, owned_by: "google" },
      { id: "fast", object: "model", created: 0, owned_by: "google" },
    ],
  });
});

test("vertexGateway() lists its own models in place of the client's", async () => {
  const { get, chat } = await openDesk({ gateway: { models: [{ id: "fast", model: flash }] } });
  const { data }: { data: { id: string }[] } = await (await get("/v1/models")).json();
  assert.deepEqual(data.map(({ id }) => id), ["fast"]);
  assert.equal((await chat(hello)).status, 404);
});

test("vertexGateway() gives one model, its slash encoded or not", async () => {
  const { get } = await openDesk();
  for (const id of [model, encodeURIComponent(model)]) {
    const response = await get(`/v1/models/${id}`);
    assert.equal(response.status, 200, id);
    assert.deepInclude(await response.json(), { id: model, object: "model" });
  }
});

test("vertexGateway() has no other model", async () => {
  const { get, chat, emulator } = await openDesk();
  const answers = [
    await get(`/v1/models/${flash}`),
    await get("/v1/models/%E0%A4%A"),
    await chat({ ...hello, model: flash }),
    await chat({ ...hello, model: "" }),
    await chat({ ...hello, model: `${model} ` }),
  ];
  for (const response of answers) {
    assert.equal(response.status, 404);
    const error = await readError(response);
    assert.equal(error.code, "model_not_found");
    assert.equal(error.param, "model");
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() quotes no more than the beginning of an unknown model", async () => {
  const { chat } = await openDesk();
  const { message } = await readError(await chat({ ...hello, model: "x".repeat(10_000) }));
  assert.isBelow(message.length, 300);
});

test("vertexGateway() sends the model behind an alias and answers with the alias", async () => {
  for (const own of [true, false]) {
    const models = [{ id: "fast", model: flash }];
    const desk = await openDesk(own ? { gateway: { models } } : { vertex: { models } });
    const response = await desk.chat({ ...hello, model: "fast" });
    assert.equal(response.status, 200);
    assert.deepInclude(await response.json(), { object: "chat.completion", model: "fast" });
    assert.deepInclude(desk.emulator.requests.at(-1)?.json, { model: flash });
  }
});

test("vertexGateway() follows an alias of the client's once", async () => {
  const models = [{ id: "fast", model: flash }, { id: flash, model }];
  const { chat, emulator } = await openDesk({ vertex: { models } });
  assert.equal((await chat({ ...hello, model: "fast" })).status, 200);
  assert.deepInclude(emulator.requests.at(-1)?.json, { model: flash });
});

test("vertexGateway() refuses to start without models", async () => {
  const { vertex } = await openDesk({ vertex: { models: [model] } });
  const bare = (await openDesk({ gateway: { models: [model] }, vertex: { models: undefined } }))
    .vertex;
  assert.throws(() => vertexGateway({ vertex: bare, apiKeys: [apiKey] }), /no list of models/);
  assert.throws(() => vertexGateway({ vertex, apiKeys: [apiKey], models: [] }), /no list/);
  assert.throws(() => vertexGateway({ vertex: () => vertex, models: [] }), /no list of models/);
  assert.throws(
    () => vertexGateway({ vertex, models: [{ id: "fast", model: "" }] }),
    /option models/,
  );
});

test("vertexGateway() makes one client for each object of bindings", async () => {
  const { emulator } = await openDesk();
  const made: string[] = [];
  const gateway = vertexGateway<{ PROJECT: string }>({
    apiKeys: [apiKey],
    vertex(env): Vertex {
      made.push(env.PROJECT);
      return createVertex({
        credentials: emulator.serviceAccountKey,
        project: env.PROJECT,
        fetch: emulator.fetch,
        models: [model],
      });
    },
  });
  const one = { PROJECT: "project-one" };
  const two = { PROJECT: "project-two" };
  for (const env of [one, two, one, two]) {
    assert.equal((await gateway.request(chatRequest(hello), undefined, env)).status, 200);
  }
  assert.deepEqual(made, ["project-one", "project-two"]);
  const urls = emulator.requests.filter(({ kind }) => kind === "api").map(({ url }) => url);
  assert.deepEqual(
    urls.map((url) => /projects\/([^/]+)/.exec(url)?.[1]),
    ["project-one", "project-two", "project-one", "project-two"],
  );
});

test("vertexGateway() makes one client where there are no bindings", async () => {
  const { vertex } = await openDesk();
  let made = 0;
  const gateway = vertexGateway({
    apiKeys: [apiKey],
    vertex() {
      made++;
      return vertex;
    },
  });
  for (let turn = 0; turn < 2; turn++) {
    assert.equal((await gateway.request("/v1/models", { headers: bearer(apiKey) })).status, 200);
  }
  assert.equal(made, 1);
});

test("vertexGateway() tries again to make a client that could not be made", async () => {
  const { vertex } = await openDesk();
  let broken = true;
  const gateway = vertexGateway({
    apiKeys: [apiKey],
    vertex() {
      if (broken) throw new Error("secret-123 is not set");
      return vertex;
    },
  });
  const headers = bearer(apiKey);
  const failed = await gateway.request("/v1/models", { headers });
  assert.equal(failed.status, 500);
  assert.notInclude(await failed.text(), "secret-123");
  broken = false;
  assert.equal((await gateway.request("/v1/models", { headers })).status, 200);
});
