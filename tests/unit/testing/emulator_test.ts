import { assert, test } from "../../harness.ts";
import { createEmulator } from "../../../src/testing/mod.ts";
import {
  exchange,
  globalUrl,
  goodClaims,
  hello,
  openDesk,
  openEmulator,
  signAssertion,
} from "./emulator_desk.ts";

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail("expected a rejection");
}

test("createEmulator() makes a key file in Google's shape, a fresh one each time", async () => {
  const [one, other] = await Promise.all([createEmulator(), createEmulator()]);
  const key = one.serviceAccountKey;
  assert.strictEqual(key.type, "service_account");
  assert.strictEqual(key.project_id, "my-project");
  assert.strictEqual(key.token_uri, "https://oauth2.googleapis.com/token");
  assert.strictEqual(key.universe_domain, "googleapis.com");
  assert.match(key.client_email, /@my-project\.iam\.gserviceaccount\.com$/);
  assert.match(key.private_key_id, /^[0-9a-f]{40}$/);
  assert.match(key.private_key, /^-----BEGIN PRIVATE KEY-----\n[^]+\n-----END PRIVATE KEY-----\n$/);
  assert.notStrictEqual(key.private_key, other.serviceAccountKey.private_key);

  const foreign = await signAssertion(key, goodClaims(one, Date.now()));
  assert.strictEqual((await exchange(other, foreign)).status, 400);
});

test("createEmulator() takes a key over", async () => {
  const first = await openEmulator();
  const second = await createEmulator({ serviceAccountKey: first.serviceAccountKey });
  assert.strictEqual(second.serviceAccountKey, first.serviceAccountKey);
  const assertion = await signAssertion(first.serviceAccountKey, goodClaims(second, Date.now()));
  assert.strictEqual((await exchange(second, assertion)).status, 200);
});

test("createEmulator() serves another token endpoint, and aud may be it", async () => {
  const emulator = await openEmulator({ tokenEndpoint: "http://127.0.0.1:9/token" });
  assert.strictEqual(emulator.tokenEndpoint, "http://127.0.0.1:9/token");
  const assertion = await signAssertion(
    emulator.serviceAccountKey,
    goodClaims(emulator, Date.now()),
  );
  assert.strictEqual((await exchange(emulator, assertion)).status, 200);
});

test("fetch records what it is sent", async () => {
  const { emulator, post } = await openDesk();
  await (await post(hello, { headers: { "X-Test": "1" } })).text();
  const [token, call] = emulator.requests;
  assert.strictEqual(token?.kind, "token");
  assert.strictEqual(token?.method, "POST");
  assert.strictEqual(token?.url, "https://oauth2.googleapis.com/token");
  assert.match(token?.body ?? "", /^grant_type=urn%3A.*&assertion=eyJ/);
  assert.isUndefined(token?.json);
  assert.strictEqual(call?.kind, "api");
  assert.strictEqual(call?.url, globalUrl);
  assert.strictEqual(call?.headers["x-test"], "1");
  assert.strictEqual(call?.body, JSON.stringify(hello));
  assert.deepEqual(call?.json, hello);
});

