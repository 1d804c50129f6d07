/** Every small example, run unedited as a program of its own. */
import { pathOf } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";
import { commands, installExamples, openNetwork, type ProgramResult, run } from "./examples.ts";

const emulated = "I am an emulator of Vertex AI";
/** What each must print, beside nothing on standard error. */
const examples: Readonly<Record<string, readonly RegExp[]>> = {
  chat: [/Why is the sky blue\?/, /And\s+at sunset\?/, /total_tokens: \d+/],
  openai: [/Why\s+is the sky\s+blue\?/, /total_tokens: \d+/],
  ai_sdk: [/Why\s+is the sky\s+blue\?/],
  tools: [/^Looking up Boston/, /get_current_weather answered \{.*"celsius":21/],
  parse: [/^Alice \S.* Alice and Bob$/m],
  gemini: [/^\d+$/m, /Why\s+is the sky\s+blue\?/],
  keyless: [/Why is the sky blue\?/],
};

for (const runtime of ["deno", "bun"] as const) {
  test(`the examples run on ${runtime}, with the emulator preloaded`, async () => {
    await using project = await installExamples();
    const options = { cwd: project.path };
    const flags = runtime === "deno" ? ["run", "-A"] : [];
    const args = [...flags, "--preload", "./examples/emulator.ts"];
    const runs = Object.entries(examples).map(async ([name, expected]) => ({
      name,
      expected,
      result: await run(commands[runtime], [...args, `examples/${name}.ts`], options),
    }));
    for (const { name, expected, result } of await Promise.all(runs)) {
      succeeded(result, name);
      for (const pattern of expected) assert.match(result.stdout, pattern, name);
    }
  });
}

test("the keyless example turns a token of GitHub Actions into one of Google's", async () => {
  await using network = await openNetwork();
  const { audience, mintSubjectToken } = network.emulator.workloadIdentity;
  const { client_email, project_id } = network.emulator.serviceAccountKey;
  const asked: string[] = [];
  await using github = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async ({ url, headers }) => {
      const wanted = new URL(url).searchParams.get("audience") ?? "";
      asked.push(`${headers.get("authorization")} ${wanted}`);
      return Response.json({ value: await mintSubjectToken({ aud: wanted }) });
    },
  );
  const result = await run(commands.deno, [
    "run",
    "-A",
    "--preload",
    network.preload,
    "examples/keyless.ts",
  ], {
    env: {
      GITHUB_ACTIONS: "true",
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${github.addr.port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the-job's-own-token",
      GOOGLE_WORKLOAD_IDENTITY_PROVIDER: audience,
      GOOGLE_IMPERSONATION_URL:
        `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${client_email}:generateAccessToken`,
      GOOGLE_CLOUD_PROJECT: project_id,
    },
  });
  succeeded(result, "keyless");
  assert.include(result.stdout, emulated);
  assert.deepEqual(asked, [`Bearer the-job's-own-token https:${audience}`]);
  assert.deepEqual(network.emulator.requests.map(({ url }) => new URL(url).hostname), [
    "sts.googleapis.com",
    "iamcredentials.googleapis.com",
    "aiplatform.googleapis.com",
  ]);
});

test("the guides show the gateways as they are", async () => {
  const quoted = {
    "cloudflare-workers": "cloudflare-worker/src/index.ts",
    "deno-deploy": "deno-deploy/main.ts",
    "bun": "bun/index.ts",
  };
  for (const [guide, file] of Object.entries(quoted)) {
    const [, code = ""] = (await Deno.readTextFile(pathOf(`examples/${file}`))).split(" */\n");
    assert.include(await Deno.readTextFile(pathOf(`docs/guides/${guide}.md`)), code, guide);
    assert.include(code, "vertexGateway(");
  }
});

function succeeded({ code, stdout, stderr }: ProgramResult, name: string): void {
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, `${name} printed ${stdout}`);
}
