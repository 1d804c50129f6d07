/** The README, followed by a stranger: its commands exist, its links lead somewhere, its programs run unedited. */
import { filesUnder, pathOf, readManifest } from "../../scripts/root.ts";
import { createEmulator } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";
import { readSnippets } from "./snippets.ts";
import { bundle, startWorker } from "./workerd.ts";

const readme = await Deno.readTextFile(pathOf("README.md"));
const workersOnly = "cloudflare:workers";

test("README.md names commands that there are", async () => {
  const { name } = await readManifest();
  const { tasks } = JSON.parse(await Deno.readTextFile(pathOf("deno.json")));
  const used = [...readme.matchAll(/\bdeno(@\S+)? task (\w+)/g)];
  assert.isAbove(used.length, 3);
  const ci = await Deno.readTextFile(pathOf(".ci/run"));
  for (const [, version, task = ""] of used) {
    assert.property(tasks, task);
    if (version !== undefined) assert.include(ci, `deno${version}`);
  }
  const install = ["deno add jsr:", "bunx jsr add ", "npx jsr add "].map((add) => add + name);
  for (const command of install) assert.include(readme, `\`${command}\``);
});

test("README.md holds the table that the documents give", async () => {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("scripts/readme.ts"), "--check"],
    cwd: pathOf("."),
  }).output();
  assert.isTrue(success, new TextDecoder().decode(stderr));
});

test("Links between documents lead to files", async () => {
  const documents = [
    ...["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"],
    ...[...await filesUnder("docs"), ...await filesUnder("examples")]
      .filter((file) => file.endsWith(".md") && file !== "docs/api.md"),
  ];
  const dead: string[] = [];
  for (const document of documents) {
    const text = await Deno.readTextFile(pathOf(document));
    const links = text.matchAll(/\]\(([^)#\s]+)|(?:src|srcset)="([^"]+)"/g);
    for (const [, link, source] of links) {
      const target = new URL(link ?? source ?? "", `file:///${document}`);
      if (target.protocol !== "file:") continue;
      const there = await Deno.stat(pathOf(target.pathname.slice(1))).then(() => true, () => false);
      if (!there) dead.push(`${document}: ${link ?? source}`);
    }
  }
  assert.deepEqual(dead, []);
});

test("README.md keeps only programs from its tests that need a platform", async () => {
  for (const { ignored, packages, text } of await readSnippets()) {
    assert.strictEqual(ignored, packages.includes(workersOnly), text);
  }
});

test("README.md's Workers run in workerd, unedited", async () => {
  const emulator = await createEmulator();
  await using google = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  const workers = (await readSnippets()).filter(({ packages }) => packages.includes(workersOnly));
  assert.lengthOf(workers, 2);
  for (const { text } of workers) {
    emulator.reset();
    await using worker = await startWorker({
      source: onLoopback((await bundle({ source: text })).text),
      env: {
        GOOGLE_SERVICE_ACCOUNT: JSON.stringify(emulator.serviceAccountKey),
        GATEWAY_KEYS: "a-key-of-the-team,another-key-of-the-team",
        GOOGLE: `http://127.0.0.1:${google.addr.port}/`,
      },
    });
    const response = await fetch(`http://127.0.0.1:${worker.port}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: "Bearer another-key-of-the-team" },
      body: JSON.stringify({
        model: "google/gemini-3.1-pro-preview",
        messages: [{ role: "user", content: "Why is the sky blue?" }],
        stream: true,
      }),
    });
    const events = await response.text();
    assert.strictEqual(response.status, 200, events);
    assert.match(events, /^data: .*\n\ndata: \[DONE\]\n\n$/s);
    assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token", "api"]);
  }
});

/** Stands before the program: what it sends to Google goes to loopback, with the address that was meant. */
function onLoopback(program: string): string {
  return `import { env as settings } from "cloudflare:workers";
const dial = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const meant = new Request(input, init);
  meant.headers.set("x-original-url", meant.url);
  return dial(new Request(settings.GOOGLE, meant));
};
${program}`;
}
