/** A real Chromium without a window. */
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Starts the browser. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await findBrowser(),
    // Without it Chromium refuses to run as root, as it does in containers.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/**
 * Finds a browser.
 *
 * @throws {Error} If there is none, with what to do: the page is never left untested in silence.
 */
async function findBrowser(): Promise<string> {
  const told = Deno.env.get("CHROMIUM");
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const paths = told
    ? [told]
    : NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  for (const path of paths) {
    const found = await Deno.stat(path).then(({ isFile }) => isFile, () => false);
    if (found) return path;
  }
  throw new Error(
    told
      ? `Cannot find a browser at CHROMIUM=${told}: no file is there`
      : `Cannot find a browser: neither ${NAMES.join(", nor ")} is on the PATH; install one, ` +
        'as by "apt-get install chromium", or name its path in CHROMIUM',
  );
}
