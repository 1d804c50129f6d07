import { generateKeyPair, SignJWT } from "jose";
import { assert, test } from "../../harness.ts";
import {
  cloudPlatform,
  exchange,
  globalUrl,
  goodClaims,
  hello,
  openDesk,
  openEmulator,
  signAssertion,
} from "./emulator_desk.ts";

const nowMs = Date.UTC(2026, 2, 13);
const now = () => nowMs;

async function exchangeClaims(change: Record<string, unknown>): Promise<Response> {
  const emulator = await openEmulator({ now });
  const claims = { ...goodClaims(emulator, nowMs), ...change };
  return await exchange(emulator, await signAssertion(emulator.serviceAccountKey, claims));
}

async function assertRefused(
  response: Response,
  error: string,
  description: RegExp,
): Promise<void> {
  const body = await response.json();
  assert.strictEqual(response.status, 400, JSON.stringify(body));
  assert.strictEqual(body.error, error);
  assert.match(body.error_description, description);
}

test("token endpoint issues an opaque token for a good assertion", async () => {
  const response = await exchangeClaims({});
  assert.strictEqual(response.status, 200);
  const body = await response.json();
  assert.match(body.access_token, /^ya29\.c\..{90,}\.\.$/);
  assert.strictEqual(body.expires_in, 3_599);
  assert.strictEqual(body.token_type, "Bearer");
});

test("token endpoint tells the emulator's time in its Date header", async () => {
  const response = await exchangeClaims({});
  assert.strictEqual(response.headers.get("date"), "Fri, 13 Mar 2026 00:00:00 GMT");
  await response.body?.cancel();
});

test("token endpoint refuses what is no JWT", async () => {
  const emulator = await openEmulator({ now });
  for (const assertion of ["", "abc", "a.b.c", "e30.e30", "a.b.c.d"]) {
    await assertRefused(await exchange(emulator, assertion), "invalid_request", /^Bad Request$/);
  }
});

test("token endpoint refuses another key's signature", async () => {
  const emulator = await openEmulator({ now });
  const { privateKey } = await generateKeyPair("RS256");
  const forged = await new SignJWT(goodClaims(emulator, nowMs)).setProtectedHeader({ alg: "RS256" })
    .sign(privateKey);
  await assertRefused(await exchange(emulator, forged), "invalid_grant", /Invalid JWT Signature/);
});

test("token endpoint refuses a changed payload and an algorithm that is not RS256", async () => {
  const emulator = await openEmulator({ now });
  const good = await signAssertion(emulator.serviceAccountKey, goodClaims(emulator, nowMs));
  const [header, payload, signature] = good.split(".");
  const changed = btoa(atob(payload ?? "").replace('"scope"', '"scop3"')).replaceAll("=", "");
  const tampered = `${header}.${changed}.${signature}`;
  await assertRefused(await exchange(emulator, tampered), "invalid_grant", /Invalid JWT Signature/);

  const symmetric = await new SignJWT(goodClaims(emulator, nowMs))
    .setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32));
  await assertRefused(await exchange(emulator, symmetric), "invalid_grant", /Signature/);
});

test("token endpoint accepts a missing kid and refuses an unknown one", async () => {
  const emulator = await openEmulator({ now });
  const key = emulator.serviceAccountKey;
  const claims = goodClaims(emulator, nowMs);
  const without = await exchange(emulator, await signAssertion(key, claims, {}));
  assert.strictEqual(without.status, 200);
  await without.body?.cancel();
  const unknown = await exchange(emulator, await signAssertion(key, claims, { kid: "f00" }));
  await assertRefused(unknown, "invalid_grant", /Invalid JWT Signature/);
});

test("token endpoint refuses an unknown account", async () => {
  const response = await exchangeClaims({ iss: "someone@else.iam.gserviceaccount.com" });
  await assertRefused(response, "invalid_grant", /account not found/);
});

test("token endpoint demands iat and exp", async () => {
  await assertRefused(await exchangeClaims({ iat: undefined }), "invalid_grant", /iat/);
  await assertRefused(await exchangeClaims({ exp: undefined }), "invalid_grant", /exp/);
});

test("token endpoint demands a short life near its own time", async () => {
  const seconds = nowMs / 1_000;
  const bad = [
    { iat: seconds, exp: seconds + 3_601 },
    { iat: seconds - 7_200, exp: seconds - 3_600 },
    { iat: seconds + 301, exp: seconds + 3_600 },
    { iat: seconds, exp: seconds },
  ];
  for (const times of bad) {
    await assertRefused(await exchangeClaims(times), "invalid_grant", /short-lived token/);
  }
  const ahead = await exchangeClaims({ iat: seconds + 300, exp: seconds + 3_600 });
  assert.strictEqual(ahead.status, 200);
  await ahead.body?.cancel();
  const backdated = await exchangeClaims({ iat: seconds - 30, exp: seconds + 3_500 });
  assert.strictEqual(backdated.status, 200);
  await backdated.body?.cancel();
});

test("token endpoint demands a scope before it looks at the audience", async () => {
  for (const scope of [undefined, "", "  "]) {
    const response = await exchangeClaims({ scope, aud: "https://example.com/" });
    await assertRefused(response, "invalid_scope", /Invalid OAuth scope/);
  }
});

test("token endpoint demands itself as the audience", async () => {
  const response = await exchangeClaims({ aud: "https://aiplatform.googleapis.com/" });
  await assertRefused(response, "invalid_grant", /Failed audience check/);
});

test("token endpoint checks the account before the window and the window before the scope", async () => {
  const late = { iat: 1, exp: 2, scope: "" };
  await assertRefused(await exchangeClaims(late), "invalid_grant", /short-lived/);
  await assertRefused(await exchangeClaims({ ...late, iss: "x" }), "invalid_grant", /account/);
});

