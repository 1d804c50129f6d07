import {
  apiKey,
  authFetch,
  type AuthFetchOptions,
  type Credentials,
  serviceAccount,
} from "../../../src/auth/mod.ts";
import { failureOf, leaksOf, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { type Desk, openDesk } from "./sources.ts";

const upload = "https://storage.googleapis.com/upload/storage/v1/b/my-bucket/o?name=cat.png";

/** A desk with a Cloud Storage that lets in whom the emulator knows. */
async function open(options: AuthFetchOptions = {}, credentials?: Credentials) {
  const desk = await openDesk();
  const stored: Request[] = [];
  const bodies: string[] = [];
  const answers: Response[] = [];
  const fetch: Desk["fetch"] = async (input, init) => {
    if (!new URL(input instanceof Request ? input.url : input).pathname.startsWith("/upload/")) {
      return await desk.fetch(input, init);
    }
    const request = new Request(input, init);
    stored.push(request);
    bodies.push(await request.clone().text());
    return answers.shift() ?? Response.json({ name: "cat.png" });
  };
  const source = credentials ?? serviceAccount(desk.emulator.serviceAccountKey);
  const google = authFetch(source, { fetch, now: () => desk.nowMs, ...options });
  return { desk, fetch, google, stored, bodies, answers };
}

const refusedToken = () => new Response("no", { status: 401 });

test("authFetch() adds a token and changes nothing else", async () => {
  const { google, stored, bodies } = await open();
  const headers = { "content-type": "image/png", "x-custom": "1", authorization: "Basic other" };
  const response = await google(upload, { method: "POST", headers, body: "bytes" });
  assert.deepEqual(await response.json(), { name: "cat.png" });
  const [request] = stored;
  assert.equal(request?.method, "POST");
  assert.match(request?.headers.get("authorization") ?? "", /^Bearer ya29\./);
  assert.equal(request?.headers.get("content-type"), "image/png");
  assert.equal(request?.headers.get("x-custom"), "1");
  assert.deepEqual(bodies, ["bytes"]);
});

test("authFetch() takes a Request and a URL", async () => {
  const { google, bodies, stored } = await open();
  await google(new Request(upload, { method: "PUT", body: "one", headers: { "x-custom": "1" } }));
  await google(new URL(upload), { method: "POST", body: "two" });
  assert.deepEqual(bodies, ["one", "two"]);
  assert.deepEqual(stored.map(({ method }) => method), ["PUT", "POST"]);
  assert.equal(stored[0]?.headers.get("x-custom"), "1");
});

test("authFetch() mints once for many calls", async () => {
  const { google, desk, stored } = await open();
  await Promise.all(Array.from({ length: 5 }, () => google(upload)));
  await google(upload);
  assert.lengthOf(stored, 6);
  assert.equal(desk.mints(), 1);
});

test("authFetch() with a client shares the client's token", async () => {
  const { fetch, desk, stored } = await open();
  const vertex = desk.client(serviceAccount(desk.emulator.serviceAccountKey));
  const token = await vertex.getAccessToken();
  await authFetch(vertex, { fetch })(upload);
  assert.equal(stored[0]?.headers.get("authorization"), `Bearer ${token}`);
  assert.equal(desk.mints(), 1);
});

test("authFetch() bills the quota project, unless the caller names one", async () => {
  const credentials: Credentials = {
    quotaProjectId: "quota-project",
    getToken: () => Promise.resolve({ token: "ya29.a", type: "bearer" }),
  };
  const { google, stored } = await open({}, credentials);
  await google(upload);
  await google(upload, { headers: { "x-goog-user-project": "mine" } });
  assert.deepEqual(stored.map(({ headers }) => headers.get("x-goog-user-project")), [
    "quota-project",
    "mine",
  ]);
});

test("authFetch() sends an API key in its own header", async () => {
  const { google, stored } = await open({}, apiKey("AIzaExample"));
  await google(upload, { headers: { authorization: "Bearer other" } });
  assert.equal(stored[0]?.headers.get("x-goog-api-key"), "AIzaExample");
  assert.isFalse(stored[0]?.headers.has("authorization"));
});

test("authFetch() mints anew after a 401 and calls once more", async () => {
  const { google, desk, answers, bodies } = await open();
  answers.push(refusedToken());
  const response = await google(upload, { method: "POST", body: "bytes" });
  assert.equal(response.status, 200);
  assert.deepEqual(bodies, ["bytes", "bytes"]);
  assert.equal(desk.mints(), 2);
});

test("authFetch() hands a second 401 over, and that to a stream", async () => {
  const { google, answers, stored } = await open();
  answers.push(refusedToken(), refusedToken(), refusedToken());
  assert.equal((await google(upload)).status, 401);
  assert.lengthOf(stored, 2);
  const body = new Blob(["bytes"]).stream();
  // Streams need it in every runtime; the type does not know it yet.
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  assert.equal((await google(upload, init)).status, 401);
  assert.lengthOf(stored, 3);
});

test("authFetch() hands over what the server answers, whatever it is", async () => {
  const { google, answers } = await open();
  answers.push(new Response("gone", { status: 410 }));
  const response = await google(upload);
  assert.deepEqual([response.status, await response.text()], [410, "gone"]);
});

test("authFetch() follows no redirect", async () => {
  const { google, answers, stored, desk } = await open();
  answers.push(new Response(null, { status: 307, headers: { location: "https://evil.example/" } }));
  const response = await google(upload, { redirect: "follow" });
  assert.equal(response.status, 307);
  assert.equal(stored[0]?.redirect, "manual");
  assert.isEmpty(desk.emulator.requests.filter(({ url }) => url.includes("evil")));
});

const strangers = [
  "https://evil.example/upload/",
  "https://googleapis.com.evil.example/upload/",
  "https://evilgoogleapis.com/upload/",
  "http://storage.googleapis.com/upload/",
  "https://storage.googleapis.com:8443/upload/",
  "https://user:pass@storage.googleapis.com/upload/",
  "http://127.0.0.1/upload/",
  "/upload/",
];
for (const address of strangers) {
  test(`authFetch() sends nothing to ${address}`, async () => {
    const { google, stored, desk } = await open();
    const error = await failureOf(() => google(address));
    assert.equal(error.code, "invalid_request");
    assert.lengthOf(stored, 0);
    assert.equal(desk.mints(), 0);
  });
}

test("authFetch() keeps to the hosts it was given", async () => {
  const { google, stored } = await open({ hosts: ["storage.googleapis.com", "127.0.0.1:8080"] });
  await google(upload);
  await google("http://127.0.0.1:8080/upload/");
  const error = await failureOf(() => google("https://bigquery.googleapis.com/upload/"));
  assert.match(error.message, /bigquery\.googleapis\.com gets no token.*option hosts/);
  assert.lengthOf(stored, 2);
});

for (const hosts of ["storage.googleapis.com", null, [7], new Set(["a"]), { 0: "a" }]) {
  test(`authFetch() refuses ${JSON.stringify(hosts)} for hosts`, async () => {
    // Casts, for callers without types.
    const options = { hosts: hosts as never };
    const error = await failureOf(() => authFetch(apiKey("AIzaExample"), options));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, /option hosts: it is no list of texts/);
  });
}

