import { type } from "arktype";
import * as v from "valibot";
import { z } from "zod";
import type { AnySchema } from "../../../src/schema/standard_schema.ts";
import { parse, parseStreamed, type RunError, runTools } from "../../../src/tools/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, reasonOf } from "../chat/client.ts";
import { callsFor, doors, model, openDesk, sentTo, weather } from "./desk.ts";

const Person = v.object({ name: v.string(), age: v.pipe(v.number(), v.integer()) });
const request = {
  model,
  messages: [{ role: "user" as const, content: "Who is it?" }],
  schema: Person,
};

/** The error of a run, which has more than others. */
async function runErrorOf(promise: Promise<unknown>): Promise<RunError> {
  // Every run fails with one, unless it was refused or the client failed.
  return await failureOf(promise) as RunError;
}

const libraries: [string, AnySchema][] = [
  ["valibot", Person],
  ["zod", z.object({ name: z.string(), age: z.int() })],
  ["arktype", type({ name: "string", age: "number.integer" })],
  ["JSON Schema", {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer" } },
    required: ["name", "age"],
  }],
];

for (const door of doors) {
  for (const [library, schema] of libraries) {
    test(`parse() gives an object of ${library}, through ${door}`, async () => {
      const { emulator, client } = await openDesk(door);
      emulator.reply({ text: '{ "name": "Ada", "age": 36 }' });
      const { parsed, completion, messages } = await parse(client, { ...request, schema });
      assert.deepEqual(parsed, { name: "Ada", age: 36 });
      assert.equal(completion.choices[0]?.finish_reason, "stop");
      assert.lengthOf(messages, 2);
    });

    test(`parse() refuses what does not fit ${library}, with all there is to know, through ${door}`, async () => {
      const { emulator, client } = await openDesk(door);
      emulator.reply({ text: '{ "name": "Ada", "age": 36.5 }' });
      const error = await runErrorOf(parse(client, { ...request, schema }));
      assert.equal(error.code, "schema_mismatch");
      assert.deepEqual(error.issues?.map(({ path }) => path), ["age"]);
      assert.equal(error.text, '{ "name": "Ada", "age": 36.5 }');
      assert.equal(error.finishReason, "stop");
      assert.isAbove(error.usage?.total_tokens ?? 0, 0);
    });
  }
}

test("parse() gives what the schema makes of the answer", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: '{ "at": "2026-03-13T09:30:00Z" }' });
  const at = v.pipe(v.string(), v.isoTimestamp(), v.transform((text) => new Date(text)));
  const { parsed } = await parse(vertex, { ...request, schema: v.object({ at }) });
  assert.equal(parsed.at.getUTCFullYear(), 2026);
});

const unfit: [string, string, string | undefined, RegExp][] = [
  ["cut off", '{ "name": "Ada", "a', "length", /cut off/],
  ["cut off where it still is JSON", '{ "name": "Ada", "age": 3 }', "length", /cut off/],
  ["fenced in Markdown", '```json\n{ "name": "Ada", "age": 36 }\n```', undefined, /fenced/],
  ["no JSON", "Ada, 36 years", undefined, /Expected JSON/],
  ["empty", " ", undefined, /no text/],
];

for (const [name, text, finishReason, expected] of unfit) {
  test(`parse() tells that the answer is ${name}`, async () => {
    const { emulator, vertex } = await openDesk();
    emulator.reply({ text, finishReason });
    const error = await runErrorOf(parse(vertex, request));
    assert.equal(error.code, "schema_mismatch");
    assert.match(error.message, expected);
    assert.equal(error.text, text);
    assert.equal(error.finishReason, finishReason ?? "stop");
    assert.notInclude(error.message, "Ada");
  });
}

test("parse() keeps a filter apart from a bad answer", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ quirk: "finish-filter" });
  const error = await runErrorOf(parse(vertex, { ...request, repairTurns: 3 }));
  assert.equal(error.code, "content_filtered");
  assert.equal(error.finishReason, "content_filter");
  assert.lengthOf(sentTo(emulator), 1);
});

test("parse() keeps a refusal apart from a bad answer", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({
    json: {
      choices: [{
        index: 0,
        finish_reason: "stop",
        message: { role: "assistant", content: null, refusal: "I will not" },
      }],
    },
  });
  const error = await runErrorOf(parse(vertex, request));
  assert.equal(error.code, "content_filtered");
  assert.deepInclude(error.issues?.[0], { message: "I will not" });
  assert.equal(error.text, "I will not");
});

test("parse() lets the model correct itself, a bounded number of times", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: '{ "name": "Ada" }' });
  emulator.reply({ text: '{ "name": "Ada", "age": 36 }' });
  const { parsed, messages, usage, steps } = await parse(vertex, { ...request, repairTurns: 1 });
  assert.deepEqual(parsed, { name: "Ada", age: 36 });
  assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "user", "assistant"]);
  assert.include(String(messages[2]?.content), "- age: ");
  const [first, second] = steps.map(({ completion }) => completion.usage?.total_tokens ?? 0);
  assert.equal(usage?.total_tokens, (first ?? 0) + (second ?? 0));

  emulator.reply({ text: "no", times: 3 });
  const error = await runErrorOf(parse(vertex, { ...request, repairTurns: 2 }));
  assert.equal(error.code, "schema_mismatch");
  assert.lengthOf(sentTo(emulator), 5);
});

