import { metadataServer } from "../../../src/auth/mod.ts";
import { failureOf, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk } from "./sources.ts";

test("metadataServer() asks as the metadata server wants to be asked", async () => {
  const desk = await openDesk();
  await metadataServer().getToken(desk.context());
  const [request] = desk.emulator.requests;
  assert.equal(
    request?.url,
    "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token?scopes=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fcloud-platform",
  );
  assert.equal(request?.method, "GET");
  assert.equal(request?.headers["metadata-flavor"], "Google");
});

test("metadataServer() asks for another account and scopes, at another host", async () => {
  const desk = await openDesk();
  const serviceAccount = desk.emulator.serviceAccountKey.client_email;
  const options = { host: "127.0.0.1:8080", serviceAccount, scopes: [] };
  await metadataServer(options).getToken(desk.context());
  assert.equal(
    desk.emulator.requests[0]?.url,
    `http://127.0.0.1:8080/computeMetadata/v1/instance/service-accounts/${serviceAccount}/token?`,
  );
});

test("metadataServer() goes by address where nobody answers to the name", async () => {
  const desk = await openDesk();
  desk.emulator.fail({ fault: "token-reset", host: "metadata.google.internal" });
  assert.match((await metadataServer().getToken(desk.context())).token, /^ya29\./);
  assert.deepEqual(desk.emulator.requests.map(({ url }) => new URL(url).host), [
    "metadata.google.internal",
    "169.254.169.254",
  ]);
});

test("metadataServer() gives up on a host that is silent", async () => {
  const desk = await openDesk();
  desk.emulator.fail({ fault: "hang-token", host: "metadata.google.internal" });
  assert.match(
    (await metadataServer({ timeoutMs: 100 }).getToken(desk.context())).token,
    /^ya29\./,
  );
});

test("metadataServer() says what to do where there is none", async () => {
  const desk = await openDesk();
  desk.emulator.fail({ fault: "hang-token", times: 2 });
  const error = await failureOf(() => metadataServer({ timeoutMs: 5 }).getToken(desk.context()));
  assert.deepEqual([error.code, error.retryable], ["connection_failed", true]);
  assert.match(error.message, /on Google Cloud only; elsewhere use another credential/);
});

test("metadataServer() tells the caller's abort from its own patience", async () => {
  const desk = await openDesk();
  desk.emulator.fail({ fault: "hang-token", times: 2 });
  const controller = new AbortController();
  const { signal } = controller;
  const ending = thrownBy(() => metadataServer().getToken(desk.context({ signal })));
  controller.abort("the deadline");
  assert.equal(await ending, "the deadline");
  assert.lengthOf(desk.emulator.requests, 1);
});

const refusals: [status: number, cure: RegExp][] = [
  [403, /give the machine the access scope cloud-platform/],
  [404, /attach a service account to the machine/],
];
for (const [status, cure] of refusals) {
  test(`metadataServer() says what to do about ${status}`, async () => {
    const desk = await openDesk();
    desk.emulator.fail({ status, on: "token" });
    const error = await failureOf(() => metadataServer().getToken(desk.context()));
    assert.deepEqual([error.code, error.status], ["auth_failed", status]);
    assert.match(error.message, cure);
  });
}

test("metadataServer() believes nobody who does not call himself one", async () => {
  const desk = await openDesk();
  const fetch = () => Promise.resolve(Response.json({ access_token: "ya29.a", expires_in: 1 }));
  const error = await failureOf(() => metadataServer().getToken(desk.context({ fetch })));
  assert.equal(error.code, "auth_failed");
  assert.match(error.message, /no metadata server.*check what stands in between/);
});

for (const host of ["evil.example/path", "a b", "user@host", ""]) {
  test(`metadataServer() refuses the host ${JSON.stringify(host)}`, async () => {
    const error = await failureOf(() => metadataServer({ host }));
    assert.match(error.message, /option host: it is no host name/);
  });
}

test("metadataServer() refuses an account that would lead elsewhere", async () => {
  const error = await failureOf(() => metadataServer({ serviceAccount: "../../evil" }));
  assert.match(error.message, /option serviceAccount/);
});

test("metadataServer() carries what the client must know beforehand", () => {
  const options = { projectId: "p", quotaProjectId: "q", universeDomain: "cloud.example" };
  const { projectId, quotaProjectId, universeDomain } = metadataServer(options);
  assert.deepEqual({ projectId, quotaProjectId, universeDomain }, options);
});
