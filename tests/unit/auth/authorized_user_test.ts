import { authorizedUser } from "../../../src/auth/mod.ts";
import { failureOf, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk, secretsOf } from "./sources.ts";
import adc from "../../vectors/credentials/application_default_credentials.json" with {
  type: "json",
};

test("authorizedUser() loads the file as gcloud writes it, as an object, text and base64", () => {
  for (const file of [adc, JSON.stringify(adc), btoa(JSON.stringify(adc))]) {
    const { quotaProjectId, universeDomain, projectId } = authorizedUser(file);
    assert.equal(quotaProjectId, "quota-project");
    assert.equal(universeDomain, "googleapis.com");
    assert.isUndefined(projectId);
  }
});

test("authorizedUser() posts the refresh grant as a form", async () => {
  const desk = await openDesk();
  await authorizedUser(desk.emulator.authorizedUser).getToken(desk.context());
  const [request] = desk.emulator.requests;
  const { client_id, client_secret, refresh_token } = desk.emulator.authorizedUser;
  assert.equal(request?.url, "https://oauth2.googleapis.com/token");
  assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
    grant_type: "refresh_token",
    client_id,
    client_secret,
    refresh_token,
  });
});

test("authorizedUser() narrows the scope if told so", async () => {
  const desk = await openDesk();
  const scope = "https://www.googleapis.com/auth/userinfo.email";
  await authorizedUser(desk.emulator.authorizedUser, { scopes: [scope] }).getToken(desk.context());
  assert.equal(new URLSearchParams(desk.emulator.requests[0]?.body).get("scope"), scope);
});

test("authorizedUser() bills the file's quota project, or that of the option", async () => {
  const desk = await openDesk();
  const messages = [{ role: "user" as const, content: "Hello" }];
  for (const quotaProjectId of [undefined, "other-project"]) {
    const vertex = desk.client(authorizedUser(desk.emulator.authorizedUser, { quotaProjectId }));
    await vertex.chat.completions.create({ model: "google/gemini-3.1-pro-preview", messages });
    const { headers } = desk.emulator.requests.at(-1) ?? {};
    assert.equal(headers?.["x-goog-user-project"], quotaProjectId ?? "my-project");
  }
});

const refusals: Record<string, [change: object, said: RegExp, cure: RegExp]> = {
  "a refresh token that was revoked": [
    { refresh_token: "1//0revoked-refresh-token" },
    /400 invalid_grant: Token has been expired or revoked/,
    /sign in again: gcloud auth application-default login/,
  ],
  "a program that was deleted": [
    { client_id: "gone.apps.googleusercontent.com" },
    /401 invalid_client: The OAuth client was not found/,
    /client_id and client_secret.*sign in again/,
  ],
  "a wrong secret": [
    { client_secret: "another-client-secret" },
    /401 invalid_client: The provided client secret is invalid/,
    /client_id and client_secret.*sign in again/,
  ],
};
for (const [name, [change, said, cure]] of Object.entries(refusals)) {
  test(`authorizedUser() says what to do about ${name}`, async () => {
    const desk = await openDesk();
    const credentials = authorizedUser({ ...desk.emulator.authorizedUser, ...change });
    const error = await failureOf(() => credentials.getToken(desk.context()));
    assert.equal(error.code, "auth_failed");
    assert.isFalse(error.retryable);
    assert.match(error.message, said);
    assert.match(error.message, cure);
    assert.deepEqual(leaksOf(error, `${secretsOf(desk.emulator)} ${JSON.stringify(change)}`), []);
  });
}

test("authorizedUser() says what to do about a scope that nobody agreed to", async () => {
  const desk = await openDesk();
  const scopes = ["https://www.googleapis.com/auth/drive"];
  const credentials = authorizedUser(desk.emulator.authorizedUser, { scopes });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /invalid_scope.*check the option scopes/);
});

const codes: Record<string, RegExp> = {
  invalid_rapt: /asks for it from time to time; sign in again/,
  access_denied: /ask its administrator/,
  admin_policy_enforced: /ask its administrator/,
};
for (const [code, cure] of Object.entries(codes)) {
  test(`authorizedUser() says what to do about ${code}`, async () => {
    const desk = await openDesk();
    const fetch = () => Promise.resolve(Response.json({ error: code }, { status: 400 }));
    const credentials = authorizedUser(desk.emulator.authorizedUser);
    const error = await failureOf(() => credentials.getToken(desk.context({ fetch })));
    assert.equal(error.googleStatus, code);
    assert.match(error.message, cure);
  });
}

const unusable: Record<string, [file: unknown, said: RegExp]> = {
  "another type": [
    { ...adc, type: "service_account" },
    /no JSON of the type authorized_user.*gcloud auth/,
  ],
  "no refresh token": [{ ...adc, refresh_token: undefined }, /refresh_token is missing/],
  "an empty secret": [{ ...adc, client_secret: " " }, /client_secret is missing or no text/],
  "text that is no JSON": [
    "planted-secret-text",
    /no JSON of the type authorized_user.*gcloud auth/,
  ],
  "another's token endpoint": [
    { ...adc, token_uri: "https://evil.example/token" },
    /token_uri is not an address of Google's.*option tokenEndpoint/,
  ],
  "another cloud": [
    { ...adc, universe_domain: "evil.example" },
    /another cloud.*option universeDomain/,
  ],
};
for (const [name, [file, said]] of Object.entries(unusable)) {
  test(`authorizedUser() refuses a file with ${name} before any request`, async () => {
    // @ts-expect-error Callers without types pass anything.
    const error = await failureOf(() => authorizedUser(file));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, `${adc.refresh_token} ${adc.client_secret}`), []);
  });
}

test("authorizedUser() takes a file whose type was left out", async () => {
  const desk = await openDesk();
  const { type: _type, ...file } = desk.emulator.authorizedUser;
  const { token } = await authorizedUser(file).getToken(desk.context());
  assert.match(token, /^ya29\./);
});

test("authorizedUser() posts to another endpoint if the caller says so", async () => {
  const desk = await openDesk();
  const tokenEndpoint = "http://127.0.0.1:8080/token";
  const credentials = authorizedUser(desk.emulator.authorizedUser, { tokenEndpoint });
  await credentials.getToken(desk.context());
  assert.equal(desk.emulator.requests[0]?.url, tokenEndpoint);
});

test("authorizedUser() quotes no secret, however the server's JSON spells it", async () => {
  const refresh_token = "1//0g/planted-refresh-token";
  const escaped = ["1\\/\\/0g\\/planted-refresh-token", "1\\u002f\\u002f0g/planted-refresh-token"];
  for (const spelling of escaped) {
    const body = `{"error":"invalid_request","error_description":"bad token ${spelling}"}`;
    const error = await failureOf(
      () =>
        authorizedUser({ ...adc, refresh_token }).getToken({
          fetch: () => Promise.resolve(new Response(body, { status: 400 })),
          signal: new AbortController().signal,
          now: Date.now,
        }),
    );
    assert.include(error.message, "[redacted]");
    assert.notInclude(error.message, "planted");
  }
});
