import { VertexError } from "../../../mod.ts";
import {
  accessToken,
  authorizedUser,
  type Credentials,
  firstOf,
  metadataServer,
  serviceAccount,
} from "../../../src/auth/mod.ts";
import { failureOf, goodKey, leaksOf, thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk } from "./sources.ts";

const failing = (reason: unknown): Credentials => ({ getToken: () => Promise.reject(reason) });

test("firstOf() asks in order, and nobody after the first who gives a token", async () => {
  const desk = await openDesk();
  const credentials = firstOf(
    authorizedUser({ ...desk.emulator.authorizedUser, refresh_token: "revoked" }),
    metadataServer(),
    serviceAccount(desk.emulator.serviceAccountKey),
  );
  assert.match((await credentials.getToken(desk.context())).token, /^ya29\./);
  assert.deepEqual(desk.emulator.requests.map(({ url }) => new URL(url).host), [
    "oauth2.googleapis.com",
    "metadata.google.internal",
  ]);
});

test("firstOf() explains every failure", async () => {
  const desk = await openDesk();
  const credentials = firstOf(
    failing(new TypeError("planted-secret")),
    authorizedUser({ ...desk.emulator.authorizedUser, refresh_token: "revoked" }),
    failing(
      new VertexError("connection_failed", "Cannot get an access token: no way", {
        retryable: true,
      }),
    ),
  );
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.deepEqual([error.code, error.retryable], ["auth_failed", true]);
  assert.match(error.message, /none of 3 sources gave one: sources\[0\]: getToken failed; sources/);
  assert.match(error.message, /sources\[1\]: the token endpoint answered 400.*sign in again/);
  assert.deepEqual(error.issues?.map(({ path }) => path), [
    "sources[0]",
    "sources[1]",
    "sources[2]",
  ]);
  assert.equal(error.issues?.[2]?.message, "no way");
  assert.notInclude(error.message, "planted");
  assert.instanceOf(error.cause, AggregateError);
});

test("firstOf() is not retried where no source is worth it", async () => {
  const desk = await openDesk();
  const credentials = firstOf(failing("no"), failing(new VertexError("auth_failed", "No")));
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.isFalse(error.retryable);
  assert.deepEqual(leaksOf(error, "planted-secret"), []);
});

test("firstOf() asks nobody else once it is aborted", async () => {
  const desk = await openDesk();
  const controller = new AbortController();
  const leaving: Credentials = {
    getToken() {
      controller.abort("had enough");
      return Promise.reject(new Error("aborted"));
    },
  };
  const { signal } = controller;
  const credentials = firstOf(leaving, serviceAccount(await goodKey()));
  assert.equal(
    await thrownBy(() => credentials.getToken(desk.context({ signal }))),
    "had enough",
  );
  assert.lengthOf(desk.emulator.requests, 0);
});

test("firstOf() has the project and the billing of the first that names any", () => {
  const { projectId, quotaProjectId } = firstOf(
    accessToken("a"),
    accessToken("b", { projectId: "p1", quotaProjectId: "q1" }),
    accessToken("c", { projectId: "p2", quotaProjectId: "q2" }),
  );
  assert.deepEqual([projectId, quotaProjectId], ["p1", "q1"]);
});

test("firstOf() refuses no sources, and sources for several clouds", async () => {
  assert.match((await failureOf(() => firstOf())).message, /firstOf got no source/);
  const other = accessToken("a", { universeDomain: "cloud.example" });
  for (
    const sources of [[accessToken("b"), other], [
      other,
      accessToken("b", { universeDomain: "googleapis.com" }),
    ]]
  ) {
    assert.match((await failureOf(() => firstOf(...sources))).message, /another cloud/);
  }
});