test("parse() does not have an answer corrected that was cut off", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: "{", finishReason: "length" });
  const error = await runErrorOf(parse(vertex, { ...request, repairTurns: 2 }));
  assert.equal(error.finishReason, "length");
  assert.lengthOf(sentTo(emulator), 1);
});

test("parse() bounds the text on its error", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: "x".repeat(100_000) });
  const error = await runErrorOf(parse(vertex, request));
  assert.lengthOf(error.text ?? "", 65_536);
});

for (const door of doors) {
  test(`parseStreamed() gives the object as it grows, through ${door}`, async () => {
    const { emulator, client } = await openDesk(door);
    emulator.reply({ text: '{ "name": "Ada", "tags": ["a", "b"], "age": 36 }', chunkBytes: 7 });
    const partials: unknown[] = [];
    const schema = v.object({ name: v.string(), tags: v.array(v.string()), age: v.number() });
    let parsed: v.InferOutput<typeof schema> | undefined;
    for await (const event of parseStreamed(client, { ...request, schema })) {
      if (event.type === "partial") partials.push(event.partial);
      if (event.type === "final") parsed = event.result.parsed;
    }
    assert.deepEqual(parsed, { name: "Ada", tags: ["a", "b"], age: 36 });
    assert.deepEqual(partials.at(-1), parsed);
    assert.isAbove(partials.length, 1);
  });
}

test("parseStreamed() gives no partial object that cannot become one", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: '{ "name": 7, "age": 36 }' });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of parseStreamed(vertex, request)) {
      if (event.type === "partial") seen.push(JSON.stringify(event.partial));
    }
  })();
  assert.equal((await failureOf(reading)).code, "schema_mismatch");
  assert.isTrue(seen.every((json) => json === "{}"));
});

for (const door of doors) {
  test(`parse() sends tools together with a schema, through ${door}`, async () => {
    const { emulator, client } = await openDesk(door);
    emulator.reply({ toolCalls: callsFor("Boston") });
    emulator.reply({ text: '{ "name": "Ada", "age": 36 }' });
    const { parsed, steps } = await parse(client, { ...request, tools: [weather] });
    assert.equal(parsed.name, "Ada");
    assert.lengthOf(steps, 2);
    for (const sent of sentTo(emulator)) assert.containsAllKeys(sent, ["tools", "response_format"]);
  });

  test(`parse() names the cure where a model refuses tools with a schema, through ${door}`, async () => {
    const { client } = await openDesk(door);
    const older = { ...request, model: "google/gemini-2.5-flash", tools: [weather] };
    const error = await failureOf(parse(client, older));
    assert.equal(error.code, "invalid_request");
    assert.equal(error.status, 400);
    assert.include(error.message, 'toolsWithSchema: "twoStep"');
    assert.instanceOf(error.cause, Error);
  });

  test(`parse() takes two steps if told to, through ${door}`, async () => {
    const { emulator, client } = await openDesk(door);
    const older = { ...request, model: "google/gemini-2.5-flash", tools: [weather] };
    const { parsed, messages, steps } = await parse(client, {
      ...older,
      toolsWithSchema: "twoStep",
    });
    assert.isString(parsed.name);
    const sent = sentTo(emulator);
    assert.deepEqual(sent.map((one) => "tools" in one), [true, true, false]);
    assert.deepEqual(sent.map((one) => "response_format" in one), [false, false, true]);
    assert.lengthOf(steps, 3);
    assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "tool", "assistant"]);
  });
}

test("runTools() parses too, if a schema is given", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ text: '{ "name": "Ada", "age": 36 }' });
  const { parsed } = await runTools(vertex, { ...request, tools: [] });
  assert.equal(parsed?.age, 36);
});

test("parse() names the schema, and sends nothing that cannot work", async () => {
  const { emulator, vertex } = await openDesk();
  const nameOf = () => Object(sentTo(emulator).at(-1)?.response_format).json_schema.name;
  await parse(vertex, request);
  assert.equal(nameOf(), "answer");
  await parse(vertex, { ...request, schema: v.pipe(Person, v.title("Person")) });
  assert.equal(nameOf(), "Person");
  await parse(vertex, { ...request, schema: v.pipe(Person, v.title("A person")), schemaName: "p" });
  assert.equal(nameOf(), "p");
  const before = emulator.requests.length;
  const bad = await failureOf(parse(vertex, { ...request, schemaName: "a person" }));
  assert.equal(bad.code, "invalid_request");
  const lost = { type: "object", patternProperties: { a: {} } };
  assert.equal(
    (await failureOf(parse(vertex, { ...request, schema: lost }))).code,
    "invalid_request",
  );
  assert.lengthOf(emulator.requests, before);
});

test("parse() rethrows the reason of an abort before it began", async () => {
  const { emulator, vertex } = await openDesk();
  const reason = new Error("Never mind");
  const signal = AbortSignal.abort(reason);
  assert.strictEqual(await reasonOf(parse(vertex, request, { signal })), reason);
  assert.isEmpty(emulator.requests);
});

test("parse() refuses a client that gives no answer", async () => {
  const create = () => Promise.resolve({ choices: [] });
  const error = await failureOf(parse({ chat: { completions: { create } } }, request));
  assert.equal(error.code, "empty_response");
});
