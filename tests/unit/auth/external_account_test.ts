import { externalAccount, type ExternalAccountOptions } from "../../../src/auth/mod.ts";
import { failureOf, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { type Desk, IDP, impersonationURL, openDesk, workload } from "./sources.ts";
import aws from "../../vectors/credentials/wif_aws.json" with { type: "json" };
import azure from "../../vectors/credentials/wif_azure.json" with { type: "json" };
import certificate from "../../vectors/credentials/wif_certificate.json" with { type: "json" };
import executable from "../../vectors/credentials/wif_executable.json" with { type: "json" };
import file from "../../vectors/credentials/wif_oidc_file.json" with { type: "json" };
import fileActing from "../../vectors/credentials/wif_oidc_file_impersonation.json" with {
  type: "json",
};
import fileJson from "../../vectors/credentials/wif_oidc_file_json.json" with { type: "json" };
import url from "../../vectors/credentials/wif_oidc_url.json" with { type: "json" };
import urlActing from "../../vectors/credentials/wif_oidc_url_impersonation.json" with {
  type: "json",
};

/** A reader for the files that the configurations name. */
function readerOf(desk: Desk): (path: string) => Promise<string> {
  return async (path) => {
    const token = await desk.emulator.workloadIdentity.mintSubjectToken();
    if (path === "/var/run/service-account/token") return `${token}\n`;
    if (path === "/var/run/service-account/token.json") return JSON.stringify({ id_token: token });
    throw new Error(`no such file: ${path}`);
  };
}

const written = { file, fileActing, fileJson, url, urlActing };
for (const [name, config] of Object.entries(written)) {
  test(`externalAccount() loads gcloud's configuration ${name} unedited, and works with it`, async () => {
    const desk = await openDesk();
    const options = { readFile: readerOf(desk), allowedOrigins: [IDP] };
    for (const given of [config, JSON.stringify(config, null, 2)]) {
      const vertex = desk.client(externalAccount(given, options));
      const messages = [{ role: "user" as const, content: "Hello" }];
      await vertex.chat.completions.create({ model: "google/gemini-3.1-pro-preview", messages });
    }
    const acts = "service_account_impersonation_url" in config;
    assert.lengthOf(desk.emulator.requests, acts ? 6 : 4);
  });
}

test("externalAccount() posts a token exchange as a form", async () => {
  const desk = await openDesk();
  const subject = await desk.emulator.workloadIdentity.mintSubjectToken();
  await externalAccount(workload(desk.emulator), { subjectToken: () => subject }).getToken(
    desk.context(),
  );
  const [request] = desk.emulator.requests;
  assert.equal(request?.url, "https://sts.googleapis.com/v1/token");
  assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    audience: desk.emulator.workloadIdentity.audience,
    scope: "https://www.googleapis.com/auth/cloud-platform",
    requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
    subject_token: subject,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
  });
});

test("externalAccount() acts as an account with its own scopes and lifetime", async () => {
  const desk = await openDesk();
  const config = workload(desk.emulator, {
    service_account_impersonation_url: impersonationURL(desk.emulator),
    service_account_impersonation: { token_lifetime_seconds: 2_800 },
  });
  const scopes = ["https://www.googleapis.com/auth/devstorage.read_write"];
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  const { expiresAtMs } = await externalAccount(config, { scopes, subjectToken }).getToken(
    desk.context(),
  );
  const [exchange, call] = desk.emulator.requests;
  assert.equal(
    new URLSearchParams(exchange?.body).get("scope"),
    "https://www.googleapis.com/auth/cloud-platform",
  );
  assert.deepEqual(call?.json, { scope: scopes, lifetime: "2800s", delegates: [] });
  assert.equal(expiresAtMs, desk.nowMs + 2_800_000);
});

test("externalAccount() names the workforce's project to STS, and bills the quota project", async () => {
  const desk = await openDesk();
  const config = workload(desk.emulator, {
    workforce_pool_user_project: "workforce-project",
    quota_project_id: "quota-project",
  });
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  const credentials = externalAccount(config, { subjectToken });
  assert.equal(credentials.quotaProjectId, "quota-project");
  await credentials.getToken(desk.context());
  const form = new URLSearchParams(desk.emulator.requests[0]?.body);
  assert.equal(form.get("options"), '{"userProject":"workforce-project"}');
});

