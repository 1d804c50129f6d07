import { assert, test } from "../../harness.ts";
import { chatRequest, hello, openDesk, readError } from "./gateway_desk.ts";

test("vertexGateway() refuses a body that is no JSON object, before anything is sent", async () => {
  const { chat, emulator } = await openDesk();
  for (const body of ["", "not json", "{", "[]", "null", '"text"', "7"]) {
    const response = await chat(body);
    assert.equal(response.status, 400, body);
    const error = await readError(response);
    assert.equal(error.code, "invalid_request");
    assert.equal(error.type, "invalid_request_error");
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() says that the model is missing", async () => {
  const { chat } = await openDesk();
  for (const model of [undefined, null, 7, ["google/gemini-3.1-pro-preview"]]) {
    const response = await chat({ ...hello, model });
    assert.equal(response.status, 400);
    assert.deepInclude(await readError(response), { param: "model", code: "invalid_request" });
  }
});

test("vertexGateway() names the field that is wrong, before anything is sent", async () => {
  const { chat, emulator } = await openDesk();
  for (const stream of [false, true]) {
    const response = await chat({ ...hello, stream, messages: [{ role: "user", content: 7 }] });
    assert.equal(response.status, 400);
    const error = await readError(response);
    assert.match(error.param ?? "", /^messages/);
    assert.equal(error.code, "invalid_request");
  }
  assert.lengthOf(emulator.requests, 0);
});

test("vertexGateway() answers other paths in OpenAI's shape", async () => {
  const { get, gateway } = await openDesk();
  assert.equal((await readError(await get("/v1/embeddings"))).code, "not_found");
  assert.equal((await get("/v1/chat/completions")).status, 404);
  const response = await gateway.request("/favicon.ico");
  assert.equal(response.status, 404);
  assert.equal((await readError(response)).message, "Cannot find GET /favicon.ico");
});

test("vertexGateway() makes a refusal of its own credentials a 502", async () => {
  for (const stream of [false, true]) {
    for (const [status, name] of [[401, "UNAUTHENTICATED"], [403, "PERMISSION_DENIED"]] as const) {
      const { chat, emulator } = await openDesk();
      emulator.fail({ status, times: 2 });
      const response = await chat({ ...hello, stream });
      assert.equal(response.status, 502);
      assert.deepEqual(await readError(response), {
        message:
          "Cannot complete the request: the gateway's own credentials were refused; its operator can see why",
        type: "server_error",
        param: null,
        code: status === 401 ? "auth_failed" : "permission_denied",
        status: name,
      });
    }
  }
});

test("vertexGateway() makes a refusal at the token endpoint a 502", async () => {
  const { chat, emulator } = await openDesk();
  emulator.fail({ status: 400, on: "token" });
  const response = await chat(hello);
  assert.equal(response.status, 502);
  const text = await response.text();
  assert.include(text, "the gateway's own credentials were refused");
  assert.notInclude(text, "PRIVATE KEY");
  assert.notInclude(text, emulator.serviceAccountKey.client_email);
});

test("vertexGateway() tells its operator alone what Google said of its credentials", async () => {
  const told: unknown[] = [];
  const { chat, emulator } = await openDesk({
    emulator: { projects: ["another-project"] },
    gateway: { onError: (error) => told.push(error) },
  });
  const project = emulator.serviceAccountKey.project_id;
  const response = await chat(hello);
  assert.equal(response.status, 502);
  assert.notInclude(await response.text(), project);
  assert.lengthOf(told, 1);
  assert.deepInclude(told[0], { name: "VertexError", code: "permission_denied", status: 403 });
  assert.include(String(told[0]), project);
});

test("vertexGateway() answers the same when onError throws or rejects", async () => {
  const hooks = [
    () => {
      throw new Error("a hook of the operator's");
    },
    () => Promise.reject(new Error("a hook of the operator's")),
  ];
  for (const onError of hooks) {
    const { chat, emulator } = await openDesk({ gateway: { onError } });
    emulator.fail({ status: 503 });
    assert.equal((await chat(hello)).status, 503);
  }
});

test("vertexGateway() tells its operator once of a stream that breaks, and of no caller's fault", async () => {
  const told: unknown[] = [];
  const { chat, emulator } = await openDesk({ gateway: { onError: (error) => told.push(error) } });
  emulator.reply({ quirk: "truncated" });
  await (await chat({ ...hello, stream: true })).text();
  assert.deepEqual(told.map((error) => (error as { code: string }).code), ["stream_truncated"]);
  await chat({ ...hello, messages: [] });
  await chat({ ...hello, model: "unknown" });
  await chat("no json");
  assert.lengthOf(told, 1);
});

test("vertexGateway() keeps status, delay and details of a 429", async () => {
  for (const stream of [false, true]) {
    const { chat, emulator } = await openDesk();
    emulator.fail({ status: 429, retryInfo: "1.5s" });
    const response = await chat({ ...hello, stream });
    assert.equal(response.status, 429);
    assert.equal(response.headers.get("retry-after"), "2");
    const error = await readError(response);
    assert.deepInclude(error, {
      type: "rate_limit_error",
      code: "rate_limited",
      status: "RESOURCE_EXHAUSTED",
    });
    assert.deepEqual(error.details, [
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" },
    ]);
  }
});

test("vertexGateway() keeps Google's other statuses", async () => {
  for (
    const [status, code] of [[400, "invalid_request"], [404, "not_found"], [503, "http_error"]]
  ) {
    const { chat, emulator } = await openDesk();
    emulator.fail({ status: Number(status) });
    const response = await chat(hello);
    assert.equal(response.status, status);
    assert.equal((await readError(response)).code, code);
  }
});

test("vertexGateway() makes an upstream that resets a 502", async () => {
  for (const stream of [false, true]) {
    for (const fault of ["reset-before-headers", "token-reset"] as const) {
      const { chat, emulator } = await openDesk();
      emulator.fail({ fault });
      const response = await chat({ ...hello, stream });
      assert.equal(response.status, 502, fault);
      assert.equal((await readError(response)).code, "connection_failed");
    }
  }
});

test("vertexGateway() makes an answer that is none a 502", async () => {
  const { chat, emulator } = await openDesk();
  emulator.fail({ fault: "empty-body" });
  const response = await chat(hello);
  assert.equal(response.status, 502);
  assert.equal((await readError(response)).code, "invalid_response");
});

test("vertexGateway() follows no redirect of the upstream", async () => {
  const { chat, emulator } = await openDesk();
  emulator.fail({ status: 302, redirectTo: "https://elsewhere.test/" });
  assert.equal((await chat(hello)).status, 502);
  assert.isFalse(emulator.requests.some(({ url }) => url.includes("elsewhere.test")));
});

test("vertexGateway() cancels the upstream when the caller leaves before the answer", async () => {
  const { gateway, emulator } = await openDesk();
  emulator.fail({ fault: "hang" });
  const caller = new AbortController();
  const answering = gateway.request(chatRequest(hello, { signal: caller.signal }));
  while (!emulator.requests.some(({ kind }) => kind === "api")) await turn();
  caller.abort();
  assert.equal((await answering).status, 499);
});

test("vertexGateway() passes on nothing of the caller's headers", async () => {
  const { gateway, emulator } = await openDesk();
  const request = chatRequest(hello);
  for (const name of ["x-goog-user-project", "cookie", "x-custom", "openai-organization"]) {
    request.headers.set(name, "theirs");
  }
  assert.equal((await gateway.request(request)).status, 200);
  const { headers = {} } = emulator.requests.at(-1) ?? {};
  assert.notInclude(Object.values(headers), "theirs");
  assert.match(headers.authorization ?? "", /^Bearer ya29\./);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

for (const [status, name] of [[401, "UNAUTHENTICATED"], [403, "PERMISSION_DENIED"]] as const) {
  test(`vertexGateway() keeps a ${status} of Google's to itself in mid-stream`, async () => {
    const { chat, emulator } = await openDesk();
    const chunk = { choices: [{ index: 0, delta: { content: "a" } }] };
    const failure = { error: { code: status, status: name, message: "sa@secret-project" } };
    const events = [chunk, failure].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    emulator.reply({ body: events.join("") });
    const text = await (await chat({ ...hello, stream: true })).text();
    assert.match(text, /own credentials were refused/);
    assert.notMatch(text, /secret-project|roles\/aiplatform|authentication_error/);
  });
}
