import { bundle } from "../../scripts/bundle.ts";
import { page } from "../../src/playground/mod.ts";
import { assert, test } from "../harness.ts";

test("a program carries the page only if it imports it, and then unchanged", async () => {
  const gateway = 'export { vertexGateway } from "@vertex-edge/client/hono";';
  const { text: without } = await bundle({ source: gateway, minify: true });
  assert.notInclude(without, "<!doctype html>");
  const source = `${gateway}\nexport { page } from "@vertex-edge/client/playground";`;
  const { text } = await bundle({ source, minify: true });
  const module = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  assert.deepEqual(module.page, page);
});
