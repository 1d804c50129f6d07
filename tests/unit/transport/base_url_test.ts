import {
  type AddressOptions,
  checkAddress,
  checkLocation,
  checkProject,
  endpointURL,
  locationURL,
} from "../../../src/transport/base_url.ts";
import { createVertex } from "../../../mod.ts";
import { failureOf, goodKey } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

function address(changes: Record<string, unknown> = {}): AddressOptions {
  return {
    project: "my-project",
    endpoint: "openapi",
    apiVersion: "v1",
    universeDomain: "googleapis.com",
    baseURL: undefined,
    ...changes,
  };
}

const path = (location: string) =>
  `/v1/projects/my-project/locations/${location}/endpoints/openapi`;

const hosts: Record<string, string> = {
  "global": "aiplatform.googleapis.com",
  "us": "aiplatform.us.rep.googleapis.com",
  "eu": "aiplatform.eu.rep.googleapis.com",
  "us-central1": "us-central1-aiplatform.googleapis.com",
  "europe-west4": "europe-west4-aiplatform.googleapis.com",
  "northamerica-northeast1": "northamerica-northeast1-aiplatform.googleapis.com",
};
for (const [location, host] of Object.entries(hosts)) {
  test(`endpointURL() finds the host of ${location}`, () => {
    assert.equal(endpointURL(address(), location), `https://${host}${path(location)}`);
  });

  test(`checkLocation() accepts ${location}`, () => {
    assert.doesNotThrow(() => checkLocation(location));
  });
}

test("endpointURL() goes to a self-deployed endpoint", () => {
  assert.equal(
    endpointURL(address({ endpoint: "1234567890" }), "us-central1"),
    "https://us-central1-aiplatform.googleapis.com/v1/projects/my-project/locations/us-central1/endpoints/1234567890",
  );
});

test("endpointURL() takes v1beta1", () => {
  assert.equal(
    endpointURL(address({ apiVersion: "v1beta1" }), "global"),
    `https://aiplatform.googleapis.com${path("global").replace("v1", "v1beta1")}`,
  );
});

test("endpointURL() goes to another universe", () => {
  assert.equal(
    endpointURL(address({ universeDomain: "cloud.example" }), "global"),
    `https://aiplatform.cloud.example${path("global")}`,
  );
});

test("locationURL() ends with the location", () => {
  assert.equal(
    locationURL(address(), "eu"),
    "https://aiplatform.eu.rep.googleapis.com/v1/projects/my-project/locations/eu",
  );
});

const bases: Record<string, string> = {
  "https://1.us-central1-2.prediction.vertexai.goog/v1/projects/p":
    "https://1.us-central1-2.prediction.vertexai.goog/v1/projects/p",
  "https://proxy.example/v1/": "https://proxy.example/v1",
  "https://proxy.example": "https://proxy.example",
  "https://proxy.example//": "https://proxy.example",
  " https://proxy.example/v1 ": "https://proxy.example/v1",
  "https://proxy.example/v1?": "https://proxy.example/v1",
  "https://proxy.example/v1#": "https://proxy.example/v1",
  "http://127.0.0.1:8787/v1": "http://127.0.0.1:8787/v1",
  "http://localhost:8787/v1": "http://localhost:8787/v1",
  "http://[::1]:8787/v1": "http://[::1]:8787/v1",
};
for (const [baseURL, expected] of Object.entries(bases)) {
  test(`endpointURL() uses the baseURL ${JSON.stringify(baseURL)}`, () => {
    const options = address({ baseURL, project: undefined });
    checkAddress(options);
    assert.equal(endpointURL(options, "global"), expected);
  });
}

