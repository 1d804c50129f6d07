import { compactVerify, decodeJwt, decodeProtectedHeader, exportPKCS8, importPKCS8 } from "jose";
import { exportJWK, importJWK } from "jose";
import { createVertex } from "../../../mod.ts";
import { serviceAccount, type ServiceAccountOptions } from "../../../src/auth/mod.ts";
import type { AccessToken, Credentials, TokenContext } from "../../../src/auth/mod.ts";
import { failureOf, goodKey, leaksOf, startEmulator } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const NOW_MS = 1_800_000_000_000;

/** Mints at a stub that takes everything, and gives the form that was posted. */
async function post(
  options: ServiceAccountOptions = {},
  changes: Record<string, unknown> = {},
): Promise<{ url: string; form: URLSearchParams; assertion: string; init: RequestInit }> {
  const credentials = serviceAccount({ ...(await goodKey()), ...changes }, options);
  let posted: { url: string; init: RequestInit } | undefined;
  await credentials.getToken(context((url, init) => {
    posted = { url, init };
    return Response.json({ access_token: "ya29.a", expires_in: 3599 });
  }));
  if (posted === undefined) throw new Error("nothing was posted");
  const form = new URLSearchParams(String(posted.init.body));
  return { ...posted, form, assertion: form.get("assertion") ?? "" };
}

function context(answer: (url: string, init: RequestInit) => Response): TokenContext {
  return {
    fetch: (input, init = {}) => Promise.resolve(answer(String(input), init)),
    signal: new AbortController().signal,
    now: () => NOW_MS,
  };
}

const offline = context(() => {
  throw new Error("a request was made");
});

function getToken(credentials: Credentials): Promise<AccessToken> {
  return credentials.getToken(offline);
}

