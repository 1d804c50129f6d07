/**
 * What a program waits for its first answer in a fresh process: reading the code, running it, a token, a completion.
 * The programs are those of `bench/size`, bundled as they would be deployed; token and answer come from memory. Prints
 * the race as JSON; `deno task bench` makes a table of it.
 */
import { bundle } from "../scripts/bundle.ts";
import { createEmulator } from "../src/testing/mod.ts";
import type { Race } from "./client.ts";
import { figuresOf } from "./measure.ts";

/** One program, and whether it needs Node's own modules. */
interface Program {
  readonly name: string;
  readonly file: string;
  readonly node?: boolean;
}

const rounds = 15;
const said = "Hello yourself";
const programs: readonly Program[] = [
  { name: "jose and a bare `fetch`", file: "bare_fetch" },
  { name: "this library", file: "completion" },
  { name: "`openai`, google-auth-library", file: "openai", node: true },
  { name: "`ai`, `@ai-sdk/google-vertex/edge`", file: "ai_sdk" },
  { name: "`@google/genai`", file: "google_genai", node: true },
];

/**
 * What stands around a bundle for Node. `require` is what CommonJS inside of an ES module finds Node's modules with, and
 * without a `window` google-auth-library would load a `fetch` of its own, over sockets.
 */
const asInNode = `import { createRequire } from "node:module";
globalThis.require = createRequire(import.meta.url);
globalThis.window = globalThis;`;

/** The `fetch` of such a process, as text: the token endpoint, and Vertex AI in OpenAI's words and in Google's. */
const answer = `(input) => {
  const { pathname } = new URL(input.url ?? input);
  const said = ${JSON.stringify(said)};
  const body = pathname === "/token"
    ? { access_token: "token", expires_in: 3599, token_type: "Bearer" }
    : pathname.endsWith(":generateContent")
    ? {
      candidates: [{ content: { role: "model", parts: [{ text: said }] }, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
    }
    : {
      id: "1",
      object: "chat.completion",
      created: 1770850461,
      model: "google/gemini-3.1-pro-preview",
      choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: said } }],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    };
  return Promise.resolve(Response.json(body));
}`;

const folder = await Deno.makeTempDir({ prefix: "cold_start_" });
try {
  const { serviceAccountKey } = await createEmulator();
  for (const program of programs) await build(program, JSON.stringify(serviceAccountKey));
  const times = programs.map((): number[] => []);
  // The first round fills the caches of Deno and of the file system, and is not counted.
  for (let round = -1; round < rounds; round++) {
    for (const [index, { file }] of programs.entries()) {
      const timeMs = await start(file);
      if (round >= 0) times[index]?.push(timeMs);
    }
  }
  const race: Race = {
    title: "From the start of a process to its first answer",
    figures: figuresOf(programs.map(({ name }) => name), times),
  };
  console.log(JSON.stringify([race]));
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** Writes a program's bundle, and beside it what runs it against answers from memory. */
async function build({ file, node = false }: Program, key: string): Promise<void> {
  const entry = `bench/size/${file}.ts`;
  const forNode = node && { platform: "node" as const, conditions: ["node"] };
  const { text } = await bundle({ entry, minify: true, ...forNode });
  await Deno.writeTextFile(`${folder}/${file}.js`, text);
  await Deno.writeTextFile(
    `${folder}/run_${file}.js`,
    `${node ? asInNode : ""}
globalThis.fetch = ${answer};
const { ask } = await import("./${file}.js");
const said = await ask(${JSON.stringify(key)}, "Hello");
if (said !== ${JSON.stringify(said)}) throw new Error("It said " + said);
console.log(performance.now());
`,
  );
}

/** Runs a program in a process of its own. @returns How long that process had run when it had its answer, in ms. */
async function start(file: string): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", "--no-config", `run_${file}.js`],
    cwd: folder,
  }).output();
  // Some say a word of their own first.
  const timeMs = Number(new TextDecoder().decode(stdout).trim().split("\n").at(-1));
  if (code === 0 && timeMs > 0) return timeMs;
  throw new Error(`${file} failed: ${new TextDecoder().decode(stderr)}`);
}
