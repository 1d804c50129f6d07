/**
 * `deno task bench:streams [streams] [chunks]`: many streams at once through one client, over sockets. Prints whether
 * all were complete, how many tokens were minted, and what memory each stream cost at the most.
 */
import { createVertex } from "../mod.ts";
import { createEmulator } from "../src/testing/mod.ts";

const [most = 1_000, length = 100] = Deno.args.map(Number);
const emulator = await createEmulator();
const server = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  (request) => emulator.app.fetch(request),
);
const origin = `http://127.0.0.1:${server.addr.port}/`;
const delta = { choices: [{ index: 0, delta: { content: "a piece of the answer " } }] };
const last = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const chunks = [...Array.from({ length: length - 1 }, () => delta), last];
const request = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user" as const, content: "Hello" }],
};

for (const count of [most / 4, most / 2, most]) await measure(Math.round(count));
await server.shutdown();

async function measure(count: number): Promise<void> {
  emulator.reset();
  emulator.reply({ chunks, chunkDelayMs: 10, times: count });
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set("x-original-url", String(input));
      return fetch(origin, { ...init, headers });
    },
  });
  const heapBefore = Deno.memoryUsage().heapUsed;
  let heapMost = 0;
  const timer = setInterval(() => (heapMost = Math.max(heapMost, Deno.memoryUsage().heapUsed)), 20);
  const startedAtMs = performance.now();
  let complete = 0;
  await Promise.all(Array.from({ length: count }, async () => {
    let received = 0;
    for await (const _ of vertex.chat.completions.stream(request)) received++;
    if (received === length) complete++;
  }));
  clearInterval(timer);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const mints = emulator.requests.filter(({ kind }) => kind === "token").length;
  const each = Math.max(0, heapMost - heapBefore) / count / 1_024;
  console.log(
    `${complete} of ${count} streams of ${length} chunks complete, ${mints} mint, ` +
      `${each.toFixed(0)} KiB of heap a stream at most (both ends), ${seconds.toFixed(1)} s`,
  );
}