test("externalAccount() tells the token function for whom the token is", async () => {
  const desk = await openDesk();
  const { audience, mintSubjectToken } = desk.emulator.workloadIdentity;
  const heard: string[] = [];
  const subjectToken: ExternalAccountOptions["subjectToken"] = async (context) => {
    heard.push(context.audience, typeof context.fetch, String(context.signal.aborted));
    return await mintSubjectToken();
  };
  await externalAccount(workload(desk.emulator), { subjectToken }).getToken(desk.context());
  assert.deepEqual(heard, [audience, "function", "false"]);
});

const subjects: Record<string, [claims: object, said: RegExp, cure: RegExp]> = {
  "another audience": [
    { aud: "https://vercel.com/team" },
    /invalid_grant: The audience in ID Token \[https:\/\/vercel\.com\/team\] does not match/,
    /allowed audiences/,
  ],
  "another issuer": [
    { iss: "https://other.example.com" },
    /The issuer in ID Token https:\/\/other\.example\.com does not match/,
    /check the provider's issuer/,
  ],
  "an expired token": [
    { iat: 1_700_000_000, exp: 1_700_000_300 },
    /ID Token issued at 1700000000 is stale to sign-in/,
    /get a fresh one for each call/,
  ],
};
for (const [name, [claims, said, cure]] of Object.entries(subjects)) {
  test(`externalAccount() says what to do about ${name}`, async () => {
    const desk = await openDesk();
    const subject = await desk.emulator.workloadIdentity.mintSubjectToken({ ...claims });
    const credentials = externalAccount(workload(desk.emulator), { subjectToken: () => subject });
    const error = await failureOf(() => credentials.getToken(desk.context()));
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, said);
    assert.match(error.message, cure);
    assert.deepEqual(leaksOf(error, subject), []);
  });
}

test("externalAccount() says what to do about a signature that does not verify", async () => {
  const [desk, other] = [await openDesk(), await openDesk()];
  await desk.emulator.workloadIdentity.mintSubjectToken();
  const subjectToken = () => other.emulator.workloadIdentity.mintSubjectToken();
  const credentials = externalAccount(workload(desk.emulator), { subjectToken });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /signature.*published keys do not verify the token/);
});

test("externalAccount() says what to do about a provider that is not there", async () => {
  const desk = await openDesk();
  const audience =
    "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/none";
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  const credentials = externalAccount({ audience }, { subjectToken });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /400 invalid_target.*check audience: the pool or the provider/);
});

test("externalAccount() says what to do about an attribute condition", async () => {
  const desk = await openDesk();
  const body = {
    error: "unauthorized_client",
    error_description: "The given credential is rejected by the attribute condition.",
  };
  const fetch = () => Promise.resolve(Response.json(body, { status: 401 }));
  const credentials = externalAccount(workload(desk.emulator), { subjectToken: () => "a.b.c" });
  const error = await failureOf(() => credentials.getToken(desk.context({ fetch })));
  assert.match(error.message, /attribute condition does not admit this token/);
});

test("externalAccount() says what to do about an account that it may not act as", async () => {
  const desk = await openDesk();
  const config = workload(desk.emulator, {
    service_account_impersonation_url:
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/other@my-project.iam.gserviceaccount.com:generateAccessToken",
  });
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  const error = await failureOf(() =>
    externalAccount(config, { subjectToken }).getToken(desk.context())
  );
  assert.match(error.message, /403 PERMISSION_DENIED.*roles\/iam\.workloadIdentityUser/);
});

test("externalAccount() says that the token function failed, and repeats nothing of it", async () => {
  const desk = await openDesk();
  const failing: Record<string, [() => string, RegExp]> = {
    throws: [() => {
      throw new TypeError("no token");
    }, /the function subjectToken failed/],
    empty: [() => " ", /the function subjectToken returned none/],
    // @ts-expect-error Callers without types return anything.
    missing: [() => undefined, /the function subjectToken returned none/],
  };
  for (const [subjectToken, said] of Object.values(failing)) {
    const credentials = externalAccount(workload(desk.emulator), { subjectToken });
    const error = await failureOf(() => credentials.getToken(desk.context()));
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, said);
  }
});

