/** `deno task start` as a process of its own. */
import { pathOf } from "../../scripts/root.ts";
import { type RunningProcess, startProcess } from "./process.ts";

/** What {@linkcode startGateway} and {@linkcode runStart} take. */
export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway that runs. */
export interface StartedGateway extends RunningProcess {
  /** Such as `http://127.0.0.1:8787/v1`, as it was printed. */
  readonly base: string;
  /** What it printed by the time it was ready. */
  readonly greeting: string;
}

/** How a start ended that was not to succeed. */
export interface FailedStart {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The settings of whoever runs the tests must not reach the process. */
export const noSettings: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_LOCATION",
    "VERTEX_MODELS",
    "GATEWAY_API_KEYS",
  ].map((name) => [name, ""]),
);

/** Starts it on a free port with the task's own command line, and waits until it has said all. */
export async function startGateway(options: StartOptions = {}): Promise<StartedGateway> {
  const process = await startProcess(Deno.execPath(), {
    args: [...await taskArguments(), "--port", "0", ...options.args ?? []],
    env: { ...noSettings, ...options.env },
    cwd: pathOf("."),
    findPort: portAtTheEnd(),
  });
  const greeting = process.output();
  const base = /^An OpenAI-compatible API on (\S+)$/m.exec(greeting)?.[1] ?? "";
  return { ...process, base, greeting };
}

/** Runs it to its end. */
export async function runStart(options: StartOptions = {}): Promise<FailedStart> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...await taskArguments(), ...options.args ?? []],
    env: { ...noSettings, ...options.env, NO_COLOR: "1" },
    cwd: pathOf("."),
    stdin: "null",
    signal: AbortSignal.timeout(20_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Finds the port in the greeting, once its last line is there. */
export function portAtTheEnd(): (line: string) => number | undefined {
  let port: number | undefined;
  return (line) => {
    port ??= Number(/:(\d+)\/v1$/.exec(line)?.[1]) || undefined;
    return line === "Ctrl-C ends it." ? port : undefined;
  };
}

/** What follows `deno` in the task. */
export async function taskArguments(): Promise<string[]> {
  const manifest: { tasks: { start: string } } = JSON.parse(
    await Deno.readTextFile(pathOf("deno.json")),
  );
  const [program, ...args] = manifest.tasks.start.split(" ");
  if (program !== "deno") throw new Error(`Not a command of deno: ${manifest.tasks.start}`);
  return args;
}

/** The requests behind the curl lines of a greeting. */
export function curlRequests(greeting: string): Request[] {
  const lines = greeting.split("\n").map((line) => line.trim());
  return lines.filter((line) => line.startsWith("curl ")).map((line) => {
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) =>
      a ?? b ?? c ?? ""
    );
    const after = (flag: string) =>
      words.flatMap((word, at) => word === flag ? words[at + 1] ?? "" : []);
    const headers = after("-H").map((text): [string, string] => {
      const [name = "", value = ""] = text.split(": ");
      return [name, value];
    });
    const url = words.find((word) => word.startsWith("http")) ?? "";
    return new Request(url, { method: "POST", headers, body: after("-d")[0] ?? "" });
  });
}
