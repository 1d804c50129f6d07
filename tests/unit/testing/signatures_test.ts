import { assert, test } from "../../harness.ts";
import type { SignatureMode } from "../../../src/testing/mod.ts";
import { hello, model, openDesk } from "./emulator_desk.ts";
import type { Desk, WireCall, WireMessage } from "./emulator_desk.ts";

const tools = [{
  type: "function",
  function: {
    name: "get_current_weather",
    parameters: { type: "object", properties: { location: { type: "string" } } },
  },
}];

async function ask(desk: Desk): Promise<WireMessage> {
  const response = await desk.post({ ...hello, tools });
  return (await response.json()).choices[0].message;
}

function answerTo(message: WireMessage, calls: unknown = message.tool_calls): unknown {
  return {
    model,
    tools,
    messages: [
      ...hello.messages,
      { ...message, tool_calls: calls },
      ...(message.tool_calls ?? []).map(({ id }) => ({
        role: "tool",
        tool_call_id: id,
        content: "{}",
      })),
    ],
  };
}

function bare(calls: readonly WireCall[] = []): unknown[] {
  return calls.map(({ extra_content: _extra, ...call }) => call);
}

function signed(calls: readonly WireCall[] = [], thought_signature: string): unknown[] {
  return calls.map((call) => ({ ...call, extra_content: { google: { thought_signature } } }));
}

async function statusAndMessage(desk: Desk, body: unknown): Promise<readonly [number, string]> {
  const response = await desk.post(body);
  const { error } = await response.json();
  return [response.status, error?.message ?? ""];
}

for (const signatures of ["off", "present", "exact"] satisfies SignatureMode[]) {
  test(`signatures "${signatures}" accepts the answer sent back as it was`, async () => {
    const desk = await openDesk({ signatures });
    const message = await ask(desk);
    assert.isString(message.tool_calls?.[0]?.extra_content?.google?.thought_signature);
    assert.deepEqual(await statusAndMessage(desk, answerTo(message)), [200, ""]);
  });
}

test('signatures "off" accepts calls without a signature', async () => {
  const desk = await openDesk();
  const message = await ask(desk);
  const [status] = await statusAndMessage(desk, answerTo(message, bare(message.tool_calls)));
  assert.strictEqual(status, 200);
});

for (const signatures of ["present", "exact"] satisfies SignatureMode[]) {
  test(`signatures "${signatures}" refuses calls without one`, async () => {
    const desk = await openDesk({ signatures });
    const message = await ask(desk);
    const [status, text] = await statusAndMessage(
      desk,
      answerTo(message, bare(message.tool_calls)),
    );
    assert.strictEqual(status, 400);
    assert.match(
      text,
      /`default_api:get_current_weather` in the 2\. content block is missing a `thought_signature`/,
    );
  });
}

test('signatures "present" accepts any, "exact" only the one issued', async () => {
  const lax = await openDesk({ signatures: "present" });
  const one = await ask(lax);
  const [accepted] = await statusAndMessage(lax, answerTo(one, signed(one.tool_calls, "c2ln")));
  assert.strictEqual(accepted, 200);

  const strict = await openDesk({ signatures: "exact" });
  const other = await ask(strict);
  const [status, text] = await statusAndMessage(
    strict,
    answerTo(other, signed(other.tool_calls, "c2ln")),
  );
  assert.strictEqual(status, 400);
  assert.match(text, /Thought signature is not valid/);
});

test('signatures "exact" refuses a signature copied to the second call or swapped', async () => {
  const desk = await openDesk({ signatures: "exact" });
  desk.emulator.reply({ quirk: "tool-index-zero" });
  const message = await ask(desk);
  const [first] = message.tool_calls ?? [];
  const signature = first?.extra_content?.google?.thought_signature ?? "";
  const copied = answerTo(message, signed(message.tool_calls, signature));
  assert.strictEqual((await statusAndMessage(desk, copied))[0], 400);
  const swapped = answerTo(message, message.tool_calls?.toReversed());
  assert.strictEqual((await statusAndMessage(desk, swapped))[0], 400);
  assert.strictEqual((await statusAndMessage(desk, answerTo(message)))[0], 200);
});

test('signatures "exact" accepts a made-up id with a signature that was issued', async () => {
  const desk = await openDesk({ signatures: "exact" });
  desk.emulator.reply({ quirk: "tool-id-missing" });
  const message = await ask(desk);
  const calls = message.tool_calls?.map((call) => ({ ...call, id: "local-1" }));
  const completed = { ...message, ...(calls === undefined ? {} : { tool_calls: calls }) };
  assert.strictEqual((await statusAndMessage(desk, answerTo(completed)))[0], 200);
});

test("signatures are demanded in the current turn only", async () => {
  const desk = await openDesk({ signatures: "exact" });
  const message = await ask(desk);
  const body = Object(answerTo(message, bare(message.tool_calls)));
  const later = { ...body, messages: [...body.messages, hello.messages[0]] };
  assert.strictEqual((await statusAndMessage(desk, later))[0], 200);
});

test("signatures may be replaced by Google's dummy", async () => {
  const desk = await openDesk({ signatures: "exact" });
  const message = await ask(desk);
  const calls = signed(message.tool_calls, "skip_thought_signature_validator");
  assert.strictEqual((await statusAndMessage(desk, answerTo(message, calls)))[0], 200);
});

test("signature-demanded makes signatures due whatever the mode", async () => {
  const desk = await openDesk();
  desk.emulator.reply({ quirk: "signature-demanded" });
  const called = await ask(desk);
  const stripped = answerTo(called, bare(called.tool_calls));
  assert.strictEqual((await statusAndMessage(desk, stripped))[0], 400);
  assert.strictEqual((await statusAndMessage(desk, answerTo(called)))[0], 200);
});

test("signature-demanded holds for a message without calls", async () => {
  const desk = await openDesk();
  desk.emulator.reply({ quirk: "signature-demanded", text: "Signed words." });
  const message: WireMessage = (await (await desk.post(hello)).json()).choices[0].message;
  const next = (answer: unknown) => ({
    model,
    messages: [...hello.messages, answer, { role: "user", content: "Go on" }],
  });
  const { extra_content: _extra, ...unsigned } = message;
  assert.strictEqual((await statusAndMessage(desk, next(unsigned)))[0], 400);
  assert.strictEqual((await statusAndMessage(desk, next(message)))[0], 200);
});

test("signatures of scripted raw answers are remembered", async () => {
  const desk = await openDesk({ signatures: "exact" });
  const call = {
    id: "raw-1",
    type: "function",
    function: { name: "get_current_weather", arguments: "{}" },
    extra_content: { google: { thought_signature: "cmF3" } },
  };
  desk.emulator.reply({
    json: { choices: [{ message: { role: "assistant", tool_calls: [call] } }] },
  });
  const message = await ask(desk);
  assert.strictEqual((await statusAndMessage(desk, answerTo(message)))[0], 200);
  const broken = answerTo(message, signed(message.tool_calls, "b3RoZXI="));
  assert.strictEqual((await statusAndMessage(desk, broken))[0], 400);
});

test("partner models are not held to signatures", async () => {
  const desk = await openDesk({ signatures: "exact" });
  const partner = { ...hello, model: "meta/llama-4-maverick-17b-128e-instruct-maas", tools };
  const message: WireMessage = (await (await desk.post(partner)).json()).choices[0].message;
  assert.isUndefined(message.tool_calls?.[0]?.extra_content);
  const body = { ...Object(answerTo(message)), model: partner.model };
  assert.strictEqual((await statusAndMessage(desk, body))[0], 200);
});
