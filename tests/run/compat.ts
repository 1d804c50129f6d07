/** The capabilities of `tests/compat`, tried on each runtime. */
import { chromium } from "playwright-core";
import { bundle } from "../../scripts/bundle.ts";
import { pathOf } from "../../scripts/root.ts";
import { createEmulator } from "../../src/testing/mod.ts";
import { type Desk, type Findings, proveAll } from "../compat/capabilities.ts";
import { runBun } from "./bun.ts";
import { startWorker } from "./workerd.ts";

/** How each runtime is made to try them; the names are the columns of the table. */
export const runtimes = {
  "Deno": proveAll,
  "Bun": onBun,
  "workerd": onWorkerd,
  "Node": onNode,
  "web globals only": inWebRealm,
  "Chromium": inChromium,
} satisfies Record<string, (desk: Desk) => Promise<Findings>>;

/** A column of the table. */
export type RuntimeName = keyof typeof runtimes;

/** Tries everything on one runtime, against a Google of its own on loopback. */
export async function proveOn(name: RuntimeName): Promise<Findings> {
  // Slow enough that an abort comes before the end.
  const emulator = await createEmulator({ chunkDelayMs: 5 });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  const origin = `http://127.0.0.1:${server.addr.port}/`;
  return await runtimes[name]({ origin, key: emulator.serviceAccountKey });
}

async function onBun(desk: Desk): Promise<Findings> {
  const { stdout, stderr } = await runBun("tests/compat/script.ts", {
    args: [JSON.stringify(desk)],
  });
  return findingsIn(stdout, stderr);
}

async function onWorkerd(desk: Desk): Promise<Findings> {
  const { text } = await bundle({ entry: "tests/compat/worker.ts" });
  await using worker = await startWorker({ source: text });
  const response = await fetch(`http://127.0.0.1:${worker.port}/`, {
    method: "POST",
    body: JSON.stringify(desk),
  });
  return findingsIn(await response.text(), worker.output());
}

async function onNode(desk: Desk): Promise<Findings> {
  return await withBundle(
    "tests/compat/script.ts",
    (path) => runNode([path, JSON.stringify(desk)]),
  );
}

async function inWebRealm(desk: Desk): Promise<Findings> {
  return await withBundle("tests/compat/page.ts", (path) => runInWebRealm(path, desk));
}

/** Runs a bundle that makes a global `proveAll` where there is nothing but the web's globals, and no `eval`. */
export async function runInWebRealm(path: string, desk: Desk): Promise<Findings> {
  return await runNode([
    "--disallow-code-generation-from-strings",
    pathOf("tests/compat/web_realm.mjs"),
    JSON.stringify(desk),
    path,
  ]);
}

async function inChromium(desk: Desk): Promise<Findings> {
  const { text } = await bundle({ entry: "tests/compat/page.ts", conditions: ["browser"] });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    // A page of Google's own origin, for the emulator knows nothing of other origins.
    await page.route(
      desk.origin,
      (route) =>
        route.request().method() === "GET"
          ? route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Test</title>" })
          : route.continue(),
    );
    await page.goto(desk.origin);
    await page.addScriptTag({ content: text, type: "module" });
    return await page.evaluate(`globalThis.proveAll(${JSON.stringify(desk)})`);
  } finally {
    await browser.close();
  }
}

const chromiumPath = "/usr/bin/chromium";

async function withBundle(
  entry: string,
  use: (path: string) => Promise<Findings>,
): Promise<Findings> {
  const { text } = await bundle({ entry, conditions: ["node", "import"] });
  const path = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    await Deno.writeTextFile(path, text);
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}

async function runNode(args: readonly string[]): Promise<Findings> {
  const { stdout, stderr } = await new Deno.Command("node", {
    args: [...args],
    stdin: "null",
    signal: AbortSignal.timeout(30_000),
  }).output();
  const decoder = new TextDecoder();
  return findingsIn(decoder.decode(stdout), decoder.decode(stderr));
}

function findingsIn(stdout: string, stderr: string): Findings {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`Cannot read the findings: ${stdout}${stderr}`);
  }
}
