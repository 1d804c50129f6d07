import type {
  ChatCompletion,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
} from "../../../mod.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { makePair, type Pair } from "../chat/client.ts";
import { type Asked, type Door, openDoors } from "./doors.ts";
import { question, weather } from "./expectations.ts";

const doorNames = ["the typed client", "vertex.fetch", "the gateway"] satisfies Door["name"][];

async function makeExact(): Promise<Pair> {
  return await makePair({}, { signatures: "exact" });
}

/** Two steps of tools and an answer: each step's signatures are demanded in every later request. */
async function converse(
  emulator: Emulator,
  ask: (request: Asked) => Promise<ChatCompletion>,
): Promise<ChatCompletionMessage> {
  emulator.reply({ quirk: ["tool-index-zero", "tool-text-first"] });
  emulator.reply({ quirk: ["signature-on-call"] });
  emulator.reply({ quirk: "signature-demanded", text: "It is mild in both." });
  const messages: ChatCompletionMessageParam[] = [...question.messages];
  for (let step = 0; step < 4; step++) {
    const { choices: [choice] } = await ask({ ...question, messages, tools: [weather] });
    if (!choice) throw new Error("no choice");
    messages.push(choice.message);
    if (!choice.message.tool_calls) {
      messages.push({ role: "user", content: "Thanks" });
      await ask({ ...question, messages, tools: [weather] });
      return choice.message;
    }
    for (const { id } of choice.message.tool_calls) {
      messages.push({ role: "tool", tool_call_id: id, content: '{"celsius":20}' });
    }
  }
  throw new Error("The conversation does not end");
}

for (const name of doorNames) {
  for (const mode of ["create", "stream"] as const) {
    test(`${name} keeps every signature through a tool conversation, ${mode}`, async () => {
      const { emulator, vertex } = await makeExact();
      const door = openDoors(vertex, [question.model ?? ""]).find((one) => one.name === name);
      if (!door) throw new Error("no door");
      const message = await converse(
        emulator,
        async (request) =>
          mode === "create" ? await door.create(request) : (await door.stream(request)).final,
      );
      assert.strictEqual(message.content, "It is mild in both.");
      const api = emulator.requests.filter(({ kind }) => kind === "api");
      assert.lengthOf(api, 4);
      assert.strictEqual(api.at(-1)?.body.match(/"thought_signature":/g)?.length, 3);
    });
  }
}

test("a tool conversation without its signatures is refused", async () => {
  const { emulator, vertex } = await makeExact();
  const error = await converse(emulator, async (request) => {
    const completion = await vertex.chat.completions.create(request);
    for (const call of completion.choices[0]?.message.tool_calls ?? []) delete call.extra_content;
    return completion;
  }).then(() => undefined, (reason) => reason);
  assert.match(String(error), /missing a `thought_signature`/);
});
