import { serviceAccount, type ServiceAccountOptions } from "../../../src/auth/mod.ts";
import type { AccessToken } from "../../../src/auth/mod.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { failureOf, goodKey, leaksOf, startEmulator, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const NOW_MS = 1_800_000_000_000;

interface MintOptions extends ServiceAccountOptions {
  readonly key?: Record<string, unknown>;
  readonly nowMs?: number;
  readonly fetch?: Emulator["fetch"];
}

/** Mints at the emulator, whose clock stands at NOW_MS. */
async function mint(emulator: Emulator, options: MintOptions = {}): Promise<AccessToken> {
  const { key, nowMs = NOW_MS, fetch = emulator.fetch, ...rest } = options;
  const credentials = serviceAccount({ ...emulator.serviceAccountKey, ...key }, rest);
  const signal = new AbortController().signal;
  return await credentials.getToken({ fetch, signal, now: () => nowMs });
}

const startStopped = () => startEmulator({ now: () => NOW_MS });

/** Mints at a stub. */
async function mintAt(answer: () => Response | Promise<Response>): Promise<AccessToken> {
  const emulator = await startStopped();
  return await mint(emulator, { fetch: () => Promise.resolve(answer()) });
}

test("exchangeToken() returns the token as it came, with its expiry on the caller's clock", async () => {
  const { token, type, expiresAtMs } = await mint(await startStopped());
  assert.match(token, /^ya29\..*\.\.\.\.$/);
  assert.deepEqual([type, expiresAtMs], ["bearer", NOW_MS + 3_599_000]);
});

const refusals: Record<string, [options: MintOptions, said: RegExp, cure: RegExp]> = {
  "a key that Google does not know": [
    { key: { private_key_id: "0123" } },
    /400 invalid_grant: Invalid JWT Signature/,
    /create a new JSON key/,
  ],
  "an account that was deleted": [
    { key: { client_email: "gone@my-project.iam.gserviceaccount.com" } },
    /400 invalid_grant: Invalid grant: account not found/,
    /check client_email/,
  ],
  "a clock that is ahead": [
    { nowMs: NOW_MS + 7_200_000 },
    /400 invalid_grant: Invalid JWT: Token must be a short-lived token/,
    /set this machine's clock: it is 7200 s ahead of Google's/,
  ],
  "a clock that is behind": [
    { nowMs: NOW_MS - 7_200_000 },
    /400 invalid_grant: Invalid JWT: Token must be a short-lived token/,
    /set this machine's clock: it is 7200 s behind Google's/,
  ],
  "an empty scope": [
    { scopes: [""] },
    /400 invalid_scope: Invalid OAuth scope/,
    /check the option scopes/,
  ],
  "a subject without delegation": [
    { subject: "user@example.com" },
    /401 unauthorized_client: Client is unauthorized/,
    /domain-wide delegation/,
  ],
};

for (const [name, [options, said, cure]] of Object.entries(refusals)) {
  test(`exchangeToken() says what to do about ${name}`, async () => {
    const emulator = await startStopped();
    const error = await failureOf(() => mint(emulator, options));
    assert.equal(error.code, "auth_failed");
    assert.isFalse(error.retryable);
    assert.match(error.message, said);
    assert.match(error.message, cure);
  });
}

test("exchangeToken() says what to do about an assertion for another address", async () => {
  const emulator = await startStopped();
  // A proxy that hands the request on to Google.
  const fetch: Emulator["fetch"] = (_, init) => emulator.fetch(emulator.tokenEndpoint, init);
  const tokenEndpoint = "https://proxy.example/token";
  const error = await failureOf(() => mint(emulator, { fetch, tokenEndpoint }));
  assert.match(error.message, /Failed audience check.*check the option tokenEndpoint/);
});

