import OpenAI from "openai";
import { createVertex } from "../../../mod.ts";
import { createSignatureMemory } from "../../../src/chat/signature_memory.ts";
import type { ChatCompletion } from "../../../src/dialect/chat_completion.ts";
import { createEmulator } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";

const model = "google/gemini-3.1-pro-preview";
const question = { role: "user" as const, content: "How is the weather?" };

for (const stream of [false, true]) {
  test(`runTools of openai gets its signatures back over vertex.fetch, ${stream ? "streamed" : "plain"}`, async () => {
    const emulator = await createEmulator({ signatures: "exact" });
    const callOf = (city: string) => ({ name: "get_weather", arguments: { city } });
    emulator.reply({ toolCalls: ["Boston", "Paris"].map(callOf), quirk: "tool-index-flip" });
    emulator.reply({ toolCalls: [callOf("Rome")], quirk: "signature-late" });
    emulator.reply({ text: "It is mild." });
    const vertex = createVertex({
      credentials: emulator.serviceAccountKey,
      fetch: emulator.fetch,
    });
    const client = new OpenAI({
      apiKey: "unused",
      baseURL: "https://vertex.invalid/v1",
      fetch: vertex.fetch,
    });
    const asked: string[] = [];
    const settings = {
      model,
      messages: [question],
      tools: [{
        type: "function" as const,
        function: {
          name: "get_weather",
          description: "Gets the weather of a city",
          parameters: { type: "object", properties: { city: { type: "string" } } },
          parse: JSON.parse,
          function({ city }: { city: string }) {
            asked.push(city);
            return { city, celsius: 20 };
          },
        },
      }],
    };
    const { completions } = client.chat;
    const answer = stream
      ? await completions.runTools({ ...settings, stream }).finalContent()
      : await completions.runTools(settings).finalContent();
    assert.equal(answer, "It is mild.");
    assert.deepEqual(asked, ["Boston", "Paris", "Rome"]);
  });
}

const extra = { google: { thought_signature: "c2lnbmF0dXJl" } };
const call = { id: "1", type: "function" as const, function: { name: "f", arguments: "{}" } };
const answered = (tool_calls: object[]) =>
  ({ choices: [{ message: { tool_calls } }] }) as unknown as ChatCompletion;
const asking = (...tool_calls: unknown[]) => ({
  model,
  messages: [question, { role: "assistant", tool_calls }],
});

test("createSignatureMemory() puts back what came with a call, and writes to nothing", () => {
  const memory = createSignatureMemory();
  memory.keep(answered([{ ...call, extra_content: extra }, { ...call, id: "2" }]));
  const params = asking(call, { ...call, id: "2" });
  assert.deepEqual(
    memory.restore(params),
    asking({ ...call, extra_content: extra }, { ...call, id: "2" }),
  );
  assert.deepEqual(params, asking(call, { ...call, id: "2" }));
});

const others: readonly [what: string, call: unknown][] = [
  ["has its own", { ...call, extra_content: { google: { thought_signature: "b3RoZXI=" } } }],
  ["has another name", { ...call, function: { name: "g", arguments: "{}" } }],
  ["is malformed", null],
];
for (const [what, other] of others) {
  test(`createSignatureMemory() leaves alone a call that ${what}`, () => {
    const memory = createSignatureMemory();
    memory.keep(answered([{ ...call, extra_content: extra }]));
    assert.deepEqual(memory.restore(asking(other)), asking(other));
  });
}

for (const params of [null, 1, [], {}, { messages: 1 }, { messages: [null, { tool_calls: 1 }] }]) {
  test(`createSignatureMemory() hands on ${JSON.stringify(params)}`, () => {
    const memory = createSignatureMemory();
    memory.keep(answered([{ ...call, extra_content: extra }]));
    assert.deepEqual(memory.restore(params), params);
  });
}

test("createSignatureMemory() forgets the oldest call after a thousand", () => {
  const memory = createSignatureMemory();
  const calls = Array.from(
    { length: 1_001 },
    (_, id) => ({ ...call, id: `${id}`, extra_content: extra }),
  );
  memory.keep(answered(calls));
  const asked = asking({ ...call, id: "0" }, { ...call, id: "1" });
  assert.deepEqual(memory.restore(asked), asking({ ...call, id: "0" }, calls[1]));
});
