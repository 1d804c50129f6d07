import type { ChatCompletion } from "../../../mod.ts";
import { assert, test } from "../../harness.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { makePair } from "../chat/client.ts";
import { type Door, openaiOn, openDoors } from "./doors.ts";
import { question, weather } from "./expectations.ts";
import { assembleStrictly } from "./strict_assembler.ts";

const transcript = wireResponses["streamed-function-call-arguments.sse"];
const asked = { ...question, tools: [weather] };

/** Exactly what Google's own example means. */
function assertTwoCalls({ id, model, choices, usage }: ChatCompletion): void {
  assert.strictEqual(id, "nQiNafGyF5rw998PstqooAY");
  assert.strictEqual(model, "google/gemini-3.1-pro-preview");
  assert.lengthOf(choices, 1);
  assert.strictEqual(choices[0]?.finish_reason, "tool_calls");
  const calls = choices[0]?.message.tool_calls?.map((call) => ({
    id: call.id,
    type: call.type,
    name: call.function.name,
    arguments: call.function.arguments,
    extra_content: call.extra_content,
  }));
  assert.deepEqual(calls, [
    {
      id: "function-call-c855348a-459a-46a4-a8ad-aa0a4e7c3563",
      type: "function",
      name: "get_current_weather",
      arguments: '{"location":"Boston, MA","unit":"celsius"}',
      extra_content: { google: { thought_signature: "..." } },
    },
    {
      id: "function-call-df0d087c-ad74-46f1-ba4a-9353cbf288a8",
      type: "function",
      name: "get_current_weather",
      arguments: '{"location":"New Delhi, India","unit":"celsius"}',
      extra_content: undefined,
    },
  ]);
  assert.deepEqual(usage, {
    prompt_tokens: 27,
    completion_tokens: 549,
    total_tokens: 576,
    completion_tokens_details: { reasoning_tokens: 504 },
    extra_properties: { google: { traffic_type: "PROVISIONED_THROUGHPUT" } },
  });
}

for (const name of ["the typed client", "vertex.fetch", "the gateway"] satisfies Door["name"][]) {
  test(`${name} gives two calls for Google's transcript`, async () => {
    const { emulator, vertex } = await makePair();
    emulator.reply({ body: transcript });
    const door = openDoors(vertex, [asked.model ?? ""]).find((one) => one.name === name);
    const { chunks = [], final } = await door?.stream(asked) ?? {};
    assert.lengthOf(chunks, 12);
    assertTwoCalls(assembleStrictly(chunks));
    assert.isDefined(final);
    if (final) assertTwoCalls(final);
  });
}

test("openai's create reads Google's transcript through vertex.fetch, chunk by chunk", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ body: transcript });
  const stream = await openaiOn(vertex.fetch).chat.completions.create({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "Hi" }],
    stream: true,
  });
  const fragments: string[] = [];
  for await (const { choices: [choice] } of stream) {
    for (const { index, id, function: call } of choice?.delta.tool_calls ?? []) {
      fragments.push([index, id?.slice(0, 18), call?.name, call?.arguments].join("|"));
    }
  }
  assert.deepEqual(fragments, [
    "0|function-call-c855|get_current_weather|",
    '0|||{"location":"Boston, MA',
    '0|||"',
    '0|||,"unit":"celsius',
    '0|||"',
    "0|||}",
    "1|function-call-df0d|get_current_weather|",
    '1|||{"location":"New Delhi, India',
    '1|||"',
    '1|||,"unit":"celsius',
    '1|||"',
    "1|||}",
  ]);
});
