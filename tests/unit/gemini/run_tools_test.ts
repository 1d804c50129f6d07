/** The same tools and schemas over the native API. */
import * as v from "valibot";
import { generateContent, nativeChat } from "../../../src/gemini/mod.ts";
import { parse, runTools, runToolsStreamed, tool } from "../../../src/tools/mod.ts";
import { assert, test } from "../../harness.ts";
import { makePair, reasonOf } from "../chat/client.ts";

const Place = v.object({ location: v.string() });
const weather = tool({
  name: "get_weather",
  description: "Gets the weather",
  schema: Place,
  run: ({ location }) => ({ location, sky: "snow" }),
});
const request = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user" as const, content: "What is the weather?" }],
  tools: [weather],
};
const places = ["Boston", "Paris", "Lima", "Oslo", "Rome"];
const calls = (count: number) =>
  places.slice(0, count).map((location) => ({ name: "get_weather", arguments: { location } }));

for (const count of [1, 2, 5]) {
  for (const apiVersion of ["v1", "v1beta1"] as const) {
    test(`runTools() makes ${count} parallel calls over nativeChat(), ${apiVersion}`, async () => {
      const { emulator, vertex } = await makePair({ apiVersion }, { signatures: "exact" });
      emulator.reply({ toolCalls: calls(count) });
      const { completion, messages, steps } = await runTools(nativeChat(vertex), request);
      assert.lengthOf(messages, count + 3);
      assert.lengthOf(steps, 2);
      for (const place of places.slice(0, count)) {
        assert.include(completion.choices[0]?.message.content, place);
      }
      assert.isTrue(
        emulator.requests.every(({ kind, url }) =>
          kind === "token" || url.endsWith(":generateContent")
        ),
      );
    });
  }
}

test("runToolsStreamed() takes three steps over nativeChat()", async () => {
  const { emulator, vertex } = await makePair({}, { signatures: "exact" });
  for (let step = 0; step < 2; step++) emulator.reply({ toolCalls: calls(step + 1) });
  const seen: string[] = [];
  for await (const event of runToolsStreamed(nativeChat(vertex), request)) seen.push(event.type);
  assert.equal(seen.filter((type) => type === "step").length, 3);
  assert.equal(seen.filter((type) => type === "tool_result").length, 3);
  assert.equal(seen.at(-1), "final");
  assert.equal(emulator.openStreams, 0);
});

test("runTools() goes on natively with messages that were stored", async () => {
  const { emulator, vertex } = await makePair({}, { signatures: "exact" });
  emulator.reply({ toolCalls: calls(2) });
  const first = await runTools(nativeChat(vertex), request);
  const messages: typeof first.messages = JSON.parse(JSON.stringify(first.messages));
  messages.push({ role: "user", content: "And the weather tomorrow?" });
  const { messages: all } = await runTools(nativeChat(vertex), { ...request, messages });
  assert.lengthOf(all, 5 + 1 + 3);
});

test("runTools() tells the model natively of a tool that fails and of arguments that do not fit", async () => {
  for (const streamed of [false, true]) {
    const { emulator, vertex } = await makePair({}, { signatures: "exact" });
    emulator.reply({
      toolCalls: [
        { name: "get_weather", arguments: { location: "Nowhere" } },
        { name: "get_weather", arguments: { location: 7 } },
      ],
    });
    const failing = tool({
      name: "get_weather",
      schema: Place,
      run() {
        throw new Error("no such place");
      },
    });
    const asked = { ...request, tools: [failing] };
    const native = nativeChat(vertex);
    let messages: readonly { role: string; content?: unknown }[] = [];
    if (streamed) {
      for await (const event of runToolsStreamed(native, asked)) {
        if (event.type === "final") messages = event.result.messages;
      }
    } else messages = (await runTools(native, asked)).messages;
    const results = messages.filter(({ role }) => role === "tool").map(({ content }) =>
      String(content)
    );
    assert.lengthOf(results, 2);
    assert.include(results[0], "no such place");
    assert.include(results[1], "location");
  }
});

test("runTools() ends natively with the caller's signal, and leaves nothing running", async () => {
  const { emulator, vertex } = await makePair();
  // A mint under way would outlive its caller, as it should.
  await vertex.getAccessToken();
  emulator.fail({ fault: "hang" });
  const controller = new AbortController();
  const { signal } = controller;
  setTimeout(() => controller.abort("enough"), 5);
  assert.equal(await reasonOf(runTools(nativeChat(vertex), request, { signal })), "enough");
  assert.equal(emulator.openStreams, 0);
});

test("parse() reads a typed answer over nativeChat()", async () => {
  const { emulator, vertex } = await makePair();
  const Event = v.object({ name: v.string(), participants: v.array(v.string()) });
  const { tools: _, ...asked } = request;
  const { parsed } = await parse(nativeChat(vertex), { ...asked, schema: Event });
  assert.isTrue(v.is(Event, parsed));
  assert.deepNestedInclude(emulator.requests.at(-1)?.json, {
    "generationConfig.responseMimeType": "application/json",
    "generationConfig.responseSchema.type": "object",
  });
});

test("a tool's schema declares the same function in both APIs", async () => {
  const { emulator, vertex } = await makePair();
  emulator.reply({ text: "ok", times: 2 });
  await runTools(nativeChat(vertex), request);
  const throughChat = emulator.requests.at(-1)?.json;
  await generateContent(vertex, {
    model: request.model,
    contents: "What is the weather?",
    tools: [{
      functionDeclarations: [{
        name: "get_weather",
        description: "Gets the weather",
        parameters: Place,
      }],
    }],
  });
  assert.deepEqual(emulator.requests.at(-1)?.json, throughChat);
});
