import type { UsageRecord } from "../../../src/hono/mod.ts";
import { assert, test } from "../../harness.ts";
import {
  apiKey,
  bearer,
  type DeskOptions,
  type ErrorAnswer,
  hello,
  model,
  openDesk,
} from "./gateway_desk.ts";

/** A request that must not get through. */
interface Refused {
  readonly what: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly status: number;
  readonly error: Partial<ErrorAnswer>;
  readonly options?: DeskOptions;
}

const badKey = { code: "invalid_api_key", type: "authentication_error" };
const huge = "x".repeat(1_000_000);
const google = (field: object) => ({ ...hello, extra_body: { google: field } });

const refused: readonly Refused[] = [
  { what: "no key", headers: {}, status: 401, error: badKey },
  { what: "an empty key", headers: { authorization: "Bearer " }, status: 401, error: badKey },
  { what: "an empty header", headers: { authorization: "" }, status: 401, error: badKey },
  { what: "a wrong key", headers: bearer("a-key-of-others"), status: 401, error: badKey },
  { what: "half a key", headers: bearer(apiKey.slice(0, -1)), status: 401, error: badKey },
  { what: "a key in capitals", headers: bearer(apiKey.toUpperCase()), status: 401, error: badKey },
  { what: "a huge key", headers: bearer(huge), status: 401, error: badKey },
  {
    what: "a key where none are configured",
    status: 500,
    error: { code: "invalid_config" },
    options: { gateway: { apiKeys: () => undefined } },
  },
  {
    what: "an oversized body",
    body: { ...hello, user: huge },
    status: 413,
    error: { code: "request_too_large" },
    options: { gateway: { maxBodyBytes: 1_000 } },
  },
  { what: "an empty body", body: "", status: 400, error: { code: "invalid_request" } },
  { what: "malformed JSON", body: '{"model":', status: 400, error: { code: "invalid_request" } },
  { what: "JSON that is no object", body: "[]", status: 400, error: { code: "invalid_request" } },
  {
    what: "no model",
    body: { messages: hello.messages },
    status: 400,
    error: { code: "invalid_request", param: "model" },
  },
  {
    what: "an unknown model",
    body: { ...hello, model: "google/gemini-9" },
    status: 404,
    error: { code: "model_not_found", param: "model" },
  },
  {
    what: "a model that names a place",
    body: { ...hello, model: "../../../../projects/other/locations/global/endpoints/1" },
    status: 404,
    error: { code: "model_not_found", param: "model" },
  },
  {
    what: "cached content",
    body: google({ cached_content: "projects/p/locations/l/cachedContents/1" }),
    status: 403,
    error: { code: "permission_denied", param: "extra_body.google.cached_content" },
  },
  {
    what: "server-side tools",
    body: google({ tools: [{ googleSearch: {} }] }),
    status: 403,
    error: { code: "permission_denied", param: "extra_body.google.tools" },
  },
  {
    what: "safety settings",
    body: google({ safety_settings: [] }),
    status: 403,
    error: { code: "permission_denied", param: "extra_body.google.safety_settings" },
  },
  {
    what: "an input from a bucket",
    body: {
      model,
      messages: [{
        role: "user",
        content: [{ type: "image_url", image_url: { url: "gs://bucket/a.png" } }],
      }],
    },
    status: 403,
    error: { code: "permission_denied", param: "messages[0].content[0].image_url.url" },
  },
  {
    what: "a text for stream",
    body: JSON.stringify({ ...hello, stream: "no" }),
    status: 400,
    error: { code: "invalid_request", param: "stream" },
  },
  {
    what: "a body that is nested without end",
    body: `{"model":"${model}","messages":${"[".repeat(50_000)}${"]".repeat(50_000)}}`,
    status: 400,
    error: { code: "invalid_request" },
  },
  {
    what: "an extension that is a list",
    body: { ...hello, extra_body: { google: [{ cached_content: "projects/p" }] } },
    status: 403,
    error: { code: "permission_denied", param: "extra_body.google" },
  },
  {
    what: "a field in another spelling than OpenAI's",
    body: { ...hello, extraBody: { google: { tools: [] } } },
    status: 403,
    error: { code: "permission_denied", param: "extraBody" },
  },
  {
    what: "messages that are none",
    body: { model, messages: "Hello" },
    status: 400,
    error: { code: "invalid_request", param: "messages" },
  },
];

for (const { what, headers = bearer(apiKey), body = hello, status, error, options } of refused) {
  test(`a gateway refuses ${what} in OpenAI's shape; nothing is sent, nothing learnt`, async () => {
    const records: UsageRecord[] = [];
    const told: unknown[] = [];
    const { gateway, emulator } = await openDesk({
      ...options,
      gateway: {
        onUsage: (record) => records.push(record),
        onError: (failure) => told.push(failure),
        ...options?.gateway,
      },
    });
    for (const stream of [false, true]) {
      const sent = typeof body === "string" ? body : JSON.stringify({ ...body as object, stream });
      const response = await gateway.request("/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: sent,
      });
      assert.equal(response.status, status);
      assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
      const text = await response.text();
      // Nothing of the account's, nothing of other callers', and no echo of what was sent.
      const { project_id, client_email, private_key_id } = emulator.serviceAccountKey;
      for (const secret of [project_id, client_email, private_key_id, apiKey]) {
        assert.notInclude(text, secret);
      }
      assert.isBelow(text.length, 500);
      const answer: { error: ErrorAnswer } = JSON.parse(text);
      assert.hasAllKeys(answer, ["error"]);
      assert.containsAllKeys(answer.error, ["message", "type", "param", "code"]);
      assert.match(answer.error.message, /^Cannot /);
      assert.deepInclude(answer.error, error);
    }
    assert.lengthOf(emulator.requests, 0);
    // Whoever is unknown costs the operator not even a record.
    assert.lengthOf(records, status === 401 || status === 500 ? 0 : 2);
    for (const record of records) assert.deepInclude(record, { status, code: error.code });
    assert.lengthOf(told, status === 500 ? 2 : 0);
  });
}

test("a gateway with huge headers of a known caller's passes none of them on", async () => {
  const { gateway, emulator } = await openDesk();
  const response = await gateway.request("/v1/chat/completions", {
    method: "POST",
    headers: {
      ...bearer(apiKey),
      "x-huge": huge,
      "x-goog-user-project": "theirs",
      "x-goog-request-params": "theirs",
      "x-vertex-ai-llm-shared-request-type": "theirs",
      "x-server-timeout": "theirs",
      cookie: "theirs",
      traceparent: "theirs",
    },
    body: JSON.stringify(hello),
  });
  assert.equal(response.status, 200);
  for (const { headers } of emulator.requests) {
    for (const value of Object.values(headers)) {
      assert.notInclude(value, "theirs");
      assert.isBelow(value.length, 2_000);
    }
  }
});
