import { assert, test } from "../harness.ts";
import { openGoogleStandIn } from "./google_stand_in.ts";
import { curlRequests, startGateway } from "./start.ts";

test("task start serves the real Vertex AI with the key of a file or of the environment", async () => {
  await using google = await openGoogleStandIn();
  const key = JSON.stringify(google.emulator.serviceAccountKey);
  const file = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(file, key);
    for (
      const settings of [{ GOOGLE_APPLICATION_CREDENTIALS: file }, {
        GOOGLE_SERVICE_ACCOUNT_KEY: key,
      }]
    ) {
      await using gateway = await startGateway({ env: { ...google.env, ...settings } });
      assert.include(gateway.greeting, "the real Vertex AI");
      assert.include(gateway.greeting, "project my-project, location global");
      assert.notInclude(gateway.greeting, "emulator");
      assert.notInclude(gateway.output(), "PRIVATE KEY");
      const [plain, streamed] = curlRequests(gateway.greeting);
      if (!plain || !streamed) throw new Error("Cannot find the curl lines");
      const completion = await (await fetch(plain)).json();
      assert.equal(completion.object, "chat.completion");
      assert.include(await (await fetch(streamed)).text(), "data: [DONE]");
    }
  } finally {
    await Deno.remove(file);
  }
  const { requests } = google.emulator;
  assert.deepEqual(requests.map(({ kind }) => kind), [
    "token",
    "api",
    "api",
    "token",
    "api",
    "api",
  ]);
  assert.equal(requests[0]?.url, "https://oauth2.googleapis.com/token");
  assert.equal(
    requests[1]?.url,
    "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/endpoints/openapi/chat/completions",
  );
});

test("task start serves the real Vertex AI with gcloud's own credentials, under either name", async () => {
  await using google = await openGoogleStandIn();
  const GOOGLE_SERVICE_ACCOUNT = JSON.stringify(google.emulator.authorizedUser);
  const env = { ...google.env, GOOGLE_SERVICE_ACCOUNT, GOOGLE_CLOUD_PROJECT: "my-project" };
  await using gateway = await startGateway({ env });
  assert.include(
    gateway.greeting,
    "project my-project, location global, with GOOGLE_SERVICE_ACCOUNT",
  );
  const [plain] = curlRequests(gateway.greeting);
  if (!plain) throw new Error("Cannot find the curl lines");
  assert.equal((await (await fetch(plain)).json()).object, "chat.completion");
});

test("task start answers 502 when Google cannot be reached, and says what could not", async () => {
  await using google = await openGoogleStandIn({ reachable: false });
  const GOOGLE_SERVICE_ACCOUNT_KEY = JSON.stringify(google.emulator.serviceAccountKey);
  await using gateway = await startGateway({ env: { ...google.env, GOOGLE_SERVICE_ACCOUNT_KEY } });
  const [plain] = curlRequests(gateway.greeting);
  if (!plain) throw new Error("Cannot find the curl lines");
  const response = await fetch(plain);
  assert.equal(response.status, 502);
  const { error } = await response.json();
  assert.deepInclude(error, { code: "connection_failed", type: "server_error" });
  assert.include(error.message, "oauth2.googleapis.com");
  assert.deepEqual([...new Set(google.dialled)], ["oauth2.googleapis.com:443"]);
  assert.notInclude(gateway.output(), "PRIVATE KEY");
});

test("task start takes project and location from the environment", async () => {
  await using google = await openGoogleStandIn();
  await using gateway = await startGateway({
    env: {
      ...google.env,
      GOOGLE_SERVICE_ACCOUNT_KEY: JSON.stringify(google.emulator.serviceAccountKey),
      GOOGLE_CLOUD_PROJECT: "other-project",
      GOOGLE_CLOUD_LOCATION: "europe-west4, eu",
      VERTEX_MODELS: "google/gemini-3-flash-preview",
    },
  });
  assert.include(gateway.greeting, "project other-project, location europe-west4, then eu");
  assert.include(gateway.greeting, "It serves google/gemini-3-flash-preview.");
  const models = await (await fetch(`${gateway.base}/models`)).json();
  assert.deepEqual(models.data.map(({ id }: { id: string }) => id), [
    "google/gemini-3-flash-preview",
  ]);
});
