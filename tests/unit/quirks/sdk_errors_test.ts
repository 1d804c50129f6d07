import OpenAI from "openai";
import { assert, test } from "../../harness.ts";
import { makePair, type Pair } from "../chat/client.ts";
import { openaiOn } from "./doors.ts";

const asked: OpenAI.ChatCompletionCreateParamsNonStreaming = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Hi" }],
};

/** What OpenAI's client, which would try twice more, throws; and how often it and we called. */
async function failureOf(
  { emulator, vertex }: Pair,
  body: OpenAI.ChatCompletionCreateParams = asked,
): Promise<{ error: InstanceType<typeof OpenAI.APIError>; calls: number; requests: number }> {
  let calls = 0;
  const client = openaiOn((input, init) => {
    calls++;
    return vertex.fetch(input, init);
  }, 2);
  const error: unknown = await client.chat.completions.create(body).then(() => {}, (e) => e);
  if (!(error instanceof OpenAI.APIError)) throw new Error(`no error of openai's: ${error}`);
  return { error, calls, requests: emulator.requests.filter(({ kind }) => kind === "api").length };
}

for (const stream of [false, true]) {
  const mode = stream ? "streamed" : "plain";

  test(`openai gets a refusal of ours as BadRequestError after one call, ${mode}`, async () => {
    const pair = await makePair({ retry: { maxAttempts: 3, baseDelayMs: 0 } });
    const { error, calls, requests } = await failureOf(pair, {
      ...asked,
      model: "gemini-3.1-pro-preview",
      stream,
    });
    assert.instanceOf(error, OpenAI.BadRequestError);
    assert.match(error.message, /^400 Cannot send the request: Expected publisher\/model/);
    const { status, code, param, type } = error;
    assert.deepEqual({ status, code, param, type }, {
      status: 400,
      code: "invalid_request",
      param: "model",
      type: "invalid_request_error",
    });
    assert.deepEqual({ calls, requests }, { calls: 1, requests: 0 });
  });

  test(`openai gets a 400 of Google's as BadRequestError after one call, ${mode}`, async () => {
    const pair = await makePair({ retry: { maxAttempts: 3, baseDelayMs: 0 } });
    pair.emulator.reply({ quirk: "error-array" });
    const { error, calls, requests } = await failureOf(pair, { ...asked, stream });
    assert.instanceOf(error, OpenAI.BadRequestError);
    assert.strictEqual(error.status, 400);
    assert.match(error.message, /INVALID_ARGUMENT: Request contains an invalid argument/);
    assert.deepEqual({ calls, requests }, { calls: 1, requests: 1 });
  });

  test(`openai gets a 429 as RateLimitError after one call and our retries, ${mode}`, async () => {
    const pair = await makePair({ retry: { maxAttempts: 3, baseDelayMs: 0 } });
    pair.emulator.fail({ status: 429, times: 9 });
    const { error, calls, requests } = await failureOf(pair, { ...asked, stream });
    assert.instanceOf(error, OpenAI.RateLimitError);
    const { status, code, type } = error;
    assert.deepEqual({ status, code, type }, {
      status: 429,
      code: "rate_limited",
      type: "rate_limit_error",
    });
    assert.match(error.message, /RESOURCE_EXHAUSTED/);
    assert.deepEqual({ calls, requests }, { calls: 1, requests: 3 });
  });

  test(`openai gets a 403 of Google's as PermissionDeniedError after one call, ${mode}`, async () => {
    const pair = await makePair({}, { projects: ["another-project"] });
    const { error, calls } = await failureOf(pair, { ...asked, stream });
    assert.instanceOf(error, OpenAI.PermissionDeniedError);
    assert.strictEqual(error.status, 403);
    assert.strictEqual(calls, 1);
  });

  test(`openai gets Google's 404 as NotFoundError after one call, ${mode}`, async () => {
    const pair = await makePair({}, { models: ["google/another"] });
    const { error, calls } = await failureOf(pair, { ...asked, stream });
    assert.instanceOf(error, OpenAI.NotFoundError);
    assert.strictEqual(error.status, 404);
    assert.strictEqual(calls, 1);
  });
}

for (
  const quirk of ["error-event", "error-event-array", "error-event-named", "error-bare"] as const
) {
  test(`the client tries again when ${quirk} comes first`, async () => {
    const { emulator, vertex } = await makePair({ retry: { maxAttempts: 2, baseDelayMs: 0 } });
    emulator.reply({ quirk, errorAfterChunks: 0 });
    emulator.reply({ text: "after all" });
    const text = await vertex.chat.completions.stream({
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: "Hi" }],
    }).finalContent().catch(({ code, status }) => `${code} ${status}`);
    // Google's retry page does not list 499.
    assert.strictEqual(text, quirk === "error-bare" ? "http_error 499" : "after all");
    const tries = emulator.requests.filter(({ kind }) => kind === "api").length;
    assert.strictEqual(tries, quirk === "error-bare" ? 1 : 2);
  });
}
