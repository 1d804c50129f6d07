import { assert, test } from "../../harness.ts";
import { hello, makePair } from "./client.ts";

const part = (text: string, more: object = {}) => ({ type: "text", text, ...more });
const signed = { extra_content: { google: { thought_signature: "c2lnbmF0dXJl" } } };

test("ChatStream.batches leaves nothing added up, and its usage is told all the same", async () => {
  const told: unknown[] = [];
  const onUsage = ({ model, usage }: { model: string; usage?: unknown }) =>
    told.push({ model, counted: usage !== undefined });
  const { vertex } = await makePair({ hooks: { onUsage } });
  const stream = vertex.chat.completions.stream(hello);
  for await (const batch of stream.batches) assert.isNotEmpty(batch);
  const { choices, model, usage } = await stream.finalChatCompletion();
  assert.deepEqual(choices, []);
  assert.equal(model, hello.model);
  assert.isDefined(usage);
  assert.deepEqual(told, [{ model: hello.model, counted: true }]);
});

for (
  const [name, length, kept] of [["a usual", 1_000, true], [
    "an endless",
    2_000_000,
    false,
  ]] as const
) {
  test(`a stream gives the parts of ${name} answer ${kept ? "whole" : "up"}`, async () => {
    const { emulator, vertex } = await makePair();
    const chunk = (content: unknown, finish_reason?: string) => ({
      id: "a",
      created: 1,
      model: hello.model,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: { content }, ...(finish_reason && { finish_reason }) }],
    });
    emulator.reply({
      chunks: [chunk("x".repeat(length)), chunk([part("y", signed)]), chunk("", "stop")],
    });
    const message = await vertex.chat.completions.stream(hello).finalMessage();
    assert.lengthOf(message.content ?? "", length + 1);
    assert.equal(message.content_parts !== undefined, kept);
  });
}
