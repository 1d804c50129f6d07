import { assert } from "../harness.ts";
import { pixel, writeFile } from "./files.ts";
import { browser } from "./shared_browser.ts";
import { openStreet } from "./street.ts";

Deno.test("the page shows tool calls as they stream, and sends their results", async () => {
  await using street = await openStreet(browser, { chunkDelayMs: 15 });
  const { page } = street;
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Offer these tools").check();
  await page.getByLabel("Stream their arguments").check();
  await street.say("How is the weather?");
  // Not JSON yet, so it is on its way.
  await page.waitForFunction(() => {
    const text = document.querySelector(".call code")?.textContent ?? "";
    return text !== "" && !text.endsWith("}");
  });
  const results = page.getByRole("textbox", { name: "Result of get_weather" });
  await results.first().waitFor();
  assert.equal(await results.count(), 2);
  assert.equal(await page.getByPlaceholder("First give the tool’s result above").count(), 1);
  await results.nth(0).fill('{"temperature": 3}');
  await results.nth(1).fill('{"temperature": 4}');
  await page.getByRole("button", { name: "Send results" }).click();
  await street.answer.getByText('get_weather answered {"temperature": 3}').waitFor();
  assert.deepEqual(await page.locator(".call .result").allInnerTexts(), [
    '{"temperature": 3}',
    '{"temperature": 4}',
  ]);
  // The emulator has held the signatures against those that it issued.
  const { messages } = street.sent()[1];
  const [call, other] = messages[1].tool_calls;
  assert.isNotEmpty(call.extra_content.google.thought_signature);
  assert.isUndefined(other.extra_content);
  assert.deepEqual(messages[3], {
    role: "tool",
    tool_call_id: other.id,
    content: '{"temperature": 4}',
  });
  await street.say("And tomorrow?");
  await page.getByRole("button", { name: "Send results" }).waitFor();
});

Deno.test("the page asks for JSON after a schema, and shows it parsed", async () => {
  await using street = await openStreet(browser);
  const { page, answer, emulator } = street;
  await page.getByRole("button", { name: /^Get JSON back/ }).click();
  await street.settled();
  const [{ response_format: format }] = street.sent();
  assert.equal(format.type, "json_schema");
  const value = JSON.parse(await answer.locator(".parsed pre").innerText());
  assert.hasAllKeys(value, Object.keys(format.json_schema.schema.properties));
  assert.isAbove(await answer.locator(".parsed .name").count(), 2);
  emulator.reply({ text: "{ no json" });
  await street.say("Again");
  await street.settled();
  assert.equal(await answer.locator(".text pre").innerText(), "{ no json");

  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("textbox", { name: "JSON schema" }).fill("{ wrong");
  await street.say("Once more");
  assert.match(await page.locator("#schemaJson-problem").innerText(), /JSON/);
  assert.equal(await page.locator("#prompt").inputValue(), "Once more");
  assert.lengthOf(street.sent(), 2);
});

Deno.test("the page takes images from files, by drop and from the clipboard, and shows those that come", async () => {
  await using street = await openStreet(browser);
  const { page, answer } = street;
  await using file = await writeFile("dot.png", Uint8Array.fromBase64(pixel));
  await page.locator("#files").setInputFiles(file.path);
  await page.getByRole("button", { name: "Remove dot.png" }).click();
  await page.locator("#files").setInputFiles(file.path);
  for (const type of ["drop", "paste"]) {
    await page.evaluate(([type, data]) => {
      const bytes = Uint8Array.from(atob(data ?? ""), (char) => char.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "dot.png", { type: "image/png" }));
      const options = { bubbles: true, cancelable: true };
      const event = type === "drop"
        ? new DragEvent("drop", { ...options, dataTransfer: transfer })
        : new ClipboardEvent("paste", { ...options, clipboardData: transfer });
      document.querySelector("#prompt")?.dispatchEvent(event);
    }, [type, pixel]);
  }
  await page.locator("#attachments img").nth(2).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Let the answer hold images").check();
  await street.say("What is this?");
  await street.settled();
  const [{ messages: [{ content }], modalities }] = street.sent();
  const part = { type: "image_url", image_url: { url: `data:image/png;base64,${pixel}` } };
  assert.deepEqual(content, [part, part, part, { type: "text", text: "What is this?" }]);
  assert.deepEqual(modalities, ["text", "image"]);
  assert.equal(await page.locator(".user img").count(), 3);
  const drawn = answer.getByRole("img");
  await drawn.waitFor();
  assert.isAbove(await drawn.evaluate((image) => (image as HTMLImageElement).naturalWidth), 0);
  await street.say("Another one");
  await answer.getByText("message 2 of yours").waitFor();
});

