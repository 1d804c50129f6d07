import type { Browser } from "playwright-core";
import { startBrowser } from "./browser.ts";

/** The one browser of all cases; each opens a window of its own, which shares nothing with the others. */
export const browser: Browser = await startBrowser();

Deno.test.afterAll(() => browser.close());
