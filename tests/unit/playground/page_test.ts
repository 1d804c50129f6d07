import { vertexGateway } from "../../../src/hono/mod.ts";
import { page } from "../../../src/playground/mod.ts";
import { createEmulator } from "../../../src/testing/mod.ts";
import { createVertex } from "../../../src/vertex.ts";
import { assert, test } from "../../harness.ts";

async function hashOf(element: string): Promise<string> {
  const text = new RegExp(`<${element}[^>]*>([^]*?)</${element}>`).exec(page.html)?.[1] ?? "";
  assert.isNotEmpty(text);
  const bytes = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)),
  );
  return btoa(String.fromCharCode(...bytes));
}

test("page allows its own script and style, and nothing else", async () => {
  const policy = page.headers["content-security-policy"] ?? "";
  assert.include(policy, `script-src 'sha256-${await hashOf("script")}'`);
  assert.include(policy, `style-src 'sha256-${await hashOf("style")}'`);
  assert.notInclude(policy, "unsafe");
  assert.notMatch(policy, /https?:|\*/);
  assert.match(policy, /^default-src 'none';/);
});

test("page holds one script and one style, and names no other host", () => {
  assert.lengthOf(page.html.match(/<script/g) ?? [], 1);
  assert.lengthOf(page.html.match(/<style/g) ?? [], 1);
  assert.notMatch(page.html, /<link[^>]*href="(?!data:)|<script[^>]*src=|@import|url\(/);
  assert.notMatch(page.html, / on\w+="| style="/);
  const hosts = page.html.match(/\bhttps?:\/\/[\w.-]+/g) ?? [];
  assert.deepEqual(hosts, ["http://www.w3.org"], "the name of a namespace");
});

test("page weighs less than 60 kB", () => {
  assert.isBelow(new TextEncoder().encode(page.html).length, 60_000);
});

test("vertexGateway() serves a page at its root, without a key, and only if it was given one", async () => {
  const { serviceAccountKey, fetch } = await createEmulator();
  const vertex = createVertex({ credentials: serviceAccountKey, fetch, models: ["google/gemini"] });
  const apiKeys = ["a-long-random-key"];
  const response = await vertexGateway({ vertex, apiKeys, playground: page }).request("/");
  assert.equal(response.status, 200);
  assert.equal(await response.text(), page.html);
  for (const [name, value] of Object.entries(page.headers)) {
    assert.equal(response.headers.get(name), value, name);
  }
  const without = await vertexGateway({ vertex, apiKeys }).request("/");
  assert.equal(without.status, 404);
});
