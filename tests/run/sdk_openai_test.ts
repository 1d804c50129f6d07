/** OpenAI's own client over real sockets. */
import OpenAI from "openai";
import { quirks } from "../../src/testing/mod.ts";
import { assert, test } from "../harness.ts";
import { checkPlain, checkStreamed } from "../unit/quirks/check_quirk.ts";
import { openaiDoor } from "../unit/quirks/doors.ts";
import { expectations } from "../unit/quirks/expectations.ts";
import { wireResponses } from "../vectors/wire.ts";
import { openStreet } from "./sdk_street.ts";

for (const name of ["vertex.fetch", "the gateway"] as const) {
  test(`openai's stream() reads Google's transcript through ${name}, over sockets`, async () => {
    await using street = await openStreet();
    street.emulator.reply({
      body: wireResponses["streamed-function-call-arguments.sse"],
      chunkBytes: 100,
      chunkDelayMs: 1,
    });
    const client = new OpenAI({ ...street.doors[name], maxRetries: 0 });
    const { choices, usage } = await client.chat.completions.stream({
      model: "google/gemini-3.1-pro-preview",
      messages: [{ role: "user", content: "How is the weather in Boston and New Delhi?" }],
    }).finalChatCompletion();
    assert.deepEqual(
      choices[0]?.message.tool_calls?.map((call) => [
        call.id.slice(0, 18),
        call.type === "function" && call.function.arguments,
        "extra_content" in call && call.extra_content,
      ]),
      [
        [
          "function-call-c855",
          '{"location":"Boston, MA","unit":"celsius"}',
          { google: { thought_signature: "..." } },
        ],
        ["function-call-df0d", '{"location":"New Delhi, India","unit":"celsius"}', false],
      ],
    );
    assert.deepEqual([usage?.prompt_tokens, usage?.completion_tokens, usage?.total_tokens], [
      27,
      549,
      576,
    ]);
    assert.strictEqual(usage?.completion_tokens_details?.reasoning_tokens, 504);
  });
}

test("vertex.fetch gives openai what must be seen of every quirk, over sockets", async () => {
  await using street = await openStreet();
  const client = new OpenAI({ ...street.doors["vertex.fetch"], maxRetries: 0 });
  const door = openaiDoor("vertex.fetch", client);
  for (const quirk of quirks) {
    for (const check of [checkPlain, checkStreamed]) {
      street.emulator.reset();
      street.emulator.reply({ ...expectations[quirk].script, quirk });
      await check(door, expectations[quirk]).catch((cause) => {
        throw new Error(`${quirk}, ${check.name}: ${cause}`, { cause });
      });
    }
  }
});

test("openai's client that leaves a stream ends the call upstream, over sockets", async () => {
  await using street = await openStreet({ chunkDelayMs: 20 });
  const client = new OpenAI({ ...street.doors["the gateway"], maxRetries: 0 });
  street.emulator.reply({ text: "word ".repeat(2_000) });
  const stream = await client.chat.completions.create({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "Talk" }],
    stream: true,
  });
  for await (const _chunk of stream) break;
  const deadline = Date.now() + 5_000;
  while (street.emulator.openStreams > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.strictEqual(street.emulator.openStreams, 0);
});
