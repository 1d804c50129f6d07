/**
 * `deno task screenshots`: drives the playground through a conversation in a real browser, and writes pictures of it to
 * `docs/images/`, on a desktop and on a phone, in light and in dark colours.
 */
import type { Page } from "playwright-core";
import { startBrowser } from "../tests/page/browser.ts";
import { openStreet, type Street } from "../tests/page/street.ts";
import { pathOf } from "./root.ts";

/** Their widths are those of a small laptop's window and of a common phone. */
const screens = [
  { name: "desktop", viewport: { width: 1080, height: 780 } },
  { name: "phone", viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.4 },
];

const thoughts =
  `The sky is clear and it is 21 °C. A **table of limits** would do, but a chain of conditions reads \
like the advice itself.`;

const text = `Warm enough for a T-shirt. Here is the rule as a function:

\`\`\`ts
function clothesFor({ temperature, sky }: Weather): string {
  if (sky === "rain") return "a rain jacket";
  if (temperature < 8) return "a warm coat";
  return temperature < 18 ? "a sweater" : "a T-shirt";
}
\`\`\`

\`clothesFor(weather)\` gives **“a T-shirt”** for today.`;

/** What a machine without a desktop takes for its system's font is none that people have. */
const fonts = await Deno.makeTempFile({ suffix: ".conf" });
await Deno.writeTextFile(
  fonts,
  `<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  ${["system-ui", "sans", "sans-serif"].map(preferLiberation).join("\n  ")}
</fontconfig>`,
);
Deno.env.set("FONTCONFIG_FILE", fonts);

const browser = await startBrowser();
try {
  for (const { name, ...screen } of screens) {
    await using street = await openStreet(browser, { screen, chunkDelayMs: 30 });
    await converse(street);
    for (const colorScheme of ["light", "dark"] as const) {
      await street.page.emulateMedia({ colorScheme });
      await take(street.page, `playground-${name}-${colorScheme}`);
    }
  }
} finally {
  await browser.close();
  await Deno.remove(fonts);
}

async function converse({ page, emulator, say, settled, answer }: Street): Promise<void> {
  await page.getByRole("button", { name: "Tools" }).click();
  emulator.reply({
    thoughts: "",
    text: "",
    toolCalls: [{ name: "get_weather", arguments: { location: "Zürich" } }],
  });
  emulator.reply({ thoughts, text });
  await say("What should I wear in Zürich today? Write the rule down as a function.");
  await page.getByRole("button", { name: "Send result" }).click();
  await answer.getByText("for today").waitFor();
  await settled();
  await answer.locator("summary").click();
  await page.locator("#prompt").blur();
  await page.mouse.move(0, 0);
  await page.locator("#scroll").evaluate((scroll) => scroll.scrollTop = scroll.scrollHeight);
}

async function take(page: Page, name: string): Promise<void> {
  const path = pathOf(`docs/images/${name}.png`);
  await page.screenshot({ path });
  console.log(name, (await Deno.stat(path)).size);
}

function preferLiberation(family: string): string {
  return `<alias binding="strong">
    <family>${family}</family>
    <prefer><family>Liberation Sans</family></prefer>
  </alias>`;
}