test("token endpoint answers an unrecognised scope with an id_token only", async () => {
  const response = await exchangeClaims({ scope: "cloud-platform" });
  assert.strictEqual(response.status, 200);
  assert.hasAllKeys(await response.json(), ["id_token"]);
});

test("token endpoint refuses a foreign subject", async () => {
  const response = await exchangeClaims({ sub: "user@example.com" });
  assert.strictEqual(response.status, 401);
  assert.strictEqual((await response.json()).error, "unauthorized_client");
});

test("token endpoint demands a form and the JWT-bearer grant", async () => {
  const emulator = await openEmulator({ now });
  const json = await emulator.fetch(emulator.tokenEndpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  await assertRefused(json, "invalid_request", /form-urlencoded/);
  const grant = await emulator.fetch(emulator.tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  await assertRefused(grant, "unsupported_grant_type", /client_credentials/);
});

test("tokens expire by the emulator's clock and can be revoked", async () => {
  let time = nowMs;
  const { emulator, post } = await openDesk({ now: () => time, tokenLifetimeSeconds: 60 });
  assert.strictEqual((await post(hello)).status, 200);
  time += 59_999;
  assert.strictEqual((await post(hello)).status, 200);
  time += 1;
  const expired = await post(hello);
  assert.strictEqual(expired.status, 401);
  const { error } = await expired.json();
  assert.strictEqual(error.status, "UNAUTHENTICATED");
  assert.strictEqual(error.details[0].reason, "ACCESS_TOKEN_EXPIRED");

  time = nowMs;
  emulator.revokeTokens();
  assert.strictEqual((await post(hello)).status, 401);
});

test("API tells missing, malformed and unknown credentials apart", async () => {
  const emulator = await openEmulator();
  const reasonFor = async (headers: Record<string, string>, url = globalUrl): Promise<string> => {
    const response = await emulator.fetch(url, { method: "POST", headers });
    assert.strictEqual(response.status, 401);
    return (await response.json()).error.details[0].reason;
  };
  assert.strictEqual(await reasonFor({}), "CREDENTIALS_MISSING");
  assert.strictEqual(await reasonFor({ "x-goog-api-key": "k" }), "CREDENTIALS_MISSING");
  assert.strictEqual(await reasonFor({}, `${globalUrl}?key=k`), "CREDENTIALS_MISSING");
  const unsupported = "ACCESS_TOKEN_TYPE_UNSUPPORTED";
  assert.strictEqual(await reasonFor({ authorization: "Basic abc" }), unsupported);
  assert.strictEqual(await reasonFor({ authorization: "Bearer undefined" }), unsupported);
  assert.strictEqual(await reasonFor({ authorization: "Bearer ya29.x" }), "ACCESS_TOKEN_EXPIRED");
});

test("API accepts a key only if told so", async () => {
  const emulator = await openEmulator({ apiKeys: ["AIza-test"] });
  const response = await emulator.fetch(globalUrl, {
    method: "POST",
    headers: { "x-goog-api-key": "AIza-test", "content-type": "application/json" },
    body: JSON.stringify(hello),
  });
  assert.strictEqual(response.status, 200);
  await response.body?.cancel();
});

test("API accepts self-signed JWTs in scope and in audience form, verified for real", async () => {
  const emulator = await openEmulator({ now });
  const key = emulator.serviceAccountKey;
  const seconds = nowMs / 1_000;
  const base = { iss: key.client_email, sub: key.client_email, iat: seconds, exp: seconds + 3_600 };
  const statusOf = async (claims: Record<string, unknown>): Promise<number> => {
    const jwt = await signAssertion(key, claims);
    const response = await emulator.fetch(globalUrl, {
      method: "POST",
      headers: { "authorization": `Bearer ${jwt}`, "content-type": "application/json" },
      body: JSON.stringify(hello),
    });
    await response.body?.cancel();
    return response.status;
  };
  const aud = "https://aiplatform.googleapis.com/";
  assert.strictEqual(await statusOf({ ...base, scope: cloudPlatform }), 200);
  assert.strictEqual(await statusOf({ ...base, aud }), 200);
  assert.strictEqual(await statusOf({ ...base, aud, scope: cloudPlatform }), 401);
  assert.strictEqual(await statusOf({ ...base, scope: "other" }), 401);
  assert.strictEqual(await statusOf({ ...base, sub: undefined, scope: cloudPlatform }), 401);
  assert.strictEqual(await statusOf({ ...base, exp: seconds - 1, scope: cloudPlatform }), 401);
});

test("API refuses self-signed JWTs if told so, and tokens without the scope", async () => {
  const emulator = await openEmulator({ now, selfSigned: false });
  const key = emulator.serviceAccountKey;
  const claims = { ...goodClaims(emulator, nowMs), sub: key.client_email };
  const { aud: _aud, ...scoped } = claims;
  const jwt = await signAssertion(key, scoped);
  const headers = { "authorization": `Bearer ${jwt}`, "content-type": "application/json" };
  assert.strictEqual((await emulator.fetch(globalUrl, { method: "POST", headers })).status, 401);

  const narrow = { ...claims, scope: "https://www.googleapis.com/auth/devstorage.read_only" };
  const minted = await exchange(emulator, await signAssertion(key, narrow));
  const { access_token } = await minted.json();
  const response = await emulator.fetch(globalUrl, {
    method: "POST",
    headers: { authorization: `Bearer ${access_token}` },
  });
  assert.strictEqual(response.status, 403);
  assert.strictEqual(
    (await response.json()).error.details[0].reason,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
  );
});
