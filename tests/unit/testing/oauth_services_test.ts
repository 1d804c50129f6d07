/** The refresh grant, the IAM Credentials API and the metadata server. */
import type { Emulator, EmulatorOptions } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { cloudPlatform, globalUrl, hello, openDesk, openEmulator } from "./emulator_desk.ts";

const nowMs = Date.UTC(2026, 2, 13);
const now = () => nowMs;

async function refresh(emulator: Emulator, change: Record<string, string> = {}) {
  const { client_id, client_secret, refresh_token } = emulator.authorizedUser;
  const form = { grant_type: "refresh_token", client_id, client_secret, refresh_token, ...change };
  const response = await emulator.fetch(emulator.tokenEndpoint, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: await response.json() };
}

test("the refresh grant gives a token that the API takes", async () => {
  const emulator = await openEmulator({ now });
  const { status, body } = await refresh(emulator);
  assert.equal(status, 200);
  assert.include(body.scope, cloudPlatform);
  const answer = await emulator.fetch(globalUrl, {
    method: "POST",
    headers: {
      authorization: `Bearer ${body.access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(hello),
  });
  assert.equal(answer.status, 200);
  await answer.body?.cancel();
});

const refusals: Record<string, [change: Record<string, string>, status: number, error: string]> = {
  "an unknown program": [{ client_id: "x" }, 401, "invalid_client"],
  "a wrong secret": [{ client_secret: "x" }, 401, "invalid_client"],
  "a revoked token": [{ refresh_token: "x" }, 400, "invalid_grant"],
  "a scope that was not agreed to": [{ scope: "x" }, 400, "invalid_scope"],
  "another grant": [{ grant_type: "password" }, 400, "unsupported_grant_type"],
};
for (const [name, [change, status, error]] of Object.entries(refusals)) {
  test(`the refresh grant refuses ${name}`, async () => {
    const refused = await refresh(await openEmulator(), change);
    assert.deepEqual([refused.status, refused.body.error], [status, error]);
  });
}

test("the refresh grant narrows the scope, and the API then says so", async () => {
  const emulator = await openEmulator();
  const { body } = await refresh(emulator, { scope: "openid" });
  assert.equal(body.scope, "openid");
});

interface IamChange {
  readonly email?: string;
  readonly token?: string;
  readonly body?: object;
  readonly options?: EmulatorOptions;
}

async function generate({ email, token, body, options }: IamChange = {}) {
  const desk = await openDesk({ now, ...options });
  const account = email ?? desk.emulator.serviceAccountKey.client_email;
  const response = await desk.emulator.fetch(
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${account}:generateAccessToken`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${token ?? desk.token}` },
      body: JSON.stringify({ scope: [cloudPlatform], ...body }),
    },
  );
  return { status: response.status, body: await response.json() };
}

test("IAM Credentials gives a token for an hour, or as long as asked", async () => {
  const hour = await generate();
  assert.match(hour.body.accessToken, /^ya29\./);
  assert.equal(hour.body.expireTime, "2026-03-13T01:00:00Z");
  const short = await generate({ body: { lifetime: "600s" } });
  assert.equal(short.body.expireTime, "2026-03-13T00:10:00Z");
  const long = await generate({ body: { lifetime: "43200s" }, options: { longLifetimes: true } });
  assert.equal(long.body.expireTime, "2026-03-13T12:00:00Z");
});

const iamRefusals: Record<string, [change: IamChange, status: number, said: RegExp]> = {
  "a token that is none": [{ token: "no" }, 401, /invalid authentication credentials/],
  "another account": [{ email: "other@x.iam.gserviceaccount.com" }, 403, /getAccessToken' denied/],
  "a lifetime above an hour": [{ body: { lifetime: "3601s" } }, 400, /at most 3600s/],
  "a lifetime above twelve hours": [
    { body: { lifetime: "43201s" }, options: { longLifetimes: true } },
    400,
    /at most 43200s/,
  ],
  "a lifetime below ten minutes": [{ body: { lifetime: "599s" } }, 400, /at least 600s/],
  "an account that is malformed": [{ email: "a%zz@b.c" }, 403, /getAccessToken' denied/],
  "a lifetime of nothing": [{ body: { lifetime: "0s" } }, 400, /lifetime/],
  "a lifetime without a unit": [{ body: { lifetime: "600" } }, 400, /lifetime/],
  "no scope": [{ body: { scope: [] } }, 400, /scope/],
  "a delegate that is no account": [{ body: { delegates: ["a@b.c"] } }, 400, /delegates/],
};
for (const [name, [change, status, said]] of Object.entries(iamRefusals)) {
  test(`IAM Credentials refuses ${name}`, async () => {
    const refused = await generate(change);
    assert.equal(refused.status, status);
    assert.match(refused.body.error.message, said);
  });
}

test("IAM Credentials refuses a source without the scope", async () => {
  const emulator = await openEmulator();
  const { body } = await refresh(emulator, { scope: "openid" });
  const response = await emulator.fetch(
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.c:generateAccessToken`,
    { method: "POST", headers: { authorization: `Bearer ${body.access_token}` }, body: "{}" },
  );
  assert.equal(response.status, 403);
  assert.match((await response.json()).error.message, /insufficient authentication scopes/);
});

const metadata = "http://metadata.google.internal/computeMetadata/v1/";
const flavor = { "metadata-flavor": "Google" };

test("the metadata server gives tokens of the attached account by both names", async () => {
  const emulator = await openEmulator();
  const { client_email } = emulator.serviceAccountKey;
  for (const account of ["default", client_email]) {
    const url = `${metadata}instance/service-accounts/${account}/token`;
    const response = await emulator.fetch(url, { headers: flavor });
    assert.equal(response.headers.get("metadata-flavor"), "Google");
    const { access_token, expires_in, token_type } = await response.json();
    assert.match(access_token, /^ya29\./);
    assert.deepEqual([expires_in, token_type], [3_599, "Bearer"]);
  }
});

test("the metadata server knows project, cloud, address and scopes", async () => {
  const emulator = await openEmulator();
  const read = async (path: string) => {
    const response = await emulator.fetch(`${metadata}${path}`, { headers: flavor });
    return (await response.text()).trim();
  };
  assert.equal(await read("project/project-id"), "my-project");
  assert.equal(await read("universe/universe-domain"), "googleapis.com");
  assert.equal(
    await read("instance/service-accounts/default/email"),
    emulator.serviceAccountKey.client_email,
  );
  assert.equal(await read("instance/service-accounts/default/scopes"), cloudPlatform);
});

const strangers: Record<string, [path: string, headers: Record<string, string>, status: number]> = {
  "no flavor": ["project/project-id", {}, 403],
  "another flavor": ["project/project-id", { "metadata-flavor": "google" }, 403],
  "a proxy": ["project/project-id", { ...flavor, "x-forwarded-for": "1.2.3.4" }, 403],
  "another account": ["instance/service-accounts/other@x.y/token", flavor, 404],
  "another path": ["instance/disks", flavor, 404],
};
for (const [name, [path, headers, status]] of Object.entries(strangers)) {
  test(`the metadata server refuses ${name}`, async () => {
    const response = await (await openEmulator()).fetch(`${metadata}${path}`, { headers });
    assert.equal(response.status, status);
    assert.equal(response.headers.get("metadata-flavor"), "Google");
    await response.body?.cancel();
  });
}

test("the metadata server is at both of its addresses and on loopback, without TLS", async () => {
  const emulator = await openEmulator();
  const path = "/computeMetadata/v1/project/project-id";
  for (const origin of ["http://169.254.169.254", "http://127.0.0.1:8080"]) {
    assert.equal((await emulator.fetch(`${origin}${path}`, { headers: flavor })).status, 200);
  }
  const url = `https://metadata.google.internal${path}`;
  assert.equal((await emulator.fetch(url, { headers: flavor })).status, 404);
});

test("faults strike whoever issues tokens, and one host alone if told so", async () => {
  const emulator = await openEmulator();
  emulator.fail({ status: 503, on: "token", host: "169.254.169.254" });
  const at = (host: string) =>
    emulator.fetch(`http://${host}/computeMetadata/v1/project/project-id`, { headers: flavor });
  assert.equal((await at("metadata.google.internal")).status, 200);
  assert.equal((await at("169.254.169.254")).status, 503);
  assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token", "token"]);
});