test("exchangeToken() says what to do about an assertion that was changed on its way", async () => {
  const emulator = await startStopped();
  const body = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=no";
  const fetch: Emulator["fetch"] = (input, init) => emulator.fetch(input, { ...init, body });
  const error = await failureOf(() => mint(emulator, { fetch }));
  assert.match(error.message, /invalid_request: Bad Request.*changed on its way/);
});

test("exchangeToken() says what to do about a scope that Google does not know", async () => {
  const emulator = await startStopped();
  const error = await failureOf(() => mint(emulator, { scopes: ["vertex"] }));
  assert.equal(error.code, "auth_failed");
  assert.match(error.message, /only an id_token.*check the option scopes/);
});

const codes: Record<string, RegExp> = {
  invalid_client: /create a new JSON key/,
  disabled_client: /enable it/,
  deleted_client: /enable it/,
  access_denied: /ask its administrator/,
  admin_policy_enforced: /ask its administrator/,
  invalid_rapt: /create a new JSON key/,
};
for (const [code, cure] of Object.entries(codes)) {
  test(`exchangeToken() says what to do about ${code}`, async () => {
    const error = await failureOf(() =>
      mintAt(() => Response.json({ error: code }, { status: 403 }))
    );
    assert.deepEqual([error.code, error.status, error.googleStatus], ["auth_failed", 403, code]);
    assert.match(error.message, cure);
  });
}

test("exchangeToken() says what to do about a subject that is nobody", async () => {
  const body = { error: "invalid_grant", error_description: "Invalid email or User ID" };
  const error = await failureOf(() => mintAt(() => Response.json(body, { status: 400 })));
  assert.match(
    error.message,
    /Invalid email or User ID \(check client_email, and the option subject/,
  );
});

test("exchangeToken() blames no clock that is right", async () => {
  const emulator = await startStopped();
  emulator.fail({ status: 400, message: "Invalid JWT: iat", on: "token" });
  const error = await failureOf(() => mint(emulator));
  assert.notMatch(error.message, /ahead|behind/);
});

for (const name of ["token-html", "token-empty"] as const) {
  test(`exchangeToken() takes ${name} for no token`, async () => {
    const emulator = await startStopped();
    emulator.fail({ fault: name });
    const error = await failureOf(() => mint(emulator));
    assert.equal(error.code, "auth_failed");
    assert.match(
      error.message,
      /the answer of the token endpoint holds no JSON; check its address/,
    );
  });
}

test("exchangeToken() takes token-id-only for no token", async () => {
  const emulator = await startStopped();
  emulator.fail({ fault: "token-id-only" });
  const error = await failureOf(() => mint(emulator));
  assert.match(error.message, /only an id_token/);
});

for (const access_token of [undefined, null, "", 1, { token: "a" }]) {
  test(`exchangeToken() takes the access_token ${JSON.stringify(access_token)} for none`, async () => {
    const error = await failureOf(() =>
      mintAt(() => Response.json({ access_token, expires_in: 1 }))
    );
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, /no access token; check its address/);
  });
}

const lifetimes: [expires_in: unknown, seconds: number][] = [
  [3_599, 3_599],
  ["3599", 3_599],
  [1, 1],
  [0, 0],
  [0.5, 0.5],
  [undefined, 3_600],
  [null, 3_600],
  ["", 3_600],
  ["soon", 3_600],
  [-5, 0],
  ["-5", 0],
  ["Infinity", 3_600],
  [{}, 3_600],
];
for (const [expires_in, seconds] of lifetimes) {
  test(`exchangeToken() reads expires_in ${JSON.stringify(expires_in)} as ${seconds} s`, async () => {
    const { expiresAtMs } = await mintAt(() => Response.json({ access_token: "a", expires_in }));
    assert.equal(expiresAtMs, NOW_MS + seconds * 1_000);
  });
}

for (const status of [408, 429, 500, 502, 503, 504]) {
  test(`exchangeToken() calls ${status} retryable`, async () => {
    const emulator = await startStopped();
    emulator.fail({ status, on: "token" });
    const error = await failureOf(() => mint(emulator));
    assert.deepEqual([error.code, error.status, error.retryable], ["auth_failed", status, true]);
  });
}

