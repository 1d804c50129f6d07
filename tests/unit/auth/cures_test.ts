/** What the servers on the way to a token say, and the cure that the error names for it. */
import {
  accessToken,
  authorizedUser,
  type Credentials,
  externalAccount,
  impersonated,
} from "../../../src/auth/mod.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk } from "./sources.ts";

const config = {
  type: "external_account",
  audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
  subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  token_url: "https://sts.googleapis.com/v1/token",
};
const federated = externalAccount(config, { subjectToken: () => "jwt" });
const acting = impersonated(accessToken("ya29.source"), {
  targetPrincipal: "a@my-project.iam.gserviceaccount.com",
});

/** What an error says of the answer that all requests get. */
async function saidOf(credentials: Credentials, answer: () => Response): Promise<string> {
  const desk = await openDesk();
  const context = desk.context({ fetch: () => Promise.resolve(answer()) });
  const error = await failureOf(() => credentials.getToken(context));
  assert.equal(error.code, "auth_failed");
  return error.message;
}

const refusal = (status: number, body: unknown) => () => Response.json(body, { status });
const oauth = (error: string, error_description: string) =>
  refusal(400, { error, error_description });

const cures: Record<string, [Credentials, () => Response, RegExp]> = {
  "a scope that STS does not know": [
    federated,
    oauth("invalid_scope", "Scope is unknown"),
    /invalid_scope.*check the option scopes/,
  ],
  "a subject token that STS does not take": [
    federated,
    oauth("invalid_grant", "Not accepted"),
    /check subject_token_type/,
  ],
  "a target that is malformed": [
    acting,
    refusal(400, { error: { code: 400, status: "INVALID_ARGUMENT", message: "Invalid" } }),
    /check the target, the scopes and the delegates/,
  ],
  "an account that is not there": [
    acting,
    refusal(404, { error: { code: 404, status: "NOT_FOUND", message: "Gone" } }),
    /there is no such account/,
  ],
};

for (const [name, [credentials, answer, cure]] of Object.entries(cures)) {
  test(`Credentials say what to do about ${name}`, async () => {
    assert.match(await saidOf(credentials, answer), cure);
  });
}

test("Credentials name no cure for what only the server can mend", async () => {
  const gone = refusal(500, { error: { code: 500, status: "INTERNAL", message: "Oops" } });
  assert.match(await saidOf(acting, gone), /answered 500 INTERNAL: Oops$/);
  assert.match(await saidOf(federated, () => new Response("", { status: 503 })), /answered 503$/);
});

test("Credentials tell an answer without a token from one that is no JSON", async () => {
  assert.match(await saidOf(acting, () => Response.json({})), /holds no access token/);
  assert.match(await saidOf(acting, () => Response.json({ accessToken: "" })), /no access token/);
  assert.match(
    await saidOf(acting, () => new Response("<html>")),
    /holds no JSON.*what stands in between/,
  );
});

const source = {
  ...config,
  credential_source: {
    url: "https://idp.example.com/token",
    headers: { authorization: "Bearer planted-secret" },
  },
};
const allowedOrigins = ["https://idp.example.com"];

const sources: Record<string, [() => Response, RegExp]> = {
  "does not know who asks": [
    () => new Response("", { status: 401 }),
    /their secret may have expired/,
  ],
  "refuses the headers": [() => new Response("", { status: 403 }), /their secret may have expired/],
  "is not there": [() => new Response("", { status: 404 }), /check url in credential_source/],
  "says nothing": [() => new Response(" \n"), /the answer that should hold it is empty/],
};

for (const [name, [answer, said]] of Object.entries(sources)) {
  test(`externalAccount() tells that the source of subject tokens ${name}`, async () => {
    const message = await saidOf(externalAccount(source, { allowedOrigins }), answer);
    assert.match(message, said);
    assert.notInclude(message, "planted-secret");
  });
}

const lifetimes: Record<string, [body: object, headers: Record<string, string>, seconds: number]> =
  {
    "a date, by the caller's clock where the server names none": [
      { expireTime: "2027-01-15T08:10:00Z" },
      {},
      600,
    ],
    "a date that is past": [{ expireTime: "2020-01-01T00:00:00Z" }, {}, 0],
    "endless seconds, as the hour that Google gives": [{ expires_in: "Infinity" }, {}, 3_600],
    "no date, as the hour that Google gives": [{}, {}, 3_600],
  };

for (const [name, [body, headers, seconds]] of Object.entries(lifetimes)) {
  test(`impersonated() reads ${name}`, async () => {
    const desk = await openDesk();
    const answer = { accessToken: "ya29.a", ...body };
    const fetch = () => Promise.resolve(Response.json(answer, { headers }));
    const { expiresAtMs } = await acting.getToken(desk.context({ fetch }));
    assert.equal(((expiresAtMs ?? 0) - desk.nowMs) / 1_000, seconds);
  });
}

test("impersonated() takes each lifetime from ten minutes to twelve hours", async () => {
  const desk = await openDesk({ longLifetimes: true });
  const targetPrincipal = desk.emulator.serviceAccountKey.client_email;
  for (const lifetimeSeconds of [600, 43_200]) {
    const source = authorizedUser(desk.emulator.authorizedUser);
    const credentials = impersonated(source, { targetPrincipal, lifetimeSeconds });
    const { expiresAtMs } = await credentials.getToken(desk.context());
    assert.equal(((expiresAtMs ?? 0) - desk.nowMs) / 1_000, lifetimeSeconds);
  }
});

test("Credentials take a secret out of what a server quotes, in every spelling of it", async () => {
  const secret = '"planted/secret"+x';
  const credentials = externalAccount(config, { subjectToken: () => secret });
  const quoted = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  for (const spelling of quoted) {
    const message = await saidOf(credentials, oauth("invalid_request", `got <${spelling}>`));
    assert.include(message, "got <[redacted]>");
  }
});
