import { pathOf } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";
import { curlRequests, noSettings, portAtTheEnd, taskArguments } from "./start.ts";

/** A start in a process group of its own, as a terminal makes it. */
interface Job extends AsyncDisposable {
  /** The process that was started; also the group's number. */
  readonly pid: number;
  readonly port: number;
  readonly greeting: string;
  /** How it ended, and what it wrote to stderr. */
  readonly ended: Promise<{ code: number; stderr: string }>;
}

async function startJob(args: readonly string[]): Promise<Job> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args, "--port", "0"],
    env: { ...noSettings },
    cwd: pathOf("."),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  const stderr = new Response(child.stderr).text();
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  let greeting = "";
  const reading = (async () => {
    const findPort = portAtTheEnd();
    let line = "";
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      greeting += part;
      const lines = (line + part).split("\n");
      line = lines.pop() ?? "";
      const found = lines.map(findPort).find((port) => port !== undefined);
      if (found !== undefined) resolve(found);
    }
    reject(new Error("Cannot start the gateway: it ended"));
  })();
  const ended = Promise.all([child.status, stderr, reading]).then(([status, stderr]) => ({
    code: status.code,
    stderr,
  }));
  return {
    pid: child.pid,
    port: await port,
    greeting,
    ended,
    async [Symbol.asyncDispose]() {
      if (groupLives(child.pid)) Deno.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}

function groupLives(pid: number): boolean {
  try {
    Deno.kill(-pid, "SIGCONT");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function assertCleanEnd(job: Job): Promise<void> {
  const signal = AbortSignal.timeout(5_000);
  const late = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(new Error("It runs on")), { once: true })
  );
  assert.deepEqual(await Promise.race([job.ended, late]), { code: 0, stderr: "" });
  assert.isFalse(groupLives(job.pid), "a process is left");
  using _free = Deno.listen({ hostname: "127.0.0.1", port: job.port });
}

/** Begins a stream and leaves it open. */
async function beginStream(job: Job): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const [, request] = curlRequests(job.greeting);
  if (request === undefined) throw new Error("Cannot find the second curl line");
  const response = await fetch(request);
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error("Cannot read the stream: it has no body");
  await reader.read();
  return reader;
}

/** What is left of a stream; it must not look like a whole one. */
async function readRest(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      text += new TextDecoder().decode(part.value);
    }
    return text;
  } catch {
    return `${text}(broken)`;
  }
}

test("task start ends on SIGINT and on SIGTERM", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await using job = await startJob(await taskArguments());
    Deno.kill(job.pid, signal);
    await assertCleanEnd(job);
  }
});

test("task start ends on SIGINT in the middle of a stream", async () => {
  await using job = await startJob(await taskArguments());
  const reader = await beginStream(job);
  Deno.kill(job.pid, "SIGINT");
  await assertCleanEnd(job);
  assert.match(await readRest(reader), /\(broken\)$/);
});

test("deno task start ends on Ctrl-C, which goes to all of its processes", async () => {
  await using job = await startJob(["task", "--quiet", "start"]);
  Deno.kill(-job.pid, "SIGINT");
  await assertCleanEnd(job);
});

test("deno task start ends on Ctrl-C in the middle of a stream", async () => {
  await using job = await startJob(["task", "--quiet", "start"]);
  const reader = await beginStream(job);
  Deno.kill(-job.pid, "SIGINT");
  await assertCleanEnd(job);
  assert.match(await readRest(reader), /\(broken\)$/);
});
