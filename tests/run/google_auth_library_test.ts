/**
 * Google's own client library, which nobody here wrote, at the emulator over a socket; and its tokens beside ours.
 *
 * Three of its requests go where its `fetchImplementation` sends them, by Google's real addresses. Two know no such
 * option: STS is dialled at the configuration's `token_url`, and the metadata server at `GCE_METADATA_HOST`; both are
 * pointed at loopback the way Google documents.
 */
import {
  Compute,
  IdentityPoolClient,
  Impersonated,
  JWT,
  OAuth2Client,
  UserRefreshClient,
} from "google-auth-library";
import { createVertex } from "../../mod.ts";
import {
  accessToken,
  authorizedUser,
  type Credentials,
  externalAccount,
  impersonated,
  metadataServer,
  serviceAccount,
} from "../../src/auth/mod.ts";
import { assert, test } from "../harness.ts";
import { type LoopbackGoogle, openLoopbackGoogle } from "./loopback_google.ts";

const scopes = ["https://www.googleapis.com/auth/cloud-platform"];

/** As much of their clients as is used here. */
interface TheirClient {
  getAccessToken(): Promise<{ token?: string | null | undefined }>;
}

/** The same credential in both libraries. */
interface Pair {
  readonly theirs: (google: LoopbackGoogle) => TheirClient;
  readonly ours: (google: LoopbackGoogle) => Credentials;
}

const transporterOf = ({ fetch }: LoopbackGoogle) => ({ fetchImplementation: fetch });

function jwt(google: LoopbackGoogle): JWT {
  const { client_email: email, private_key: key, private_key_id: keyId } =
    google.emulator.serviceAccountKey;
  return new JWT({ email, key, keyId, scopes, transporterOptions: transporterOf(google) });
}

/** What a workload's configuration says, but for the source of its subject token. */
function workload({ emulator }: LoopbackGoogle, acts: boolean) {
  const email = emulator.serviceAccountKey.client_email;
  return {
    type: "external_account",
    audience: emulator.workloadIdentity.audience,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    ...(acts && {
      service_account_impersonation_url:
        `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    }),
  };
}

function pool(acts: boolean): Pair {
  return {
    theirs(google) {
      const { mintSubjectToken } = google.emulator.workloadIdentity;
      const client = (file: string) =>
        new IdentityPoolClient({
          ...workload(google, acts),
          token_url: `http://${google.host}/v1/token`,
          credential_source: { file, format: { type: "text" } },
          transporterOptions: transporterOf(google),
        });
      return {
        async getAccessToken() {
          const file = await Deno.makeTempFile();
          try {
            await Deno.writeTextFile(file, await mintSubjectToken());
            return await client(file).getAccessToken();
          } finally {
            await Deno.remove(file);
          }
        },
      };
    },
    ours(google) {
      const { mintSubjectToken } = google.emulator.workloadIdentity;
      return externalAccount(workload(google, acts), { subjectToken: () => mintSubjectToken() });
    },
  };
}

const pairs: Readonly<Record<string, Pair>> = {
  "a service account": {
    theirs: jwt,
    ours: ({ emulator }) => serviceAccount(emulator.serviceAccountKey),
  },
  "a refresh token": {
    theirs(google) {
      const client = new UserRefreshClient({ transporterOptions: transporterOf(google) });
      client.fromJSON(google.emulator.authorizedUser);
      return client;
    },
    ours: ({ emulator }) => authorizedUser(emulator.authorizedUser),
  },
  "an external account": pool(false),
  "an external account that acts as another": pool(true),
  "impersonation": {
    theirs: (google) =>
      new Impersonated({
        sourceClient: jwt(google),
        targetPrincipal: google.emulator.serviceAccountKey.client_email,
        targetScopes: scopes,
        lifetime: 1_800,
      }),
    ours: ({ emulator }) =>
      impersonated(serviceAccount(emulator.serviceAccountKey), {
        targetPrincipal: emulator.serviceAccountKey.client_email,
        lifetimeSeconds: 1_800,
      }),
  },
  "the metadata server": { theirs: () => new Compute({ scopes }), ours: () => metadataServer() },
};

for (const [name, { theirs, ours }] of Object.entries(pairs)) {
  test(`google-auth-library and this library both get and use tokens of ${name}`, async () => {
    await using google = await openLoopbackGoogle();
    using _environment = setMetadataHost(google.host);
    const { token } = await theirs(google).getAccessToken();
    assert.match(token ?? "", /^ya29\./);
    const theirForms = formsOf(google);

    const messages = [{ role: "user" as const, content: "Hello" }];
    for (const credentials of [accessToken(token ?? ""), ours(google)]) {
      const vertex = createVertex({ credentials, project: "my-project", fetch: google.fetch });
      const model = "google/gemini-3.1-pro-preview";
      const completion = await vertex.chat.completions.create({ model, messages });
      assert.isNotEmpty(completion.choices[0]?.message.content);
    }
    // Both ask the same things, with the same fields.
    assert.deepEqual(formsOf(google).slice(theirForms.length), theirForms);
  });
}

test("google-auth-library sends its own requests through a token of this library", async () => {
  await using google = await openLoopbackGoogle();
  const vertex = createVertex({
    credentials: google.emulator.serviceAccountKey,
    fetch: google.fetch,
  });
  const client = new OAuth2Client({ transporterOptions: transporterOf(google) });
  client.setCredentials({ access_token: await vertex.getAccessToken() });
  const { status } = await client.request({
    url:
      "https://aiplatform.googleapis.com/v1/projects/my-project/locations/global/endpoints/openapi/chat/completions",
    method: "POST",
    data: {
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: "Hello" }],
    },
  });
  assert.equal(status, 200);
});

/** The paths that were asked for tokens, with the names of what was sent there. */
function formsOf({ emulator }: LoopbackGoogle): string[] {
  return emulator.requests.filter(({ kind }) => kind === "token").map((request) => {
    const url = new URL(request.url);
    const form = new URLSearchParams(request.body);
    const fields = request.json === undefined
      ? [...form.keys()]
      : Object.keys(Object(request.json));
    // An empty list and none are the same to Google.
    const sent = fields.filter((field) => field !== "" && field !== "delegates").sort();
    return `${request.method} ${url.pathname} ${[...url.searchParams.keys()]} ${sent}`;
  });
}

function setMetadataHost(host: string): Disposable {
  Deno.env.set("GCE_METADATA_HOST", host);
  return { [Symbol.dispose]: () => Deno.env.delete("GCE_METADATA_HOST") };
}
