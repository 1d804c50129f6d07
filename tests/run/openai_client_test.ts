import { pathOf } from "../../scripts/root.ts";
import { assert, test } from "../harness.ts";
import { runBun } from "./bun.ts";
import { type OpenAIReport, useOpenAI } from "./openai_client.ts";
import { startGateway } from "./start.ts";

const key = "a-key-of-the-team";

function assertReport(report: OpenAIReport): void {
  assert.isNotEmpty(report.plain);
  assert.isNotEmpty(report.streamed);
  assert.equal(report.finishReason, "stop");
  assert.deepEqual(report.models, [
    "google/gemini-3.1-pro-preview",
    "google/gemini-3-flash-preview",
  ]);
  assert.equal(report.model, "google/gemini-3.1-pro-preview");
  const refused = {
    name: "AuthenticationError",
    status: 401,
    code: "invalid_api_key",
    param: null,
  };
  const unknown = { name: "NotFoundError", status: 404, code: "model_not_found", param: "model" };
  assert.deepEqual(report.raised, {
    wrongKey: refused,
    wrongKeyStreamed: refused,
    unknownModel: unknown,
    unknownModelEntry: unknown,
    malformedBody: {
      name: "BadRequestError",
      status: 400,
      code: "invalid_request",
      param: "messages[0].content",
    },
  });
}

test("the openai package works with task start, on Deno", async () => {
  await using gateway = await startGateway({ env: { GATEWAY_API_KEYS: key } });
  assertReport(await useOpenAI(gateway.base, key));
});

test("the openai package works with task start, on Bun", async () => {
  await using gateway = await startGateway({ env: { GATEWAY_API_KEYS: key } });
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const call = `useOpenAI(${JSON.stringify(gateway.base)}, ${JSON.stringify(key)})`;
    await Deno.writeTextFile(
      path,
      `import { useOpenAI } from ${JSON.stringify(pathOf("tests/run/openai_client.ts"))};
       console.log(JSON.stringify({ bun: Bun.version, report: await ${call} }));`,
    );
    const { code, stdout, stderr } = await runBun(path);
    assert.equal(code, 0, stderr);
    const { bun, report } = JSON.parse(stdout);
    assert.isString(bun);
    assertReport(report);
  } finally {
    await Deno.remove(path);
  }
});
