import {
  accessToken,
  apiKey,
  authorizedUser,
  impersonated,
  serviceAccount,
} from "../../../src/auth/mod.ts";
import { failureOf, goodKey, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk, secretsOf } from "./sources.ts";

const targetPrincipal = "vertex-emulator@my-project.iam.gserviceaccount.com";

test("impersonated() asks the IAM Credentials API with the source's token", async () => {
  const desk = await openDesk();
  const credentials = impersonated(authorizedUser(desk.emulator.authorizedUser), {
    targetPrincipal,
    lifetimeSeconds: 1_800,
    delegates: ["between@my-project.iam.gserviceaccount.com"],
    scopes: ["https://www.googleapis.com/auth/cloud-platform.read-only"],
  });
  const { expiresAtMs } = await credentials.getToken(desk.context());
  const [, call] = desk.emulator.requests;
  assert.equal(
    call?.url,
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${targetPrincipal}:generateAccessToken`,
  );
  assert.match(call?.headers.authorization ?? "", /^Bearer ya29\./);
  // A person's calls are billed, also this one.
  assert.equal(call?.headers["x-goog-user-project"], "my-project");
  assert.deepEqual(call?.json, {
    scope: ["https://www.googleapis.com/auth/cloud-platform.read-only"],
    lifetime: "1800s",
    delegates: ["projects/-/serviceAccounts/between@my-project.iam.gserviceaccount.com"],
  });
  assert.equal(expiresAtMs, desk.nowMs + 1_800_000);
});

test("impersonated() lives for more than an hour where the organization allows it", async () => {
  const desk = await openDesk({ longLifetimes: true });
  const source = authorizedUser(desk.emulator.authorizedUser);
  const credentials = impersonated(source, { targetPrincipal, lifetimeSeconds: 43_200 });
  const { expiresAtMs } = await credentials.getToken(desk.context());
  assert.equal(expiresAtMs, desk.nowMs + 43_200_000);
});

test("impersonated() measures the token's end by the server's clock", async () => {
  const desk = await openDesk();
  const source = accessToken("ya29.source");
  const fetch = () =>
    Promise.resolve(
      Response.json({ accessToken: "ya29.a", expireTime: "2026-01-01T01:00:00Z" }, {
        headers: { date: "Thu, 01 Jan 2026 00:00:00 GMT" },
      }),
    );
  const credentials = impersonated(source, { targetPrincipal });
  const { expiresAtMs } = await credentials.getToken(desk.context({ fetch }));
  assert.equal(expiresAtMs, desk.nowMs + 3_600_000);
});

test("impersonated() takes project and billing over from the source", async () => {
  const source = { ...serviceAccount(await goodKey()), quotaProjectId: "quota-project" };
  const { projectId, quotaProjectId } = impersonated(source, { targetPrincipal });
  assert.deepEqual([projectId, quotaProjectId], ["my-project", "quota-project"]);
});

test("impersonated() says what to do about a lifetime that is too long", async () => {
  const desk = await openDesk();
  const source = authorizedUser(desk.emulator.authorizedUser);
  const credentials = impersonated(source, { targetPrincipal, lifetimeSeconds: 7_200 });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(
    error.message,
    /400 INVALID_ARGUMENT.*allowServiceAccountCredentialLifetimeExtension/,
  );
});

test("impersonated() says what to do about an account that it may not act as", async () => {
  const desk = await openDesk();
  const credentials = impersonated(authorizedUser(desk.emulator.authorizedUser), {
    targetPrincipal: "other@my-project.iam.gserviceaccount.com",
  });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.deepEqual([error.code, error.status], ["auth_failed", 403]);
  assert.match(error.message, /PERMISSION_DENIED.*roles\/iam\.serviceAccountTokenCreator/);
  assert.deepEqual(leaksOf(error, secretsOf(desk.emulator)), []);
});

test("impersonated() says what to do about a source that is refused", async () => {
  const desk = await openDesk();
  const credentials = impersonated(accessToken("ya29.planted-secret"), { targetPrincipal });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /401 UNAUTHENTICATED.*source's own token was refused/);
  assert.deepEqual(leaksOf(error, "ya29.planted-secret"), []);
});

test("impersonated() says what to do about an API that is not enabled", async () => {
  const desk = await openDesk();
  desk.emulator.fail({
    status: 403,
    message: "IAM Service Account Credentials API has not been used in project 1 before",
    on: "token",
    host: "iamcredentials.googleapis.com",
  });
  const source = authorizedUser(desk.emulator.authorizedUser);
  const error = await failureOf(() =>
    impersonated(source, { targetPrincipal }).getToken(desk.context())
  );
  assert.match(error.message, /enable the API iamcredentials\.googleapis\.com/);
});

test("impersonated() refuses an API key for a source", async () => {
  const desk = await openDesk();
  const credentials = impersonated(apiKey("AIzaPlantedSecret"), { targetPrincipal });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /an API key cannot act as a service account/);
  assert.lengthOf(desk.emulator.requests, 0);
});

const unusable: Record<string, [options: object, said: RegExp]> = {
  "no target": [{ targetPrincipal: undefined }, /option targetPrincipal: it is no e-mail/],
  "a target with a path": [{ targetPrincipal: "a@b/../evil" }, /option targetPrincipal/],
  "a delegate that is no address": [{ delegates: ["x y"] }, /option delegates/],
  "a lifetime below ten minutes": [
    { lifetimeSeconds: 599 },
    /599 is no number of seconds from 600/,
  ],
  "a lifetime above twelve hours": [{ lifetimeSeconds: 43_201 }, /43201 is no number/],
  "a lifetime that is no number": [{ lifetimeSeconds: "3600s" }, /it is no number of seconds/],
};
for (const [name, [options, said]] of Object.entries(unusable)) {
  test(`impersonated() refuses ${name} at construction`, async () => {
    const error = await failureOf(() =>
      impersonated(accessToken("ya29.a"), { targetPrincipal, ...options })
    );
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
  });
}

test("impersonated() refuses a source whose quota project no header holds", async () => {
  const source = accessToken("ya29.a", { quotaProjectId: "planted-secret-text\0" });
  const error = await failureOf(() => impersonated(source, { targetPrincipal }));
  assert.equal(error.code, "invalid_config");
  assert.match(error.message, /the quota project is no project ID/);
  assert.deepEqual(leaksOf(error, "planted-secret-text"), []);
});

test("impersonated() sends a source's token to no cloud that the caller did not name", async () => {
  const source = accessToken("ya29.a", { universeDomain: "evil.example" });
  const error = await failureOf(() => impersonated(source, { targetPrincipal }));
  assert.match(error.message, /another cloud.*universeDomain/);
});
