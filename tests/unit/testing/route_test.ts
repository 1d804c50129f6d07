import { assert, test } from "../../harness.ts";
import { hello, openDesk } from "./emulator_desk.ts";

function pathOf(location: string, endpoint = "openapi", version = "v1"): string {
  return `/${version}/projects/my-project/locations/${location}/endpoints/${endpoint}/chat/completions`;
}

const served = [
  `https://aiplatform.googleapis.com${pathOf("global")}`,
  `https://aiplatform.googleapis.com${pathOf("global", "openapi", "v1beta1")}`,
  `https://us-central1-aiplatform.googleapis.com${pathOf("us-central1")}`,
  `https://northamerica-northeast2-aiplatform.googleapis.com${pathOf("northamerica-northeast2")}`,
  `https://aiplatform.us.rep.googleapis.com${pathOf("us")}`,
  `https://aiplatform.eu.rep.googleapis.com${pathOf("eu")}`,
  `https://77.europe-west4-12345.prediction.vertexai.goog${pathOf("europe-west4", "77")}`,
  `http://127.0.0.1:9000${pathOf("us-central1")}`,
  `http://localhost:9000${pathOf("eu")}`,
  `http://[::1]:9000/prefix${pathOf("global")}`,
  "http://127.0.0.1:9000/v1/chat/completions",
];

for (const url of served) {
  test(`emulator serves ${url}`, async () => {
    const { post } = await openDesk();
    const response = await post(hello, { url });
    assert.strictEqual(response.status, 200, await response.text());
  });
}

/** Hosts and paths that Google's front end does not know. */
const unknown = [
  `https://us-aiplatform.googleapis.com${pathOf("us")}`,
  `https://global-aiplatform.googleapis.com${pathOf("global")}`,
  `https://aiplatform.asia.rep.googleapis.com${pathOf("asia")}`,
  `http://aiplatform.googleapis.com${pathOf("global")}`,
  `https://aiplatform.googleapis.com:8443${pathOf("global")}`,
  `https://aiplatform.googleapis.com/prefix${pathOf("global")}`,
  `https://aiplatform.googleapis.com${pathOf("global", "openapi", "v2")}`,
  `https://aiplatform.googleapis.com${pathOf("global")}/`,
  `https://aiplatform.googleapis.com.example.com${pathOf("global")}`,
  "https://aiplatform.googleapis.com/v1/chat/completions",
  "https://example.com/",
];

for (const url of unknown) {
  test(`emulator does not know ${url}`, async () => {
    const { post, emulator } = await openDesk();
    const response = await post(hello, { url });
    assert.strictEqual(response.status, 404);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    await response.body?.cancel();
    assert.strictEqual(emulator.requests.at(-1)?.kind, "other");
  });
}

test("emulator finds no endpoint of another location on a host", async () => {
  const { post } = await openDesk();
  const misplaced = [
    `https://us-central1-aiplatform.googleapis.com${pathOf("europe-west4")}`,
    `https://aiplatform.googleapis.com${pathOf("us-central1")}`,
    `https://aiplatform.eu.rep.googleapis.com${pathOf("us")}`,
    `https://77.europe-west4-12345.prediction.vertexai.goog${pathOf("europe-west4", "78")}`,
  ];
  for (const url of misplaced) {
    const response = await post(hello, { url });
    assert.strictEqual(response.status, 404, url);
    assert.strictEqual((await response.json()).error.status, "NOT_FOUND");
  }
});

test("emulator serves a sovereign cloud's hosts and extra hosts if told so", async () => {
  const { post } = await openDesk({ universeDomain: "example-cloud.goog", hosts: ["proxy.test"] });
  const own = `https://aiplatform.example-cloud.goog${pathOf("global")}`;
  assert.strictEqual((await post(hello, { url: own })).status, 200);
  const extra = `https://proxy.test/vertex${pathOf("us-central1")}`;
  assert.strictEqual((await post(hello, { url: extra })).status, 200);
  const google = `https://aiplatform.googleapis.com${pathOf("global")}`;
  assert.strictEqual((await post(hello, { url: google })).status, 404);
});

test("emulator serves POST only", async () => {
  const { emulator, token } = await openDesk();
  const url = `https://aiplatform.googleapis.com${pathOf("global")}`;
  const response = await emulator.fetch(url, { headers: { authorization: `Bearer ${token}` } });
  assert.strictEqual(response.status, 404);
  await response.body?.cancel();
});
