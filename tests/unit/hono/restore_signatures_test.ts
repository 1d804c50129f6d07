import { restoreSignatures } from "../../../src/hono/restore_signatures.ts";
import { assert, test } from "../../harness.ts";

const skip = "skip_thought_signature_validator";

function call(id: string, signature?: string): Record<string, unknown> {
  const extra = signature === undefined
    ? {}
    : { extra_content: { google: { thought_signature: signature } } };
  return { id, type: "function", function: { name: "f", arguments: "{}" }, ...extra };
}

const user = { role: "user", content: "Do it" };
const step = (...calls: object[]) => [
  { role: "assistant", content: null, tool_calls: calls },
  ...calls.map((one) => ({
    role: "tool",
    tool_call_id: (one as { id: string }).id,
    content: "{}",
  })),
];

async function restore(messages: unknown, known: Record<string, string> = {}) {
  const asked: string[] = [];
  const result = await restoreSignatures(messages, (id) => {
    asked.push(id);
    return Promise.resolve(known[id]);
  });
  return { ...result, asked };
}

test("restoreSignatures() leaves alone what carries its signature", async () => {
  const messages = [user, ...step(call("a", "s"), call("b")), ...step(call("c", "t"))];
  assert.deepEqual(await restore(messages, { a: "x", b: "y", c: "z" }), {
    messages,
    used: "echo",
    asked: [],
  });
});

test("restoreSignatures() puts a known signature on the first call of each step, and nowhere else", async () => {
  const messages = [user, ...step(call("a"), call("b")), ...step(call("c"))];
  const restored = await restore(messages, { a: "s", b: "no", c: "t" });
  assert.deepEqual(restored, {
    messages: [user, ...step(call("a", "s"), call("b")), ...step(call("c", "t"))],
    used: "store",
    asked: ["a", "c"],
  });
});

test("restoreSignatures() puts Google's marker where nothing is known", async () => {
  const messages = [user, ...step(call("a"), call("b")), ...step(call("c"))];
  const { messages: signed, used } = await restore(messages, { c: "t" });
  assert.deepEqual(signed, [user, ...step(call("a", skip), call("b")), ...step(call("c", "t"))]);
  assert.equal(used, "skip");
});

test("restoreSignatures() names the weakest source", async () => {
  const mixed = [user, ...step(call("a", "s")), ...step(call("b"))];
  assert.equal((await restore(mixed, { b: "t" })).used, "store");
  assert.equal((await restore(mixed)).used, "skip");
});

test("restoreSignatures() touches no turn but the current one", async () => {
  const past = [user, ...step(call("a")), { role: "assistant", content: "Done" }];
  const messages = [...past, user, ...step(call("b"))];
  const { messages: signed, asked } = await restore(messages);
  assert.deepEqual(signed, [...past, user, ...step(call("b", skip))]);
  assert.deepEqual(asked, ["b"]);
  assert.deepEqual(await restore([...past, user]), {
    messages: [...past, user],
    used: undefined,
    asked: [],
  });
});

test("restoreSignatures() leaves unsigned what came unsigned", async () => {
  const messages = [user, ...step(call("a"))];
  assert.deepEqual(await restore(messages, { a: "" }), { messages, used: undefined, asked: ["a"] });
});

test("restoreSignatures() takes an empty signature for none, and knows the older place", async () => {
  const empty = [user, ...step(call("a", ""))];
  assert.equal((await restore(empty, { a: "s" })).used, "store");
  const extra_content = { vertex: { thought_signature: "s" } };
  const older = [user, ...step({ ...call("a"), extra_content })];
  assert.deepEqual((await restore(older)).used, "echo");
});

test("restoreSignatures() keeps what else stands beside the signature", async () => {
  const extra_content = { other: { x: 1 }, google: { y: 2 } };
  const messages = [user, ...step({ ...call("a"), extra_content })];
  const { messages: signed } = await restore(messages, { a: "s" });
  const google = { y: 2, thought_signature: "s" };
  const expected = { ...call("a"), extra_content: { other: { x: 1 }, google } };
  assert.deepEqual(signed, [user, ...step(expected)]);
});

test("restoreSignatures() writes to nothing it is given", async () => {
  const messages = [user, ...step(call("a"))];
  const before = structuredClone(messages);
  await restore(messages, { a: "s" });
  assert.deepEqual(messages as unknown, before);
});

test("restoreSignatures() takes any value, for nothing is checked yet", async () => {
  const values = [
    undefined,
    null,
    7,
    "text",
    {},
    [],
    [null, 7, "x"],
    [{ role: "assistant" }],
    [{ role: "assistant", tool_calls: {} }],
    [{ role: "assistant", tool_calls: [] }],
    [{ role: "assistant", tool_calls: [null, 7] }],
    [{ role: "assistant", tool_calls: [{ id: 7 }] }],
  ];
  for (const messages of values) {
    assert.deepEqual(await restore(messages), { messages, used: undefined, asked: [] });
  }
});

test("restoreSignatures() asks for no more than 64, the latest ones", async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `call-${index}`);
  const messages = [user, ...ids.flatMap((id) => step(call(id)))];
  const known = Object.fromEntries(ids.map((id) => [id, `s-${id}`]));
  const { messages: signed, asked, used } = await restore(messages, known);
  assert.deepEqual(asked, ids.slice(-64));
  assert.equal(used, "skip");
  assert.equal(JSON.stringify(signed).split(skip).length - 1, 36);
});
