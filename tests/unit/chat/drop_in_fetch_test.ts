import OpenAI from "openai";
import { assert, test } from "../../harness.ts";
import { reasonOf } from "./client.ts";
import {
  chatURL,
  completion,
  errorOf,
  google,
  makeClient,
  post,
  project,
  type Sent,
} from "./recording_client.ts";

for (
  const url of [
    chatURL,
    "https://vertex.invalid/chat/completions",
    "http://vertex.invalid/v1/chat/completions/",
    "https://api.openai.com/v1/chat/completions?api-version=1",
    `${project}/endpoints/openapi/chat/completions`,
    `${google}/v1beta1/projects/my-project/locations/global/endpoints/openapi/chat/completions`,
    "http://aiplatform.googleapis.com/chat/completions",
  ]
) {
  test(`vertex.fetch serves chat completions from the client's own place for ${url}`, async () => {
    const { vertex, sent } = makeClient({}, completion);
    const response = await vertex.fetch(url, post);
    assert.strictEqual(response.status, 200);
    assert.strictEqual((await response.json()).choices[0].message.content, "Hello");
    assert.deepEqual(sent.map((one) => one.url), [`${project}/endpoints/openapi/chat/completions`]);
    assert.strictEqual(sent[0]?.headers.get("authorization"), "Bearer secret");
    assert.strictEqual(sent[0]?.init.redirect, "manual");
  });
}

const refusedChats = {
  "another project": `${google}/v1/projects/theirs/locations/global/endpoints/openapi`,
  "another project, elsewhere": "https://vertex.invalid/v1/projects/theirs/locations/global",
  "another location": `${google}/v1/projects/my-project/locations/us-east1/endpoints/openapi`,
  "another endpoint": `${project}/endpoints/1234`,
  "an encoded slash": "https://vertex.invalid/v1%2Fprojects",
  "an encoded backslash": "https://vertex.invalid/v1/a%5Cb",
  "an empty segment": "https://vertex.invalid//v1",
  "dot segments to another project": `${project}/../../../theirs/locations/global`,
};

for (const [name, base] of Object.entries(refusedChats)) {
  test(`vertex.fetch refuses chat completions of ${name}`, async () => {
    const { vertex, sent } = makeClient({}, completion);
    const { status, code } = await errorOf(await vertex.fetch(`${base}/chat/completions`, post));
    assert.deepEqual({ status, code }, { status: 400, code: "invalid_request" });
    assert.lengthOf(sent, 0);
  });
}

