import { createVertex } from "../../../mod.ts";
import { type Environment, fromEnvironment } from "../../../src/auth/mod.ts";
import { failureOf, goodKey, leaksOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";
import { openDesk } from "./sources.ts";
import adc from "../../vectors/credentials/application_default_credentials.json" with {
  type: "json",
};
import acting from "../../vectors/credentials/impersonated_service_account.json" with {
  type: "json",
};
import wif from "../../vectors/credentials/wif_oidc_file_impersonation.json" with { type: "json" };

/** Reads from a record of files, and throws as the runtimes do for all others. */
function readerOf(files: Record<string, object>): (path: string) => string {
  return (path) => {
    const file = files[path];
    if (file === undefined) throw new Error(`no such file: ${path}`);
    return JSON.stringify(file);
  };
}

const gcloud = "/home/a/.config/gcloud/application_default_credentials.json";

const found: Record<string, [env: Environment, files: Record<string, object>, found: string]> = {
  "the file of GOOGLE_APPLICATION_CREDENTIALS before all else": [
    { GOOGLE_APPLICATION_CREDENTIALS: "/key.json", HOME: "/home/a", GOOGLE_API_KEY: "AIza" },
    { "/key.json": adc, [gcloud]: adc },
    "GOOGLE_APPLICATION_CREDENTIALS (authorized_user)",
  ],
  "JSON in GOOGLE_APPLICATION_CREDENTIALS": [
    { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(adc) },
    {},
    "GOOGLE_APPLICATION_CREDENTIALS (authorized_user)",
  ],
  "base64 in GOOGLE_APPLICATION_CREDENTIALS_JSON": [
    { GOOGLE_APPLICATION_CREDENTIALS_JSON: btoa(JSON.stringify(adc)) },
    {},
    "GOOGLE_APPLICATION_CREDENTIALS_JSON (authorized_user)",
  ],
  "gcloud's own file": [
    { HOME: "/home/a" },
    { [gcloud]: adc },
    `${gcloud} (authorized_user)`,
  ],
  "gcloud's own file in another folder": [
    { HOME: "/home/a", CLOUDSDK_CONFIG: "/etc/gcloud" },
    { "/etc/gcloud/application_default_credentials.json": adc },
    "/etc/gcloud/application_default_credentials.json (authorized_user)",
  ],
  "gcloud's own file on Windows": [
    { APPDATA: "C:\\Users\\a\\AppData\\Roaming", HOME: "C:\\Users\\a" },
    { "C:\\Users\\a\\AppData\\Roaming/gcloud/application_default_credentials.json": acting },
    "C:\\Users\\a\\AppData\\Roaming/gcloud/application_default_credentials.json (impersonated_service_account)",
  ],
  "an express-mode key": [
    { GOOGLE_API_KEY: "AIzaExample", HOME: "/home/a" },
    {},
    "GOOGLE_API_KEY (express mode)",
  ],
  "the metadata server at last": [{}, {}, "metadata server (attached account)"],
};
for (const [name, [env, files, expected]] of Object.entries(found)) {
  test(`fromEnvironment() finds ${name}`, () => {
    const credentials = fromEnvironment(env, { readFile: readerOf(files) });
    assert.equal(credentials.found, expected);
  });
}

test("fromEnvironment() says why it passed the others over", () => {
  const { passedOver } = fromEnvironment({ HOME: "/home/a" });
  assert.deepEqual(passedOver, [
    { place: "GOOGLE_APPLICATION_CREDENTIALS", reason: "it is not set" },
    { place: "GOOGLE_APPLICATION_CREDENTIALS_JSON", reason: "it is not set" },
    { place: "GOOGLE_SERVICE_ACCOUNT_KEY", reason: "it is not set" },
    { place: "GOOGLE_SERVICE_ACCOUNT", reason: "it is not set" },
    {
      place: "gcloud auth application-default login",
      reason: "it writes a file, and the option readFile is missing",
    },
    { place: "GOOGLE_API_KEY", reason: "it is not set" },
  ]);
  const reasonOfFile = (env: Environment) =>
    fromEnvironment(env, { readFile: readerOf({}) }).passedOver[4]?.reason;
  assert.equal(reasonOfFile({}), "neither HOME nor CLOUDSDK_CONFIG is set");
  assert.equal(reasonOfFile({ HOME: "/home/a" }), `there is no readable file ${gcloud}`);
});

test("fromEnvironment() says so once there is no metadata server either", async () => {
  const desk = await openDesk();
  desk.emulator.fail({ fault: "token-reset", times: 2 });
  const error = await failureOf(() => fromEnvironment({}).getToken(desk.context()));
  assert.equal(error.code, "connection_failed");
  assert.match(error.message, /no metadata server answered.*GOOGLE_SERVICE_ACCOUNT: it is not set/);
});

for (const off of [{ METADATA_SERVER_DETECTION: "none" }, { NO_GCE_CHECK: "true" }]) {
  test(`fromEnvironment() finds nothing with ${JSON.stringify(off)}, and says where it looked`, async () => {
    const error = await failureOf(() => fromEnvironment(off));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, /GOOGLE_API_KEY: it is not set; metadata server: the environment/);
  });
}

test("fromEnvironment() asks the metadata server that the environment names", async () => {
  const desk = await openDesk();
  await fromEnvironment({ GCE_METADATA_HOST: "127.0.0.1:8080" }).getToken(desk.context());
  assert.equal(new URL(desk.emulator.requests[0]?.url ?? "").host, "127.0.0.1:8080");
});

