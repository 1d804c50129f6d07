import type { ChatCompletionCreateParams } from "../../../mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, hello, makePair, reasonOf } from "./client.ts";

test("create() gives a completion with all that OpenAI's types require", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ text: "Good day" });
  const completion = await vertex.chat.completions.create(hello);
  assert.equal(completion.object, "chat.completion");
  assert.equal(completion.model, "google/gemini-3.1-pro-preview");
  const [choice] = completion.choices;
  assert.deepInclude(choice, { index: 0, finish_reason: "stop", logprobs: null });
  assert.deepEqual(choice?.message, { role: "assistant", content: "Good day", refusal: null });
  const { prompt_tokens = 0, completion_tokens = 0, total_tokens } = completion.usage ?? {};
  assert.equal(prompt_tokens + completion_tokens, total_tokens);
});

test("create() sends what it was given, and adds nothing", async () => {
  const { vertex, emulator } = await makePair();
  const request = { ...hello, temperature: 0.5, an_unknown_field: { kept: [1] } };
  await vertex.chat.completions.create(request);
  const sent = emulator.requests.find(({ kind }) => kind === "api");
  assert.deepEqual(sent?.json, request);
});

test("create() works detached", async () => {
  const { vertex } = await makePair();
  const { create, stream } = vertex.chat.completions;
  const { getAccessToken } = vertex;
  assert.isString((await create(hello)).id);
  assert.isString((await stream(hello).finalMessage()).content);
  assert.isString(await getAccessToken());
});

test("create() never writes to the caller's objects", async () => {
  const { vertex } = await makePair();
  const frozen = deepFreeze({
    ...hello,
    messages: [
      { role: "developer" as const, content: "Be brief" },
      {
        role: "user" as const,
        content: [{ type: "text" as const, text: "" }, { type: "text" as const, text: "Hi" }],
      },
    ],
    extra_body: { google: { thinking_config: { include_thoughts: true } } },
  });
  const options = Object.freeze({ headers: Object.freeze({ "x-mine": "1" }) });
  assert.isString((await vertex.chat.completions.create(frozen, options)).id);
});

test("create() understands the aliases of its client, and answers under them", async () => {
  const { vertex, emulator } = await makePair({
    models: [{ id: "fast", model: "google/gemini-3-flash-preview" }],
  });
  const plain = await vertex.chat.completions.create({ ...hello, model: "fast" });
  const streamed = await vertex.chat.completions.stream({ ...hello, model: "fast" })
    .finalChatCompletion();
  assert.deepEqual([plain.model, streamed.model], ["fast", "fast"]);
  const models = emulator.requests.filter(({ kind }) => kind === "api").map(({ json }) =>
    Object(json).model
  );
  assert.deepEqual(models, ["google/gemini-3-flash-preview", "google/gemini-3-flash-preview"]);
});

test("create() passes the caller's headers on, but none that carries credentials", async () => {
  const { vertex, emulator } = await makePair();
  await vertex.chat.completions.create(hello, { headers: { "x-mine": "yes" } });
  assert.equal(emulator.requests.at(-1)?.headers["x-mine"], "yes");
  for (const name of ["authorization", "Authorization", "x-goog-api-key"]) {
    const error = await failureOf(
      vertex.chat.completions.create(hello, { headers: { [name]: "Bearer mine" } }),
    );
    assert.equal(error.code, "invalid_request");
    assert.include(error.issues?.[0]?.path, "headers.");
  }
});

test("create() tells who answered, and a callback that throws breaks nothing", async () => {
  const { vertex } = await makePair();
  const seen: unknown[] = [];
  await vertex.chat.completions.create(hello, {
    onResponse(info) {
      seen.push(info);
      throw new Error("mine");
    },
  });
  assert.deepInclude(seen[0], { location: "global", status: 200, attempts: 1 });
});

test("create() rejects with the signal's own reason", async () => {
  const { vertex, emulator } = await makePair();
  // A mint under way would outlive its caller, as it should.
  await vertex.getAccessToken();
  const reason = { why: "mine" };
  const before = AbortSignal.abort(reason);
  assert.strictEqual(
    await reasonOf(vertex.chat.completions.create(hello, { signal: before })),
    reason,
  );
  emulator.fail({ fault: "hang" });
  const controller = new AbortController();
  const pending = reasonOf(vertex.chat.completions.create(hello, { signal: controller.signal }));
  controller.abort(reason);
  assert.strictEqual(await pending, reason);
});

test("create() gives up at its deadline", async () => {
  const { vertex, emulator } = await makePair();
  await vertex.getAccessToken();
  emulator.fail({ fault: "hang" });
  const error = await failureOf(vertex.chat.completions.create(hello, { timeoutMs: 30 }));
  assert.equal(error.code, "timeout");
  assert.include(error.message, "30 ms");
});

test("create() reports Google's error once, with all that it says", async () => {
  const { vertex, emulator } = await makePair();
  for (const bodyShape of ["object", "array"] as const) {
    emulator.fail({ status: 429, retryInfo: "1.5s", bodyShape });
    const error = await failureOf(vertex.chat.completions.create(hello));
    assert.deepInclude(
      {
        code: error.code,
        status: error.status,
        name: error.googleStatus,
        wait: error.retryAfterMs,
        n: error.attempts,
      },
      { code: "rate_limited", status: 429, name: "RESOURCE_EXHAUSTED", wait: 1_500, n: 1 },
    );
  }
});

