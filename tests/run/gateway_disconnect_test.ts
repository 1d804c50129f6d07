import { vertexGateway } from "../../src/hono/mod.ts";
import { createEmulator, type Emulator } from "../../src/testing/mod.ts";
import { createVertex } from "../../src/vertex.ts";
import { assert, test } from "../harness.ts";
import { postRaw } from "./raw_client.ts";
import { until } from "./until.ts";

const key = "a-key-of-the-team";
const model = "google/gemini-3.1-pro-preview";
const hello = { model, messages: [{ role: "user", content: "Hello there" }] };
const path = "/v1/chat/completions";
const headers = { authorization: `Bearer ${key}` };

interface Served extends AsyncDisposable {
  readonly port: number;
  readonly emulator: Emulator;
}

async function serveGateway(): Promise<Served> {
  const emulator = await createEmulator();
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    models: [model],
    fetch: emulator.fetch,
  });
  const gateway = vertexGateway({ vertex, apiKeys: [key] });
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, gateway.fetch);
  return {
    port: server.addr.port,
    emulator,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

test("a caller that leaves in the middle of the mint strands nobody, on Deno", async () => {
  await using served = await serveGateway();
  served.emulator.fail({ on: "token", delayMs: 300 });
  const leader = await postRaw(served.port, path, headers, hello);
  await until(() => served.emulator.requests.length === 1);
  const follower = fetch(`http://127.0.0.1:${served.port}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(hello),
  });
  await leader.reset();
  const response = await follower;
  assert.equal(response.status, 200);
  await response.body?.cancel();
  assert.lengthOf(served.emulator.requests.filter(({ kind }) => kind === "token"), 1);
});
