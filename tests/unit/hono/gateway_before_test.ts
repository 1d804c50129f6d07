import { HTTPException } from "hono/http-exception";
import type { GatewayRequest } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { hello, model, openDesk, readData, readError } from "./gateway_desk.ts";

const flash = "google/gemini-3-flash-preview";
const models = [model, { id: "fast", model: flash, enforced: { max_tokens: 64 } }];

async function sentBy(before: (request: GatewayRequest) => unknown, body: object = hello) {
  const desk = await openDesk({
    gateway: { models, before: (_, request) => before(request) as GatewayRequest },
  });
  const response = await desk.chat(body);
  const sent = JSON.parse(desk.emulator.requests.at(-1)?.body ?? "{}");
  return { ...desk, response, sent };
}

test("before() sees the caller and the request as it came", async () => {
  const seen: unknown[] = [];
  const { chat } = await openDesk({
    gateway: {
      models,
      before: (c, request) => void seen.push(c.get("identity")?.id, request),
    },
  });
  const body = { ...hello, model: "fast", temperature: 1 };
  assert.equal((await chat(body)).status, 200);
  assert.match(String(seen[0]), /^key:/);
  assert.deepEqual(seen[1], body);
});

test("before() changes the request by what it returns", async () => {
  const { response, sent } = await sentBy((request) => ({ ...request, temperature: 0.1 }));
  assert.equal(response.status, 200);
  assert.equal(sent.temperature, 0.1);
  const later = await sentBy((request) => Promise.resolve({ ...request, seed: 7 }));
  assert.equal(later.sent.seed, 7);
});

test("before() changes nothing by writing to what it is given", async () => {
  const { response, sent } = await sentBy((request) => {
    request.temperature = 0.1;
    (request.messages as { content: string }[])[0]!.content = "Something else";
  });
  assert.equal(response.status, 200);
  assert.notProperty(sent, "temperature");
  assert.equal(sent.messages[0].content, "Hello there");
});

test("before() may send to another model that is served, whose settings hold", async () => {
  const { response, sent } = await sentBy((request) => ({ ...request, model: "fast" }));
  assert.deepInclude(sent, { model: flash, max_tokens: 64 });
  assert.equal((await response.json()).model, model);
  const unknown = await sentBy((request) => ({ ...request, model: "google/unknown" }));
  assert.equal(unknown.response.status, 404);
  assert.lengthOf(unknown.emulator.requests, 0);
});

test("before() may do what callers may not, and is held to the wire's rules", async () => {
  const google = { tools: [{ googleSearch: {} }] };
  const search = await sentBy((request) => ({ ...request, extra_body: { google } }));
  assert.equal(search.response.status, 200);
  assert.deepEqual(search.sent.extra_body.google, google);
  const broken = await sentBy((request) => ({ ...request, messages: "text" }));
  assert.equal(broken.response.status, 400);
  assert.lengthOf(broken.emulator.requests, 0);
});

test("before() may make a stream of it", async () => {
  const { response } = await sentBy((request) => ({ ...request, stream: true }));
  assert.equal((await readData(response)).at(-1), "[DONE]");
});

test("before() answers in Google's place", async () => {
  const { response, emulator } = await sentBy(() =>
    Response.json({ from: "a cache" }, { status: 203 })
  );
  assert.equal(response.status, 203);
  assert.deepEqual(await response.json(), { from: "a cache" });
  assert.lengthOf(emulator.requests, 0);
});

test("before() is not asked about what key or policy refuse", async () => {
  let asked = 0;
  const { chat, gateway } = await openDesk({ gateway: { before: () => void asked++ } });
  await gateway.request("/v1/chat/completions", { method: "POST", body: JSON.stringify(hello) });
  await chat({ ...hello, model: "google/unknown" });
  await chat({ ...hello, web_search_options: {} });
  await chat("{");
  assert.equal(asked, 0);
  await chat(hello);
  assert.equal(asked, 1);
});

test("before() refuses by throwing", async () => {
  const { response, emulator } = await sentBy(() => {
    throw new HTTPException(429, { message: "Your budget of today is spent" });
  });
  assert.equal(response.status, 429);
  assert.deepInclude(await readError(response), {
    message: "Your budget of today is spent",
    code: "rate_limit_exceeded",
  });
  const broken = await sentBy(() => Promise.reject(new Error("secret-123")));
  assert.equal(broken.response.status, 500);
  assert.notInclude(await broken.response.text(), "secret");
  assert.lengthOf([...emulator.requests, ...broken.emulator.requests], 0);
});

test("before() cannot return what is no request, which its operator is told", async () => {
  for (const wrong of [null, "text", [], {}, { model: 7 }, true]) {
    const told: unknown[] = [];
    const { chat, emulator } = await openDesk({
      gateway: { before: () => wrong as GatewayRequest, onError: (error) => told.push(error) },
    });
    const response = await chat(hello);
    assert.equal(response.status, 500);
    assert.equal((await readError(response)).code, "invalid_config");
    assert.match(told.map(String).join(), /what before returned/);
    assert.lengthOf(emulator.requests, 0);
  }
});
