import { vertexGateway } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { apiKey, bearer, chatRequest, hello, openDesk } from "./gateway_desk.ts";

const origin = "https://chat.example.com";
const corsOrigins = [origin, "http://localhost:5173"];
const allowed = "access-control-allow-origin";

function preflight(from: string): Request {
  return new Request("http://gateway.test/v1/chat/completions", {
    method: "OPTIONS",
    headers: {
      origin: from,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,x-stainless-lang",
    },
  });
}

test("vertexGateway() answers a preflight of a named origin without a key", async () => {
  const { gateway, emulator } = await openDesk({ gateway: { corsOrigins } });
  for (const from of corsOrigins) {
    const response = await gateway.request(preflight(from));
    assert.equal(response.status, 204);
    assert.equal(response.headers.get(allowed), from);
    assert.include(response.headers.get("access-control-allow-methods") ?? "", "POST");
    const headers = response.headers.get("access-control-allow-headers") ?? "";
    assert.include(headers, "authorization");
    assert.include(headers, "x-stainless-lang");
    assert.isNull(response.headers.get("access-control-allow-credentials"));
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() allows no other origin", async () => {
  const { gateway } = await openDesk({ gateway: { corsOrigins } });
  const others = [
    "https://evil.test",
    "https://chat.example.com.evil.test",
    `${origin}:8443`,
    "null",
  ];
  for (const from of others) {
    assert.isNull((await gateway.request(preflight(from))).headers.get(allowed), from);
    const headers = { ...bearer(apiKey), origin: from };
    assert.isNull((await gateway.request("/v1/models", { headers })).headers.get(allowed), from);
  }
});

test("vertexGateway() lets a page of a named origin read answers and refusals", async () => {
  const { gateway } = await openDesk({ gateway: { corsOrigins } });
  const ask = (key: string, body: object) =>
    gateway.request(chatRequest(body, { headers: { ...bearer(key), origin } }));
  const answers = [
    [200, await ask(apiKey, hello)],
    [200, await ask(apiKey, { ...hello, stream: true })],
    [401, await ask("a-key-of-others", hello)],
    [400, await ask(apiKey, { ...hello, messages: [] })],
    [404, await ask(apiKey, { ...hello, model: "unknown" })],
  ] as const;
  for (const [status, response] of answers) {
    assert.equal(response.status, status);
    assert.equal(response.headers.get(allowed), origin);
    assert.match(response.headers.get("vary") ?? "", /origin/i);
    const exposed = response.headers.get("access-control-expose-headers") ?? "";
    for (const name of ["retry-after", "x-vertex-location", "x-vertex-signatures"]) {
      assert.include(exposed, name);
    }
    await response.text();
  }
});

test("vertexGateway() sends no header of CORS unless it names origins", async () => {
  const { gateway } = await openDesk();
  const response = await gateway.request("/v1/models", { headers: { ...bearer(apiKey), origin } });
  assert.deepEqual([...response.headers.keys()].filter((name) => name.includes("access-")), []);
  assert.equal((await gateway.request(preflight(origin))).status, 401);
});

test("vertexGateway() takes origins alone, and no wildcard", async () => {
  const { vertex } = await openDesk();
  const wrong = [
    "*",
    "null",
    "",
    "chat.example.com",
    "https://chat.example.com/",
    "https://chat.example.com/app",
    "https://*.example.com",
    "HTTPS://chat.example.com",
    "ftp://chat.example.com",
  ];
  for (const entry of wrong) {
    const make = () => vertexGateway({ vertex, apiKeys: [apiKey], corsOrigins: [entry] });
    assert.throws(make, /corsOrigins/, entry);
  }
  const wildcard = () => vertexGateway({ vertex, apiKeys: [apiKey], corsOrigins: ["*"] });
  assert.throws(wildcard, /"\*" is no origin; name each as/);
  const text = origin as unknown as string[];
  assert.throws(() => vertexGateway({ vertex, apiKeys: [apiKey], corsOrigins: text }), /no list/);
});