for (const error of ["internal_failure", "server_error", "temporarily_unavailable"]) {
  test(`exchangeToken() calls ${error} retryable, whatever the status`, async () => {
    const failure = await failureOf(() => mintAt(() => Response.json({ error }, { status: 400 })));
    assert.isTrue(failure.retryable);
  });

  test(`exchangeToken() calls the description ${error} retryable`, async () => {
    const body = { error: "invalid_grant", error_description: error };
    const failure = await failureOf(() => mintAt(() => Response.json(body, { status: 400 })));
    assert.isTrue(failure.retryable);
  });
}

test("exchangeToken() hands on how long the token endpoint asks to wait", async () => {
  const emulator = await startStopped();
  emulator.fail({ status: 429, retryAfter: 7, on: "token" });
  assert.equal((await failureOf(() => mint(emulator))).retryAfterMs, 7_000);
});

test("exchangeToken() calls a broken connection connection_failed, with its cause", async () => {
  const emulator = await startStopped();
  emulator.fail({ fault: "token-reset" });
  const error = await failureOf(() => mint(emulator));
  assert.deepEqual([error.code, error.retryable], ["connection_failed", true]);
  assert.match(error.message, /the connection to oauth2\.googleapis\.com failed/);
  assert.instanceOf(error.cause, Error);
});

test("exchangeToken() carries the assertion to no other origin", async () => {
  const emulator = await startStopped();
  emulator.fail({ status: 307, redirectTo: "https://evil.example/token", on: "token" });
  const error = await failureOf(() => mint(emulator));
  assert.deepEqual([error.code, error.status], ["auth_failed", 307]);
  assert.deepEqual(emulator.requests.map(({ url }) => url), [emulator.tokenEndpoint]);
});

test("exchangeToken() gives away nothing that the token endpoint quotes", async () => {
  const emulator = await startStopped();
  let assertion = "";
  const fetch: Emulator["fetch"] = (_, init) => {
    assertion = new URLSearchParams(String(init?.body)).get("assertion") ?? "";
    const error_description = `cannot read ${assertion}`;
    return Promise.resolve(Response.json({ error: assertion, error_description }, { status: 400 }));
  };
  const error = await failureOf(() => mint(emulator, { fetch }));
  assert.isAbove(assertion.length, 300);
  assert.deepEqual(leaksOf(error, assertion), []);
});

test("exchangeToken() gives away nothing of the key", async () => {
  const emulator = await startStopped();
  emulator.fail({ status: 400, on: "token" });
  const error = await failureOf(() => mint(emulator));
  assert.deepEqual(leaksOf(error, (await goodKey()).private_key), []);
});

test("exchangeToken() bounds what it quotes", async () => {
  const error = "x".repeat(500_000);
  const failure = await failureOf(() => mintAt(() => Response.json({ error }, { status: 400 })));
  assert.isBelow(failure.message.length, 1_000);
  assert.isBelow(failure.googleStatus?.length ?? 0, 200);
});

test("exchangeToken() stops reading an answer that is far too long", async () => {
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
    cancel() {
      cancelled = true;
    },
  });
  const error = await failureOf(() => mintAt(() => new Response(body)));
  assert.equal(error.code, "auth_failed");
  assert.isTrue(cancelled);
});

test("exchangeToken() rejects with the reason of its signal", async () => {
  const emulator = await startStopped();
  const controller = new AbortController();
  const reason = { my: "reason" };
  emulator.fail({ fault: "hang-token" });
  const credentials = serviceAccount(emulator.serviceAccountKey);
  const { signal } = controller;
  const minted = credentials.getToken({ fetch: emulator.fetch, signal, now: () => NOW_MS });
  controller.abort(reason);
  assert.strictEqual(await thrownBy(() => minted), reason);
});