test("vertex.fetch goes to the location of its ladder that the URL names", async () => {
  const { vertex, sent } = makeClient({ location: ["europe-west4", "eu"] }, completion);
  const base = "https://x.invalid/v1/projects/my-project/locations/eu";
  const response = await vertex.fetch(`${base}/chat/completions`, post);
  assert.strictEqual(response.headers.get("x-vertex-location"), "eu");
  assert.match(sent[0]?.url ?? "", /^https:\/\/aiplatform\.eu\.rep\.googleapis\.com\//);
});

for (
  const url of [
    `${project}/publishers/google/models/gemini-3.1-pro-preview:generateContent`,
    `${google}/v1beta1/projects/my-project/locations/global/cachedContents?pageSize=2`,
  ]
) {
  test(`vertex.fetch sends ${url} with a token and as it is`, async () => {
    const { vertex, sent } = makeClient();
    const body = new Uint8Array([0, 255, 1]);
    const response = await vertex.fetch(url, { method: "PUT", body, headers: { accept: "a/b" } });
    assert.deepEqual(await response.json(), { ok: true });
    const [{ init, headers }] = sent as [Sent];
    assert.deepEqual(sent.map((one) => one.url), [url]);
    assert.strictEqual(init.method, "PUT");
    assert.strictEqual(headers.get("authorization"), "Bearer secret");
    assert.strictEqual(headers.get("accept"), "a/b");
    assert.strictEqual(init.redirect, "manual");
    assert.deepEqual(new Uint8Array(await new Response(init.body).arrayBuffer()), body);
  });
}

test("vertex.fetch lists Google's own models at Google, though it knows some itself", async () => {
  const { vertex, sent } = makeClient({ models: ["google/one"] });
  const url = `${google}/v1/projects/my-project/locations/global/models`;
  assert.deepEqual(await (await vertex.fetch(url)).json(), { ok: true });
  assert.deepEqual(sent.map((one) => [one.url, one.init.method, one.init.body]), [
    [url, "GET", null],
  ]);
});

const foreign = [
  "https://example.com/",
  "https://example.com/v1/projects/my-project/locations/global/cachedContents",
  `${google}/v1/projects/theirs/locations/global/cachedContents`,
  `${google}/v1/projects/my-project/locations/us-east1/cachedContents`,
  `${google}/v1/projects/my-project/locations/global/../us-east1/cachedContents`,
  `${google}/v1/projects/my-project/locations/global/%2e%2e/us-east1/cachedContents`,
  `${google}/v1/projects/my-project/locations/global/a%2f..%2fb`,
  `${google}/v1/projects/my-project/locations/global%2fx`,
  `${google}/v1/projects/my-project/locations/globalx/cachedContents`,
  `${google}/v1/projects/my-project/locations/global`,
  `${google}/v2/projects/my-project/locations/global/x`,
  `${google}/v1/projects`,
  `${google}:8443/v1/projects/my-project/locations/global/x`,
  "http://aiplatform.googleapis.com/v1/projects/my-project/locations/global/x",
  "https://aiplatform.googleapis.com./v1/projects/my-project/locations/global/x",
  "https://us-central1-aiplatform.googleapis.com/v1/projects/my-project/locations/global/x",
  "https://aiplatform.googleapis.com.example.com/v1/projects/my-project/locations/global/x",
  "https://aiplatform.googleapis.com@example.com/v1/projects/my-project/locations/global/x",
  "https://me:word@aiplatform.googleapis.com/v1/projects/my-project/locations/global/x",
  "https://generativelanguage.googleapis.com/v1beta/models/gemini:generateContent",
  "https://oauth2.googleapis.com/token",
  "file:///etc/passwd",
  "data:text/plain,x",
  "/v1/relative",
];

for (const url of foreign) {
  test(`vertex.fetch sends nothing for ${url}`, async () => {
    const { vertex, sent } = makeClient();
    const { status, code } = await errorOf(await vertex.fetch(url, post));
    assert.deepEqual({ status, code }, { status: 400, code: "invalid_request" });
    assert.lengthOf(sent, 0);
  });
}

test("vertex.fetch of a client with a baseURL sends a token only below it", async () => {
  const baseURL = "https://proxy.example/vertex/endpoints/openapi";
  const { vertex, sent } = makeClient({ baseURL }, completion);
  for (const url of [chatURL, `${baseURL}/chat/completions`]) {
    assert.strictEqual((await vertex.fetch(url, post)).status, 200, url);
  }
  const embeddings = await vertex.fetch(`${baseURL}/embeddings`, post);
  assert.strictEqual(embeddings.status, 200);
  await embeddings.body?.cancel();
  assert.deepEqual(sent.map(({ url }) => url.slice(baseURL.length)), [
    "/chat/completions",
    "/chat/completions",
    "/embeddings",
  ]);
  for (
    const url of [
      `${project}/cachedContents`,
      "https://proxy.example/v1/other",
      `${baseURL}x/embeddings`,
      baseURL.replace("https", "http") + "/embeddings",
    ]
  ) await errorOf(await vertex.fetch(url, post));
  assert.lengthOf(sent, 3);
});

test("vertex.fetch follows no redirect, so that no token leaves with one", async () => {
  const { vertex, sent } = makeClient(
    {},
    () => new Response(null, { status: 307, headers: { location: "https://example.com/" } }),
  );
  for (const url of [chatURL, `${project}/cachedContents`]) {
    const { status } = await errorOf(await vertex.fetch(url, post));
    assert.strictEqual(status, 502);
  }
  assert.deepEqual(sent.map(({ url, init }) => [new URL(url).host, init.redirect]), [
    ["aiplatform.googleapis.com", "manual"],
    ["aiplatform.googleapis.com", "manual"],
  ]);
});

const incoming = {
  authorization: "Bearer theirs",
  "proxy-authorization": "Basic x",
  cookie: "a=b",
  "x-goog-api-key": "theirs",
  "x-goog-user-project": "theirs",
  "x-api-key": "theirs",
  "api-key": "theirs",
  "x-stainless-lang": "js",
  "openai-organization": "theirs",
  "openai-project": "theirs",
  "user-agent": "OpenAI/JS",
  "x-vertex-ai-llm-request-type": "dedicated",
  "x-mine": "kept",
};

for (const url of [chatURL, `${project}/cachedContents`]) {
  test(`vertex.fetch forwards no header that is a secret or the SDK's own to ${url}`, async () => {
    const { vertex, sent } = makeClient({ quotaProject: "billed" }, completion);
    await (await vertex.fetch(url, { ...post, headers: incoming })).body?.cancel();
    const headers = Object.fromEntries(sent[0]?.headers ?? []);
    const type = headers["content-type"];
    assert.include(["application/json", "text/plain;charset=UTF-8"], type);
    assert.deepEqual(headers, {
      authorization: "Bearer secret",
      ...(type !== undefined && { "content-type": type }),
      "x-goog-user-project": "billed",
      "x-mine": "kept",
      "x-vertex-ai-llm-request-type": "dedicated",
    });
  });
}

const models = ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash" }];

test("vertex.fetch answers openai's models.list and models.retrieve", async () => {
  const { vertex, sent } = makeClient({ models });
  const client = new OpenAI({
    apiKey: "unused",
    baseURL: "https://vertex.invalid/v1",
    fetch: vertex.fetch,
  });
  const listed = await client.models.list();
  assert.deepEqual(listed.data, [
    { id: "google/gemini-3.1-pro-preview", object: "model", created: 0, owned_by: "google" },
    { id: "fast", object: "model", created: 0, owned_by: "google" },
  ]);
  const [first, second] = listed.data;
  assert.deepEqual(await client.models.retrieve("google/gemini-3.1-pro-preview"), first);
  assert.deepEqual(await client.models.retrieve("fast"), second);
  const error = await reasonOf(client.models.retrieve("google/unknown"));
  assert.instanceOf(error, OpenAI.NotFoundError);
  assert.lengthOf(sent, 0);
});

test("vertex.fetch answers models also without escapes, and refuses malformed names", async () => {
  const { vertex } = makeClient({ models });
  const base = "https://vertex.invalid/v1/models";
  assert.strictEqual((await vertex.fetch(`${base}/google/gemini-3.1-pro-preview`)).status, 200);
  assert.strictEqual((await errorOf(await vertex.fetch(`${base}/%zz`))).status, 404);
  assert.strictEqual((await errorOf(await vertex.fetch(base, { method: "DELETE" }))).status, 400);
  const theirs = `${google}/v1/projects/theirs/locations/global/models`;
  assert.strictEqual((await errorOf(await vertex.fetch(theirs))).status, 400);
});

test("vertex.fetch has no models if the client has none", async () => {
  const { vertex } = makeClient();
  const response = await vertex.fetch("https://vertex.invalid/v1/models");
  const { status, message } = await errorOf(response);
  assert.strictEqual(status, 404);
  assert.match(message, /pass models to createVertex/);
});

for (const method of ["GET", "PUT", "DELETE", "HEAD"]) {
  for (const url of [chatURL, `${project}/endpoints/openapi/chat/completions`]) {
    test(`vertex.fetch refuses ${method} on ${url}`, async () => {
      const { vertex, sent } = makeClient({}, completion);
      const { status } = await errorOf(await vertex.fetch(url, { method }));
      assert.strictEqual(status, 400);
      assert.lengthOf(sent, 0);
    });
  }
}

test("vertex.fetch answers models below Google's own endpoint, where Google has none", async () => {
  const { vertex, sent } = makeClient({ models });
  const client = new OpenAI({
    apiKey: "unused",
    baseURL: `${google}/v1/projects/my-project/locations/global/endpoints/openapi`,
    fetch: vertex.fetch,
  });
  assert.lengthOf((await client.models.list()).data, 2);
  assert.lengthOf(sent, 0);
});

test("vertex.fetch knows a model by either case of its escapes", async () => {
  const { vertex } = makeClient({ models });
  for (const slash of ["%2f", "%2F"]) {
    const url = `https://vertex.invalid/v1/models/google${slash}gemini-3.1-pro-preview`;
    assert.strictEqual((await vertex.fetch(url)).status, 200);
  }
});

test("vertex.fetch says that a body is no JSON", async () => {
  const { vertex } = makeClient({}, completion);
  const { message } = await errorOf(await vertex.fetch(chatURL, { method: "POST", body: "{" }));
  assert.match(message, /its body is no JSON/);
});

test("vertex.fetch answers with a status of HTTP's, however a server numbers its errors", async () => {
  const failure = { error: { code: 1_001, message: "no" } };
  const { vertex } = makeClient({}, () => Response.json(failure));
  const body = JSON.stringify({ model: "google/a", messages: [{ role: "user", content: "Hi" }] });
  const { status, message } = await errorOf(await vertex.fetch(chatURL, { method: "POST", body }));
  assert.strictEqual(status, 502);
  assert.match(message, /1001/);
});
