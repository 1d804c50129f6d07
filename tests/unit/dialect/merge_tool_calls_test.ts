import { createEdits } from "../../../src/dialect/edits.ts";
import { createToolCallMerger } from "../../../src/dialect/merge_tool_calls.ts";
import { assert, test } from "../../harness.ts";

interface Call {
  id?: string;
  name?: string;
  arguments: string;
}

/** What a strict client that goes by the index makes of the fragments. */
function assemble(deltas: readonly Record<string, unknown>[][]): Call[] {
  const merger = createToolCallMerger(createEdits(), false);
  const calls: Call[] = [];
  const take = (fragments: ReturnType<typeof merger.push>) => {
    for (const { index, id, function: part } of fragments) {
      assert.isAtMost(index, calls.length);
      const call = calls[index] ??= { arguments: "" };
      if (id !== undefined) {
        assert.isUndefined(call.id);
        call.id = id;
      }
      if (part?.name) call.name = (call.name ?? "") + part.name;
      call.arguments += part?.arguments ?? "";
    }
  };
  for (const delta of deltas) take(merger.push(delta));
  take(merger.end());
  return calls;
}

const fragment = (fields: { id?: string; index?: number; name?: string; args?: string }) => ({
  ...(fields.id !== undefined && { id: fields.id }),
  ...(fields.index !== undefined && { index: fields.index }),
  function: {
    ...(fields.name !== undefined && { name: fields.name }),
    arguments: fields.args ?? "",
  },
});

const two = [{ id: "a", name: "f", arguments: '{"x":1}' }, {
  id: "b",
  name: "g",
  arguments: '{"y":2}',
}];

test("createToolCallMerger() goes by the ID, whatever the index does", () => {
  assert.deepEqual(
    assemble([
      [fragment({ id: "a", index: 1, name: "f" })],
      [fragment({ id: "a", index: 0, name: "f", args: '{"x"' })],
      [fragment({ id: "a", index: 0, name: "f", args: ":1}" })],
      [fragment({ id: "b", index: 0, name: "g" })],
      [fragment({ id: "b", index: 1, name: "g", args: '{"y":2}' })],
    ]),
    two,
  );
});

test("createToolCallMerger() keeps calls apart that all have index 0, or none", () => {
  for (const index of [{ index: 0 }, {}]) {
    assert.deepEqual(
      assemble([
        [fragment({ id: "a", ...index, name: "f", args: '{"x":1}' })],
        [fragment({ id: "b", ...index, name: "g", args: '{"y":2}' })],
      ]),
      two,
    );
  }
});

test("createToolCallMerger() numbers from 0, whatever gaps there are", () => {
  assert.deepEqual(
    assemble([[
      fragment({ id: "a", index: 1, name: "f", args: '{"x":1}' }),
      fragment({ id: "b", index: 3, name: "g", args: '{"y":2}' }),
    ]]),
    two,
  );
});

test("createToolCallMerger() joins interleaved fragments that have only an index", () => {
  assert.deepEqual(
    assemble([
      [fragment({ id: "a", index: 0, name: "f" }), fragment({ id: "b", index: 1, name: "g" })],
      [fragment({ index: 0, args: '{"x"' }), fragment({ index: 1, args: '{"y"' })],
      [fragment({ index: 1, args: ":2}" })],
      [fragment({ index: 0, args: ":1}" })],
    ]),
    two,
  );
});

test("createToolCallMerger() joins fragments without ID, name and index to the open call", () => {
  assert.deepEqual(
    assemble([
      [fragment({ id: "a", index: 0, name: "f", args: '{"x"' })],
      [fragment({ args: ":1}" })],
      [fragment({ id: "b", index: 1, name: "g", args: '{"y"' })],
      [fragment({ args: ":2}" })],
    ]),
    two,
  );
});

test("createToolCallMerger() begins a new call where a name comes without ID after a whole one", () => {
  for (const index of [{ index: 0 }, {}]) {
    const calls = assemble([
      [fragment({ ...index, name: "f", args: '{"x":1}' })],
      [fragment({ ...index, name: "g", args: '{"y"' })],
      [fragment({ ...index, args: ":2}" })],
    ]);
    assert.deepEqual(calls.map(({ name, arguments: args }) => [name, args]), [["f", '{"x":1}'], [
      "g",
      '{"y":2}',
    ]]);
    assert.notEqual(calls[0]?.id, calls[1]?.id);
  }
});

