/** Every quirk over real sockets, with the gateway on each runtime, and OpenAI's client in front of it. */
import OpenAI from "openai";
import { pathOf } from "../../scripts/root.ts";
import { quirks } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";
import { checkPlain, checkStreamed } from "../unit/quirks/check_quirk.ts";
import { openaiDoor } from "../unit/quirks/doors.ts";
import { expectations } from "../unit/quirks/expectations.ts";
import { startBun } from "./bun.ts";
import { openStreet, type Street } from "./sdk_street.ts";
import { bundle, startWorker } from "./workerd.ts";

/** Asks for every quirk, plain and streamed, and names what was not as it must be. */
async function playAll({ emulator, doors }: Street, baseURL: string): Promise<void> {
  const { apiKey } = doors["the gateway"];
  const door = openaiDoor("the gateway", new OpenAI({ baseURL, apiKey, maxRetries: 0 }));
  const wrong: string[] = [];
  for (const quirk of quirks) {
    for (const [mode, check] of Object.entries({ plain: checkPlain, streamed: checkStreamed })) {
      emulator.reset();
      emulator.reply({ ...expectations[quirk].script, quirk });
      await check(door, expectations[quirk]).catch((error) => {
        wrong.push(`${quirk}, ${mode}: ${error}`);
      });
    }
  }
  assert.deepEqual(wrong, []);
}

/** A module that makes a gateway out of its environment. */
const gatewaySource = `
  import { createVertex } from ${JSON.stringify(pathOf("mod.ts"))};
  import { vertexGateway } from ${JSON.stringify(pathOf("src/hono/mod.ts"))};
  const makeGateway = (env) => vertexGateway({
    apiKeys: [env.API_KEY],
    vertex: createVertex({
      credentials: env.KEY,
      baseURL: env.BASE_URL,
      tokenEndpoint: env.TOKEN_ENDPOINT,
      models: env.MODELS.split(","),
      retry: { maxAttempts: 1 },
    }),
  });`;

test("the gateway on Deno gives what must be seen of every quirk, over sockets", async () => {
  await using street = await openStreet();
  await playAll(street, street.doors["the gateway"].baseURL);
});

test("the gateway on workerd gives what must be seen of every quirk, over sockets", async () => {
  await using street = await openStreet();
  const source = `
    import { env } from "cloudflare:workers";
    ${gatewaySource}
    export default makeGateway(env);`;
  await using worker = await startWorker({
    source: (await bundle({ source })).text,
    env: street.env,
  });
  await playAll(street, `http://127.0.0.1:${worker.port}/v1`);
});

test("the gateway on Bun gives what must be seen of every quirk, over sockets", async () => {
  await using street = await openStreet();
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      script,
      `${gatewaySource}
      const { fetch } = makeGateway(process.env);
      const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch });
      console.log(\`listening on http://127.0.0.1:\${port}/\`);`,
    );
    await using bun = await startBun(script, { env: street.env });
    await playAll(street, `http://127.0.0.1:${bun.port}/v1`);
  } finally {
    await Deno.remove(script);
  }
});
