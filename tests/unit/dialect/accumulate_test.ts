import { createAccumulator } from "../../../src/dialect/accumulate.ts";
import { createChunkRepair } from "../../../src/dialect/repair_chunk.ts";
import { parseJson } from "../../../src/errors.ts";
import { assert, test } from "../../harness.ts";
import { hello, makePair } from "../chat/client.ts";

const poisons = [
  '{"choices":[{"index":0,"delta":{"content":"x","__proto__":{"poisoned":1}},"finish_reason":"stop"}]}',
  '{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"a","__proto__":{"poisoned":1},"function":{"name":"f","__proto__":{"poisoned":1}}}]},"finish_reason":"stop"}]}',
  '{"choices":[{"index":0,"delta":{"extra_content":{"google":{"__proto__":{"poisoned":1}}}},"finish_reason":"stop"}],"__proto__":{"poisoned":1}}',
  '{"choices":[{"index":0,"delta":{"content":"x","\\u005f_proto_\\u005F":{"poisoned":1}},"finish_reason":"stop"}]}',
  '{"choices":[{"index":0,"delta":{"content":"x","constructor":{"prototype":{"poisoned":1}}},"finish_reason":"stop"}]}',
];

for (const poison of poisons) {
  test(`A stream cannot reach the prototype of all objects by ${poison}`, async () => {
    const { vertex, emulator } = await makePair();
    emulator.reply({ body: `data: ${poison}\n\ndata: ${poison}\n\ndata: [DONE]\n\n` });
    const message = await vertex.chat.completions.stream(hello).finalMessage();
    assert.isUndefined(Object(message).poisoned);
    assert.isUndefined(Object({}).poisoned);
  });
}

test("createAccumulator() itself merges into own members only", () => {
  const accumulator = createAccumulator();
  const repair = createChunkRepair({ thoughts: "none", model: "m" });
  for (const poison of poisons) accumulator.add(repair.chunk(JSON.parse(poison)));
  accumulator.completion();
  assert.isUndefined(Object({}).poisoned);
});

test("createAccumulator() never writes to the chunks it takes", () => {
  const accumulator = createAccumulator();
  const repair = createChunkRepair({ thoughts: "none", model: "m" });
  const chunks = [1, 2, 3].map((number) =>
    repair.chunk({
      choices: [{
        index: 0,
        delta: { images: [{ number }], extra_content: { other: { number } } },
      }],
    })
  );
  const before = JSON.stringify(chunks);
  for (const chunk of chunks) accumulator.add(chunk);
  assert.equal(JSON.stringify(chunks), before);
  assert.lengthOf(accumulator.completion().choices[0]?.message.images ?? [], 3);
});

test("parseJson() drops __proto__ however it is spelled, and nothing else", () => {
  assert.deepEqual(parseJson('{"a__b":1,"__proto__":{"c":1},"d":{"\\u005f_proto__":1,"e":2}}'), {
    a__b: 1,
    d: { e: 2 },
  } as object);
  assert.isUndefined(parseJson("{"));
});
