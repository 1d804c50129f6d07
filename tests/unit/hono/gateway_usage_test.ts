import type { UsageRecord, VertexGatewayOptions } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import { type Desk, type DeskOptions, hello, model, openDesk } from "./gateway_desk.ts";

const flash = "google/gemini-3-flash-preview";

/** As Google counts: thoughts beside the completion. */
const counted = {
  prompt_tokens: 27,
  completion_tokens: 5,
  total_tokens: 536,
  completion_tokens_details: { reasoning_tokens: 504 },
  prompt_tokens_details: { cached_tokens: 7 },
};

/** A desk that keeps its records. */
async function openMetered(
  options: DeskOptions = {},
): Promise<Desk & { readonly records: UsageRecord[] }> {
  const records: UsageRecord[] = [];
  const onUsage: VertexGatewayOptions["onUsage"] = (record) => void records.push(record);
  const vertex = { models: [model, { id: "fast", model: flash }], ...options.vertex };
  const desk = await openDesk({ ...options, vertex, gateway: { onUsage, ...options.gateway } });
  return { ...desk, records };
}

/** The only record, once it is there. */
async function only(records: readonly UsageRecord[]): Promise<UsageRecord> {
  for (let turn = 0; turn < 200 && records.length === 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.lengthOf(records, 1);
  return records[0]!;
}

for (const stream of [false, true]) {
  const how = stream ? "streamed" : "plain";

  test(`onUsage() gets one record of an answer, ${how}`, async () => {
    const before = Date.now();
    const { chat, emulator, records } = await openMetered();
    const said = { role: "assistant", content: "Blue" };
    const choice = { index: 0, finish_reason: "stop", logprobs: null };
    const head = { id: "a", created: 1, model: flash, usage: counted };
    emulator.reply(
      stream
        ? {
          chunks: [{
            ...head,
            object: "chat.completion.chunk",
            choices: [{ ...choice, delta: said }],
          }],
        }
        : { json: { ...head, object: "chat.completion", choices: [{ ...choice, message: said }] } },
    );
    await (await chat({ ...hello, model: "fast", stream })).text();
    const { startedAtMs, firstTokenMs, totalMs, requestId, identity, ...rest } = await only(
      records,
    );
    assert.deepEqual(rest, {
      model: "fast",
      servedModel: flash,
      location: "global",
      attempts: 1,
      stream,
      outcome: "ok",
      status: 200,
      usage: {
        promptTokens: 27,
        completionTokens: 509,
        reasoningTokens: 504,
        cachedTokens: 7,
        totalTokens: 536,
      },
    });
    assert.match(identity ?? "", /^key:[0-9a-f]{12}$/);
    assert.isAtLeast(startedAtMs, before);
    assert.isAtMost(startedAtMs + totalMs, Date.now());
    assert.isAtMost(firstTokenMs ?? Infinity, totalMs);
    assert.isTrue(requestId === undefined || requestId.length > 0);
    assert.deepEqual(JSON.parse(JSON.stringify(records)), records);
  });

  test(`onUsage() gets one record of what Google refuses, ${how}`, async () => {
    const { chat, emulator, records } = await openMetered({
      vertex: { retry: { maxAttempts: 3, baseDelayMs: 0 } },
    });
    emulator.fail({ status: 429, times: 9 });
    await chat({ ...hello, stream });
    const record = await only(records);
    assert.deepInclude(record, {
      model,
      servedModel: model,
      stream,
      outcome: "error",
      status: 429,
      code: "rate_limited",
      attempts: 3,
    });
    assert.doesNotHaveAnyKeys(record, ["usage", "firstTokenMs", "location"]);
  });

  test(`onUsage() says aborted when the caller leaves before the answer, ${how}`, async () => {
    const { gateway, emulator, records } = await openMetered();
    emulator.fail({ fault: "hang" });
    const caller = new AbortController();
    const answering = gateway.request("/v1/chat/completions", {
      method: "POST",
      headers: { authorization: "Bearer a-key-of-the-team" },
      body: JSON.stringify({ ...hello, stream }),
      signal: caller.signal,
    });
    while (!emulator.requests.some(({ kind }) => kind === "api")) {
      await new Promise((resolve) => setTimeout(resolve));
    }
    caller.abort();
    await answering;
    const record = await only(records);
    assert.deepInclude(record, { outcome: "aborted", status: 499, stream });
    assert.notProperty(record, "code");
  });
}

test("onUsage() says aborted when the caller leaves a stream, with what was counted so far", async () => {
  const { chat, emulator, records } = await openMetered();
  emulator.reply({ text: "word ".repeat(500), quirk: "usage-every-chunk", chunkDelayMs: 2 });
  const response = await chat({ ...hello, stream: true });
  const reader = response.body!.getReader();
  for (let chunk = 0; chunk < 3; chunk++) await reader.read();
  await reader.cancel();
  const record = await only(records);
  assert.deepInclude(record, { outcome: "aborted", status: 499, location: "global" });
  assert.isAtLeast(record.usage?.promptTokens ?? 0, 1);
  assert.isNumber(record.firstTokenMs);
});

test("onUsage() says error when a stream breaks", async () => {
  const { chat, emulator, records } = await openMetered();
  emulator.reply({ quirk: "truncated" });
  const response = await chat({ ...hello, stream: true });
  assert.equal(response.status, 200);
  await response.text();
  assert.deepInclude(await only(records), {
    outcome: "error",
    code: "stream_truncated",
    status: 502,
    location: "global",
  });
});

test("onUsage() gets one record of what the gateway refuses itself, for it knows the caller", async () => {
  const refused: [body: unknown, status: number, code: string, named: string | undefined][] = [
    ["{", 400, "invalid_request", undefined],
    [{ messages: [] }, 400, "invalid_request", undefined],
    [{ ...hello, model: "google/unknown" }, 404, "model_not_found", "google/unknown"],
    [{ ...hello, web_search_options: {} }, 403, "permission_denied", model],
    [{ ...hello, messages: [] }, 400, "invalid_request", model],
    [{ ...hello, user: "x".repeat(2_000) }, 413, "request_too_large", undefined],
  ];
  for (const [body, status, code, named] of refused) {
    const { chat, records } = await openMetered({ gateway: { maxBodyBytes: 1_000 } });
    assert.equal((await chat(body)).status, status);
    const record = await only(records);
    assert.deepInclude(record, { outcome: "error", status, code });
    assert.equal(record.model, named);
    assert.doesNotHaveAnyKeys(record, ["usage", "attempts", "location"]);
  }
});

test("onUsage() gets no record of strangers, and none of other paths", async () => {
  const { gateway, get, records } = await openMetered();
  await gateway.request("/v1/chat/completions", { method: "POST", body: JSON.stringify(hello) });
  await get("/v1/models");
  await get("/health");
  assert.lengthOf(records, 0);
});

test("onUsage() tells an answer of before()'s by its status", async () => {
  for (const [status, outcome] of [[200, "ok"], [402, "error"]] as const) {
    const { chat, records } = await openMetered({
      gateway: { before: () => new Response("its own", { status }) },
    });
    assert.equal((await chat(hello)).status, status);
    const record = await only(records);
    assert.deepInclude(record, { outcome, status, model });
    assert.notProperty(record, "code");
  }
});

test("onUsage() leaves out what the server did not count", async () => {
  const { chat, emulator, records } = await openMetered();
  emulator.reply({ quirk: "usage-missing" });
  await chat(hello);
  const record = await only(records);
  assert.equal(record.outcome, "ok");
  assert.notProperty(record, "usage");
});

test("onUsage() knows nobody where everyone may ask", async () => {
  const { gateway, records } = await openMetered({ gateway: { apiKeys: "none" } });
  await gateway.request("/v1/chat/completions", { method: "POST", body: JSON.stringify(hello) });
  assert.notProperty(await only(records), "identity");
});

test("onUsage() is kept alive by the runtime, and breaks nothing", async () => {
  const sinks: VertexGatewayOptions["onUsage"][] = [
    () => {
      throw new Error("a sink of the operator's");
    },
    () => Promise.reject(new Error("a sink of the operator's")),
    () => new Promise((resolve) => setTimeout(resolve, 20)),
  ];
  for (const onUsage of sinks) {
    for (const stream of [false, true]) {
      const { gateway } = await openMetered({ gateway: { onUsage } });
      const kept: Promise<unknown>[] = [];
      const context = {
        waitUntil: (promise: Promise<unknown>) => void kept.push(promise),
        passThroughOnException() {},
        props: {},
      };
      const request = new Request("http://gateway.test/v1/chat/completions", {
        method: "POST",
        headers: { authorization: "Bearer a-key-of-the-team" },
        body: JSON.stringify({ ...hello, stream }),
      });
      const response = await gateway.fetch(request, {}, context);
      assert.equal(response.status, 200);
      assert.notEqual(await response.text(), "");
      assert.isNotEmpty(kept);
      await Promise.all(kept);
    }
  }
});

test("onUsage() gets the context, for sinks that are bindings", async () => {
  const points: unknown[] = [];
  const { gateway } = await openDesk({
    gateway: {
      onUsage: (record, c) => (c.env as { SINK: unknown[] }).SINK.push(record.outcome),
    },
  });
  const request = new Request("http://gateway.test/v1/chat/completions", {
    method: "POST",
    headers: { authorization: "Bearer a-key-of-the-team" },
    body: JSON.stringify(hello),
  });
  await gateway.fetch(request, { SINK: points });
  assert.deepEqual(points, ["ok"]);
});

test("Neither record nor refusal grows with the names that a caller makes up", async () => {
  const { chat, records } = await openMetered();
  const name = "X".repeat(100_000);
  const unknown = await chat({ ...hello, model: name });
  assert.strictEqual(unknown.status, 404);
  assert.isBelow((await unknown.text()).length, 1_000);
  assert.strictEqual((await only(records)).model, name.slice(0, 200));
  const strange = await chat({ ...hello, [name]: 1 });
  assert.strictEqual(strange.status, 403);
  assert.isBelow((await strange.text()).length, 1_000);
});