Deno.test("the page says which images it cannot take, and takes the others", async () => {
  await using street = await openStreet(browser);
  const { page } = street;
  const alert = page.getByRole("alert");
  const names = () =>
    page.locator("#attachments img").evaluateAll((all) => all.map((it) => it.getAttribute("alt")));
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    for (const name of ["gone.png", "here.png"]) {
      transfer.items.add(new File(["x"], name, { type: "image/png" }));
    }
    // What a file that was moved away does.
    const { readAsDataURL } = FileReader.prototype;
    FileReader.prototype.readAsDataURL = function (file) {
      if (!(file instanceof File) || file.name !== "gone.png") readAsDataURL.call(this, file);
      else queueMicrotask(() => this.dispatchEvent(new ProgressEvent("error")));
    };
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
    document.dispatchEvent(new DragEvent("drop", options));
  });
  await page.locator("#attachments img").waitFor();
  await alert.getByText("Cannot read gone.png").waitFor();
  assert.deepEqual(await names(), ["here.png"]);
  await using half = await writeFile("half.png", new Uint8Array(6_000_000));
  await using other = await writeFile("other.png", new Uint8Array(6_000_000));
  await using dot = await writeFile("dot.png", Uint8Array.fromBase64(pixel));
  await page.locator("#files").setInputFiles([half.path, other.path, dot.path]);
  await alert.getByText("Cannot add other.png: a message holds at most 10 MB of images").waitFor();
  await page.locator("#attachments img").nth(2).waitFor();
  assert.deepEqual(await names(), ["here.png", "half.png", "dot.png"]);
});

Deno.test("the page asks for the key that the gateway wants, and keeps it to itself", async () => {
  const apiKey = "a-long-random-key";
  await using street = await openStreet(browser, { apiKey, expected: /status of 401/ });
  const { page } = street;
  const field = page.getByRole("textbox", { name: "API key" });
  await field.fill("a-wrong-key");
  await page.keyboard.press("Enter");
  await page.waitForResponse((response) => response.status() === 401);
  await field.waitFor();
  const problem = page.locator("#key-problem");
  await problem.filter({ hasText: "API key" }).waitFor();
  await field.fill("ключ");
  await page.keyboard.press("Enter");
  await problem.getByText("The key holds characters that no header can carry").waitFor();
  await field.fill(apiKey);
  await page.getByRole("button", { name: "Use it" }).click();
  await page.locator("#model option").nth(1).waitFor({ state: "attached" });
  await street.say("Hello");
  await street.settled();
  await page.getByRole("button", { name: "Show the request as code" }).click();
  const html = await page.evaluate(() => document.documentElement.outerHTML);
  assert.notInclude(html, apiKey);
  assert.include(await page.locator("#snippet").innerText(), "Bearer $API_KEY");
  await page.reload();
  await field.waitFor();
  assert.equal(await field.inputValue(), "");
  await page.keyboard.press("Escape");
  await page.getByRole("alert").getByText("401 · invalid_api_key").waitFor();
});

Deno.test("the page shows the request as code that works", async () => {
  await using street = await openStreet(browser);
  const { page, url } = street;
  await page.locator("#prompt").fill('What\'s "up"?\nJSON');
  await page.getByRole("button", { name: "Show the request as code" }).click();
  const code = page.locator("#snippet");
  const curl = await code.innerText();
  const result = await new Deno.Command("bash", { args: ["-c", curl] }).output();
  const output = new TextDecoder().decode(result.stdout);
  assert.include(output, "data: [DONE]");
  assert.equal(street.sent()[0].messages[0].content, 'What\'s "up"?\nJSON');
  await page.getByText("openai", { exact: true }).click();
  assert.include(await code.innerText(), `baseURL: "${url}v1"`);
  await page.getByText("vertex-edge", { exact: true }).click();
  assert.include(await code.innerText(), 'from "@vertex-edge/client"');
});

Deno.test("the page exports a conversation, and imports it with its signatures", async () => {
  await using street = await openStreet(browser);
  const { page, answer } = street;
  await page.getByRole("button", { name: /^Call a tool/ }).click();
  await page.getByRole("button", { name: "Send result" }).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const path = await (await downloading).path();
  await page.reload();
  const file = page.locator("#import-file");
  await file.setInputFiles(path);
  await page.getByRole("button", { name: "Send result" }).click();
  await answer.getByText("get_weather answered").waitFor();
  const hostile = {
    format: "vertex-edge-playground",
    messages: [{
      role: "user",
      content: [{ type: "image_url", image_url: { url: "https://example.com/x" } }],
    }],
  };
  await using other = await writeFile("x.json", new TextEncoder().encode(JSON.stringify(hostile)));
  await file.setInputFiles(other.path);
  await page.getByRole("alert").getByText("message 1 is malformed").waitFor();
  assert.equal(await page.locator("#turns > li").count(), 3);
});

Deno.test("the page needs no mouse", async () => {
  await using street = await openStreet(browser, { chunkDelayMs: 5 });
  const { page, emulator, answer } = street;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.equal(await focused(), "Message");
  await page.keyboard.type("Hello");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("you");
  await page.keyboard.press("Enter");
  await street.settled();
  assert.equal(street.sent()[0].messages[0].content, "Hello\nyou");
  const order: unknown[] = [];
  for (let presses = 0; presses < 5; presses++) {
    await page.keyboard.press("Tab");
    order.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at?.getAttribute("aria-label") ?? at?.textContent;
      }),
    );
  }
  assert.deepEqual(order.slice(0, 4), ["Add images", "Thoughts", "Tools", "JSON"]);
  await page.locator("#prompt").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.type("How is the weather?");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Send result" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest(".call"));
  await page.keyboard.press("Enter");
  await answer.getByText("get_weather answered").waitFor();
  await street.settled();
  emulator.reply({ text: "word ".repeat(300), chunkDelayMs: 30 });
  await page.locator("#prompt").focus();
  await page.keyboard.type("Talk");
  await page.keyboard.press("Enter");
  await answer.getByText("word word").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText(/^stopped/).waitFor();
});
