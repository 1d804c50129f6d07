/** Bun, run as a process of its own, for tests that run with all permissions. */
import { pathOf } from "../../scripts/root.ts";
import { type RunningProcess, startProcess } from "./process.ts";

/** What {@linkcode startBun} and {@linkcode runBun} take. */
export interface BunOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a script ended, and what it printed. */
export interface BunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a script, named from the project's folder, and waits for the line in which it names its port. */
export async function startBun(script: string, options: BunOptions = {}): Promise<RunningProcess> {
  return await startProcess(bunPath, {
    args: ["run", pathOf(script), ...options.args ?? []],
    cwd: pathOf("."),
    ...(options.env && { env: options.env }),
  });
}

/** Runs a script, named from the project's folder, to its end. */
export async function runBun(script: string, options: BunOptions = {}): Promise<BunResult> {
  const { code, stdout, stderr } = await new Deno.Command(bunPath, {
    args: ["run", pathOf(script), ...options.args ?? []],
    cwd: pathOf("."),
    stdin: "null",
    ...(options.env && { env: options.env }),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const bunPath: string = pathOf("node_modules/.bin/bun");
