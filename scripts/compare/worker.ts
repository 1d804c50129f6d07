/** The row that takes a worker: a program bundled for the web, in workerd without Node compatibility. */
import { bundle } from "../bundle.ts";
import { createEmulator } from "../../src/testing/mod.ts";
import { startWorker } from "../../tests/run/workerd.ts";

/** What is said of it. */
export const workerRow = {
  title: "A service account's key on a Worker without Node compatibility",
  how:
    "The program is bundled for the web, with the conditions `workerd`, `worker` and `browser`, and asks one question in workerd of compatibility date 2026-01-01, without `nodejs_compat`. Node compatibility, which new Workers have by default, and Wrangler's stand-ins for Node's modules are made for programs that fail here; they were not tried.",
};

/** Plays it with the program of a file beside this one. */
export async function playWorker(file: string): Promise<string> {
  const bundled = await bundle({ source: sourceOf(file) }).catch((error) => {
    if (/is built into node/.test(error.message)) return undefined;
    throw error;
  });
  if (!bundled) return "no: it needs Node's own modules";
  const emulator = await createEmulator();
  await using google = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => emulator.app.fetch(request),
  );
  await using worker = await startWorker({ source: bundled.text });
  const response = await fetch(`http://127.0.0.1:${worker.port}/`, {
    method: "POST",
    body: JSON.stringify({
      origin: `http://127.0.0.1:${google.addr.port}/`,
      key: emulator.serviceAccountKey,
    }),
  });
  return await response.text();
}

/** All that is dialled, by the global `fetch` or by the one that is passed, reaches the emulator. */
function sourceOf(file: string): string {
  return `import { createContender } from "./scripts/compare/${file}.ts";
import { shortened } from "./scripts/compare/shorten.ts";
const dial = globalThis.fetch;
export default {
  async fetch(request) {
    const { origin, key } = await request.json();
    const fetch = globalThis.fetch = (input, init) => {
      const meant = new Request(input, init);
      meant.headers.set("x-original-url", meant.url);
      return dial(new Request(origin, meant));
    };
    try {
      const contender = await createContender({ key, fetch });
      await contender.ask();
      return new Response("yes");
    } catch (error) {
      return new Response("no: " + shortened(error));
    }
  },
};`;
}
