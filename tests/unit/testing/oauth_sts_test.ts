import { assert, test } from "../../harness.ts";
import { cloudPlatform, openEmulator } from "./emulator_desk.ts";

const nowMs = Date.UTC(2026, 2, 13);
const url = "https://sts.googleapis.com/v1/token";
const tokenType = "urn:ietf:params:oauth:token-type";

async function exchange(change: Record<string, string> = {}, claims: object = {}) {
  const emulator = await openEmulator({ now: () => nowMs });
  const { audience, mintSubjectToken } = emulator.workloadIdentity;
  const response = await emulator.fetch(url, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience,
      scope: cloudPlatform,
      requested_token_type: `${tokenType}:access_token`,
      subject_token: await mintSubjectToken({ ...claims }),
      subject_token_type: `${tokenType}:id_token`,
      ...change,
    }),
  });
  return { emulator, status: response.status, body: await response.json() };
}

test("STS exchanges a good subject token for an access token", async () => {
  const { emulator, status, body } = await exchange();
  assert.equal(status, 200);
  assert.match(body.access_token, /^ya29\./);
  assert.deepEqual([body.issued_token_type, body.token_type, body.expires_in], [
    `${tokenType}:access_token`,
    "Bearer",
    3_599,
  ]);
  assert.deepEqual(emulator.requests.map((one) => [one.kind, one.url]), [["token", url]]);
});

test("STS takes the provider's name for an audience, with and without https:", async () => {
  const { audience } = (await openEmulator()).workloadIdentity;
  for (const aud of [audience, `https:${audience}`, ["other", audience]]) {
    assert.equal((await exchange({}, { aud })).status, 200);
  }
});

const refusals: Record<string, [change: Record<string, string>, error: string, said: RegExp]> = {
  "another grant": [{ grant_type: "refresh" }, "invalid_request", /grant_type/],
  "another token to issue": [{ requested_token_type: "x" }, "invalid_request", /requested_token/],
  "another subject token's type": [
    { subject_token_type: "urn:ietf:params:aws:token-type:aws4_request" },
    "invalid_request",
    /subject_token_type/,
  ],
  "an audience that is no provider": [
    { audience: "https://example.com" },
    "invalid_request",
    /full resource name of the Identity Provider/,
  ],
  "a provider that is not there": [
    { audience: "//iam.googleapis.com/projects/1/providers/x" },
    "invalid_target",
    /disabled or deleted/,
  ],
  "no scope": [{ scope: " " }, "invalid_scope", /scopes were invalid/],
  "an unknown scope": [{ scope: "cloud-platform" }, "invalid_scope", /scopes were invalid/],
  "no JWT": [{ subject_token: "secret" }, "invalid_grant", /cannot be parsed/],
  "no subject token": [{ subject_token: "" }, "invalid_grant", /cannot be parsed/],
};
for (const [name, [change, error, said]] of Object.entries(refusals)) {
  test(`STS refuses ${name}`, async () => {
    const { status, body } = await exchange(change);
    assert.deepEqual([status, body.error], [400, error]);
    assert.match(body.error_description, said);
  });
}

const seconds = nowMs / 1_000;
const badClaims: Record<string, [claims: object, said: RegExp]> = {
  "another issuer": [{ iss: "https://evil.example" }, /issuer in ID Token https:\/\/evil\.example/],
  "another audience": [{ aud: "me" }, /audience in ID Token \[me\]/],
  "an end that is past": [{ iat: seconds - 600, exp: seconds - 1 }, /issued at \d+ is stale/],
  "a beginning to come": [{ nbf: seconds + 60 }, /claim nbf/],
  "no end": [{ exp: undefined }, /claim exp/],
  "nobody's name": [{ sub: undefined }, /claim sub/],
};
for (const [name, [claims, said]] of Object.entries(badClaims)) {
  test(`STS refuses a subject token with ${name}`, async () => {
    const { body } = await exchange({}, claims);
    assert.equal(body.error, "invalid_grant");
    assert.match(body.error_description, said);
  });
}

test("STS refuses a subject token that another key signed, or none", async () => {
  const other = (await openEmulator({ now: () => nowMs })).workloadIdentity;
  const forged = await exchange({ subject_token: await other.mintSubjectToken() });
  assert.match(forged.body.error_description, /signature/);
  const [header, payload] = (await other.mintSubjectToken()).split(".");
  const bare = await exchange({ subject_token: `${header}.${payload}.` });
  assert.match(bare.body.error_description, /signature/);
});

test("STS wants a form, and POST", async () => {
  const emulator = await openEmulator();
  const json = await emulator.fetch(url, { method: "POST", body: "{}" });
  assert.equal((await json.json()).error, "invalid_request");
  assert.equal((await emulator.fetch(url)).status, 405);
});

test("the emulator's keys verify its own subject tokens only after the first", async () => {
  const { workloadIdentity } = await openEmulator();
  assert.lengthOf(workloadIdentity.jwks.keys, 0);
  await workloadIdentity.mintSubjectToken();
  await workloadIdentity.mintSubjectToken();
  assert.lengthOf(workloadIdentity.jwks.keys, 1);
  assert.notProperty(workloadIdentity.jwks.keys[0], "d");
});
