import axe from "axe-core";
import type { Page } from "playwright-core";
import { assert } from "../harness.ts";
import { browser } from "./shared_browser.ts";
import { openStreet } from "./street.ts";

const screens = [
  { name: "a desktop", viewport: { width: 1180, height: 800 } },
  { name: "a phone", viewport: { width: 360, height: 740 } },
];

for (const { name, viewport } of screens) {
  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing on ${name} in ${colorScheme} colours`, async () => {
      await using street = await openStreet(browser, {
        screen: { viewport, colorScheme },
        expected: /status of 503/,
      });
      const { page, emulator } = street;
      await page.evaluate(axe.source);
      assert.equal(await findings(page), "", "empty");

      emulator.reply({
        thoughts: "Hm.",
        text:
          "## A title\n\n1. `one`\n\n```ts\nlet x = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said",
      });
      await street.say("Hello");
      await street.settled();
      await page.locator("summary").click();
      await page.getByRole("button", { name: "Tools" }).click();
      await street.say("How is the weather?");
      await page.getByRole("button", { name: "Send result" }).waitFor();
      assert.equal(await findings(page), "", "tool call");
      assert.isAtMost(await overflow(page), 0, "sideways");
      emulator.fail({ status: 503 });
      await page.getByRole("button", { name: "Send result" }).click();
      await page.locator(".failure").waitFor();
      assert.equal(await findings(page), "", "error");

      await page.getByRole("button", { name: "Show the request as code" }).click();
      assert.equal(await findings(page), "", "code");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("textbox", { name: "JSON schema" }).fill("{");
      assert.equal(await findings(page), "", "settings");
      assert.isAtMost(await overflow(page), 0, "sideways");
      await page.getByRole("button", { name: "API key" }).click();
      assert.equal(await findings(page), "", "key");
    });
  }
}

/** What axe has against the page as it is, serious or not. */
async function findings(page: Page): Promise<string> {
  const violations = await page.evaluate(async () => {
    // The page's own type of it is not known here.
    const { axe } = window as unknown as { axe: { run(): Promise<axe.AxeResults> } };
    return (await axe.run()).violations;
  });
  return violations.map(({ id, impact, nodes }) =>
    `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`
  ).join("\n");
}

/** How far the page is wider than the screen, in pixels. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