test("fromEnvironment() takes project, billing and cloud from the environment first", async () => {
  const GOOGLE_SERVICE_ACCOUNT = JSON.stringify(await goodKey());
  assert.equal(fromEnvironment({ GOOGLE_SERVICE_ACCOUNT }).projectId, "my-project");
  const { projectId, quotaProjectId } = fromEnvironment({
    GOOGLE_SERVICE_ACCOUNT,
    GOOGLE_CLOUD_PROJECT: "env-project",
    GOOGLE_CLOUD_QUOTA_PROJECT: "env-quota",
  });
  assert.deepEqual([projectId, quotaProjectId], ["env-project", "env-quota"]);
  assert.equal(fromEnvironment({ GCLOUD_PROJECT: "old-project" }).projectId, "old-project");
  assert.equal(
    fromEnvironment({ GOOGLE_CLOUD_UNIVERSE_DOMAIN: "cloud.example" }).universeDomain,
    "cloud.example",
  );
});

test("fromEnvironment() signs tokens itself in another cloud", async () => {
  const universe_domain = "cloud.example";
  const env = { GOOGLE_SERVICE_ACCOUNT: JSON.stringify({ ...(await goodKey()), universe_domain }) };
  const universeDomain = universe_domain;
  const credentials = fromEnvironment(env, { universeDomain });
  const desk = await openDesk({ universeDomain });
  assert.match((await credentials.getToken(desk.context())).token, /^eyJ/);
  createVertex({ credentials, universeDomain });
  assert.match((await failureOf(() => fromEnvironment(env))).message, /another cloud/);
});

test("fromEnvironment() reads what is no text in a Worker's bindings as absent", () => {
  const env = { GOOGLE_APPLICATION_CREDENTIALS: { get: () => "" }, GOOGLE_API_KEY: 7 };
  assert.equal(fromEnvironment(env).found, "metadata server (attached account)");
});

for (const at of ["@", "%40"]) {
  test(`fromEnvironment() acts as the account that gcloud's file names, with ${at}`, async () => {
    const desk = await openDesk();
    const file = {
      ...acting,
      service_account_impersonation_url: acting.service_account_impersonation_url.replace("@", at),
      source_credentials: desk.emulator.authorizedUser,
    };
    const env = { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(file) };
    const vertex = desk.client(fromEnvironment(env));
    assert.match(await vertex.getAccessToken(), /^ya29\./);
    assert.equal(
      desk.emulator.requests.at(-1)?.url,
      acting.service_account_impersonation_url,
    );
  });
}

test("fromEnvironment() gives an external account its token function", async () => {
  const desk = await openDesk();
  const env = { GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(wif) };
  const subjectToken = () => desk.emulator.workloadIdentity.mintSubjectToken();
  const credentials = fromEnvironment(env, { subjectToken });
  assert.equal(credentials.found, "GOOGLE_APPLICATION_CREDENTIALS (external_account)");
  assert.match((await credentials.getToken(desk.context())).token, /^ya29\./);
});

const unusable: Record<string, [env: Environment, options: object, said: RegExp]> = {
  "a file without a reader": [
    { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" },
    {},
    /names a file, and this library reads no files; pass the option readFile/,
  ],
  "a file that is not there": [
    { GOOGLE_APPLICATION_CREDENTIALS: "/gone.json" },
    { readFile: readerOf({}) },
    /the file that it names cannot be read/,
  ],
  "a reader that takes its time": [
    { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" },
    { readFile: () => Promise.resolve("{}") },
    /must return it at once, not as a promise/,
  ],
  "a file that is no JSON": [
    { GOOGLE_APPLICATION_CREDENTIALS: "/key.json" },
    { readFile: () => "planted-secret-text" },
    /it is no JSON object, nor base64 of one/,
  ],
  "a file of a type that nobody knows": [
    { GOOGLE_SERVICE_ACCOUNT_KEY: '{"type":"planted-secret-type"}' },
    {},
    /GOOGLE_SERVICE_ACCOUNT_KEY: its type is none of service_account, authorized_user/,
  ],
  "a damaged key": [
    { GOOGLE_SERVICE_ACCOUNT: '{"type":"service_account","client_email":"a@b.c"}' },
    {},
    /GOOGLE_SERVICE_ACCOUNT: its field private_key is missing/,
  ],
  "an account to act as elsewhere": [
    {
      GOOGLE_SERVICE_ACCOUNT: JSON.stringify({
        ...acting,
        service_account_impersonation_url: "https://evil.example/v1/a:generateAccessToken",
      }),
    },
    {},
    /service_account_impersonation_url is not an address of Google's/,
  ],
  "an account to act as that is malformed": [
    {
      GOOGLE_SERVICE_ACCOUNT: JSON.stringify({
        ...acting,
        service_account_impersonation_url:
          "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a%zz@b.c:generateAccessToken",
      }),
    },
    {},
    /it is no e-mail address of a service account/,
  ],
  "a file within a file of its type": [
    { GOOGLE_SERVICE_ACCOUNT: JSON.stringify({ ...acting, source_credentials: acting }) },
    {},
    /source_credentials holds no credential file of another type/,
  ],
};
for (const [name, [env, options, said]] of Object.entries(unusable)) {
  test(`fromEnvironment() does not pass over ${name}`, async () => {
    const error = await failureOf(() => fromEnvironment(env, options));
    assert.equal(error.code, "invalid_config");
    assert.match(error.message, said);
    assert.deepEqual(leaksOf(error, "planted-secret-text planted-secret-type"), []);
  });
}
