import { VertexError } from "../../../mod.ts";
import {
  createTransport,
  type ResponseInfo,
  type TransportCall,
  type TransportOptions,
} from "../../../src/transport/send.ts";
import {
  createCountedSignal,
  everythingIn,
  failureOf,
  leaksOf,
  thrownBy,
  turn,
} from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const SECRET = "ya29.planted-secret-0123456789........";

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly init: RequestInit;
}

interface Desk {
  readonly sent: Sent[];
  readonly minted: string[];
  readonly rejected: string[];
  readonly log: string[];
  send(call?: Partial<TransportCall<string>>): Promise<string>;
}

type Answer = (attempt: number, sent: Sent) => Response | Promise<Response>;

/** A transport over a stub; each token is good for one refusal. Answers with what `answer` says. */
function open(answer: Answer, options: Partial<TransportOptions> = {}): Desk {
  const sent: Sent[] = [];
  const minted: string[] = [];
  const rejected: string[] = [];
  const log: string[] = [];
  const send = createTransport({
    locations: ["global"],
    async fetch(input, init = {}) {
      const one = { url: String(input), headers: new Headers(init.headers), init };
      return await answer(sent.push(one), one);
    },
    getToken() {
      const token = `${SECRET}${rejected.length}`;
      minted.push(token);
      return Promise.resolve({ token, type: "bearer" });
    },
    rejectToken: (token) => rejected.push(token),
    now: Date.now,
    random: () => 0,
    retry: {},
    quotaProject: undefined,
    hooks: {
      onRequest: ({ attempt, location }) => log.push(`request ${attempt} ${location}`),
      onResponse: ({ attempt, status }) => log.push(`response ${attempt} ${status}`),
      onRetry: ({ attempt, error }) => log.push(`retry ${attempt} ${error.code}`),
    },
    ...options,
  });
  return {
    sent,
    minted,
    rejected,
    log,
    send: (call = {}) =>
      send({
        url: (location) => `https://${location}.example/chat/completions`,
        body: "{}",
        about: { operation: "test", model: "", stream: false },
        action: "test",
        timeoutMs: 10_000,
        perAttempt: false,
        read: (response) => response.text(),
        ...call,
      }),
  };
}

/** As whoever reads a stream does, who owns the connection. */
async function readAndRelease(
  response: Response,
  connection: { release(): void },
): Promise<string> {
  const text = await response.text();
  connection.release();
  return text;
}

const ok = () => new Response("fine");
const status = (code: number, headers: Record<string, string> = {}) =>
  new Response("", { status: code, headers });
const hang = () => new Promise<never>(() => {});
const hangUntilAborted: Answer = (_, { init: { signal } }) =>
  new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
const endless = () => new Response(new ReadableStream({ pull: hang }));

test("createTransport() posts JSON with a bearer token", async () => {
  const desk = open(ok);
  assert.equal(await desk.send({ body: '{"a":1}' }), "fine");
  const [sent] = desk.sent;
  assert.equal(sent?.url, "https://global.example/chat/completions");
  assert.deepEqual([sent?.init.method, sent?.init.body], ["POST", '{"a":1}']);
  assert.equal(sent?.headers.get("authorization"), `Bearer ${SECRET}0`);
  assert.equal(sent?.headers.get("content-type"), "application/json");
});

test("createTransport() sends an API key in its own header", async () => {
  const getToken = () => Promise.resolve({ token: "AIza-key", type: "apiKey" as const });
  const desk = open(ok, { getToken });
  await desk.send();
  assert.equal(desk.sent[0]?.headers.get("x-goog-api-key"), "AIza-key");
  assert.isFalse(desk.sent[0]?.headers.has("authorization"));
});

test("createTransport() names the project that is billed", async () => {
  const desk = open(ok, { quotaProject: "billing" });
  await desk.send();
  assert.equal(desk.sent[0]?.headers.get("x-goog-user-project"), "billing");
});

test("createTransport() refuses a quotaProject that is no project", async () => {
  const error = await failureOf(() => open(ok, { quotaProject: "a\r\nb" }));
  assert.match(error.message, /option quotaProject/);
});