test("fetch takes a Request, a URL and a string, and works detached", async () => {
  const { emulator, token } = await openDesk();
  const { fetch } = emulator;
  const init = {
    method: "POST",
    headers: { "authorization": `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(hello),
  };
  for (const input of [globalUrl, new URL(globalUrl), new Request(globalUrl, init)]) {
    const response = await fetch(input, input instanceof Request ? undefined : init);
    assert.strictEqual(response.status, 200);
    await response.text();
  }
  assert.strictEqual(emulator.openStreams, 0);
});

test("fetch rejects with the signal's reason before and during a call", async () => {
  const { emulator, post } = await openDesk();
  const reason = { why: "mine" };
  const seen = emulator.requests.length;
  assert.strictEqual(await rejectionOf(post(hello, { signal: AbortSignal.abort(reason) })), reason);
  assert.strictEqual(emulator.requests.length, seen);

  const controller = new AbortController();
  const pending = post(hello, { signal: controller.signal });
  controller.abort(reason);
  assert.strictEqual(await rejectionOf(pending), reason);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.strictEqual(emulator.openStreams, 0);
});

test("fetch aborts a body that is being read and frees it", async () => {
  const { emulator, post } = await openDesk({ chunkDelayMs: 1_000 });
  const controller = new AbortController();
  const reason = new Error("mine");
  const response = await post({ ...hello, stream: true }, { signal: controller.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  assert.strictEqual(emulator.openStreams, 1);
  const next = reader?.read();
  controller.abort(reason);
  assert.strictEqual(await rejectionOf(next ?? Promise.resolve()), reason);
  assert.strictEqual(emulator.openStreams, 0);
});

test("openStreams counts bodies until they are read or cancelled", async () => {
  const { emulator, post } = await openDesk();
  const responses = [await post(hello), await post({ ...hello, stream: true })];
  assert.strictEqual(emulator.openStreams, 2);
  await responses[0]?.text();
  assert.strictEqual(emulator.openStreams, 1);
  await responses[1]?.body?.cancel();
  assert.strictEqual(emulator.openStreams, 0);
});

test("bodies are written only as fast as they are read", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ chunks: Array.from({ length: 100 }, (_, n) => ({ n })) });
  const reader = (await post({ ...hello, stream: true })).body?.getReader();
  await reader?.read();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.strictEqual(emulator.openStreams, 1);
  await reader?.cancel();
});

test("fetch follows a redirect without the token to another origin", async () => {
  const { emulator, post } = await openDesk();
  emulator.fail({ status: 307, redirectTo: "https://evil.example/take" });
  const response = await post(hello);
  assert.strictEqual(response.status, 404);
  await response.body?.cancel();
  const hop = emulator.requests.at(-1);
  assert.strictEqual(hop?.url, "https://evil.example/take");
  assert.strictEqual(hop?.method, "POST");
  assert.deepEqual(hop?.json, hello);
  assert.notProperty(hop?.headers, "authorization");
  assert.strictEqual(emulator.openStreams, 0);
});

test("fetch keeps the token on the same origin and turns a POST into a GET on 302", async () => {
  const { emulator, post, token } = await openDesk();
  emulator.fail({ status: 302, redirectTo: "/elsewhere" });
  await (await post(hello)).body?.cancel();
  const hop = emulator.requests.at(-1);
  assert.strictEqual(hop?.url, "https://aiplatform.googleapis.com/elsewhere");
  assert.strictEqual(hop?.method, "GET");
  assert.strictEqual(hop?.body, "");
  assert.strictEqual(hop?.headers["authorization"], `Bearer ${token}`);
});

test("fetch hands a redirect out if told to, and gives up on a circle", async () => {
  const { emulator } = await openDesk();
  emulator.fail({ status: 302, redirectTo: globalUrl });
  const response = await emulator.fetch(globalUrl, { method: "POST", redirect: "manual" });
  assert.strictEqual(response.status, 302);
  assert.strictEqual(response.headers.get("location"), globalUrl);
  await response.body?.cancel();
  emulator.fail({ status: 308, redirectTo: globalUrl, times: 100 });
  assert.instanceOf(await rejectionOf(emulator.fetch(globalUrl, { method: "POST" })), TypeError);
  assert.strictEqual(emulator.openStreams, 0);
});

test("reset() forgets requests, replies and faults, and keeps tokens", async () => {
  const { emulator, post } = await openDesk();
  emulator.reply({ text: "no" });
  emulator.fail({ status: 500 });
  emulator.reset();
  assert.deepEqual(emulator.requests, []);
  const response = await post(hello);
  assert.strictEqual(response.status, 200);
  assert.match((await response.json()).choices[0].message.content, /^You said/);
});

test("app serves the same routes by path, and the original URL that a header names", async () => {
  const { emulator, token } = await openDesk();
  const headers = { "authorization": `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify(hello);
  const path = new URL(globalUrl).pathname;
  const local = await emulator.app.request(`http://127.0.0.1:1${path}`, {
    method: "POST",
    headers,
    body,
  });
  assert.strictEqual(local.status, 200);
  await local.text();
  const original = await emulator.app.request("http://127.0.0.1:1/", {
    method: "POST",
    headers: { ...headers, "x-original-url": globalUrl },
    body,
  });
  assert.strictEqual(original.status, 200);
  await original.text();
  assert.strictEqual(emulator.requests.at(-1)?.url, globalUrl);

  const claims = { ...goodClaims(emulator, Date.now()), aud: "http://127.0.0.1:1/token" };
  const minted = await emulator.app.request("http://127.0.0.1:1/token", {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: await signAssertion(emulator.serviceAccountKey, claims),
    }),
  });
  assert.strictEqual(minted.status, 200);
  assert.isString((await minted.json()).access_token);
  assert.strictEqual(emulator.openStreams, 0);
});
