import { vertexGateway } from "../../../src/hono/mod.ts";
import { createVertex, type ModelAlias } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";
import {
  apiKey,
  chatRequest,
  type Desk,
  type DeskOptions,
  hello,
  model,
  openDesk,
  readError,
} from "./gateway_desk.ts";

/** A desk that keeps what its operator is told; Google answers each call with one error, if one is given. */
async function openTold(
  options: DeskOptions = {},
  error?: { readonly code: number },
): Promise<Desk & { readonly told: unknown[] }> {
  const told: unknown[] = [];
  const onError = (failure: unknown) => told.push(failure);
  const desk: Desk = await openDesk({
    ...options,
    gateway: { onError, ...options.gateway },
    ...(error && {
      vertex: {
        fetch(input, init) {
          const isCall = String(input).includes("chat/completions");
          if (!isCall) return desk.emulator.fetch(input, init);
          return Promise.resolve(Response.json({ error }, { status: error.code }));
        },
      },
    }),
  });
  return { ...desk, told };
}

const unmet = {
  code: 400,
  status: "FAILED_PRECONDITION",
  message: "Billing is disabled for project my-project",
  details: [{ "@type": "x", metadata: { consumer: "projects/123456789012" } }],
};
const unknown = {
  code: 404,
  status: "NOT_FOUND",
  message: "Publisher Model `projects/my-project/locations/global/models/m` was not found",
};

for (const error of [unmet, unknown]) {
  for (const stream of [false, true]) {
    test(`vertexGateway() tells its operator of ${error.status}, and nobody a project, ${stream}`, async () => {
      const { chat, told } = await openTold({}, error);
      const response = await chat({ ...hello, stream });
      assert.equal(response.status, error.code);
      const text = await response.text();
      for (const name of ["my-project", "123456789012"]) assert.notInclude(text, name);
      const seen = JSON.parse(text).error;
      assert.equal(seen.status, error.status);
      assert.match(seen.message, /^Cannot .*(Billing is disabled for|Publisher Model) /);
      if ("details" in error) {
        assert.deepEqual(seen.details, [{ "@type": "x", metadata: { consumer: "projects/…" } }]);
      }
      assert.lengthOf(told, 1);
      assert.include(String(told[0]), "my-project");
    });
  }
}

test("vertexGateway() tells its operator of settings that Google or the client refuse", async () => {
  const models: ModelAlias[] = [
    { id: "hot", model, enforced: { temperature: 99 } },
    { id: "plain", model },
  ];
  const { chat, told } = await openTold({ gateway: { models } });
  assert.equal((await chat({ ...hello, model: "hot" })).status, 400);
  assert.lengthOf(told, 1);
  assert.deepInclude(told[0], { code: "invalid_request" });
  // Where nothing was set, the caller alone is to blame.
  assert.equal((await chat({ ...hello, model: "plain", temperature: 99 })).status, 400);
  assert.lengthOf(told, 1);
});

test("vertexGateway() tells its operator of changes by before that are refused", async () => {
  const { chat, told } = await openTold({
    gateway: { before: (_, request) => ({ ...request, messages: "text" }) },
  });
  assert.equal((await chat(hello)).status, 400);
  assert.lengthOf(told, 1);
});

test("vertexGateway() tells its operator alone what is wrong with the client's options", async () => {
  const credentials = JSON.stringify({ type: "service_account", project_id: "my-project" });
  const told: unknown[] = [];
  const gateway = vertexGateway({
    vertex: () => createVertex({ credentials }),
    apiKeys: [apiKey],
    models: [model],
    onError: (error) => told.push(error),
  });
  const response = await gateway.request(chatRequest(hello));
  assert.equal(response.status, 500);
  assert.deepEqual(await readError(response), {
    message:
      "Cannot complete the request: the gateway is not set up as it must be; its operator can see why",
    type: "server_error",
    param: null,
    code: "invalid_config",
  });
  assert.lengthOf(told, 1);
  assert.match(String(told[0]), /credentials|private_key|client_email/);
});