test("createTransport() sends the caller's headers", async () => {
  const desk = open(ok);
  await desk.send({ headers: { "x-mine": "1" } });
  assert.equal(desk.sent[0]?.headers.get("x-mine"), "1");
});

for (const name of ["authorization", "Authorization", "X-Goog-Api-Key", "cookie", "Host"]) {
  test(`createTransport() refuses the caller's header ${name}, before anything is sent`, async () => {
    const desk = open(ok);
    const error = await failureOf(() => desk.send({ headers: { [name]: "planted-secret" } }));
    assert.equal(error.code, "invalid_request");
    assert.equal(error.issues?.[0]?.path, `headers.${name.toLowerCase()}`);
    assert.deepEqual([leaksOf(error, "planted-secret"), desk.sent, desk.minted], [[], [], []]);
  });
}

for (const headers of [{ "x-mine": "planted-secret\r\nx-evil: 1" }, { "x mine": "1" }]) {
  test(`createTransport() refuses the malformed header ${JSON.stringify(headers)}`, async () => {
    const desk = open(ok);
    const error = await failureOf(() => desk.send({ headers }));
    assert.equal(error.code, "invalid_request");
    assert.deepEqual([leaksOf(error, "planted-secret"), desk.sent], [[], []]);
  });
}

test("createTransport() refuses a location that is none, before anything is sent", async () => {
  const desk = open(ok);
  const error = await failureOf(() => desk.send({ location: "evil.example/" }));
  assert.deepEqual([error.code, desk.sent], ["invalid_config", []]);
});

for (const code of [301, 302, 303, 307, 308]) {
  test(`createTransport() follows no redirect with ${code}`, async () => {
    const desk = open(() => status(code, { location: "https://evil.example/" }));
    const error = await failureOf(() => desk.send());
    assert.deepEqual([error.code, error.status], ["http_error", code]);
    assert.lengthOf(desk.sent, 1);
    assert.equal(desk.sent[0]?.init.redirect, "manual");
  });
}

for (const code of [408, 429, 500, 502, 503, 504]) {
  test(`createTransport() tries again after ${code}`, async () => {
    const desk = open((attempt) => attempt === 1 ? status(code) : ok());
    assert.equal(await desk.send(), "fine");
    assert.lengthOf(desk.sent, 2);
  });
}

for (const code of [400, 403, 404, 409, 499, 501]) {
  test(`createTransport() does not try again after ${code}`, async () => {
    const desk = open(() => status(code));
    assert.equal((await failureOf(() => desk.send())).status, code);
    assert.lengthOf(desk.sent, 1);
  });
}

test("createTransport() tries again after a connection that failed", async () => {
  const desk = open((attempt) => {
    if (attempt < 3) throw new TypeError("reset");
    return ok();
  });
  assert.equal(await desk.send(), "fine");
  assert.lengthOf(desk.sent, 3);
});

test("createTransport() tells of a connection that failed for good, with its cause", async () => {
  const cause = new TypeError("reset");
  const desk = open(() => Promise.reject(cause));
  const error = await failureOf(() => desk.send());
  assert.deepEqual([error.code, error.cause, error.retryable], ["connection_failed", cause, true]);
  assert.match(error.message, /Cannot test: the connection to global\.example failed/);
});

test("createTransport() tells how many attempts were made, and how long they took", async () => {
  let nowMs = 0;
  const desk = open(() => status(503), { now: () => nowMs += 10 });
  const error = await failureOf(() => desk.send());
  assert.equal(error.attempts, 3);
  assert.isAtLeast(error.elapsedMs ?? 0, 30);
});

test("createTransport() fails at once for a hint beyond the budget, and tells it", async () => {
  const desk = open(() => status(429, { "retry-after": "3600" }));
  const error = await failureOf(() => desk.send());
  assert.deepEqual([error.code, error.retryAfterMs], ["rate_limited", 3_600_000]);
  assert.lengthOf(desk.sent, 1);
});