test("serviceAccount() posts the JWT-bearer grant as a form", async () => {
  const { form, init } = await post();
  assert.deepEqual([...form.keys()], ["grant_type", "assertion"]);
  assert.equal(form.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
  assert.equal(init.method, "POST");
  assert.equal(new Headers(init.headers).get("content-type"), "application/x-www-form-urlencoded");
});

test("serviceAccount() forbids the token endpoint to redirect", async () => {
  assert.equal((await post()).init.redirect, "manual");
});

test("serviceAccount() signs with the private key", async () => {
  const { private_key } = await goodKey();
  const { kty, n, e } = await exportJWK(
    await importPKCS8(private_key, "RS256", { extractable: true }),
  );
  assert.isDefined(n);
  const publicKey = await importJWK({ kty: kty ?? "", n: n ?? "", e: e ?? "" }, "RS256");
  const { assertion } = await post();
  const { protectedHeader } = await compactVerify(assertion, publicKey, { algorithms: ["RS256"] });
  assert.equal(protectedHeader.alg, "RS256");
});

test("serviceAccount() names algorithm, type and key in the header", async () => {
  const { private_key_id: kid } = await goodKey();
  assert.deepEqual(decodeProtectedHeader((await post()).assertion), {
    alg: "RS256",
    typ: "JWT",
    kid,
  });
});

test("serviceAccount() leaves kid out if the key file has none", async () => {
  const { assertion } = await post({}, { private_key_id: undefined });
  assert.deepEqual(decodeProtectedHeader(assertion), { alg: "RS256", typ: "JWT" });
});

test("serviceAccount() claims issuer, scope and audience, and nothing else but times", async () => {
  const { iat: _iat, exp: _exp, ...claims } = decodeJwt((await post()).assertion);
  assert.deepEqual(claims, {
    iss: (await goodKey()).client_email,
    scope: "https://www.googleapis.com/auth/cloud-platform",
    aud: "https://oauth2.googleapis.com/token",
  });
});

test("serviceAccount() backdates iat by a few seconds", async () => {
  const { iat = 0 } = decodeJwt((await post()).assertion);
  assert.isAbove(iat, NOW_MS / 1_000 - 60);
  assert.isBelow(iat, NOW_MS / 1_000);
});

test("serviceAccount() lets an assertion live no longer than an hour", async () => {
  const { iat = 0, exp = Infinity } = decodeJwt((await post()).assertion);
  assert.isAtMost(exp - iat, 3_600);
  assert.isAbove(exp, NOW_MS / 1_000);
});

test("serviceAccount() claims whole seconds", async () => {
  const { iat, exp } = decodeJwt((await post()).assertion);
  assert.isTrue(Number.isInteger(iat) && Number.isInteger(exp));
});

test("serviceAccount() posts to tokenEndpoint and makes it the audience", async () => {
  const tokenEndpoint = "https://tokens.example/mint";
  const { url, assertion } = await post({ tokenEndpoint });
  assert.deepEqual([url, decodeJwt(assertion).aud], [tokenEndpoint, tokenEndpoint]);
});

test("serviceAccount() claims a subject only when asked to", async () => {
  const { assertion } = await post({ subject: "user@example.com" });
  assert.equal(decodeJwt(assertion).sub, "user@example.com");
});

test("serviceAccount() joins several scopes with blanks", async () => {
  const { assertion } = await post({ scopes: ["https://a.example/x", "https://a.example/y"] });
  assert.equal(decodeJwt(assertion).scope, "https://a.example/x https://a.example/y");
});

test("serviceAccount() tells the project and the universe of its key", async () => {
  const { projectId, universeDomain } = serviceAccount(await goodKey());
  assert.deepEqual([projectId, universeDomain], ["my-project", "googleapis.com"]);
});

test("serviceAccount() with selfSigned signs for a scope, without audience and network", async () => {
  const credentials = serviceAccount(await goodKey(), { selfSigned: true });
  const { token, type } = await getToken(credentials);
  const { iat: _iat, exp: _exp, ...claims } = decodeJwt(token);
  const { client_email } = await goodKey();
  assert.equal(type, "bearer");
  assert.deepEqual(claims, {
    iss: client_email,
    sub: client_email,
    scope: "https://www.googleapis.com/auth/cloud-platform",
  });
});

test("serviceAccount() with selfSigned tells when the token expires", async () => {
  const credentials = serviceAccount(await goodKey(), { selfSigned: true });
  const { token, expiresAtMs } = await getToken(credentials);
  assert.equal(expiresAtMs, (decodeJwt(token).exp ?? 0) * 1_000);
});

test("serviceAccount() refuses selfSigned together with a subject", async () => {
  const key = await goodKey();
  const options = { selfSigned: true, subject: "user@example.com" };
  const error = await failureOf(() => serviceAccount(key, options));
  assert.match(error.message, /selfSigned does not work together with a subject/);
});

const googles = [
  "https://oauth2.googleapis.com/token",
  "https://oauth2.mtls.googleapis.com/token",
  "https://accounts.google.com/o/oauth2/token",
  "https://www.googleapis.com/oauth2/v4/token",
];
for (const token_uri of googles) {
  test(`serviceAccount() posts to Google's token_uri ${token_uri}`, async () => {
    assert.equal((await post({}, { token_uri })).url, token_uri);
  });
}

test("serviceAccount() posts to Google if the key file has no token_uri", async () => {
  assert.equal(
    (await post({}, { token_uri: undefined })).url,
    "https://oauth2.googleapis.com/token",
  );
});

const foreign = [
  "https://evil.example/token",
  "https://oauth2.googleapis.com.evil.example/token",
  "https://evil.example/oauth2.googleapis.com/token",
  "https://evilgoogleapis.com/token",
  "https://oauth2.googleapis.com@evil.example/token",
  "https://user@oauth2.googleapis.com/token",
  "https://oauth2.googleapis.com:8443/token",
  "https://oauth2.googleapis.com/token?to=evil.example",
  "https://storage.googleapis.com/a-strangers-bucket/token",
  "https://www.googleapis.com/upload/storage/v1/b/a-strangers-bucket/o",
  "https://evil.example\\.googleapis.com/token",
  "http://oauth2.googleapis.com/token",
  "http://127.0.0.1:8080/token",
  "http://localhost/token",
  "http://169.254.169.254/token",
  "file:///etc/passwd",
  "no address",
];
for (const token_uri of foreign) {
  test(`serviceAccount() refuses the token_uri ${token_uri}`, async () => {
    const key = { ...(await goodKey()), token_uri };
    const error = await failureOf(() => serviceAccount(key));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, /pass it as the option tokenEndpoint/);
  });
}

