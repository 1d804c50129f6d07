import { assert } from "../harness.ts";
import { pixel, writeFile } from "./files.ts";
import { browser } from "./shared_browser.ts";
import { openStreet } from "./street.ts";

Deno.test("the page streams an answer, with its thoughts apart and its facts below", async () => {
  await using street = await openStreet(browser);
  const { page, emulator, answer } = street;
  const thoughts = `First I *think*${" and think".repeat(30)}.`;
  emulator.reply({ thoughts, text: "Then I **say** it.", chunkDelayMs: 60 });
  // To look from outside could come too late.
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    const look = () => {
      const open = document.querySelector<HTMLElement>(".thoughts[open]:not([hidden])");
      const label = document.querySelector("#send")?.getAttribute("aria-label");
      if (open) seen.add(`${label}, ${open.innerText}`);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  });
  await street.say("Hello");
  await street.settled();
  // The observer's own.
  const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
  assert.isAbove(seen.length, 1);
  for (const state of seen) assert.match(state, /^Stop, Thinking…\s+First/);
  const said = await answer.locator("> .text").innerHTML();
  assert.equal(said, "<p>Then I <strong>say</strong> it.</p>");
  const shown = answer.locator(".thoughts .text");
  assert.equal(await shown.isVisible(), false);
  await answer.getByText(/^Thought for \d/).click();
  assert.equal(await shown.innerText(), thoughts.replaceAll("*", ""));
  assert.equal(await shown.locator("em").innerText(), "think");
  assert.match(
    await answer.locator(".facts").innerText(),
    /^[\d.]+ m?s · first token [\d.]+ m?s · \d+ → \d+ tokens · [\d.]+ tokens\/s$/,
  );
  const [request] = street.sent();
  assert.isTrue(request.stream);
  assert.isTrue(request.extra_body.google.thinking_config.include_thoughts);
});

Deno.test("the page stops an answer, keeps what there is of it, and goes on", async () => {
  await using street = await openStreet(browser);
  const { page, emulator, answer } = street;
  emulator.reply({ text: "word ".repeat(300), chunkDelayMs: 30 });
  await street.say("Talk");
  await answer.getByText("word word").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await street.settled();
  assert.match(await answer.locator(".facts").innerText(), /^stopped · /);
  const kept = (await answer.locator("> .text").innerText()).length;
  assert.isBelow(kept, 1_400);
  await street.say("And now?");
  await answer.getByText("That is message 2 of yours").waitFor();
  const [, asked] = street.sent();
  assert.deepEqual(asked.messages.map(({ role }: { role: string }) => role), [
    "user",
    "assistant",
    "user",
  ]);
});

Deno.test("the page shows an answer that comes whole", async () => {
  await using street = await openStreet(browser);
  const { page, answer } = street;
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Stream the answer").uncheck();
  await page.getByLabel("Temperature").fill("0.5");
  await page.getByLabel("Max tokens").fill("12");
  await page.getByLabel("Effort").selectOption("low");
  await page.getByLabel("Instructions").fill("Be brief.");
  await street.say("Hello");
  await street.settled();
  assert.match(await answer.locator(".facts").innerText(), /cut off at the token limit/);
  const [{ messages, ...request }] = street.sent();
  assert.deepEqual(messages[0], { role: "system", content: "Be brief." });
  assert.isUndefined(request.stream);
  assert.equal(request.temperature, 0.5);
  assert.equal(request.max_tokens, 12);
  assert.equal(request.extra_body.google.thinking_config.thinking_level, "LOW");
});

Deno.test("the page shows an error as it is, and asks once more", async () => {
  await using street = await openStreet(browser, { expected: /status of 429/ });
  const { page, emulator, answer } = street;
  emulator.fail({ status: 429, message: "Too many of them", retryInfo: "7s" });
  await street.say("Hello");
  const alert = page.getByRole("alert");
  await alert.getByText("429 · rate_limited").waitFor();
  const said = await alert.innerText();
  assert.include(said, "Too many of them");
  assert.include(said, "Try again after 7 s");
  await alert.getByText("Details").click();
  assert.include(await alert.innerText(), "google.rpc.RetryInfo");
  await alert.getByRole("button", { name: "Try again" }).click();
  await answer.getByText("You said: “Hello”").waitFor();
  assert.equal(await alert.innerText(), "");
});

