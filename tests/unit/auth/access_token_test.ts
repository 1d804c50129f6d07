import { accessToken } from "../../../src/auth/mod.ts";
import { failureOf, goodKey, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { MODEL, openDesk } from "./sources.ts";

const ask = { model: MODEL, messages: [{ role: "user" as const, content: "Hello" }] };

test("accessToken() hands a text on as it is, for ever", async () => {
  const desk = await openDesk();
  const token = await accessToken(" ya29.c.example....\n").getToken(desk.context());
  assert.deepEqual(token, { token: "ya29.c.example....", type: "bearer" });
});

test("accessToken() of a text that Google refuses ends in auth_failed", async () => {
  const desk = await openDesk();
  const vertex = desk.client(accessToken("ya29.planted-secret"));
  const error = await failureOf(() => vertex.chat.completions.create(ask));
  assert.deepEqual([error.code, error.status], ["auth_failed", 401]);
  assert.deepEqual(leaksOf(error, "ya29.planted-secret"), []);
});

test("accessToken() asks a function again after five minutes, or as long as told", async () => {
  for (const [lifetimeSeconds, seconds] of [[undefined, 300], [60, 60]] as const) {
    const desk = await openDesk();
    let asked = 0;
    const vertex = desk.client(accessToken(() => `ya29.${++asked}`, { lifetimeSeconds }));
    assert.equal(await vertex.getAccessToken(), "ya29.1");
    desk.nowMs += seconds * 400;
    assert.equal(await vertex.getAccessToken(), "ya29.1");
    desk.nowMs += seconds * 600;
    assert.equal(await vertex.getAccessToken(), "ya29.2");
  }
});

test("accessToken() keeps a token as long as the function says", async () => {
  const desk = await openDesk();
  const expiresAtMs = desk.nowMs + 1_000_000;
  const got = await accessToken(() => ({ token: "ya29.a", expiresAtMs })).getToken(desk.context());
  assert.deepEqual(got, { token: "ya29.a", type: "bearer", expiresAtMs });
});

const failing: Record<string, [() => unknown, RegExp]> = {
  "throws": [() => {
    throw new Error("planted-secret");
  }, /the function accessToken failed/],
  "rejects": [() => Promise.reject("planted-secret"), /the function accessToken failed/],
  "returns nothing": [() => undefined, /the function accessToken failed/],
  "returns an empty text": [() => "", /getToken returned none/],
};
for (const [name, [token, said]] of Object.entries(failing)) {
  test(`accessToken() says that a function ${name}`, async () => {
    const desk = await openDesk();
    // @ts-expect-error Callers without types return anything.
    const vertex = desk.client(accessToken(token));
    const error = await failureOf(() => vertex.getAccessToken());
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, said);
    assert.notInclude(error.message, "planted");
  });
}

const unusable: Record<string, [token: string, said: RegExp]> = {
  "an empty text": [" ", /it is empty/],
  "an API key": ["AIzaPlantedSecret", /API key; use apiKey/],
  "a key file": ['{"type":"service_account"}', /JSON; use serviceAccount/],
  "a line break": ["ya29.planted\nsecret", /characters that no header holds/],
};
for (const [name, [token, said]] of Object.entries(unusable)) {
  test(`accessToken() refuses ${name}`, async () => {
    const error = await failureOf(() => accessToken(token));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
  });
}

test("accessToken() refuses a lifetime of nothing", async () => {
  const error = await failureOf(() => accessToken("ya29.a", { lifetimeSeconds: 0 }));
  assert.match(error.message, /option lifetimeSeconds: 0 is no number above 0/);
});

test("accessToken() beside a key file is not confused by it", async () => {
  const { private_key } = await goodKey();
  const error = await failureOf(() => accessToken(private_key));
  assert.deepEqual(leaksOf(error, private_key), []);
});
