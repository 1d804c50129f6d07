/** Starting another program and waiting until it listens. */

/** A program that runs and listens on loopback. */
export interface RunningProcess extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** What it has printed so far, standard output and error together. */
  output(): string;
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** What {@linkcode startProcess} takes. */
export interface ProcessOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Gives the port named by one line of output, or undefined. @default {portIn} */
  readonly findPort?: (line: string) => number | undefined;
  /** @default {20_000} */
  readonly startTimeoutMs?: number;
  /** Called when the program is gone, to clear up behind it. */
  readonly onStopped?: () => Promise<void>;
}

/** Starts a program and resolves with its port once a line of its output names one. */
export async function startProcess(
  command: string,
  options: ProcessOptions,
): Promise<RunningProcess> {
  const { args, env, cwd, findPort = portIn, startTimeoutMs = 20_000, onStopped } = options;
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(env && { env }),
    ...(cwd && { cwd }),
  }).spawn();

  let text = "";
  const { promise: port, resolve, reject } = Promise.withResolvers<number>();
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    let line = "";
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      const lines = (line + part).split("\n");
      line = lines.pop() ?? "";
      for (const whole of lines) {
        const found = findPort(whole);
        if (found !== undefined) resolve(found);
      }
    }
  };
  const ended = Promise.all([read(child.stdout), read(child.stderr), child.status]);
  const fail = (what: string) => reject(new Error(`Cannot start ${command}: ${what}\n${text}`));
  const gone = ended.then(([, , status]) => fail(`it ended with code ${status.code}`));
  const timer = setTimeout(fail, startTimeoutMs, `no port after ${startTimeoutMs} ms`);

  let stopping: Promise<void> | undefined;
  const end = async () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await gone;
    await onStopped?.();
  };
  const stop = () => stopping ??= end();

  try {
    const { pid } = child;
    return { port: await port, pid, output: () => text, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The port in a line such as `listening on http://127.0.0.1:8787/` or `{"port":8787}`. */
export function portIn(line: string): number | undefined {
  const found = /(?:127\.0\.0\.1:|localhost:|\bport\b["':= ]{1,4})(\d+)/i.exec(line);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