test("createTransport() fails at once for a hint beyond the call's deadline", async () => {
  const desk = open(() => status(429, { "retry-after": "20" }));
  assert.equal((await failureOf(() => desk.send({ timeoutMs: 10_000 }))).retryAfterMs, 20_000);
  assert.lengthOf(desk.sent, 1);
});

test("createTransport() counts a failure of read as a failed attempt", async () => {
  let reads = 0;
  const desk = open(ok);
  const read = (response: Response) => {
    if (++reads > 1) return response.text();
    throw new VertexError("stream_error", "Cannot read", { retryable: true });
  };
  assert.equal(await desk.send({ read }), "fine");
  assert.lengthOf(desk.sent, 2);
});

test("createTransport() makes a typed error of anything that goes wrong in between", async () => {
  const fetch = () => Promise.resolve(undefined as unknown as Response);
  const error = await failureOf(() => open(ok, { fetch }).send());
  assert.equal(error.code, "invalid_response");
  assert.instanceOf(error.cause, TypeError);
});

test("createTransport() mints once more and tries once more after 401", async () => {
  const desk = open((attempt) => attempt === 1 ? status(401) : ok());
  assert.equal(await desk.send(), "fine");
  assert.deepEqual(desk.rejected, [`${SECRET}0`]);
  assert.equal(desk.sent[1]?.headers.get("authorization"), `Bearer ${SECRET}1`);
});

test("createTransport() tries again after 401 where it was, not down the ladder", async () => {
  const desk = open((attempt) => attempt === 1 ? status(401) : ok(), {
    locations: ["europe-west4", "eu"],
  });
  await desk.send();
  assert.deepEqual(desk.sent.map(({ url }) => new URL(url).hostname), [
    "europe-west4.example",
    "europe-west4.example",
  ]);
});

test("createTransport() gives up at the second 401, and drops that token too", async () => {
  const desk = open(() => status(401));
  const error = await failureOf(() => desk.send());
  assert.deepEqual([error.code, error.status, error.attempts], ["auth_failed", 401, 2]);
  assert.deepEqual(desk.rejected, [`${SECRET}0`, `${SECRET}1`]);
});

test("createTransport() drops the token for a 401 that comes inside an answer", async () => {
  const desk = open(ok);
  const read = () => Promise.reject(new VertexError("auth_failed", "Cannot read", { status: 401 }));
  await failureOf(() => desk.send({ read }));
  assert.lengthOf(desk.rejected, 2);
});

const mintFailures = {
  "a 401 of the token endpoint": new VertexError("auth_failed", "Cannot mint", { status: 401 }),
  "a 503 of the token endpoint": new VertexError("auth_failed", "Cannot mint", {
    status: 503,
    retryable: true,
  }),
  "a token endpoint that is out of reach": new VertexError("connection_failed", "Cannot mint", {
    retryable: true,
  }),
  "a mint that took too long": new VertexError("timeout", "Cannot mint", { retryable: true }),
  "a key that is none": new VertexError("invalid_config", "Cannot mint"),
};
for (const [name, failure] of Object.entries(mintFailures)) {
  test(`createTransport() does not repeat ${name}`, async () => {
    let mints = 0;
    const getToken = () => {
      mints++;
      return Promise.reject(failure);
    };
    const desk = open(ok, { getToken, locations: ["europe-west4", "eu"] });
    const error = await failureOf(() => desk.send());
    assert.deepEqual([error.code, error.status], [failure.code, failure.status]);
    assert.deepEqual([mints, desk.rejected, desk.sent], [1, [], []]);
  });
}

for (const code of [404, 429, 503]) {
  test(`createTransport() goes down the ladder after ${code}, without a pause`, async () => {
    const desk = open((attempt) => attempt === 1 ? status(code, { "retry-after": "50" }) : ok(), {
      locations: ["europe-west4", "eu"],
    });
    assert.equal(await desk.send(), "fine");
    assert.deepEqual(desk.log, [
      "request 1 europe-west4",
      `response 1 ${code}`,
      `retry 1 ${code === 404 ? "not_found" : code === 429 ? "rate_limited" : "http_error"}`,
      "request 2 eu",
      "response 2 200",
    ]);
  });
}