const contents: Record<string, [text: string, said: RegExp]> = {
  "an empty file": ["", /the file holds no JSON with the field id_token/],
  "no JSON": ["planted-secret-token", /the file holds no JSON with the field id_token/],
  "another field": [
    '{"access_token":"planted-secret-token"}',
    /the file holds no JSON with the field id_token/,
  ],
};
for (const [name, [text, said]] of Object.entries(contents)) {
  test(`externalAccount() says what is wrong with a file that holds ${name}`, async () => {
    const desk = await openDesk();
    const credentials = externalAccount(fileJson, { readFile: () => text });
    const error = await failureOf(() => credentials.getToken(desk.context()));
    assert.equal(error.code, "auth_failed");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, "planted-secret-token"), []);
  });
}

test("externalAccount() names the file that cannot be read", async () => {
  const desk = await openDesk();
  const readFile = () => Promise.reject(new Error("denied"));
  const error = await failureOf(() => externalAccount(file, { readFile }).getToken(desk.context()));
  assert.match(error.message, /could not be read: \/var\/run\/service-account\/token$/);
});

test("externalAccount() says what to do about a source of tokens that refuses", async () => {
  const desk = await openDesk();
  const headers = { Authorization: "Bearer planted-secret-token" };
  const config = { ...url, credential_source: { ...url.credential_source, headers } };
  const credentials = externalAccount(config, { allowedOrigins: [IDP] });
  const error = await failureOf(() => credentials.getToken(desk.context()));
  assert.match(error.message, /at idp\.example\.com answered 403.*check the headers/);
  assert.deepEqual(leaksOf(error, "planted-secret-token"), []);
});

const unusable: Record<string, [file: object | string, options: object, said: RegExp]> = {
  "AWS": [aws, {}, /requests with keys of AWS, which this library does not do.*subjectToken/],
  "a program": [executable, {}, /runs a program, which this library does not do.*subjectToken/],
  "a certificate": [certificate, {}, /client certificate, which fetch cannot do.*subjectToken/],
  "a file without a reader": [file, {}, /reads no files; pass the option readFile/],
  "an address that nobody allowed": [
    url,
    {},
    /credential_source\.url.*but of https:\/\/idp\.example\.com.*allowedOrigins/,
  ],
  "an address of Azure's that nobody allowed": [azure, {}, /http:\/\/169\.254\.169\.254/],
  "no source": [{ ...file, credential_source: undefined }, {}, /credential_source is missing/],
  "two sources": [
    { ...file, credential_source: { url: IDP, file: "/token" } },
    {},
    /neither url nor file, or both/,
  ],
  "an unknown format": [
    { ...file, credential_source: { file: "/token", format: { type: "xml" } } },
    {},
    /neither text, nor json/,
  ],
  "JSON without a field's name": [
    { ...file, credential_source: { file: "/token", format: { type: "json" } } },
    {},
    /neither text, nor json/,
  ],
  "headers that no header takes": [
    { ...url, credential_source: { url: IDP, headers: { "a b": "planted-secret-token" } } },
    { allowedOrigins: [IDP] },
    /headers holds a field that no header takes/,
  ],
  "another type": [{ ...file, type: "authorized_user" }, {}, /of the type external_account/],
  "text that is no JSON": ["planted-secret-token", {}, /of the type external_account/],
  "no audience": [{ ...file, audience: undefined }, {}, /audience is missing/],
  "a URL for an audience": [
    { ...file, audience: "https://iam.googleapis.com/projects/1" },
    {},
    /begins with \/\/iam\.googleapis\.com/,
  ],
  "a lifetime out of bounds": [
    { ...fileActing, service_account_impersonation: { token_lifetime_seconds: 60 } },
    {},
    /token_lifetime_seconds: 60 is no number of seconds from 600 to 43200/,
  ],
  "an origin that is none": [
    file,
    { allowedOrigins: ["https://idp.example.com/token"] },
    /option allowedOrigins.*without a path/,
  ],
  "another cloud": [
    { ...file, universe_domain: "evil.example", token_url: "https://sts.evil.example/v1/token" },
    {},
    /another cloud.*universeDomain/,
  ],
};
for (const [name, [given, options, said]] of Object.entries(unusable)) {
  test(`externalAccount() refuses ${name} before any request`, async () => {
    const error = await failureOf(() => externalAccount(given, options));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, "planted-secret-token"), []);
  });
}