test("create() reads a stream where a plain answer was asked for, and the other way round", async () => {
  const { vertex, emulator } = await makePair();
  emulator.reply({ quirk: "stream-for-plain", text: "One" });
  assert.equal((await vertex.chat.completions.create(hello)).choices[0]?.message.content, "One");
  emulator.reply({ quirk: "plain-for-stream", text: "Two" });
  assert.equal(await vertex.chat.completions.stream(hello).finalContent(), "Two");
});

test("create() says what a body is that is no answer", async () => {
  const { vertex, emulator } = await makePair();
  const bodies: [body: string, code: string][] = [
    ["<html>hello</html>", "invalid_response"],
    ["", "invalid_response"],
    ["[]", "invalid_response"],
    ['{"choices":7}', "invalid_response"],
    ['{"choices":[]}', "empty_response"],
    ['{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}', "http_error"],
    ['[{"error":{"code":429,"message":"Busy","status":"RESOURCE_EXHAUSTED"}}]', "rate_limited"],
  ];
  for (const [body, code] of bodies) {
    emulator.reply({ body, contentType: "application/json" });
    assert.equal((await failureOf(vertex.chat.completions.create(hello))).code, code, body);
  }
});

test("create() tells its hooks what happens, and lets none of them break it", async () => {
  const seen: string[] = [];
  const hook = (name: string) => () => {
    seen.push(name);
    throw new Error("mine");
  };
  const { vertex, emulator } = await makePair({
    retry: { maxAttempts: 2, baseDelayMs: 0 },
    hooks: {
      onRequest: hook("request"),
      onResponse: hook("response"),
      onRetry: hook("retry"),
      onToken: hook("token"),
      onUsage: hook("usage"),
      onError: hook("error"),
    },
  });
  emulator.fail({ status: 503 });
  await vertex.chat.completions.create(hello);
  assert.deepEqual(seen, ["token", "request", "response", "retry", "request", "response", "usage"]);
  emulator.fail({ status: 400 });
  await failureOf(vertex.chat.completions.create(hello));
  assert.equal(seen.at(-1), "error");
});

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}

test("create() sends JSON, whatever type the caller's headers name", async () => {
  const { vertex, emulator } = await makePair();
  await vertex.chat.completions.create(hello, { headers: { "Content-Type": "text/plain" } });
  assert.equal(emulator.requests.at(-1)?.headers["content-type"], "application/json");
});

test("create() refuses deadlines that are no durations", async () => {
  const { vertex } = await makePair();
  for (const timeoutMs of [NaN, -1, "1000" as unknown as number]) {
    const error = await failureOf(vertex.chat.completions.create(hello, { timeoutMs }));
    assert.equal(error.code, "invalid_request");
    assert.include(error.message, "timeoutMs");
  }
});

test("create() asks where the cached content lies, and never outside its locations", async () => {
  const { vertex, emulator } = await makePair({ location: ["europe-west4", "eu"] });
  const withCache = (location: string) => ({
    ...hello,
    extra_body: {
      google: { cached_content: `projects/my-project/locations/${location}/cachedContents/1` },
    },
  });
  emulator.fail({ status: 429 });
  const failed = await failureOf(vertex.chat.completions.create(withCache("eu")));
  assert.equal(failed.code, "rate_limited");
  const urls = emulator.requests.filter(({ kind }) => kind === "api").map(({ url }) =>
    new URL(url).hostname
  );
  assert.deepEqual(urls, ["aiplatform.eu.rep.googleapis.com"]);
  const refused = await failureOf(vertex.chat.completions.create(withCache("us-central1")));
  assert.equal(refused.issues?.[0]?.path, "extra_body.google.cached_content");
});

test("create() refuses what is no JSON, before anything is sent", async () => {
  const { vertex, emulator } = await makePair();
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (const odd of [1n, circle, { toJSON: () => 1n }]) {
    for (const stream of [false, true]) {
      const asked = vertex.chat.completions.create(
        { ...hello, stream, odd } as ChatCompletionCreateParams,
      );
      assert.match((await failureOf(asked)).message, /holds what is no JSON/);
    }
  }
  assert.lengthOf(emulator.requests, 0);
});

for (const type of ["Application/JSON", "Text/Event-Stream"]) {
  for (const stream of [false, true]) {
    test(`create() knows ${type} in any case, ${stream ? "streamed" : "plain"}`, async () => {
      const isJson = type.endsWith("JSON");
      const said = { content: "Hi" };
      const choice = { index: 0, finish_reason: "stop", [isJson ? "message" : "delta"]: said };
      const json = JSON.stringify({ choices: [choice] });
      const body = isJson ? json : `data: ${json}\n\ndata: [DONE]\n\n`;
      const { vertex } = await makePair({
        credentials: {
          projectId: "p",
          getToken: () => Promise.resolve({ token: "t", type: "bearer" }),
        },
        fetch: () => Promise.resolve(new Response(body, { headers: { "content-type": type } })),
      });
      const answered = await vertex.chat.completions.create(
        { ...hello, stream } as ChatCompletionCreateParams,
      );
      const { choices } = "finalChatCompletion" in answered
        ? await answered.finalChatCompletion()
        : answered;
      assert.strictEqual(choices[0]?.message.content, "Hi");
    });
  }
}