for (
  const [name, headers] of Object.entries({
    "a value": { "x-secret": "planted-secret-text\0" },
    "a name": { "planted-secret-text\0": "1" },
  })
) {
  test(`authFetch() refuses a header with ${name} that is malformed, and quotes none`, async () => {
    const { google, stored, desk } = await open();
    // A Headers or a Request would not have let it in.
    const error = await failureOf(() => google(upload, { headers }));
    assert.equal(error.code, "invalid_request");
    assert.match(error.message, /a header field has a malformed name or value/);
    assert.deepEqual(leaksOf(error, "planted-secret-text"), []);
    assert.deepEqual([stored.length, desk.mints()], [0, 0]);
  });
}

test("authFetch() refuses a quota project that no header holds, and does not quote it", async () => {
  const credentials: Credentials = {
    quotaProjectId: "planted-secret-text\0",
    getToken: () => Promise.resolve({ token: "ya29.a", type: "bearer" }),
  };
  const error = await failureOf(() => authFetch(credentials));
  assert.equal(error.code, "invalid_config");
  assert.match(error.message, /the quota project is no project ID/);
  assert.deepEqual(leaksOf(error, "planted-secret-text"), []);
});

test("authFetch() refuses credentials of another cloud, unless told to trust it", async () => {
  const credentials: Credentials = {
    universeDomain: "cloud.example",
    getToken: () => Promise.resolve({ token: "ya29.a", type: "bearer" }),
  };
  assert.match((await failureOf(() => authFetch(credentials))).message, /another cloud/);
  const { google, stored } = await open({ universeDomain: "cloud.example" }, credentials);
  await google("https://storage.cloud.example/upload/");
  assert.lengthOf(stored, 1);
  assert.equal((await failureOf(() => google(upload))).code, "invalid_request");
});

test("authFetch() ends with the reason of the signal, waiting and sending", async () => {
  const { google, desk } = await open();
  desk.emulator.fail({ delayMs: 20, on: "token" });
  const controller = new AbortController();
  const waiting = thrownBy(() => google(upload, { signal: controller.signal }));
  controller.abort("had enough");
  assert.equal(await waiting, "had enough");
  assert.equal(await thrownBy(() => google(upload, { signal: controller.signal })), "had enough");
  // Lets the mint end that the first one began.
  await google(upload);
});

test("authFetch() calls a broken connection connection_failed", async () => {
  const fetch = () => Promise.reject(new TypeError("reset"));
  const credentials: Credentials = {
    getToken: () => Promise.resolve({ token: "ya29.planted-secret", type: "bearer" }),
  };
  const error = await failureOf(() => authFetch(credentials, { fetch })(upload));
  assert.deepEqual([error.code, error.retryable], ["connection_failed", true]);
  assert.match(error.message, /the connection to storage\.googleapis\.com failed$/);
  assert.deepEqual(leaksOf(error, "ya29.planted-secret"), []);
});
