/** The way from a person's hands to the emulator: a browser, the page, the gateway, the client. */
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { Hono } from "hono";
import { guardLoopback } from "../../scripts/guard_loopback.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { page as playground } from "../../src/playground/mod.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/testing/mod.ts";
import { createVertex } from "../../src/vertex.ts";
import { assert } from "../harness.ts";

/** What {@linkcode openStreet} takes. */
export interface StreetOptions extends EmulatorOptions {
  /** The key that opens the gateway; without one it is open. */
  readonly apiKey?: string;
  /** How the browser shows the page. */
  readonly screen?: BrowserContextOptions;
  /** Console messages that a case brings about on purpose: Chromium reports each status from 400 up. */
  readonly expected?: RegExp;
}

/** Everything that a case touches. */
export interface Street extends AsyncDisposable {
  readonly page: Page;
  readonly emulator: Emulator;
  readonly url: string;
  /** Writes a message and sends it with the Enter key. */
  readonly say: (text: string) => Promise<void>;
  /** Waits until the answer is complete. */
  readonly settled: () => Promise<void>;
  /** The last answer. */
  readonly answer: Locator;
  /** The bodies of the chat requests that reached the emulator. */
  // deno-lint-ignore no-explicit-any -- a case reads whatever it sent
  readonly sent: () => any[];
}

const models = ["google/gemini-3.1-pro-preview", "google/gemini-3-flash-preview"];

/** To make one takes longer than most cases. */
const { serviceAccountKey: key } = await createEmulator();

/** Opens the page on a gateway of its own. When it is left, nothing may have gone wrong in the browser. */
export async function openStreet(browser: Browser, options: StreetOptions = {}): Promise<Street> {
  const { apiKey, screen, expected, ...rest } = options;
  const emulator = await createEmulator({ signatures: "exact", serviceAccountKey: key, ...rest });
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    models,
    retry: { maxAttempts: 1 },
  });
  const apiKeys = apiKey === undefined ? "none" : [apiKey];
  const gateway = vertexGateway({ vertex, apiKeys, playground });
  const { fetch } = new Hono().mount("/ai", gateway.fetch).route("/routed", gateway)
    .mount("/", gateway.fetch);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    guardLoopback((request) => fetch(request)),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const context = await browser.newContext(screen ?? {});
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const problems = watch(page, url, expected);
  await page.goto(url);
  const ready = page.locator("#model option, #key-dialog[open]").first();
  await ready.waitFor({ state: "attached" });

  return {
    page,
    emulator,
    url,
    async say(text) {
      await page.getByRole("textbox", { name: "Message", exact: true }).fill(text);
      await page.keyboard.press("Enter");
    },
    settled: () => page.locator(".answer:last-child .foot:visible").waitFor(),
    answer: page.locator(".answer").last(),
    sent: () =>
      emulator.requests.filter(({ kind }) => kind === "api").map(({ body }) => JSON.parse(body)),
    async [Symbol.asyncDispose]() {
      await context.close();
      await server.shutdown();
      assert.deepEqual(problems, []);
    },
  };
}

/** Collects what a browser complains about, and every request that goes elsewhere. */
function watch(page: Page, url: string, expected: RegExp | undefined): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // A violation of the policy is reported here as well.
    if (message.type() !== "error" && message.type() !== "warning") return;
    if (!expected?.test(message.text())) problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const target = request.url();
    if (!target.startsWith(url) && !/^(data|blob):/.test(target)) {
      problems.push(`request: ${target}`);
    }
  });
  return problems;
}
