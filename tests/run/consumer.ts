/** A project of a user's, in an empty folder, and the programs that are run in it: the README's, and one of ours. */
import { pathOf, readManifest } from "../../scripts/root.ts";
import { readSnippets } from "./snippets.ts";

/** What the program of `tests/consumers` must print last, whatever runs it. */
export const expected = {
  streamed: "Rayleigh scattering, in pieces",
  native: "Rayleigh scattering, natively",
  gateway: "Rayleigh scattering, for a team",
  toolTurns: 2,
  participants: 2,
  refused: "invalid_config",
};

/** A folder outside of the project. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string;
  write(path: string, content: string): Promise<void>;
  /** Runs a command in it, and gives what it printed; a failure is thrown. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
}

/** Makes the folder, with the programs and a main file that imports them and every entry there is. */
export async function createConsumer(): Promise<Consumer> {
  const folder = await Deno.makeTempDir({ prefix: "consumer_" });
  const write = (path: string, content: string) => Deno.writeTextFile(`${folder}/${path}`, content);
  await Deno.copyFile(pathOf("tests/consumers/program.ts"), `${folder}/program.ts`);
  // What is there without a further install: valibot comes with the package.
  const snippets = (await readSnippets()).filter(({ packages }) =>
    packages.every((name) => name === "valibot")
  );
  for (const [at, { text }] of snippets.entries()) await write(`readme_${at}.ts`, text);
  await write("main.ts", await mainText(snippets.length));
  await write("worker.ts", workerText);
  return {
    folder,
    write,
    async run(command, args, env = {}) {
      const { success, stdout, stderr } = await new Deno.Command(command, {
        args: [...args],
        cwd: folder,
        env: { NO_COLOR: "1", ...env },
        stdin: "null",
        signal: AbortSignal.timeout(60_000),
      }).output();
      const decoder = new TextDecoder();
      const printed = decoder.decode(stdout);
      if (success) return printed;
      throw new Error(`${command} ${args.join(" ")} failed: ${printed}${decoder.decode(stderr)}`);
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function mainText(snippets: number): Promise<string> {
  const { name, exports } = await readManifest();
  const entries = Object.keys(exports).map((entry) => name + entry.slice(1));
  return [
    ...entries.map((entry, at) => `import * as entry${at} from ${JSON.stringify(entry)};`),
    'import { ask } from "./program.ts";',
    ...Array.from({ length: snippets }, (_, at) => `import "./readme_${at}.ts";`),
    `for (const entry of [${entries.map((_, at) => `entry${at}`).join(", ")}]) {`,
    '  if (Object.keys(entry).length === 0) throw new Error("an entry exports nothing");',
    "}",
    "console.log(JSON.stringify(await ask()));",
  ].join("\n");
}

const workerText = `import { ask } from "./program.ts";
export default { fetch: async () => Response.json(await ask()) };
`;