Deno.test("the page gives a refused message back, and goes on without it", async () => {
  await using street = await openStreet(browser, { expected: /status of 400/ });
  const { page, emulator, answer } = street;
  await using file = await writeFile("dot.png", Uint8Array.fromBase64(pixel));
  await page.locator("#files").setInputFiles(file.path);
  await page.locator("#attachments img").waitFor();
  emulator.fail({ status: 400, message: "No such image" });
  await street.say("What is this?");
  const alert = page.getByRole("alert");
  await alert.getByText("No such image").waitFor();
  await page.locator("#attachments img").waitFor();
  assert.equal(await page.locator("#prompt").inputValue(), "What is this?");
  assert.equal(await page.locator("#turns > li").count(), 0);
  assert.equal(await alert.getByRole("button", { name: "Try again" }).count(), 0);
  await page.getByRole("button", { name: /^Remove/ }).click();
  await street.say("Never mind");
  await answer.getByText("You said: “Never mind”").waitFor();
  assert.deepEqual(street.sent()[1].messages, [{ role: "user", content: "Never mind" }]);
  assert.equal(await alert.innerText(), "");
});

Deno.test("the page gives refused results of tools back to their form", async () => {
  await using street = await openStreet(browser, { expected: /status of 400/ });
  const { page, emulator, answer } = street;
  await page.getByRole("button", { name: /^Call a tool/ }).click();
  const result = page.getByRole("textbox", { name: "Result of get_weather" });
  await result.fill("none");
  emulator.fail({ status: 400, message: "No such result" });
  await page.getByRole("button", { name: "Send result" }).click();
  await page.getByRole("alert").getByText("No such result").waitFor();
  assert.equal(await result.inputValue(), "none");
  await page.getByRole("button", { name: "Send result" }).click();
  await answer.getByText("get_weather answered none").waitFor();
});

Deno.test("the page keeps the words before an error inside a stream", async () => {
  await using street = await openStreet(browser);
  const { page, emulator, answer } = street;
  emulator.reply({ quirk: "error-event", text: "It began so well and", errorAfterChunks: 1 });
  await street.say("Hello");
  await page.locator(".failure").waitFor();
  assert.isNotEmpty(await answer.innerText());
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await answer.getByText("You said: “Hello”").waitFor();
  assert.lengthOf(street.sent()[1].messages, 1);
});

Deno.test("the page forgets everything with a reload", async () => {
  await using street = await openStreet(browser);
  const { page } = street;
  await street.say("Hello");
  await street.settled();
  await page.reload();
  await page.getByText("What would you like to try?").waitFor();
  assert.equal(await page.locator("#turns li").count(), 0);
  const stored = await page.evaluate("localStorage.length + sessionStorage.length");
  assert.equal(stored, 0);
});

Deno.test("the page is at home under any path", async () => {
  await using street = await openStreet(browser);
  const { page } = street;
  for (const path of ["ai", "ai/", "routed"]) {
    await page.goto(street.url + path);
    const request = page.waitForRequest(/completions$/);
    await street.say("Hello");
    await street.settled();
    const { pathname } = new URL((await request).url());
    assert.equal(pathname, `/${path.replace("/", "")}/v1/chat/completions`);
  }
});

Deno.test("the page treats what a model says as text", async () => {
  await using street = await openStreet(browser);
  const { page, emulator, answer } = street;
  const text = [
    "<img src=x onerror=alert(1)> <script>alert(2)</script>",
    "[a](javascript:alert(3)) [b](https://example.com/x) ![c](https://example.com/y.png)",
    "```html\n<iframe src=https://example.com>\n```",
  ].join("\n\n");
  emulator.reply({ text });
  await street.say("Attack");
  await street.settled();
  assert.include(await answer.innerText(), "<script>alert(2)</script>");
  assert.equal(await answer.locator("img, script, iframe").count(), 0);
  const links = await answer.locator("a").evaluateAll((all) =>
    all.map((a) => a.getAttribute("href"))
  );
  assert.deepEqual(links, ["https://example.com/x", "https://example.com/y.png"]);
  assert.equal(await page.title(), "Playground");
});