test("serviceAccount() prefers tokenEndpoint to a token_uri that is not Google's", async () => {
  const tokenEndpoint = "http://127.0.0.1:8080/token";
  const { url } = await post({ tokenEndpoint }, { token_uri: "https://evil.example/token" });
  assert.equal(url, tokenEndpoint);
});

for (
  const tokenEndpoint of [
    "http://tokens.example",
    "tokens.example",
    "https://user:pw@tokens.example",
  ]
) {
  test(`serviceAccount() refuses the option tokenEndpoint ${tokenEndpoint}`, async () => {
    const key = await goodKey();
    const error = await failureOf(() => serviceAccount(key, { tokenEndpoint }));
    assert.match(error.message, /option tokenEndpoint: it is no https: address/);
  });
}

test("serviceAccount() refuses a damaged key at the first token, and gives nothing of it away", async () => {
  const { private_key, ...key } = await goodKey();
  const damaged = private_key.replace("\nMII", "\nAAA");
  const credentials = serviceAccount({ ...key, private_key: damaged });
  const error = await failureOf(() => getToken(credentials));
  assert.equal(error.code, "invalid_config");
  assert.match(error.message, /no RSA key .* download a new JSON key/);
  assert.deepEqual(leaksOf(error, `${private_key} ${damaged}`), []);
});

test("serviceAccount() refuses an EC key in PKCS#8 form", async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no pair");
  const private_key = await exportPKCS8(pair.privateKey);
  const credentials = serviceAccount({ ...(await goodKey()), private_key });
  const error = await failureOf(() => getToken(credentials));
  assert.match(error.message, /no RSA key .* download a new JSON key/);
});

test("serviceAccount() refuses an RSA key that is too short", async () => {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 1024,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no pair");
  const private_key = await exportPKCS8(pair.privateKey);
  const credentials = serviceAccount({ ...(await goodKey()), private_key });
  const error = await failureOf(() => getToken(credentials));
  assert.match(error.message, /2048 bits or more/);
});

test("createVertex() refuses a key of another universe", async () => {
  const credentials = { ...(await goodKey()), universe_domain: "evil.example" };
  const error = await failureOf(() => createVertex({ credentials }));
  assert.equal(error.code, "invalid_config");
  assert.match(error.message, /option universeDomain: the credentials are for another cloud/);
});

test("createVertex() refuses a universeDomain that is not the key's", async () => {
  const credentials = await goodKey();
  const options = { credentials, universeDomain: "cloud.example" };
  const error = await failureOf(() => createVertex(options));
  assert.match(error.message, /option universeDomain/);
});

test("createVertex() signs for itself in another universe, whatever its token_uri", async () => {
  const universe = "cloud.example";
  const emulator = await startEmulator({ universeDomain: universe });
  const credentials = {
    ...emulator.serviceAccountKey,
    universe_domain: universe,
    token_uri: "https://oauth2.cloud.example/token",
  };
  const vertex = createVertex({ credentials, universeDomain: universe, fetch: emulator.fetch });
  await vertex.chat.completions.create({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "Hello" }],
  });
  assert.deepEqual(emulator.requests.map(({ url }) => new URL(url).hostname), [
    "aiplatform.cloud.example",
  ]);
});
