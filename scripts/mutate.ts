/**
 * `deno task mutate` puts small faults into a copy of the project, one at a time, and tells which of them no test sees.
 * A number of faults for each room may follow, and names of rooms: `deno task mutate 50 sse auth`.
 */
import { type Mutant, mutantsOf, mutate, sampleOf } from "./mutators.ts";
import { filesUnder, pathOf } from "./root.ts";

/** A room, and its tests: the first list is run for every fault, the second for those that it does not see. */
interface Room {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
  readonly more: readonly string[];
}

const quirks = [
  "table",
  "transcript",
  "conversation",
  "multimodal",
  "response_samples",
  "stream_pieces",
];
const above = ["chat", ...quirks.map((name) => `quirks/${name}_test.ts`)];
const rooms: Readonly<Record<string, Room>> = {
  sse: { sources: ["src/sse"], tests: ["sse"], more: ["chat"] },
  retry: { sources: ["src/retry.ts"], tests: ["retry_test.ts"], more: ["transport"] },
  dialect: { sources: ["src/dialect"], tests: ["dialect"], more: above },
  auth: { sources: ["src/auth"], tests: ["auth"], more: ["vertex_test.ts", "diagnose_test.ts"] },
};

const size = Number(Deno.args.find((argument) => /^\d+$/.test(argument)) ?? 40);
const named = Deno.args.filter((argument) => Object.hasOwn(rooms, argument));
const folder = await Deno.makeTempDir({ prefix: "mutate_" });
try {
  await copyProject();
  for (const [name, room] of Object.entries(rooms)) {
    if (named.length === 0 || named.includes(name)) await judge(name, room);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function copyProject(): Promise<void> {
  for (
    const file of [...await filesUnder("src"), ...await filesUnder("tests"), "mod.ts", "deno.json"]
  ) {
    await Deno.mkdir(`${folder}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(pathOf(file), `${folder}/${file}`);
  }
  await Deno.symlink(pathOf("node_modules"), `${folder}/node_modules`);
}

async function judge(name: string, { sources, tests, more }: Room): Promise<void> {
  const files = (await Promise.all(
    sources.map(async (source) => source.endsWith(".ts") ? [source] : await filesUnder(source)),
  )).flat();
  const all: Mutant[] = [];
  for (const file of files) all.push(...mutantsOf(file, await Deno.readTextFile(pathOf(file))));
  const began = performance.now();
  if (!await passes([...tests, ...more], 240_000)) {
    throw new Error(`Cannot judge ${name}: its tests fail without a fault`);
  }
  const limitMs = 10_000 + 3 * (performance.now() - began);
  const drawn = sampleOf(all, size);
  const survivors: Mutant[] = [];
  for (const mutant of drawn) {
    const source = await Deno.readTextFile(pathOf(mutant.file));
    await Deno.writeTextFile(`${folder}/${mutant.file}`, mutate(source, mutant));
    if (await passes(tests, limitMs) && await passes(more, limitMs)) {
      survivors.push(mutant);
      console.log(tell(mutant, source));
    }
    await Deno.writeTextFile(`${folder}/${mutant.file}`, source);
  }
  const killed = drawn.length - survivors.length;
  console.log(
    `${name}: ${all.length} faults, ${drawn.length} tried, ${killed} seen, ${survivors.length} not`,
  );
}

/** Whether the tests pass in time; a fault that makes them hang is seen, too. */
async function passes(tests: readonly string[], limitMs: number): Promise<boolean> {
  const { success } = await new Deno.Command(pathOf("node_modules/.bin/bun"), {
    args: ["test", "--bail", "--timeout=10000", ...tests.map((test) => `./tests/unit/${test}`)],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "null",
    signal: AbortSignal.timeout(limitMs),
  }).output();
  return success;
}

function tell(mutant: Mutant, source: string): string {
  const line = (text: string) => text.split("\n")[mutant.line - 1]?.trim();
  const { file, kind } = mutant;
  return `${file}:${mutant.line} ${kind}\n  - ${line(source)}\n  + ${line(mutate(source, mutant))}`;
}