test("createTransport() stays where a server failed otherwise", async () => {
  const desk = open((attempt) => attempt === 1 ? status(500) : ok(), {
    locations: ["europe-west4", "eu"],
  });
  await desk.send();
  assert.deepEqual(desk.log.filter((line) => line.startsWith("request")), [
    "request 1 europe-west4",
    "request 2 europe-west4",
  ]);
});

test("createTransport() never leaves the ladder", async () => {
  const desk = open(() => status(503), { locations: ["europe-west4", "eu"] });
  await failureOf(() => desk.send());
  const locations = desk.sent.map(({ url }) => new URL(url).hostname);
  assert.deepEqual(locations, ["europe-west4.example", "eu.example", "europe-west4.example"]);
});

test("createTransport() stays in the location that a call names", async () => {
  const desk = open(() => status(503), { locations: ["europe-west4", "eu"] });
  await failureOf(() => desk.send({ location: "us-central1" }));
  const locations = new Set(desk.sent.map(({ url }) => new URL(url).hostname));
  assert.deepEqual([...locations], ["us-central1.example"]);
});

test("createTransport() keeps to one budget of attempts down the ladder", async () => {
  const desk = open(() => status(429), { locations: ["europe-west4", "eu", "global", "us"] });
  await failureOf(() => desk.send());
  assert.lengthOf(desk.sent, 3);
});

test("createTransport() keeps to its budget of time down the ladder", async () => {
  let nowMs = 0;
  const desk = open(() => {
    nowMs += 61_000;
    return status(429);
  }, { locations: ["europe-west4", "eu"], now: () => nowMs });
  await failureOf(() => desk.send({ perAttempt: true }));
  assert.lengthOf(desk.sent, 1);
});

const places: Record<string, Answer> = {
  "the response's head": hangUntilAborted,
  "a response's head, of a fetch that ignores its signal": hang,
  "the body": endless,
  "the body of a refusal": () => new Response(endless().body, { status: 400 }),
};
for (const [place, answer] of Object.entries(places)) {
  test(`createTransport() ends a plain call in time while it waits for ${place}`, async () => {
    const desk = open(answer);
    const error = await failureOf(() => desk.send({ timeoutMs: 20 }));
    assert.deepEqual([error.code, error.attempts], ["timeout", 1]);
    assert.match(error.message, /no answer within 20 ms/);
  });

  test(`createTransport() rejects at once for an abort while it waits for ${place}`, async () => {
    const controller = new AbortController();
    const reason = { my: "reason" };
    const desk = open(answer);
    const sent = desk.send({ signal: controller.signal });
    await turn();
    controller.abort(reason);
    assert.strictEqual(await thrownBy(() => sent), reason);
    assert.isTrue(desk.sent[0]?.init.signal?.aborted);
  });
}

test("createTransport() ends a plain call in time while it waits for the token", async () => {
  const desk = open(ok, { getToken: hang });
  assert.equal((await failureOf(() => desk.send({ timeoutMs: 20 }))).code, "timeout");
});

test("createTransport() rejects at once for an abort while it waits for the token", async () => {
  const controller = new AbortController();
  const reason = { my: "reason" };
  const sent = open(ok, { getToken: hang }).send({ signal: controller.signal });
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => sent), reason);
});

test("createTransport() rejects at once for an abort during back-off", async () => {
  const controller = new AbortController();
  const reason = { my: "reason" };
  const desk = open(() => status(429, { "retry-after": "5" }));
  const sent = desk.send({ signal: controller.signal });
  await turn();
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => sent), reason);
  assert.lengthOf(desk.sent, 1);
});

test("createTransport() rejects at once for an abort out of onRetry", async () => {
  const controller = new AbortController();
  const reason = { my: "reason" };
  const hooks = { onRequest() {}, onResponse() {}, onRetry: () => controller.abort(reason) };
  const desk = open(() => status(429, { "retry-after": "5" }), { hooks });
  assert.strictEqual(await thrownBy(() => desk.send({ signal: controller.signal })), reason);
});

