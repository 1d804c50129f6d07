/** The gateways to deploy, each started unedited by its own runtime and called over a socket. */
import OpenAI from "openai";
import { assert, test } from "../harness.ts";
import { apiKey, commands, installExamples, openNetwork } from "./examples.ts";
import { type RunningProcess, startProcess } from "./process.ts";
import { postRaw } from "./raw_client.ts";
import { until } from "./until.ts";

/** How each is started; `PRELOAD` stands for the module that leads to the emulator. */
const servers = {
  "deno-deploy": {
    command: commands.deno,
    args: ["run", "--allow-net", "--allow-env", "--preload", "PRELOAD", "main.ts"],
    env: { DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0" },
  },
  bun: { command: commands.bun, args: ["--preload", "PRELOAD", "index.ts"], env: { PORT: "0" } },
  node: { command: commands.node, args: ["--import", "PRELOAD", "server.mjs"], env: { PORT: "0" } },
};
const hello = {
  model: "fast",
  messages: [{ role: "user" as const, content: "Why is the sky blue?" }],
};

for (const name of ["deno-deploy", "bun", "node"] as const) {
  test(`examples/${name} serves OpenAI's client, and nobody without a key`, async () => {
    await using gateway = await start(name);
    const { emulator, baseURL } = gateway;
    const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
    emulator.reply({ text: "Because of Rayleigh scattering" });
    const { model, choices } = await openai.chat.completions.create(hello);
    assert.deepEqual([model, choices[0]?.message.content], [
      "fast",
      "Because of Rayleigh scattering",
    ]);
    emulator.reply({ text: "Rayleigh, in pieces" });
    const streamed = openai.chat.completions.stream(hello);
    assert.equal(await streamed.finalContent(), "Rayleigh, in pieces");
    const { data } = await openai.models.list();
    assert.deepEqual(data.map(({ id }) => id), ["google/gemini-3.1-pro-preview", "fast"]);
    assert.deepEqual(emulator.requests.map(({ url }) => new URL(url).hostname), [
      "oauth2.googleapis.com",
      "aiplatform.googleapis.com",
      "aiplatform.googleapis.com",
    ]);

    const stranger = await fetch(`${baseURL}/models`, {
      headers: { authorization: "Bearer somebody-else's-key" },
    });
    assert.equal(stranger.status, 401);
    await stranger.body?.cancel();
    const page = await fetch(new URL("/", baseURL));
    assert.match(await page.text(), /^<!doctype html>/);
  });

  test(`examples/${name} ends the call at Google when the caller leaves`, async () => {
    await using gateway = await start(name);
    const { emulator, port } = gateway;
    const headers = { authorization: `Bearer ${apiKey}` };
    emulator.reply({ text: "word ".repeat(1_000), chunkDelayMs: 50 });
    const caller = await postRaw(port, "/v1/chat/completions", headers, { ...hello, stream: true });
    await caller.answered;
    assert.equal(emulator.openStreams, 1);
    await caller.reset();
    await until(() => emulator.openStreams === 0);
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    assert.deepEqual(await health.json(), { status: "ok" });
  });
}

test("examples/node outlives a request that no Request can say", async () => {
  await using gateway = await start("node");
  const socket = await Deno.connect({ hostname: "127.0.0.1", port: gateway.port });
  await socket.write(new TextEncoder().encode("TRACE / HTTP/1.1\r\nhost: gateway\r\n\r\n"));
  assert.isNull(await socket.read(new Uint8Array(1)));
  socket.close();
  const head = await fetch(`http://127.0.0.1:${gateway.port}/health`, { method: "HEAD" });
  assert.equal(head.status, 200);
});

async function start(name: keyof typeof servers) {
  const project = await installExamples();
  const network = await openNetwork();
  const { command, args, env } = servers[name];
  let server: RunningProcess;
  try {
    server = await startProcess(command, {
      args: args.map((arg) => arg === "PRELOAD" ? network.preload : arg),
      cwd: `${project.path}/examples/${name}`,
      env: { NO_COLOR: "1", ...network.env, ...env },
    });
  } catch (error) {
    await network[Symbol.asyncDispose]();
    await project[Symbol.asyncDispose]();
    throw error;
  }
  return {
    emulator: network.emulator,
    port: server.port,
    baseURL: `http://127.0.0.1:${server.port}/v1`,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await network[Symbol.asyncDispose]();
      await project[Symbol.asyncDispose]();
    },
  };
}
