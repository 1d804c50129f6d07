import { placeOf } from "../../../src/transport/base_url.ts";
import { assert, test } from "../../harness.ts";

const google = {
  project: "my-project",
  endpoint: "openapi",
  apiVersion: "v1" as const,
  universeDomain: "googleapis.com",
  baseURL: undefined,
};
const ladder = ["europe-west4", "eu"];
const place = (url: string, options = google) => placeOf(new URL(url), options, ladder);
const below = (host: string, location: string, path = "publishers/google/models/m:countTokens") =>
  `https://${host}/v1/projects/my-project/locations/${location}/${path}`;

const own = [
  below("europe-west4-aiplatform.googleapis.com", "europe-west4"),
  below("aiplatform.eu.rep.googleapis.com", "eu"),
  below("aiplatform.eu.rep.googleapis.com", "eu").replace("/v1/", "/v1beta1/"),
  below("europe-west4-aiplatform.googleapis.com", "europe-west4", "x/../y?alt=sse"),
];
for (const url of own) {
  test(`placeOf() knows ${url} as the client's own`, () => assert.isTrue(place(url).own));
}

const foreign = [
  below("aiplatform.googleapis.com", "europe-west4"),
  below("europe-west4-aiplatform.googleapis.com.evil.example", "europe-west4"),
  below("evil.example", "eu"),
  below("aiplatform.eu.rep.googleapis.com:8443", "eu"),
  below("me@aiplatform.eu.rep.googleapis.com", "eu"),
  below("aiplatform.eu.rep.googleapis.com", "eu").replace("https:", "http:"),
  below("aiplatform.eu.rep.googleapis.com", "eu", "../../../../other"),
  "https://aiplatform.eu.rep.googleapis.com/v1/projects/my-project/locations/euro/x",
  "https://aiplatform.eu.rep.googleapis.com/other",
];
for (const url of foreign) {
  test(`placeOf() does not take ${url} for the client's own`, () => assert.isFalse(place(url).own));
}

const refused: [url: string, reason: RegExp][] = [
  [
    below("aiplatform.eu.rep.googleapis.com", "eu").replace("my-project", "another"),
    /another project/,
  ],
  [below("us-central1-aiplatform.googleapis.com", "us-central1"), /location/],
  ["https://vertex.invalid/v1/projects/other/chat/completions", /another project/],
  ["https://vertex.invalid/projects/other/endpoints/openapi/chat/completions", /another project/],
  ["https://vertex.invalid/v1/locations/mars/chat/completions", /another location/],
  [
    "https://vertex.invalid/projects/my-project/projects/other/chat/completions",
    /another project/,
  ],
  [below("aiplatform.eu.rep.googleapis.com", "eu", "..%2f..%2fother"), /encoded/],
  [below("aiplatform.eu.rep.googleapis.com", "eu", "//other"), /empty segment/],
];
for (const [url, reason] of refused) {
  test(`placeOf() refuses ${url}`, () => {
    assert.isFalse(place(url).own);
    assert.match(place(url).refusal ?? "", reason);
  });
}

test("placeOf() serves no chat below another endpoint", () => {
  assert.isTrue(
    place(below("aiplatform.eu.rep.googleapis.com", "eu", "endpoints/openapi/chat/completions"))
      .chat,
  );
  assert.isFalse(
    place(below("aiplatform.eu.rep.googleapis.com", "eu", "endpoints/123/chat/completions")).chat,
  );
});

test("placeOf() knows a client by its baseURL, whatever that names", () => {
  const baseURL =
    "https://1.us-central1-2.prediction.vertexai.goog/v1/projects/9/locations/us-central1/endpoints/1";
  const options = { ...google, baseURL } as unknown as typeof google;
  assert.isTrue(place(`${baseURL}/chat/completions`, options).own);
  assert.isFalse(place(below("aiplatform.eu.rep.googleapis.com", "eu"), options).own);
  assert.isFalse(
    place(`${baseURL.replace("/endpoints/1", "/endpoints/12")}/chat/completions`, options).own,
  );
});
