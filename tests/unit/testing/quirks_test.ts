import { assert, test } from "../../harness.ts";
import { quirkConflict, quirks } from "../../../src/testing/mod.ts";
import type { Quirk, Script } from "../../../src/testing/mod.ts";
import { wireRequests, wireResponses } from "../../vectors/wire.ts";
import { hello, openDesk, readEvents } from "./emulator_desk.ts";
import type { WireAnswer, WireCall, WireChoice, WireMessage } from "./emulator_desk.ts";

interface Raw {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** One quirk's answer to the same request, plain and streamed. */
interface Played {
  readonly plain: Raw;
  readonly stream: Raw;
}

const marked = {
  extra_body: {
    google: { thinking_config: { include_thoughts: true }, thought_tag_marker: "mk" },
  },
};

async function play(script: Script, request: object = hello): Promise<Played> {
  const { emulator, post } = await openDesk();
  emulator.reply({ ...script, times: 2 });
  const read = async (stream: boolean): Promise<Raw> => {
    const response = await post({ ...request, stream });
    const type = response.headers.get("content-type") ?? "";
    return { status: response.status, type, text: await response.text() };
  };
  const played = { plain: await read(false), stream: await read(true) };
  assert.strictEqual(emulator.openStreams, 0);
  return played;
}

function plainOf({ plain }: Played): WireAnswer {
  assert.strictEqual(plain.status, 200, plain.text);
  return JSON.parse(plain.text);
}

function messageOf(played: Played): WireMessage {
  return plainOf(played).choices?.[0]?.message ?? {};
}

function choicesOf({ stream }: Played): WireChoice[] {
  return readEvents(stream.text).flatMap((chunk) => chunk.choices ?? []);
}

function deltasOf(played: Played): WireMessage[] {
  return choicesOf(played).map((choice) => choice.delta ?? {});
}

function callsOf(played: Played): WireCall[] {
  return deltasOf(played).flatMap((delta) => delta.tool_calls ?? []);
}

function finishesOf(played: Played): string[] {
  return choicesOf(played).flatMap(({ finish_reason }) => finish_reason ?? []);
}

function textsOf(played: Played): string[] {
  return deltasOf(played).map((delta) => delta.content ?? "");
}

const signatureOf = (carrier: WireMessage | WireCall | undefined) =>
  carrier?.extra_content?.google?.thought_signature;
const weatherArguments = '{"location":"Boston, MA","unit":"celsius"}';
const text = "Hello, my dear friend.";
const thoughts = "First I think about it.";

function assertErrorIn(raw: Raw, status: number, array: boolean): void {
  assert.strictEqual(raw.status, status);
  const body = JSON.parse(raw.text);
  assert.strictEqual(Array.isArray(body), array);
  assert.isString((array ? body[0] : body).error.message);
}

/** The error after some text, in the form that a pattern matches. */
function assertErrorEvent(played: Played, pattern: RegExp): void {
  assert.strictEqual(played.stream.status, 200);
  assert.strictEqual(played.stream.type, "text/event-stream");
  assert.isAbove(readEvents(played.stream.text).length, 0);
  assert.match(played.stream.text, pattern);
  assert.deepEqual(finishesOf(played), []);
  assert.strictEqual(played.plain.status, 200);
  assert.include(played.plain.text, '"error"');
}

/** What each quirk must look like on the wire; a quirk that is missing here does not compile. */
const shapes: Readonly<Record<Quirk, (played: Played) => void>> = {
  "tool-index-flip": (played) => {
    const expected = readEvents(wireResponses["streamed-function-call-arguments.sse"]);
    const stripped = (calls: readonly WireCall[]) =>
      calls.map(({ extra_content: _extra, ...call }) => call);
    assert.deepEqual(
      stripped(callsOf(played)),
      stripped(expected.flatMap((chunk) => chunk.choices?.[0]?.delta?.tool_calls ?? [])),
    );
    assert.isString(signatureOf(callsOf(played)[0]));
    assert.strictEqual(readEvents(played.stream.text).at(-1)?.usage?.total_tokens, 576);
  },
  "tool-index-missing": (played) => {
    assert.deepEqual(callsOf(played).map((call) => "index" in call), [false]);
  },
  "tool-index-zero": (played) => {
    const calls = callsOf(played);
    assert.deepEqual(calls.map((call) => call.index), [0, 0]);
    assert.notStrictEqual(calls[0]?.id, calls[1]?.id);
  },
  "tool-index-gap": (played) => {
    assert.deepEqual(callsOf(played).map((call) => call.index), [1, 3]);
  },
  "tool-split-anonymous": (played) => {
    const heads = callsOf(played).filter((call) => call.id !== undefined);
    assert.strictEqual(heads.length, 2);
    const tails = callsOf(played).filter((call) => call.id === undefined);
    assert.isAbove(tails.length, 4);
    for (const tail of tails) {
      assert.deepEqual(Object.keys(tail), ["function"]);
      assert.deepEqual(Object.keys(tail.function), ["arguments"]);
    }
  },
  "tool-id-missing": (played) => {
    for (const call of [...callsOf(played), ...messageOf(played).tool_calls ?? []]) {
      assert.notProperty(call, "id");
    }
  },
  "tool-id-empty": (played) => {
    for (const call of [...callsOf(played), ...messageOf(played).tool_calls ?? []]) {
      assert.strictEqual(call.id, "");
    }
  },
  "tool-name-repeated": (played) => {
    const calls = callsOf(played);
    assert.isAbove(calls.length, 3);
    for (const call of calls) {
      assert.strictEqual(call.function.name, "get_current_weather");
      assert.strictEqual(call.type, "function");
      assert.strictEqual(call.index, 0);
      assert.strictEqual(call.id, calls[0]?.id);
    }
    assert.strictEqual(calls.map((call) => call.function.arguments).join(""), weatherArguments);
  },
  "tool-many-in-one": (played) => {
    assert.deepEqual(deltasOf(played).map((delta) => delta.tool_calls?.length), [2]);
  },
  "tool-args-empty": (played) => {
    assert.deepEqual(callsOf(played).map((call) => call.function.arguments), [""]);
    assert.strictEqual(messageOf(played).tool_calls?.[0]?.function.arguments, "");
  },
  "tool-args-control": (played) => {
    const json = callsOf(played)[0]?.function.arguments ?? "";
    assert.include(json, "\n\t");
    assert.throws(() => JSON.parse(json), SyntaxError);
    const repaired = JSON.parse(json.replaceAll("\n", "\\n").replaceAll("\t", "\\t"));
    assert.strictEqual(repaired.location, "Boston,\n\tMA");
  },
  "tool-finish-stop": (played) => {
    assert.deepEqual(finishesOf(played), ["stop"]);
    assert.strictEqual(plainOf(played).choices?.[0]?.finish_reason, "stop");
    assert.strictEqual(callsOf(played).length, 1);
  },
  "tool-text-first": (played) => {
    const deltas = deltasOf(played);
    assert.isString(deltas[0]?.content);
    assert.isDefined(deltas.at(-1)?.tool_calls);
    assert.isString(messageOf(played).content);
    assert.isDefined(messageOf(played).tool_calls);
  },
  "signature-on-call": (played) => {
    assert.isString(signatureOf(callsOf(played)[0]));
    assert.isString(signatureOf(messageOf(played).tool_calls?.[0]));
  },
  "signature-on-message": (played) => {
    assert.isString(signatureOf(messageOf(played)));
    assert.isString(signatureOf(deltasOf(played).at(-1)));
  },
  "signature-on-part": (played) => {
    const part = messageOf(played).content[0];
    assert.strictEqual(part.type, "text");
    assert.isString(signatureOf(part));
    assert.isString(signatureOf(deltasOf(played).at(-1)?.content[0]));
    assert.isUndefined(signatureOf(messageOf(played)));
  },
  "signature-late": (played) => {
    const deltas = deltasOf(played);
    assert.deepEqual(
      deltas.slice(0, -1).map(signatureOf),
      deltas.slice(0, -1).map(() => undefined),
    );
    assert.isNull(deltas.at(-1)?.content);
    assert.isString(signatureOf(deltas.at(-1)));
  },
  "signature-vertex": (played) => {
    assert.isString(messageOf(played).extra_content?.vertex?.thought_signature);
    assert.isUndefined(signatureOf(messageOf(played)));
  },
  "signature-demanded": (played) => {
    assert.isString(signatureOf(messageOf(played)));
  },
  "thought-untagged": (played) => {
    // The request of this test sends a marker, so the thoughts are tagged; see the next test for the leak.
    assert.strictEqual(messageOf(played).content, `<mk>${thoughts}</mk>${text}`);
  },
  "thought-tagged": (played) => {
    assert.strictEqual(messageOf(played).content, `<mk>${thoughts}</mk>${text}`);
    assert.strictEqual(textsOf(played).join(""), `<mk>${thoughts}</mk>${text}`);
    assert.isTrue(textsOf(played).some((piece) => piece.startsWith("</mk>Hello")));
    assert.deepEqual(deltasOf(played).filter((delta) => delta.extra_content !== undefined), []);
  },
  "thought-tag-split": (played) => {
    assert.strictEqual(textsOf(played).join(""), `<mk>${thoughts}</mk>${text}`);
    for (const piece of textsOf(played)) {
      assert.notInclude(piece, "<mk>");
      assert.notInclude(piece, "</mk>");
    }
  },
  "thought-flag": (played) => {
    const flagged = deltasOf(played).filter((delta) => delta.extra_content?.google?.thought);
    assert.strictEqual(flagged.map((delta) => delta.content).join(""), thoughts);
    const rest = deltasOf(played).filter((delta) => delta.extra_content === undefined);
    assert.strictEqual(rest.map((delta) => delta.content).join(""), text);
  },
  "thought-flag-whole": (played) => {
    assert.strictEqual(messageOf(played).content, `<mk>${thoughts}</mk>${text}`);
    assert.isTrue(messageOf(played).extra_content?.google?.thought);
  },
  "thought-inline-think": (played) => {
    assert.strictEqual(messageOf(played).content, `<think>${thoughts}</think>${text}`);
    assert.strictEqual(textsOf(played).join(""), `<think>${thoughts}</think>${text}`);
  },
  "thought-reasoning-field": (played) => {
    assert.strictEqual(messageOf(played).reasoning, thoughts);
    assert.strictEqual(messageOf(played).content, text);
    assert.strictEqual(
      deltasOf(played).map((delta) => delta.reasoning ?? "").join(""),
      thoughts,
    );
    assert.strictEqual(textsOf(played).join(""), text);
  },
  "usage-excludes-reasoning": (played) => {
    const { usage } = plainOf(played);
    const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    assert.isAbove(reasoning, 0);
    assert.strictEqual(
      usage?.total_tokens,
      (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0) + reasoning,
    );
  },
  "usage-includes-reasoning": (played) => {
    const { usage } = plainOf(played);
    const reasoning = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    assert.isAbove(reasoning, 0);
    assert.isAtLeast(usage?.completion_tokens ?? 0, reasoning);
    assert.strictEqual(
      usage?.total_tokens,
      (usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0),
    );
  },
  "usage-separate": (played) => {
    const chunks = readEvents(played.stream.text);
    assert.deepEqual(chunks.at(-1)?.choices, []);
    assert.deepEqual(chunks.map(({ usage }) => usage !== undefined), [
      ...chunks.slice(1).map(() => false),
      true,
    ]);
    assert.isString(chunks.at(-2)?.choices?.[0]?.finish_reason);
  },
  "usage-every-chunk": (played) => {
    const counts = readEvents(played.stream.text).map(({ usage }) =>
      usage?.completion_tokens ?? -1
    );
    assert.deepEqual(counts, counts.toSorted((one, other) => one - other));
    assert.isAtLeast(counts[0] ?? -1, 0);
    assert.strictEqual(counts.at(-1), plainOf(played).usage?.completion_tokens);
  },
  "usage-missing": (played) => {
    assert.notProperty(plainOf(played), "usage");
    assert.deepEqual(readEvents(played.stream.text).filter((chunk) => "usage" in chunk), []);
  },
  "usage-partial": (played) => {
    assert.notProperty(plainOf(played).usage, "completion_tokens");
    assert.isNumber(plainOf(played).usage?.total_tokens);
  },
  "chunk-no-choices": (played) => {
    const lengths = readEvents(played.stream.text).map((chunk) => chunk.choices?.length);
    assert.deepEqual(lengths.slice(0, 3), [1, undefined, 0]);
  },
  "chunk-no-delta": (played) => {
    assert.notProperty(choicesOf(played).at(-1), "delta");
    assert.strictEqual(textsOf(played).join(""), text);
  },
  "chunk-no-role": (played) => {
    assert.deepEqual(deltasOf(played).filter((delta) => "role" in delta), []);
  },
  "chunk-null-content": (played) => {
    assert.isNull(deltasOf(played)[0]?.content);
    assert.strictEqual(textsOf(played).join(""), text);
  },
  "done-missing": (played) => {
    assert.notInclude(played.stream.text, "[DONE]");
    assert.deepEqual(finishesOf(played), ["stop"]);
  },
  "truncated": (played) => {
    assert.notInclude(played.stream.text, "[DONE]");
    assert.deepEqual(finishesOf(played), []);
    assert.isAbove(choicesOf(played).length, 0);
  },
  "choices-empty": (played) => {
    assert.deepEqual(plainOf(played).choices, []);
    assert.deepEqual(choicesOf(played), []);
  },
  "message-missing": (played) => {
    assert.notProperty(plainOf(played).choices?.[0], "message");
    assert.strictEqual(plainOf(played).choices?.[0]?.finish_reason, "length");
  },
  "finish-filter": (played) => {
    assert.notProperty(plainOf(played).choices?.[0], "message");
    assert.strictEqual(plainOf(played).choices?.[0]?.finish_reason, "content_filter");
    assert.deepEqual(finishesOf(played), ["content_filter"]);
  },
  "finish-malformed-call": (played) => {
    assert.deepEqual(finishesOf(played), ["function_call_filter: MALFORMED_FUNCTION_CALL"]);
    assert.isNull(messageOf(played).content);
  },
  "finish-unknown": (played) => {
    assert.deepEqual(finishesOf(played), ["something_new"]);
  },
  "two-choices": (played) => {
    assert.deepEqual(plainOf(played).choices?.map(({ index }) => index), [0, 1]);
    assert.deepEqual(choicesOf(played).slice(0, 4).map(({ index }) => index), [0, 1, 0, 1]);
    assert.deepEqual(finishesOf(played), ["stop", "stop"]);
  },
  "image-in-audio": (played) => {
    for (const message of [messageOf(played), deltasOf(played)[0]]) {
      assert.isNull(message?.content);
      assert.match(message?.audio?.data ?? "", /^iVBORw0KGgo/);
      assert.deepEqual(message?.audio?.extra_content, { google: { mime_type: "image/png" } });
    }
  },
  "error-array": ({ plain, stream }) => {
    assertErrorIn(plain, 400, true);
    assertErrorIn(stream, 400, true);
  },
  "error-object": ({ plain, stream }) => {
    assertErrorIn(plain, 400, false);
    assertErrorIn(stream, 400, false);
  },
  "error-html": ({ plain }) => {
    assert.strictEqual(plain.status, 404);
    assert.match(plain.type, /^text\/html/);
    assert.match(plain.text, /^<!DOCTYPE html>/);
  },
  "error-empty": ({ plain }) => {
    assert.strictEqual(plain.status, 400);
    assert.strictEqual(plain.text, "");
  },
  "error-in-200": ({ plain }) => assertErrorIn(plain, 200, false),
  "error-in-200-stream": ({ stream }) => {
    assertErrorIn(stream, 200, false);
    assert.match(stream.type, /^application\/json/);
  },
  "error-event": (played) => assertErrorEvent(played, /\n\ndata: \{"error":\{.*\}\}\n\n$/),
  "error-event-array": (played) => assertErrorEvent(played, /\n\ndata: \[\{"error":.*\}\}\]\n\n$/),
  "error-event-named": (played) =>
    assertErrorEvent(played, /\n\nevent: error\ndata: \{"error":.*\n\n$/),
  "error-bare": (played) =>
    assertErrorEvent(played, /\n\n\{\n {2}"error": \{\n {4}"code": 499,[^]*\n\}\n$/),
  "plain-for-stream": ({ stream }) => {
    assert.match(stream.type, /^application\/json/);
    assert.strictEqual(JSON.parse(stream.text).object, "chat.completion");
  },
  "stream-for-plain": ({ plain }) => {
    assert.strictEqual(plain.type, "text/event-stream");
    assert.match(plain.text, /data: \[DONE\]\n\n$/);
  },
};

for (const quirk of quirks) {
  test(`emulator plays ${quirk}`, async () => {
    const isThought = quirk.startsWith("thought-");
    const makesItsOwn = quirk.startsWith("tool-") || quirk === "signature-on-call" ||
      quirk === "image-in-audio";
    const request = isThought ? { ...hello, ...marked } : hello;
    const content = makesItsOwn ? {} : { text, ...(isThought ? { thoughts } : {}) };
    shapes[quirk](await play({ quirk, ...content }, request));
  });
}

test("emulator plays thought-untagged as a leak when no marker is sent, and not unasked", async () => {
  const asked = { extra_body: { google: { thinking_config: { include_thoughts: true } } } };
  const leaked = await play({ quirk: "thought-untagged" }, { ...hello, ...asked });
  const content: string = messageOf(leaked).content;
  assert.match(content, /^The user wrote “Hello there”/);
  assert.include(content, "You said: “Hello there”");
  assert.strictEqual(textsOf(leaked).join(""), content);
  const unasked = await play({ quirk: "thought-untagged" });
  assert.match(messageOf(unasked).content, /^You said/);
});

test("emulator plays signature-late on the call it belongs to", async () => {
  const played = await play({ quirk: ["signature-late", "tool-name-repeated"] });
  const calls = callsOf(played);
  assert.strictEqual(calls.filter((call) => call.extra_content !== undefined).length, 1);
  assert.strictEqual(calls.at(-1)?.function.arguments, "");
  assert.isString(signatureOf(calls.at(-1)));
  assert.strictEqual(calls.at(-1)?.id, calls[0]?.id);
});

test("emulator plays several quirks together", async () => {
  const played = await play({
    quirk: [
      "tool-index-flip",
      "usage-separate",
      "chunk-no-role",
      "done-missing",
      "tool-text-first",
    ],
  });
  const chunks = readEvents(played.stream.text);
  assert.deepEqual(chunks.at(-1)?.choices, []);
  assert.notInclude(played.stream.text, "[DONE]");
  assert.notInclude(played.stream.text, '"role"');
  assert.isString(deltasOf(played)[0]?.content);
  assert.deepEqual([...new Set(callsOf(played).map((call) => call.index))], [1, 0]);
});

test("reply() refuses quirks that contradict each other, and unknown ones", async () => {
  const { emulator } = await openDesk();
  assert.throws(
    () => emulator.reply({ quirk: ["tool-index-flip", "tool-index-gap"] }),
    TypeError,
    "callIndex",
  );
  assert.throws(() => emulator.reply({ quirk: "nonsense" as Quirk }), TypeError, "nonsense");
});

test("quirkConflict() never condemns a quirk alone and is symmetric", () => {
  for (const one of quirks) {
    assert.isUndefined(quirkConflict([one]));
    for (const other of quirks) {
      assert.strictEqual(
        quirkConflict([one, other]) === undefined,
        quirkConflict([other, one]) === undefined,
      );
    }
  }
});

test("every pair of quirks without conflict can be played, plain and streamed", async () => {
  const { emulator, post } = await openDesk();
  for (const [position, one] of quirks.entries()) {
    for (const other of quirks.slice(position + 1)) {
      if (quirkConflict([one, other]) !== undefined) continue;
      emulator.reply({ quirk: [one, other], times: 2 });
      for (const stream of [false, true]) {
        const response = await post({ ...hello, ...marked, stream });
        assert.strictEqual(response.status, 200, `${one} with ${other}`);
        await response.text();
      }
    }
  }
});

test("errorAfterChunks puts the error first", async () => {
  const played = await play({ quirk: "error-event", errorAfterChunks: 0 });
  assert.match(played.stream.text, /^data: \{"error":/);
});

test("emulator streams arguments as Google's transcript does when asked to", async () => {
  const sample = wireRequests.find(({ file }) => file === "streamed-function-call-arguments.json");
  const { post } = await openDesk();
  const events = readEvents(await (await post(sample?.body)).text());
  const expected = readEvents(wireResponses["streamed-function-call-arguments.sse"]);
  const shapeOf = (chunks: readonly WireAnswer[]) =>
    chunks.map((chunk) =>
      chunk.choices?.map(({ delta, finish_reason }) => ({
        finish_reason,
        calls: delta?.tool_calls?.map((call) => ({
          index: call.index,
          signed: call.extra_content !== undefined,
          ...call.function,
        })),
      }))
    );
  assert.deepEqual(shapeOf(events), shapeOf(expected));
});

test("emulator writes keys in Vertex's order", async () => {
  const played = await play({ quirk: "tool-index-flip" });
  const ours = played.stream.text.split("\n\n");
  const theirs = wireResponses["streamed-function-call-arguments.sse"].split("\n\n");
  // Same fields in the same order: only ids, times and signatures differ.
  const keysOf = (event: string | undefined) => event?.match(/\\?"\w+\\?":/g);
  assert.deepEqual(ours.map(keysOf), theirs.map(keysOf));
});