test("externalAccount() takes a token function in place of any source", async () => {
  const desk = await openDesk();
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  for (
    const credential_source of [aws, executable, certificate].map((one) => one.credential_source)
  ) {
    const given = workload(desk.emulator, { credential_source });
    assert.match(
      (await externalAccount(given, { subjectToken }).getToken(desk.context())).token,
      /^ya29/,
    );
  }
});

const strangers: Record<string, Record<string, string>> = {
  token_url: {
    "another host": "https://evil.example/v1/token",
    "a host that begins like Google's": "https://sts.googleapis.com.evil.example/v1/token",
    "a host that ends like Google's": "https://evilsts.googleapis.com/v1/token",
    "a bucket of somebody's": "https://sts.storage.googleapis.com/v1/token",
    "another path of Google's": "https://sts.googleapis.com/upload/storage/v1/b/evil/o",
    "another service of Google's": "https://iamcredentials.googleapis.com/v1/token",
    "plain HTTP": "http://sts.googleapis.com/v1/token",
    "a port": "https://sts.googleapis.com:8443/v1/token",
    "a user name": "https://user:pass@sts.googleapis.com/v1/token",
    "a query": "https://sts.googleapis.com/v1/token?to=evil",
    "loopback": "http://127.0.0.1:8080/v1/token",
    "no address": "sts",
  },
  service_account_impersonation_url: {
    "another host":
      "https://evil.example/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:generateAccessToken",
    "another method":
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b.iam.gserviceaccount.com:signBlob",
    "another path": "https://iamcredentials.googleapis.com/v1/evil:generateAccessToken",
  },
};
for (const [field, addresses] of Object.entries(strangers)) {
  for (const [name, address] of Object.entries(addresses)) {
    test(`externalAccount() refuses ${name} as ${field} before any request`, async () => {
      const desk = await openDesk();
      const given = workload(desk.emulator, { [field]: address });
      const error = await failureOf(() => externalAccount(given, { subjectToken: () => "a.b.c" }));
      assert.equal(error.code, "invalid_config");
      assert.include(error.message, field);
      assert.lengthOf(desk.emulator.requests, 0);
    });
  }
}

test("externalAccount() takes regional hosts of Google's, and origins that the caller allows", async () => {
  const desk = await openDesk();
  const asked: string[] = [];
  const fetch = (input: string | URL | Request) => {
    asked.push(String(input));
    return Promise.resolve(Response.json({ access_token: "ya29.a", expires_in: 1 }));
  };
  const allowedOrigins = ["http://127.0.0.1:8080"];
  const addresses = [
    "https://sts.us-east1.rep.googleapis.com/v1/token",
    "http://127.0.0.1:8080/v1/token",
  ];
  for (const token_url of addresses) {
    const options = { subjectToken: () => "a.b.c", allowedOrigins };
    await externalAccount(workload(desk.emulator, { token_url }), options).getToken(
      desk.context({ fetch }),
    );
  }
  assert.deepEqual(asked, addresses);
});

test("externalAccount() posts nothing in plain text, allowed or not", async () => {
  const desk = await openDesk();
  const given = workload(desk.emulator, { token_url: "http://sts.example/v1/token" });
  const options = { subjectToken: () => "a.b.c", allowedOrigins: ["http://sts.example"] };
  assert.match((await failureOf(() => externalAccount(given, options))).message, /token_url/);
});

test("externalAccount() speaks to the hosts of another cloud if the caller trusts it", async () => {
  const universeDomain = "cloud.example";
  const desk = await openDesk({ universeDomain });
  const given = workload(desk.emulator, {
    universe_domain: universeDomain,
    service_account_impersonation_url: impersonationURL(desk.emulator).replace(
      "googleapis.com",
      universeDomain,
    ),
  });
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  await externalAccount(given, { subjectToken, universeDomain }).getToken(desk.context());
  assert.deepEqual(desk.emulator.requests.map(({ url }) => new URL(url).host), [
    "sts.cloud.example",
    "iamcredentials.cloud.example",
  ]);
});
