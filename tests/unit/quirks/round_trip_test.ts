import fc from "fast-check";
import type {
  ChatCompletion,
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from "../../../mod.ts";
import { type AnswerScript, type Quirk, quirkConflict, quirks } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, makePair, type Pair } from "../chat/client.ts";
import { type Asked, type Door, openDoors } from "./doors.ts";
import { expectations, openModel, question, weather } from "./expectations.ts";
import { signatures } from "./seen.ts";

const doorNames = ["the typed client", "vertex.fetch", "the gateway"] satisfies Door["name"][];
const models = [question.model ?? "", openModel];

/** An emulator that demands the very signatures it gave. */
async function makeExact(): Promise<Pair> {
  return await makePair({}, { signatures: "exact" });
}

/** The request that continues with an answer: results for its calls, and the user's next word. */
function continued(asked: Asked, completion: ChatCompletion): Asked {
  const messages: ChatCompletionMessageParam[] = [...asked.messages];
  for (const { message } of completion.choices.slice(0, 1)) {
    messages.push(message);
    for (const { id } of message.tool_calls ?? []) {
      messages.push({ role: "tool", tool_call_id: id, content: "{}" });
    }
    // Directly after the calls' results the current turn goes on, and its signatures are due.
    if (!message.tool_calls) messages.push({ role: "user", content: "And then?" });
  }
  return { ...asked, messages };
}

/** Every signature that the caller saw, in the order of the body that was sent. */
function assertSignaturesSent({ emulator }: Pair, { choices }: ChatCompletion): void {
  const body = emulator.requests.at(-1)?.body ?? "";
  const sent = [...body.matchAll(/"thought_signature":"([^"]+)"/g)].map(([, value]) => value);
  const seen = choices.slice(0, 1).flatMap(({ message }) => signatures(message));
  assert.deepEqual(sent.sort(), seen.map(({ value }) => value).sort());
}

for (const quirk of quirks) {
  const { request, script, plain, streamed } = expectations[quirk];
  const asked: Asked = { ...question, ...request };
  for (const name of doorNames) {
    for (const mode of ["plain", "streamed"] as const) {
      if ("code" in (mode === "plain" ? plain : streamed)) continue;
      test(`${name} sends the answer of ${quirk} back, ${mode}`, async () => {
        const pair = await makeExact();
        const door = openDoors(pair.vertex, models).find((one) => one.name === name);
        if (!door) throw new Error("no door");
        pair.emulator.reply({ ...script, quirk });
        const first = mode === "plain"
          ? await door.create(asked)
          : (await door.stream(asked)).final;
        const second = await door.create(continued(asked, first));
        assert.isNotEmpty(second.choices);
        assertSignaturesSent(pair, first);
        const images = pair.emulator.requests.at(-1)?.body.match(/iVBORw0KGgo/g)?.length;
        assert.strictEqual(images, quirk === "image-in-audio" ? 1 : undefined, "images sent");
      });
    }
  }
}

test("the answers of any mix of quirks are taken back", async () => {
  const pair = await makeExact();
  const { emulator, vertex } = pair;

  const playable = quirks.filter((quirk) => !("code" in expectations[quirk].streamed));
  const cases = fc.record({
    mix: fc.subarray([...playable], { maxLength: 6 }),
    include_thoughts: fc.boolean(),
    fragments: fc.boolean(),
    script: fc.record({
      text: fc.option(fc.string({ minLength: 1, unit: "grapheme" }), { nil: undefined }),
      thoughts: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
    }, { requiredKeys: [] }),
    modalities: fc.constantFrom(["text"], ["image"], ["text", "image"]),
    stream: fc.boolean(),
  }).filter(({ mix }) => quirkConflict(mix) === undefined);
  await fc.assert(
    fc.asyncProperty(cases, async ({ mix, script, stream, ...options }) => {
      const { include_thoughts, fragments, modalities } = options;
      const asked: Asked = {
        ...question,
        tools: [weather],
        modalities,
        extra_body: {
          google: {
            thinking_config: { include_thoughts },
            stream_function_call_arguments: fragments,
          },
        },
      };
      emulator.reset();
      // Two choices with one text would leave the emulator no way to tell whose signature is due.
      const words = mix.includes("two-choices") ? { thoughts: script.thoughts } : script;
      emulator.reply({ ...words, quirk: fragments ? formless(mix) : mix });
      const first = stream
        ? await vertex.chat.completions.stream(asked).finalChatCompletion()
        : await vertex.chat.completions.create(asked);
      await vertex.chat.completions.create(continued(asked, first));
      assertSignaturesSent(pair, first);
    }),
    { numRuns: 150 },
  );
});

/** What asks for fragments itself has its own indexes. */
function formless(mix: readonly Quirk[]): Quirk[] {
  return mix.filter((quirk) => !quirk.startsWith("tool-id"));
}

const cutOff: AnswerScript = {
  toolCalls: [{ name: "get_current_weather", arguments: { location: "Boston, MA" } }],
};

for (const stream of [false, true]) {
  test(`a call cut off by length is refused with its path and cure, ${stream ? "streamed" : "plain"}`, async () => {
    const { emulator, vertex } = await makeExact();
    emulator.reply(cutOff);
    const asked: ChatCompletionCreateParams = { ...question, tools: [weather], max_tokens: 3 };
    const first = stream
      ? await vertex.chat.completions.stream(asked).finalChatCompletion()
      : await vertex.chat.completions.create({ ...asked, stream: false });
    assert.strictEqual(first.choices[0]?.finish_reason, "length");
    const requests = emulator.requests.length;
    const error = await failureOf(vertex.chat.completions.create(continued(asked, first)));
    assert.strictEqual(error.code, "invalid_request");
    assert.deepEqual(error.issues, [{
      path: "messages[1].tool_calls[0].function.arguments",
      message: 'Expected the text of a JSON object; use "{}" where there are none',
    }]);
    assert.strictEqual(emulator.requests.length, requests, "nothing was sent");
  });
}
