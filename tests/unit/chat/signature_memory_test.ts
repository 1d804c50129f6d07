import { createVertex } from "../../../mod.ts";
import { createSignatureMemory } from "../../../src/chat/signature_memory.ts";
import type { ChatCompletion } from "../../../src/dialect/chat_completion.ts";
import { createEmulator } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { openaiOn } from "../quirks/doors.ts";
import { callOf, runTools } from "./openai_run_tools.ts";

const model = "google/gemini-3.1-pro-preview";
const question = { role: "user" as const, content: "How is the weather?" };

for (const stream of [false, true]) {
  test(`runTools of openai gets its signatures back over vertex.fetch, ${stream ? "streamed" : "plain"}`, async () => {
    const emulator = await createEmulator({ signatures: "exact" });
    emulator.reply({ toolCalls: ["Boston", "Paris"].map(callOf), quirk: "tool-index-flip" });
    emulator.reply({ toolCalls: [callOf("Rome")], quirk: "signature-late" });
    emulator.reply({ text: "It is mild." });
    const vertex = createVertex({
      credentials: emulator.serviceAccountKey,
      fetch: emulator.fetch,
    });
    const asked: string[] = [];
    const answer = await runTools(openaiOn(vertex.fetch), stream, (city) => asked.push(city));
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

test("createSignatureMemory() forgets first what was said longest ago", () => {
  const memory = createSignatureMemory();
  const calls = Array.from(
    { length: 1_000 },
    (_, id) => ({ ...call, id: `${id}`, extra_content: extra }),
  );
  memory.keep(answered(calls));
  memory.keep(answered([calls[0] ?? {}]));
  memory.keep(answered([{ ...call, id: "new", extra_content: extra }]));
  const asked = asking({ ...call, id: "0" }, { ...call, id: "1" });
  assert.deepEqual(memory.restore(asked), asking(calls[0], { ...call, id: "1" }));
});

test("createSignatureMemory() bounds what it holds in all", () => {
  const memory = createSignatureMemory();
  const long = { google: { thought_signature: "a".repeat(3_000_000) } };
  for (const id of ["1", "2", "3"]) {
    memory.keep(answered([{ ...call, id, extra_content: long }]));
  }
  const [first, ...others] = ["1", "2", "3"].map((id) => ({ ...call, id }));
  const signed = others.map((other) => ({ ...other, extra_content: long }));
  assert.deepEqual(memory.restore(asking(first, ...others)), asking(first, ...signed));
});

for (
  const [other, endpoint] of [["meta/llama-4-maverick-17b-128e-instruct-maas", "openapi"], [
    "google/gemini-3.1-pro-preview",
    "1234567890",
  ]] as const
) {
  test(`vertex.fetch signs nothing for ${other} at ${endpoint}`, async () => {
    const bodies: string[] = [];
    const vertex = createVertex({
      credentials: { getToken: () => Promise.resolve({ token: "t", type: "bearer" }) },
      project: "my-project",
      endpoint,
      fetch(_, init) {
        bodies.push(String(init?.body));
        const message = {
          role: "assistant",
          content: null,
          tool_calls: [{ ...call, extra_content: extra }],
        };
        return Promise.resolve(
          Response.json({ choices: [{ index: 0, finish_reason: "stop", message }] }),
        );
      },
    });
    for (const name of [model, other]) {
      const history = [question, { role: "assistant", tool_calls: [call] }, {
        role: "tool",
        tool_call_id: "1",
        content: "{}",
      }];
      const body = JSON.stringify({ model: name, messages: history });
      const url = "https://vertex.invalid/v1/chat/completions";
      const response = await vertex.fetch(url, { method: "POST", body });
      assert.strictEqual(response.status, 200, await response.text());
    }
    assert.lengthOf(bodies, 2);
    assert.notInclude(bodies[1], "thought_signature");
  });
}
