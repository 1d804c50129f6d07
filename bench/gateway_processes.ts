/** The servers of `bench/gateway.ts`, each a process of its own, and what such a process uses. Linux only. */
import { startBun } from "../tests/run/bun.ts";
import { type RunningProcess, startProcess } from "../tests/run/process.ts";
import { bundle, startWorker } from "../tests/run/workerd.ts";
import type { ServerKind } from "./gateway_server.ts";

export const runtimes = ["Deno", "Bun", "workerd"] as const;

/** Starts the gateway or the proxy in front of an upstream such as `http://127.0.0.1:1234`. */
export async function startServer(
  runtime: typeof runtimes[number],
  kind: ServerKind,
  upstream: string,
): Promise<RunningProcess> {
  const args = [kind, upstream];
  if (runtime === "Deno") return await startDeno("bench/gateway_server.ts", args);
  if (runtime === "Bun") return await startBun("bench/gateway_server.ts", { args });
  const source = `
    import { createApp } from "./bench/gateway_server.ts";
    export default createApp(${JSON.stringify(kind)}, ${JSON.stringify(upstream)});`;
  const { text } = await bundle({ source });
  return await startWorker({ source: text, compatibilityFlags: ["enable_request_signal"] });
}

/** Runs a script on Deno. */
export async function startDeno(
  script: string,
  args: readonly string[] = [],
): Promise<RunningProcess> {
  return await startProcess(Deno.execPath(), { args: ["run", "-A", script, ...args] });
}

/** CPU time of all threads, in milliseconds, as the scheduler counts it: `/proc/<pid>/stat` has ticks of 10 ms. */
export async function cpuMsOf({ pid }: RunningProcess): Promise<number> {
  let sum = 0;
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    // A thread may end meanwhile; those that serve do not.
    const text = await Deno.readTextFile(`/proc/${pid}/task/${name}/schedstat`).catch(() => "0");
    sum += Number(text.split(" ")[0]) / 1e6;
  }
  return sum;
}

/** Memory that is resident, in megabytes. */
export async function rssMbOf({ pid }: RunningProcess): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
}

/** By how many megabytes a process grows at most while something is done. */
export async function growthOf(
  server: RunningProcess,
  work: () => Promise<unknown>,
): Promise<{ readonly beforeMb: number; readonly growthMb: number }> {
  const beforeMb = await rssMbOf(server);
  let mostMb = beforeMb;
  let working = true;
  const watching = (async () => {
    while (working) {
      mostMb = Math.max(mostMb, await rssMbOf(server));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  try {
    await work();
  } finally {
    working = false;
    await watching;
  }
  return { beforeMb, growthMb: mostMb - beforeMb };
}
