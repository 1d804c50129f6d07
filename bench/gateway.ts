/**
 * `deno task bench:gateway`: what the gateway costs beside a bare Hono `proxy()`, on each runtime. Every server, and the
 * upstream, is a process of its own; this one only asks. Prints tables in Markdown. Linux only, for it reads `/proc`.
 */
import type { RunningProcess } from "../tests/run/process.ts";
import { cpuMsOf, growthOf, runtimes, startDeno, startServer } from "./gateway_processes.ts";
import { apiKey, type ServerKind, serverKinds } from "./gateway_server.ts";
import { eventBytes, type StreamPlan } from "./upstream.ts";
import { quantile } from "./measure.ts";
import { model } from "./wire.ts";

const rounds = 11;
const warmups = 3;
const megabytes = 200;

/** The servers that are weighed. */
type Servers = Record<ServerKind, RunningProcess>;

/** One quantity of both servers, round by round. */
type Rounds = Record<ServerKind, number[]>;

await using upstream = await startDeno("bench/upstream.ts");
const origin = `http://127.0.0.1:${upstream.port}`;
const costs: string[] = [];
const growths: string[] = [];
for (const runtime of runtimes) {
  await using proxy = await startServer(runtime, "proxy", origin);
  await using relay = await startServer(runtime, "relay", origin);
  await using gateway = await startServer(runtime, "gateway", origin);
  const servers = { proxy, relay, gateway };
  const weigh = async (quantity: string, measure: (server: RunningProcess) => Promise<number>) =>
    costs.push(row(runtime, quantity, await compare(servers, measure)));
  await weigh("first byte, ms", firstByte);
  await weigh(
    "CPU per event, one at a time, µs",
    (server) => cpuPerEvent(server, { events: 100, pauseMs: 4 }, 40),
  );
  await weigh(
    "CPU per event, many in a read, µs",
    (server) => cpuPerEvent(server, { events: 10_240 }, 4),
  );
  for (const kind of serverKinds) {
    growths.push(`| ${runtime} | ${kind} | ${await longStream(servers[kind])} |`);
  }
}

console.log(
  `Medians of ${rounds} interleaved rounds; in brackets the middle half of the ratios. The proxy never sees the bytes;
the relay reads and writes them, and nothing else.

| runtime | quantity | bare \`proxy()\` | relay | gateway | gateway : proxy | gateway : relay |
| ------- | -------- | -------------- | ----- | ------- | --------------- | --------------- |
${costs.join("\n")}

One stream of ${megabytes} MB, in events of ${eventBytes} bytes, after those above:

| runtime | server | memory before, MB | largest growth, MB | MB/s |
| ------- | ------ | ----------------- | ------------------ | ---- |
${growths.join("\n")}`,
);

async function ask(
  port: number,
  plan: StreamPlan,
): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const messages = [{ role: "user", content: JSON.stringify(plan) }];
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ model, messages, stream: true }),
  });
  const reader = response.body?.getReader();
  if (response.status !== 200 || !reader) throw new Error(`Refused: ${response.status}`);
  return reader;
}

/** Reads to the end, and gives the number of bytes. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let bytes = 0;
  let end = new Uint8Array();
  for (let read = await reader.read(); read.value; read = await reader.read()) {
    bytes += read.value.length;
    end = new Uint8Array([...end, ...read.value.slice(-14)]).slice(-14);
  }
  if (new TextDecoder().decode(end) !== "data: [DONE]\n\n") throw new Error("Not whole");
  return bytes;
}

/** Milliseconds until the answer begins, the median of several. */
async function firstByte({ port }: RunningProcess): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 30; count++) {
    const startedAtMs = performance.now();
    const reader = await ask(port, { events: 0 });
    await reader.read();
    times.push(performance.now() - startedAtMs);
    while (!(await reader.read()).done);
  }
  return quantile(times, 0.5);
}

/** Microseconds of the server's CPU. */
async function cpuPerEvent(
  server: RunningProcess,
  plan: StreamPlan,
  streams: number,
): Promise<number> {
  const before = await cpuMsOf(server);
  const whole = Array.from({ length: streams }, async () => drain(await ask(server.port, plan)));
  await Promise.all(whole);
  return (await cpuMsOf(server) - before) * 1_000 / (plan.events * streams);
}

async function compare(
  servers: Servers,
  measure: (server: RunningProcess) => Promise<number>,
): Promise<Rounds> {
  const values: Rounds = { proxy: [], relay: [], gateway: [] };
  for (let round = -warmups; round < rounds; round++) {
    for (const kind of round % 2 === 0 ? serverKinds : serverKinds.toReversed()) {
      const value = await measure(servers[kind]);
      if (round >= 0) values[kind].push(value);
    }
  }
  return values;
}

function row(runtime: string, quantity: string, values: Rounds): string {
  const medians = serverKinds.map((kind) => quantile(values[kind], 0.5).toFixed(2));
  const ratios = (["proxy", "relay"] as const).map((base) => {
    const each = values.gateway.map((value, round) => value / (values[base][round] ?? NaN));
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(each, share).toFixed(1));
    return `${middle} (${low} to ${high})`;
  });
  return `| ${[runtime, quantity, ...medians, ...ratios].join(" | ")} |`;
}

async function longStream(server: RunningProcess): Promise<string> {
  const startedAtMs = performance.now();
  let bytes = 0;
  const { beforeMb, growthMb } = await growthOf(server, async () => {
    bytes = await drain(await ask(server.port, { events: megabytes * 1e6 / eventBytes }));
  });
  const rate = bytes / 1e3 / (performance.now() - startedAtMs);
  return [beforeMb, growthMb, rate].map((value) => value.toFixed(0)).join(" | ");
}
