/** Running a part of a check and counting what passed. */
import { pathOf } from "./root.ts";

/** A command that hangs must not hang the whole run. */
const limitMs = 300_000;

/** How many checks of one part passed and failed, and what to read if any failed. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Shown only when something failed. */
  readonly output: string;
}

/** One named part of a run, such as a runtime's tests. */
export interface Part {
  readonly name: string;
  run(): Promise<Outcome>;
}

/** What a finished command printed, standard output and error together, without colours. */
export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs the parts one after the other, prints a line for each and the whole output of those that
 * failed, and gives the sum.
 */
export async function runParts(parts: readonly Part[]): Promise<Outcome> {
  let passed = 0;
  let failed = 0;
  for (const part of parts) {
    const started = performance.now();
    const outcome = await part.run().catch(crashed);
    passed += outcome.passed;
    failed += outcome.failed;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const counts = `${outcome.passed} passed, ${outcome.failed} failed`;
    console.log(`${part.name.padEnd(14)} ${counts} (${seconds} s)`);
    if (outcome.failed > 0) console.log(`\n--- ${part.name} ---\n${outcome.output.trim()}\n---\n`);
  }
  return { passed, failed, output: "" };
}

/** Prints the last line and ends the process, with code 1 if anything failed. */
export function finish(outcome: Outcome): never {
  console.log(`${outcome.passed} passed, ${outcome.failed} failed`);
  Deno.exit(outcome.failed > 0 ? 1 : 0);
}

/** Runs a command in the project's folder. */
export async function runCommand(
  command: string,
  args: readonly string[],
): Promise<CommandResult> {
  const result = await new Deno.Command(command, {
    args: [...args],
    cwd: pathOf("."),
    env: { NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(limitMs),
  }).output();
  const decoder = new TextDecoder();
  const output = decoder.decode(result.stdout) + decoder.decode(result.stderr);
  const stopped = result.signal === "SIGTERM" ? `\nStopped after ${limitMs / 1000} s\n` : "";
  return { code: result.code, output: output + stopped };
}

/** Runs this Deno again, in the project's folder. */
export function runDeno(args: readonly string[]): Promise<CommandResult> {
  return runCommand(Deno.execPath(), args);
}

/** A part that is one check: it passes when its command ends with code 0. */
export function commandPart(name: string, args: readonly string[], cure = ""): Part {
  return {
    name,
    async run() {
      const { code, output } = await runDeno(args);
      return oneCheck(code === 0 ? [] : [output, cure]);
    },
  };
}

/** One check's outcome: it passes when there is nothing to say. */
export function oneCheck(problems: readonly string[]): Outcome {
  const failed = problems.length === 0 ? 0 : 1;
  return { passed: 1 - failed, failed, output: problems.join("\n") };
}

/** The parts named on the command line, or all of them; an unknown name ends the process. */
export function chosenParts(parts: readonly Part[]): readonly Part[] {
  const names = parts.map((part) => part.name);
  const unknown = Deno.args.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    console.error(`Cannot find part ${unknown}: there are ${names.join(", ")}`);
    Deno.exit(1);
  }
  return Deno.args.length === 0 ? parts : parts.filter((part) => Deno.args.includes(part.name));
}

function crashed(error: unknown): Outcome {
  const text = error instanceof Error ? error.stack ?? error.message : String(error);
  return { passed: 0, failed: 1, output: text };
}
