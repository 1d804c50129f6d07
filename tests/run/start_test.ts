import { assert, test } from "../harness.ts";
import { curlRequests, startGateway } from "./start.ts";

test("task start serves a plain and a streamed completion by the lines it prints", async () => {
  await using gateway = await startGateway();
  assert.match(gateway.base, /^http:\/\/127\.0\.0\.1:[1-9]\d+\/v1$/);
  const requests = curlRequests(gateway.greeting);
  assert.lengthOf(requests, 2);
  const [plain, streamed] = await Promise.all(requests.map((request) => fetch(request)));
  assert.equal(plain?.status, 200);
  const completion = await plain?.json();
  assert.equal(completion.object, "chat.completion");
  assert.isNotEmpty(completion.choices[0].message.content);
  assert.equal(streamed?.status, 200);
  const events = (await streamed?.text() ?? "").trim().split("\n\n");
  assert.isAbove(events.length, 2);
  assert.equal(events.at(-1), "data: [DONE]");
});

test("task start says what it runs on and how to reach a real project", async () => {
  await using gateway = await startGateway();
  const said = [
    "the embedded emulator",
    "google/gemini-3.1-pro-preview",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "GOOGLE_CLOUD_LOCATION",
    "VERTEX_MODELS",
  ];
  for (const text of said) assert.include(gateway.greeting, text);
});

test("task start refuses requests that a web page could make", async () => {
  await using gateway = await startGateway();
  const url = `${gateway.base}/chat/completions`;
  const body = await curlRequests(gateway.greeting)[0]?.text() ?? "";
  const json = "content-type: application/json";
  const cases: [string[], number][] = [
    [[json], 200],
    [["content-type: application/json; charset=utf-8"], 200],
    [[json, "origin: http://localhost:3000"], 200],
    [["content-type: text/plain"], 415],
    [["content-type: text/plain; application/json"], 415],
    [["content-type: application/json-patch+json"], 415],
    [[], 415],
    [[json, "origin: https://example.com"], 403],
    [[json, "origin: null"], 403],
    [[json, "origin: http://127.0.0.1.example.com"], 403],
    [[json, "host: example.com"], 403],
    [[json, "host: 127.0.0.1.example.com"], 403],
    [[json, "host: localhost.example.com:8787"], 403],
    [[json, "host: localhost:1"], 200],
    [[json, "host: [::1]:1"], 200],
  ];
  for (const [headers, status] of cases) {
    assert.equal(await statusOf(url, headers, body), status, headers.join(", "));
  }
});

test("task start wants keys when it is told of some", async () => {
  await using gateway = await startGateway({
    env: { GATEWAY_API_KEYS: "the-first-key,the-second-key" },
  });
  assert.notInclude(gateway.output(), "the-first-key");
  const [request] = curlRequests(gateway.greeting);
  assert.isDefined(request);
  assert.equal(request?.headers.get("authorization"), "Bearer $GATEWAY_API_KEY");
  const body = await request?.text() ?? "";
  const url = `${gateway.base}/chat/completions`;
  const json = "content-type: application/json";
  assert.equal(await statusOf(url, [json], body), 401);
  assert.equal(await statusOf(url, [json, "authorization: Bearer the-first-key"], body), 200);
});

test("task start listens beyond this machine only with keys", async () => {
  await using gateway = await startGateway({
    args: ["--host", "0.0.0.0"],
    env: { GATEWAY_API_KEYS: "the-first-key" },
  });
  assert.match(gateway.base, /^http:\/\/0\.0\.0\.0:/);
  const url = `http://127.0.0.1:${gateway.port}/v1/models`;
  const key = "authorization: Bearer the-first-key";
  assert.equal(await statusOf(url, ["host: gateway.example.com", key]), 200);
  assert.equal(await statusOf(url, ["host: gateway.example.com"]), 401);
});

/** By hand, for `fetch` sets `host` itself and adds a content type. */
async function statusOf(
  address: string,
  headers: readonly string[],
  body?: string,
): Promise<number> {
  const url = new URL(address);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(url.port) });
  const hasHost = headers.some((header) => header.startsWith("host:"));
  const lines = [
    `${body === undefined ? "GET" : "POST"} ${url.pathname} HTTP/1.1`,
    ...hasHost ? [] : [`host: ${url.host}`],
    ...headers,
    "connection: close",
    `content-length: ${new TextEncoder().encode(body ?? "").length}`,
  ];
  const request = new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n${body ?? ""}`);
  await connection.write(request);
  let answer = "";
  for await (const part of connection.readable.pipeThrough(new TextDecoderStream())) answer += part;
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}