test("createTransport() sends nothing for a signal that is aborted already", async () => {
  const reason = { my: "reason" };
  const desk = open(ok);
  const signal = AbortSignal.abort(reason);
  assert.strictEqual(await thrownBy(() => desk.send({ signal })), reason);
  assert.deepEqual(desk.sent, []);
});

test("createTransport() lets go of a response that comes after the abort", async () => {
  const controller = new AbortController();
  let cancelled = false;
  let answer = (_: Response) => {};
  const desk = open(() => new Promise((resolve) => (answer = resolve)));
  const sent = desk.send({ signal: controller.signal });
  await turn();
  controller.abort();
  await thrownBy(() => sent);
  answer(
    new Response(
      new ReadableStream({
        cancel() {
          cancelled = true;
        },
      }),
    ),
  );
  await turn();
  assert.isTrue(cancelled);
});

test("createTransport() lets go of an attempt whose answer could not be read", async () => {
  const desk = open(ok);
  await failureOf(() => desk.send({ read: () => Promise.reject(new Error("no")) }));
  assert.isTrue(desk.sent[0]?.init.signal?.aborted);
});

test("createTransport() gives each attempt of a stream its own deadline", async () => {
  const desk = open((attempt, sent) => attempt < 3 ? hangUntilAborted(attempt, sent) : ok());
  assert.equal(await desk.send({ perAttempt: true, timeoutMs: 20, read: readAndRelease }), "fine");
  assert.lengthOf(desk.sent, 3);
});

test("createTransport() takes the deadline away at the head of a stream", async () => {
  const desk = open(ok);
  const read: typeof readAndRelease = async (response, connection) => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    return await readAndRelease(response, connection);
  };
  assert.equal(await desk.send({ perAttempt: true, timeoutMs: 10, read }), "fine");
});

test("createTransport() bounds a plain call as a whole, also under a clock that stands still", async () => {
  const desk = open(hangUntilAborted, { now: () => 0 });
  await failureOf(() => desk.send({ timeoutMs: 20 }));
  assert.lengthOf(desk.sent, 1);
});

test("createTransport() takes its listeners off the caller's signal", async () => {
  const { signal, count } = createCountedSignal();
  await open((attempt) => attempt === 1 ? status(503) : ok()).send({ signal });
  assert.equal(count(), 0);
});

test("createTransport() gives away nothing that a server quotes", async () => {
  const desk = open((_, { headers }) => {
    const quoted = headers.get("authorization");
    const details = [{ "@type": "a.example/Echo", quoted }];
    const error = { code: 400, status: quoted, message: `cannot read ${quoted}`, details };
    return Response.json({ error }, { status: 400 });
  });
  const error = await failureOf(() => desk.send());
  assert.deepEqual(leaksOf(error, SECRET), []);
  assert.include(everythingIn(error), "[redacted]");
});

test("createTransport() gives away no token whose slashes a server escapes", async () => {
  const getToken = () => Promise.resolve({ token: "a/planted/token", type: "bearer" as const });
  const answer = () =>
    new Response('{"error":{"code":400,"message":"bad a\\/planted\\/token"}}', { status: 400 });
  const error = await failureOf(() => open(answer, { getToken }).send());
  assert.include(error.message, "[redacted]");
  assert.notInclude(everythingIn(error), "planted");
});

test("createTransport() reports the answer", async () => {
  let info: ResponseInfo | undefined;
  const answer = () => new Response("fine", { headers: { "x-request-id": "r1" } });
  const desk = open((attempt) => attempt === 1 ? status(503) : answer());
  await desk.send({ onResponse: (given) => (info = given) });
  const { timings, ...rest } = info ?? { timings: undefined };
  assert.deepEqual(rest, { requestId: "r1", location: "global", status: 200, attempts: 2 });
  assert.hasAllKeys(timings, ["tokenMs", "headMs", "totalMs"]);
});

