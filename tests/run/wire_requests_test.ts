import { type ChatCompletionCreateParams, createVertex } from "../../mod.ts";
import { assert, test } from "../harness.ts";
import { type WireRequest, wireRequests } from "../vectors/wire.ts";
import { openLoopbackGoogle } from "./loopback_google.ts";

// The native ones belong to another entry.
const chatRequests = wireRequests.filter(({ url }) => url.endsWith("/chat/completions"));

test("the documented requests are there", () => {
  assert.lengthOf(chatRequests, 13);
});

for (const sample of chatRequests) {
  test(`create() sends ${sample.file} as it is documented`, () => assertSent(sample));
}

async function assertSent(sample: WireRequest): Promise<void> {
  await using google = await openLoopbackGoogle();
  const { project, location, endpoint, apiVersion, body } = sample;
  const vertex = createVertex({
    credentials: google.emulator.serviceAccountKey,
    project,
    location,
    endpoint: endpoint ?? "",
    apiVersion: apiVersion === "v1" ? "v1" : "v1beta1",
    fetch: google.fetch,
  });
  const before = JSON.stringify(body);
  // JSON of a document has no type; the client checks it.
  const params = body as unknown as ChatCompletionCreateParams;
  // It gives an answer only if the emulator found the token good and the request well-formed.
  const answer = await vertex.chat.completions.create(params);
  const completion = "choices" in answer ? answer : await answer.finalChatCompletion();
  assert.isNotEmpty(completion.choices);
  assert.equal(JSON.stringify(body), before);

  const [token, sent, ...more] = google.emulator.requests;
  assert.deepInclude(token, { kind: "token", url: "https://oauth2.googleapis.com/token" });
  assert.deepEqual(
    { method: sent?.method, url: sent?.url, json: sent?.json },
    { method: sample.method, url: sample.url, json: body },
  );
  assert.match(sent?.headers.authorization ?? "", /^Bearer ya29\.\S+$/);
  assert.equal(sent?.headers["content-type"], "application/json");
  assert.lengthOf(more, 0);
}