test("createToolCallMerger() begins a new call where another name comes, whatever came before", () => {
  for (const keys of [{ index: 0 }, {}, { index: 0, id: "" }]) {
    const calls = assemble([
      [fragment({ ...keys, name: "f" })],
      [fragment({ ...keys, name: "f" })],
      [fragment({ ...keys, name: "g" })],
      [fragment({ ...keys, name: "h", args: '{"x"' })],
      [fragment({ ...keys, name: "h", args: ":1}" })],
    ]);
    assert.deepEqual(calls.map(({ name, arguments: args }) => `${name}(${args})`).sort(), [
      "f({})",
      "g({})",
      'h({"x":1})',
    ]);
  }
});

test("createToolCallMerger() leaves a signature on the call that is named with it", () => {
  const merger = createToolCallMerger(createEdits(), false);
  const extra_content = { google: { thought_signature: "c2ln" } };
  const [first] = merger.push([fragment({ index: 0, name: "f", args: '{"a":1}' })]);
  const [second] = merger.push([{ ...fragment({ index: 0, name: "g" }), extra_content }]);
  assert.notProperty(first, "extra_content");
  assert.deepInclude(second, { index: 1, extra_content });
});

test("createToolCallMerger() keeps calls apart that come in one delta without ID and index", () => {
  const calls = assemble([[
    fragment({ name: "f", args: '{"x":1}' }),
    fragment({ name: "f", args: '{"x":2}' }),
  ]]);
  assert.deepEqual(calls.map((call) => call.arguments), ['{"x":1}', '{"x":2}']);
});

test("createToolCallMerger() makes up a missing or empty ID", () => {
  for (const id of [undefined, ""]) {
    const [call] = assemble([[fragment({ ...(id === "" && { id }), name: "f", args: "{}" })]]);
    assert.match(call?.id ?? "", /^call_[0-9a-f-]{36}$/);
  }
});

test("createToolCallMerger() gives a call without arguments an empty object", () => {
  assert.deepEqual(assemble([[fragment({ id: "a", name: "f" })]]), [{
    id: "a",
    name: "f",
    arguments: "{}",
  }]);
});

test("createToolCallMerger() escapes control characters inside strings, and changes nothing else", () => {
  const raw = '{"a":"one\ntwo\t\\"three\u0001",\n "b":[1,"\\\\"]}';
  const [call] = assemble(
    [...raw].map((char, at) => [fragment({ id: "a", ...(at === 0 && { name: "f" }), args: char })]),
  );
  assert.equal(call?.arguments, '{"a":"one\\ntwo\\t\\"three\\u0001",\n "b":[1,"\\\\"]}');
  assert.deepEqual(JSON.parse(call?.arguments ?? ""), {
    a: 'one\ntwo\t"three\u0001',
    b: [1, "\\"],
  });
});

test("createToolCallMerger() keeps extra_content where it came, verbatim, also late", () => {
  const merger = createToolCallMerger(createEdits(), false);
  const extra_content = { vertex: { thought_signature: "c2ln" } };
  const [first] = merger.push([{ ...fragment({ id: "a", name: "f", args: "{}" }), extra_content }]);
  assert.deepEqual(first?.extra_content, extra_content);
  const [late] = merger.push([{ id: "a", extra_content }]);
  assert.deepEqual(late, { index: 0, function: { arguments: "" }, extra_content });
});

test("createToolCallMerger() takes no ID that is a number for an index", () => {
  const odd = (id: number, index: number, args: string) => ({
    ...fragment({ index, name: "f", args }),
    id,
  });
  const more = (index: number, args: string) => fragment({ index, args });
  const calls = assemble([
    [odd(1, 0, "{"), odd(0, 1, "{")],
    [more(0, '"x":1}')],
    [more(1, '"y":2}')],
  ]);
  assert.deepEqual(calls.map((call) => call.arguments), ['{"x":1}', '{"y":2}']);
});