for (const name of ["x-request-id", "x-goog-request-id"]) {
  for (const code of [200, 500]) {
    test(`createTransport() keeps ${name} of a ${code} on the error`, async () => {
      const read = () => Promise.reject(new VertexError("stream_error", "Cannot test"));
      const desk = open(() => status(code, { [name]: "r1" }), { retry: { maxAttempts: 1 } });
      assert.equal((await failureOf(() => desk.send({ read }))).requestId, "r1");
    });
  }
}

test("createTransport() keeps to the hint of an answer whose body turns out to be an error", async () => {
  const read = () =>
    Promise.reject(new VertexError("rate_limited", "Cannot test", { retryable: true }));
  const desk = open(() => status(200, { "retry-after": "77" }));
  const error = await failureOf(() => desk.send({ read }));
  assert.deepEqual([error.retryAfterMs, error.attempts], [77_000, 1]);
});

test("createTransport() tells of the attempts to get a token, if it got none", async () => {
  const failure = new VertexError("auth_failed", "Cannot test", { attempts: 3 });
  const desk = open(ok, { getToken: () => Promise.reject(failure) });
  assert.equal((await failureOf(() => desk.send())).attempts, 3);
});

const secretHeader = "planted+header/value=";
const spelled = [encodeURIComponent, String, (text: string) => text.replaceAll("/", "\\/")];
for (const [position, spell] of spelled.entries()) {
  test(`createTransport() says no secret that the server quotes, spelling ${position}`, async () => {
    const quoted = `${spell(`${SECRET}0`)} ${spell(secretHeader)}`;
    const heard: unknown[] = [];
    const desk = open(
      () => new Response(quoted, { status: 400, headers: { "x-request-id": quoted } }),
      {
        hooks: { onRequest() {}, onRetry() {}, onResponse: (event) => heard.push(event) },
      },
    );
    const error = await failureOf(() => desk.send({ headers: { "x-proxy-key": secretHeader } }));
    assert.include(error.message, "[redacted]");
    assert.notMatch(everythingIn(error) + JSON.stringify(heard), /planted/);
  });
}

test("createTransport() says nothing of a secret that is longer than a pattern may be", async () => {
  const token = `ya29.${"planted-".repeat(1_500)}`;
  const getToken = () => Promise.resolve({ token, type: "bearer" as const });
  const desk = open(() => new Response(`no ${token}`, { status: 503 }), {
    getToken,
    retry: { maxAttempts: 1 },
  });
  const error = await failureOf(() => desk.send());
  assert.deepEqual([error.code, error.status, error.retryable], ["http_error", 503, true]);
  assert.notInclude(everythingIn(error), "planted");
});

test("createTransport() takes no time over a header of backslashes", async () => {
  const field = "\\".repeat(40);
  const desk = open(() => new Response("\\".repeat(60_000), { status: 400 }));
  const error = await failureOf(() => desk.send({ headers: { "x-token": field } }));
  assert.equal(error.status, 400);
});

test("createTransport() lets go of everything where a header is none", async () => {
  const counted = createCountedSignal();
  const desk = open(() => status(500), { retry: { maxAttempts: 1 } });
  const headers = { "x-token": undefined } as unknown as Record<string, string>;
  await failureOf(() => desk.send({ headers, signal: counted.signal }));
  assert.equal(counted.count(), 0);
});

test("createTransport() cuts a request ID that quotes a token after it is taken out", async () => {
  const token = "planted-".repeat(40);
  const getToken = () => Promise.resolve({ token, type: "bearer" as const });
  const desk = open(() => status(400, { "x-request-id": `id ${token}` }), { getToken });
  const error = await failureOf(() => desk.send());
  assert.equal(error.requestId, "id [redacted]");
});

test("createTransport() tells of one attempt what its own answer said", async () => {
  const answers = [
    () => status(429),
    () => status(404, { "x-request-id": "of-the-second", "retry-after": "77" }),
  ];
  const desk = open((attempt) => answers[attempt - 1]?.() ?? ok(), {
    locations: ["eu", "us"],
    retry: { maxAttempts: 2 },
  });
  const error = await failureOf(() => desk.send());
  assert.deepEqual([error.status, error.requestId, error.retryAfterMs], [
    429,
    undefined,
    undefined,
  ]);
});
