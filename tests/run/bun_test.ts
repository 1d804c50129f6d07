import { assert, test } from "../harness.ts";
import { runBun, startBun } from "./bun.ts";

async function withScript(text: string, use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

test("startBun() gives the port of a server under Bun", async () => {
  const script = `
    const server = Bun.serve({
      port: 0, hostname: "127.0.0.1", fetch: () => new Response(process.env.GREETING),
    });
    console.log(\`listening on http://127.0.0.1:\${server.port}/\`);`;
  await withScript(script, async (path) => {
    await using bun = await startBun(path, { env: { GREETING: "hello" } });
    const response = await fetch(`http://127.0.0.1:${bun.port}/`);
    assert.equal(await response.text(), "hello");
  });
});

test("runBun() gives what a script printed and how it ended", async () => {
  await withScript("console.log(process.argv[2]); process.exit(3);", async (path) => {
    const result = await runBun(path, { args: ["argument"] });
    assert.deepEqual(result, { code: 3, stdout: "argument\n", stderr: "" });
  });
});
