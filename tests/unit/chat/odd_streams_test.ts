/** Streams that no server of good sense sends, and what callers make of them all the same. */
import type { ChatCompletion } from "../../../mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, hello, makePair } from "./client.ts";

interface Choice {
  readonly delta: object;
  readonly finish_reason?: string;
  readonly logprobs?: object | null;
}

const thinking = {
  ...hello,
  extra_body: { google: { thinking_config: { include_thoughts: true } } },
};

/** What a stream of these choices adds up to. */
async function read(choices: readonly Choice[], request: typeof hello = hello) {
  const { vertex, emulator } = await makePair();
  const events = choices.map((choice) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`
  );
  emulator.reply({ body: `${events.join("")}data: [DONE]\n\n` });
  const { choices: [first] } = await vertex.chat.completions.stream(request).finalChatCompletion();
  if (!first) throw new Error("no choice");
  return first satisfies ChatCompletion["choices"][number];
}

test("A finish reason that is said twice leaves the parts of the content as they were", async () => {
  const extra_content = { google: { thought_signature: "c2lnbmF0dXJl" } };
  const signed = { type: "text", text: "hello ", extra_content };
  const plain = { type: "text", text: "world" };
  const { message } = await read([
    { delta: { content: [signed] } },
    { delta: { content: [plain] }, finish_reason: "stop" },
    { delta: {}, finish_reason: "stop" },
  ]);
  assert.strictEqual(message.content, "hello world");
  assert.deepEqual(message.content_parts, [signed, plain] as object[]);
});

test("Text after a finish reason is given whole, also what might begin a tag", async () => {
  const { message } = await read(
    [{ delta: { content: "a" }, finish_reason: "stop" }, { delta: { content: "b <" } }],
    thinking,
  );
  assert.strictEqual(message.content, "ab <");
});

test("What might begin a tag at the end of a flagged thought is a thought", async () => {
  const extra_content = { google: { thought: true } };
  const { message } = await read([
    { delta: { content: "if a <", extra_content } },
    { delta: { content: "Answer" }, finish_reason: "stop" },
  ], thinking);
  assert.strictEqual(message.reasoning_content, "if a <");
  assert.strictEqual(message.content, "Answer");
});

for (const ids of [[undefined, "real"], ["one", "two"]]) {
  test(`Fragments without a name are one call, with the ids ${ids.join(" and ")}`, async () => {
    const [first, second] = ids;
    const { message: { tool_calls: calls } } = await read([
      {
        delta: {
          tool_calls: [{ index: 0, id: first, function: { name: "f", arguments: '{"a":' } }],
        },
      },
      { delta: { tool_calls: [{ index: 0, id: second, function: { arguments: "1}" } }] } },
      { delta: {}, finish_reason: "tool_calls" },
    ]);
    assert.deepEqual(calls?.map((call) => call.function), [{ name: "f", arguments: '{"a":1}' }]);
  });
}

test("The log probabilities of a stream are those of all its tokens", async () => {
  const of = (token: string) => ({ token, logprob: -1, bytes: null, top_logprobs: [] });
  const { logprobs } = await read([
    { delta: { content: "a" }, logprobs: { content: [of("a")], refusal: null } },
    { delta: { content: "b" }, logprobs: { content: [of("b")], refusal: null } },
    { delta: {}, logprobs: null, finish_reason: "stop" },
  ]);
  assert.deepEqual(logprobs, { content: [of("a"), of("b")], refusal: null });
});

test("A body is let go when a hook ends the call and fetch heeds no signal", async () => {
  for (const stream of [false, true]) {
    const controller = new AbortController();
    let cancelled = false;
    const { vertex } = await makePair({
      credentials: { getToken: () => Promise.resolve({ token: "token", type: "bearer" }) },
      project: "my-project",
      fetch: () =>
        Promise.resolve(
          new Response(new ReadableStream({ cancel: () => void (cancelled = true) }), {
            headers: { "content-type": stream ? "text/event-stream" : "application/json" },
          }),
        ),
      hooks: { onResponse: () => controller.abort("enough") },
    });
    const call = { ...hello, stream } as const;
    const reason = await vertex.chat.completions.create(call, { signal: controller.signal })
      .then(() => undefined, (reason: unknown) => reason);
    assert.strictEqual(reason, "enough");
    assert.isTrue(cancelled);
  }
});

test("A token that the server quotes in JSON's other spellings is not shown", async () => {
  const token = "ya29.abc-def/ghi=klm";
  const quoted = "ya29.abc\\u002Ddef\\/ghi\\u003dklm";
  const body = `{"error":{"code":400,"message":"bad ${quoted}","details":[{"x":"${quoted}"}]}}`;
  for (const status of [400, 200]) {
    const { vertex } = await makePair({
      credentials: { getToken: () => Promise.resolve({ token, type: "bearer" }) },
      project: "my-project",
      fetch: () =>
        Promise.resolve(
          new Response(body, { status, headers: { "content-type": "application/json" } }),
        ),
    });
    const error: unknown = await vertex.chat.completions.create(hello)
      .then(() => undefined, (reason: unknown) => reason);
    const { message, details } = error as { message: string; details: unknown };
    assert.include(message, "[redacted]");
    assert.notInclude(message + JSON.stringify(details), token);
  }
});

const chunk = { choices: [{ index: 0, delta: { content: "a" } }] };
const failures: Record<string, [events: string, status: number | undefined]> = {
  "flat, as self-deployed servers write it": [
    `data: ${JSON.stringify({ object: "error", message: "too long", code: 404 })}\n\n`,
    404,
  ],
  "bare, and [DONE] after it": [
    `${JSON.stringify({ error: { code: 400, message: "no" } })}\n\ndata: [DONE]\n\n`,
    400,
  ],
};
for (const [name, [events, status]] of Object.entries(failures)) {
  for (const before of ["", `data: ${JSON.stringify(chunk)}\n\n`]) {
    test(`A stream says of an error what it says: ${name}, ${before ? "late" : "first"}`, async () => {
      const { vertex, emulator } = await makePair();
      emulator.reply({ body: `${before}${events}` });
      const stream = vertex.chat.completions.stream(hello);
      assert.strictEqual((await failureOf(stream.finalChatCompletion())).status, status);
    });
  }
}

test("A stream that is nested too deeply is an error of the family, or is read", async () => {
  for (const levels of [2_000, 20_000, 200_000]) {
    const { vertex, emulator } = await makePair();
    const deep = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    const choice = `{"index":0,"delta":{"content":"a","odd":${deep}},"finish_reason":"stop"}`;
    emulator.reply({ body: `data: {"choices":[${choice}]}\n\ndata: [DONE]\n\n` });
    const final = vertex.chat.completions.stream(hello).finalContent();
    const outcome = await final.catch((error) => error.code);
    assert.include(["a", "invalid_response"], outcome);
  }
});