const wrongBases: unknown[] = [
  "blob:https://evil.example/x",
  "http://proxy.example/v1",
  "http://127.0.0.1.evil.example/v1",
  "http://localhost.evil.example/v1",
  "http://0.0.0.0/v1",
  "http://169.254.169.254/v1",
  "https://user:planted-secret@proxy.example/v1",
  "https://proxy.example/v1?key=planted-secret",
  "https://proxy.example/v1#fragment",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "proxy.example/v1",
  "",
  42,
];
for (const baseURL of wrongBases) {
  test(`checkAddress() refuses the baseURL ${JSON.stringify(baseURL)}`, async () => {
    const error = await failureOf(() => checkAddress(address({ baseURL })));
    assert.equal(error.code, "invalid_config");
    assert.match(
      error.message,
      /^Cannot use the option baseURL: it (is no https|holds a user name)/,
    );
    assert.notInclude(error.message, "planted-secret");
  });
}

const projects = ["my-project", "123456789012", "example.com:my-project", "a".repeat(30)];
for (const project of projects) {
  test(`checkProject() accepts ${project}`, () => {
    assert.doesNotThrow(() => checkProject("project", project));
  });
}

const injections = [
  "",
  " ",
  "..",
  "../..",
  "a/b",
  "a/../../b",
  "a%2fb",
  "a\\b",
  "a?b",
  "a#b",
  "a@evil.example",
  "a\n",
  "a b",
  "evil.example/",
  "ключ",
  "\u0000",
];
for (const value of injections) {
  const shown = JSON.stringify(value);

  test(`checkAddress() refuses the project ${shown}`, async () => {
    const error = await failureOf(() => checkAddress(address({ project: value })));
    assert.match(error.message, /^Cannot use the option project: ".*" is no project ID/);
  });

  test(`checkProject() refuses the quotaProject ${shown}`, async () => {
    const error = await failureOf(() => checkProject("quotaProject", value));
    assert.match(error.message, /^Cannot use the option quotaProject: /);
  });

  test(`checkAddress() refuses the endpoint ${shown}`, async () => {
    const error = await failureOf(() => checkAddress(address({ endpoint: value })));
    assert.match(error.message, /^Cannot use the option endpoint: ".*" is neither/);
  });

  test(`checkLocation() refuses ${shown}`, async () => {
    const error = await failureOf(() => checkLocation(value));
    assert.match(error.message, /^Cannot use the option location: ".*" is no location/);
  });

  test(`checkAddress() refuses the universeDomain ${shown}`, async () => {
    const error = await failureOf(() => checkAddress(address({ universeDomain: value })));
    assert.match(error.message, /^Cannot use the option universeDomain: ".*" is no domain/);
  });
}

for (const location of ["US-CENTRAL1", "us-central1.evil.example", "us_central1", "1", "-"]) {
  test(`checkLocation() refuses ${location}`, async () => {
    assert.equal((await failureOf(() => checkLocation(location))).code, "invalid_config");
  });
}

for (const apiVersion of ["v2", "v1/..", ""]) {
  test(`checkAddress() refuses the apiVersion ${JSON.stringify(apiVersion)}`, async () => {
    const error = await failureOf(() => checkAddress(address({ apiVersion })));
    assert.match(error.message, /apiVersion: ".*" is neither "v1" nor "v1beta1"/);
  });
}

test("checkAddress() refuses values that are no text, without a TypeError", async () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const error = await failureOf(() => checkAddress(address({ project: circular })));
  assert.match(error.message, /option project: a value of type object/);
});

test("checkAddress() asks for the project that is missing", async () => {
  const error = await failureOf(() => checkAddress(address({ project: undefined })));
  assert.match(error.message, /option project: it is missing.*pass the project's ID/);
});

test("checkProject() quotes no more than the beginning", async () => {
  const error = await failureOf(() => checkProject("project", "P".repeat(10_000)));
  assert.isBelow(error.message.length, 200);
});

test("createVertex() refuses a ladder with a self-deployed endpoint", async () => {
  const credentials = await goodKey();
  const location = ["us-central1", "eu"];
  const error = await failureOf(() => createVertex({ credentials, location, endpoint: "123" }));
  assert.match(error.message, /option location: .* pass one location/);
});
