import * as v from "valibot";
import { runTools, runToolsStreamed, tool, type ToolResult } from "../../../src/tools/mod.ts";
import { assert, test } from "../../harness.ts";
import { failureOf, reasonOf } from "../chat/client.ts";
import {
  callsFor,
  doors,
  eventsOf,
  manners,
  model,
  openDesk,
  question,
  sentTo,
  weather,
} from "./desk.ts";

const request = { model, messages: [question], tools: [weather] };
const places = ["Boston", "Lisbon", "Oslo", "Lima", "Cairo"];

for (const door of doors) {
  for (const [manner, start] of manners) {
    for (const count of [1, 2, 5]) {
      test(`${manner} makes ${count} calls at once, through ${door}`, async () => {
        const { emulator, client } = await openDesk(door);
        emulator.reply({ toolCalls: callsFor(...places.slice(0, count)) });
        const { completion, messages, usage, steps } = await start(client, request);
        const [call, ...results] = messages.slice(1, -1);
        assert.deepEqual(
          results.map((result) => result.role === "tool" && result.content),
          places.slice(0, count).map((location) => JSON.stringify({ location, temperature: 4 })),
        );
        assert.include(completion.choices[0]?.message.content, places[count - 1]);
        assert.equal(call?.role, "assistant");
        assert.lengthOf(steps, 2);
        assert.lengthOf(steps[0]?.results ?? [], count);
        const each = steps.map((step) => step.completion.usage?.total_tokens ?? 0);
        assert.equal(usage?.total_tokens, (each[0] ?? 0) + (each[1] ?? 0));
        // The strict emulator has taken the signature of the first call and would have taken none elsewhere.
        const sent = sentTo(emulator)[1]?.messages[1]?.tool_calls?.map((one) => one.extra_content);
        assert.isString(sent?.[0]?.google.thought_signature);
        assert.lengthOf(sent?.filter((extra) => extra) ?? [], 1);
        assert.equal(emulator.openStreams, 0);
      });
    }

    test(`${manner} goes three steps, through ${door}, and any process can go on`, async () => {
      const { emulator, client } = await openDesk(door);
      const script = () => {
        for (const place of places.slice(0, 3)) emulator.reply({ toolCalls: callsFor(place) });
      };
      script();
      const stored: string[] = [];
      const { messages, steps } = await start(client, {
        ...request,
        onStep: (step) => {
          stored.push(JSON.stringify(step.messages));
        },
      });
      assert.lengthOf(steps, 4);
      assert.deepEqual(JSON.parse(JSON.stringify(messages)), messages);
      const whole = sentTo(emulator);
      assert.lengthOf(whole, 4);
      for (const [index, json] of stored.slice(0, -1).entries()) {
        const before = emulator.requests.length;
        await start(client, { ...request, messages: JSON.parse(json) });
        const [resumed] = sentTo({ ...emulator, requests: emulator.requests.slice(before) });
        assert.deepEqual(resumed, whole[index + 1]);
      }
    });

    test(`${manner} tells the model of a tool that throws, through ${door}`, async () => {
      const { client } = await openDesk(door);
      const broken = tool({
        name: "get_current_weather",
        schema: v.object({ location: v.string() }),
        run: () => {
          throw new Error("The sensor is on fire");
        },
      });
      const { steps, completion } = await start(client, { ...request, tools: [broken] });
      const [result] = steps[0]?.results ?? [];
      assert.equal(result?.error?.code, "tool_failed");
      assert.include(String(result?.message.content), "The sensor is on fire");
      assert.include(completion.choices[0]?.message.content, "on fire");
    });

    test(`${manner} tells the model of arguments that do not fit, through ${door}`, async () => {
      const { emulator, client } = await openDesk(door);
      const name = "get_current_weather";
      emulator.reply({
        toolCalls: [
          { name, arguments: { location: 7 } },
          { name, arguments: {} },
          { name: "no_such_tool", arguments: {} },
          { name, arguments: { location: "Lima" } },
        ],
      });
      const { steps } = await start(client, request);
      const results = steps[0]?.results ?? [];
      const codes = results.map(({ error }) => error?.code);
      assert.deepEqual(codes, ["schema_mismatch", "schema_mismatch", "schema_mismatch", undefined]);
      assert.deepEqual(results[0]?.error?.issues?.map(({ path }) => path), ["location"]);
      assert.include(String(results[2]?.message.content), "get_current_weather");
      assert.lengthOf(sentTo(emulator)[1]?.messages ?? [], 6);
    });

    test(`${manner} ends at once when aborted in the middle, through ${door}`, async () => {
      const { emulator, client } = await openDesk(door);
      emulator.reply({ toolCalls: callsFor(...places) });
      const controller = new AbortController();
      const begun: AbortSignal[] = [];
      const slow = tool({
        name: "get_current_weather",
        schema: v.object({ location: v.string() }),
        run: (_, { signal }) => {
          begun.push(signal);
          if (begun.length === 2) controller.abort(new Error("Enough"));
          return new Promise(() => {});
        },
      });
      const running = start(client, { ...request, tools: [slow], maxParallelCalls: 2 }, {
        signal: controller.signal,
      });
      assert.deepInclude(await reasonOf(running), { message: "Enough" });
      assert.lengthOf(begun, 2);
      assert.isTrue(begun.every(({ aborted }) => aborted));
      assert.lengthOf(sentTo(emulator), 1);
      assert.equal(emulator.openStreams, 0);
    });

    test(`${manner} rethrows the reason of an abort while the model answers, through ${door}`, async () => {
      const { emulator, client } = await openDesk(door);
      emulator.fail({ fault: "hang" });
      const reason = { my: "reason" };
      const controller = new AbortController();
      const running = start(client, request, { signal: controller.signal });
      const waiting = setInterval(() => {
        if (sentTo(emulator).length > 0) controller.abort(reason);
      }, 1);
      assert.strictEqual(await reasonOf(running), reason);
      clearInterval(waiting);
      assert.equal(emulator.openStreams, 0);
    });
  }
}

test("runTools() keeps the order of the calls, whichever is ready first, and the limit", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor(...places) });
  let running = 0;
  let most = 0;
  const uneven = tool({
    name: "get_current_weather",
    schema: v.object({ location: v.string() }),
    run: async ({ location }) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10 - 2 * places.indexOf(location)));
      running--;
      return location;
    },
  });
  const { messages } = await runTools(vertex, { ...request, tools: [uneven], maxParallelCalls: 3 });
  assert.deepEqual(messages.slice(2, -1).map(({ content }) => content), places);
  assert.equal(most, 3);
});

test("runTools() throws what a tool throws, if asked, with a conversation that can go on", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor(...places) });
  const cause = new Error("Not there");
  const signals: AbortSignal[] = [];
  const broken = tool({
    name: "get_current_weather",
    schema: v.object({ location: v.string() }),
    run: async ({ location }, { signal }) => {
      if (location === "Boston") return "fine";
      if (location === "Oslo") throw cause;
      signals.push(signal);
      return await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
  });
  const running = runTools(vertex, {
    ...request,
    tools: [broken],
    onToolError: "throw",
    maxParallelCalls: 3,
  });
  const error = await failureOf(running);
  assert.equal(error.code, "tool_failed");
  assert.strictEqual(error.cause, cause);
  assert.isTrue(signals.every(({ aborted }) => aborted));
  const { messages } = Object(error);
  assert.lengthOf(messages, 7);
  const { completion } = await runTools(vertex, { ...request, messages });
  assert.include(completion.choices[0]?.message.content, "Not called");
});

test("runTools() gives up after maxTurns, with a conversation that can go on", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor("Boston"), times: 2 });
  const error = await failureOf(runTools(vertex, { ...request, maxTurns: 2 }));
  assert.equal(error.code, "max_turns");
  assert.lengthOf(sentTo(emulator), 2);
  const { messages, usage } = Object(error);
  assert.isAbove(usage.total_tokens, 0);
  const { steps } = await runTools(vertex, { ...request, messages });
  assert.lengthOf(steps, 1);
});

test("runTools() stops where onStep says so, and leaves no call without an answer", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor("Boston", "Lima") });
  const { messages, completion } = await runTools(vertex, { ...request, onStep: () => "stop" });
  assert.deepEqual(messages.map(({ role }) => role), ["user", "assistant", "tool", "tool"]);
  assert.lengthOf(completion.choices[0]?.message.tool_calls ?? [], 2);
  assert.lengthOf(sentTo(emulator), 1);
});

test("runTools() hands on texts as they are, all else as JSON, and files beside", async () => {
  const { emulator, vertex } = await openDesk();
  const kinds: [string, unknown, string][] = [
    ["text", "as it is", "as it is"],
    ["list", [1, "a"], '[1,"a"]'],
    ["nothing", undefined, "null"],
    ["number", 0, "0"],
  ];
  emulator.reply({ toolCalls: kinds.map(([name]) => ({ name, arguments: {} })) });
  const tools = kinds.map(([name, result]) => tool({ name, run: () => result }));
  const { messages } = await runTools(vertex, { ...request, tools });
  assert.deepEqual(messages.slice(2, -1).map(({ content }) => content), kinds.map((one) => one[2]));
  assert.isUndefined(sentTo(emulator)[0]?.tools?.[0]?.function.parameters);
});

test("runTools() tells the model of a result that is no JSON", async () => {
  const { vertex } = await openDesk();
  const tools = [tool({ name: "get_current_weather", run: () => 1n })];
  const { steps } = await runTools(vertex, { ...request, tools });
  assert.equal(steps[0]?.results[0]?.error?.code, "tool_failed");
});

for (const quirk of ["tool-args-empty", "tool-args-control", "tool-finish-stop"] as const) {
  test(`runTools() gets along with ${quirk}`, async () => {
    const { emulator, vertex } = await openDesk();
    emulator.reply({ quirk });
    const seen: unknown[] = [];
    const loose = tool({
      name: "get_current_weather",
      schema: v.object({ location: v.optional(v.string()) }),
      run: (args) => {
        seen.push(args);
      },
    });
    await runTools(vertex, { ...request, tools: [loose] });
    assert.lengthOf(seen, 1);
  });
}

test("runTools() repairs arguments that are no JSON in the history, and tells the model", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: [{ name: "get_current_weather", arguments: '{"location":"Bos' }] });
  const { steps } = await runTools(vertex, request);
  assert.equal(steps[0]?.results[0]?.error?.code, "schema_mismatch");
  assert.equal(steps[0]?.results[0]?.arguments, '{"location":"Bos');
  const [, second] = sentTo(emulator);
  assert.equal(second?.messages[1]?.tool_calls?.[0]?.function.arguments, "{}");
});

const choices: [string, unknown, unknown, unknown][] = [
  ["none", "none", "none", undefined],
  ["auto", "auto", "auto", "auto"],
  ["validated", "validated", "validated", "validated"],
  ["required", "required", "required", "auto"],
  [
    "a named function",
    { type: "function", function: { name: "get_current_weather" } },
    { type: "function", function: { name: "get_current_weather" } },
    "auto",
  ],
];

for (const [name, choice, first, second] of choices) {
  test(`runTools() sends tool_choice ${name}, and forces no call for ever`, async () => {
    const { emulator, vertex } = await openDesk();
    // One of a table.
    await runTools(vertex, { ...request, tool_choice: choice as "auto" });
    const sent = sentTo(emulator).map(({ tool_choice }) => tool_choice);
    assert.deepEqual(sent, second === undefined ? [first] : [first, second]);
  });
}

test("runTools() refuses a tool_choice that cannot be met, and tools that clash", async () => {
  const { emulator, vertex } = await openDesk();
  const named = { type: "function", function: { name: "other" } } as const;
  const some = {
    type: "allowed_tools",
    allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "other" } }] },
  } as const;
  const bad = [
    { tool_choice: named },
    { tool_choice: some },
    { tool_choice: "any" as "auto" },
    { tool_choice: "required" as const, tools: [] },
    { tools: [weather, weather] },
    { maxTurns: 0 },
    { maxParallelCalls: NaN },
    { repairTurns: -1 },
    { tools: Array.from({ length: 129 }, (_, n) => tool({ name: `f${n}`, run: () => n })) },
  ];
  for (const part of bad) {
    const error = await failureOf(runTools(vertex, { ...request, ...part }));
    assert.equal(error.code, "invalid_request");
  }
  assert.isEmpty(emulator.requests);
});

test("runTools() names the list that is missing", async () => {
  const { emulator, vertex } = await openDesk();
  const bad: [field: string, value: unknown][] = [
    ["messages", undefined],
    ["messages", "Hello"],
    ["tools", undefined],
    ["tools", [undefined]],
  ];
  for (const [field, value] of bad) {
    for (const [, start] of manners) {
      const error = await failureOf(start(vertex, { ...request, [field]: value }));
      assert.equal(error.code, "invalid_request");
      assert.deepEqual(error.issues?.map(({ path }) => path), [field]);
      assert.include(error.message, field);
    }
  }
  assert.isEmpty(emulator.requests);
});

test("runTools() bears whatever a tool throws", async () => {
  const odd = [Object.create(null), Object.assign(new Error(), { message: 7 }), undefined];
  for (const thrown of odd) {
    const { vertex } = await openDesk();
    const tools = [
      tool({ name: "get_current_weather", run: () => Promise.reject(thrown) }),
    ];
    const { steps } = await runTools(vertex, { ...request, tools });
    const [result] = steps[0]?.results ?? [];
    assert.equal(result?.error?.code, "tool_failed");
    assert.include(String(result?.message.content), "Cannot call get_current_weather: ");
  }
});

test("runTools() lets a choice among some tools hold once, if a call is required", async () => {
  const create = (mode: "auto" | "required") => {
    const sent: unknown[] = [];
    const answers = [
      { role: "assistant", tool_calls: [{ id: "1", function: { name: "f", arguments: "" } }] },
      { role: "assistant", content: "Done" },
    ];
    const client = {
      chat: {
        completions: {
          create(params: { readonly tool_choice?: unknown }) {
            sent.push(params.tool_choice);
            return Promise.resolve({ choices: [{ message: answers[sent.length - 1] }] });
          },
        },
      },
    };
    const tools = [tool({ name: "f", run: () => Promise.reject("no Error") })];
    const choice = {
      type: "allowed_tools",
      allowed_tools: { mode, tools: [{ type: "function", function: { name: "f" } }] },
    } as const;
    return { sent, choice, run: runTools(client, { ...request, tools, tool_choice: choice }) };
  };
  const required = create("required");
  const { steps, usage } = await required.run;
  assert.deepEqual(required.sent, [required.choice, "auto"]);
  assert.include(String(steps[0]?.results[0]?.message.content), "no Error");
  assert.isUndefined(usage);
  const auto = create("auto");
  await auto.run;
  assert.deepEqual(auto.sent, [auto.choice, auto.choice]);
});

test("runToolsStreamed() refuses a client that gives no stream", async () => {
  const create = () => Promise.resolve({ choices: [{ message: { content: "Whole" } }] });
  const reading = eventsOf({ chat: { completions: { create } } }, request);
  assert.equal((await failureOf(reading)).code, "invalid_response");
});

test("runToolsStreamed() closes the stream of a client that knows no signal, when it is left", async () => {
  let closed = false;
  async function* chunks() {
    try {
      for (let index = 0; index < 9; index++) {
        yield await Promise.resolve({ choices: [{ index: 0, delta: { content: "a" } }] });
      }
    } finally {
      closed = true;
    }
  }
  const client = { chat: { completions: { create: () => Promise.resolve(chunks()) } } };
  for await (const event of runToolsStreamed(client, request)) if (event.type === "text") break;
  assert.isTrue(closed);
});

test("runToolsStreamed() repairs the chunks of a client that reads Vertex's own stream", async () => {
  const place = (location: string) => JSON.stringify({ location });
  const call = (index: object, args: string, id: object = {}) => ({
    choices: [{
      delta: {
        tool_calls: [{
          ...index,
          ...id,
          function: { name: "get_current_weather", arguments: args },
        }],
      },
    }],
  });
  const turns = [
    [
      call({ index: 1 }, "", { id: "a" }),
      call({ index: 0 }, place("Oslo"), { id: "a" }),
      call({}, place("Lima")),
      { choices: [{ delta: {}, finish_reason: "stop" }] },
    ],
    [{ choices: [{ delta: { content: "Done" }, finish_reason: "stop" }] }],
  ];
  const given = JSON.stringify(turns);
  let turn = 0;
  async function* chunks() {
    for (const chunk of turns[turn++] ?? []) yield await Promise.resolve(chunk);
  }
  const client = { chat: { completions: { create: () => Promise.resolve(chunks()) } } };
  const events = await eventsOf(client, request);
  const results = events.map((event) => event.type === "tool_result" && event.result.arguments);
  assert.deepEqual(results.filter(Boolean), [{ location: "Oslo" }, { location: "Lima" }]);
  assert.strictEqual(JSON.stringify(turns), given);
});

test("tool() refuses what Google would, where the tool is made", () => {
  assert.throws(() => tool({ name: "1st", run: () => 0 }), /letter or underscore/);
  assert.throws(() => tool({ name: "f", schema: v.string(), run: () => 0 }), /object/);
  assert.throws(
    () => tool({ name: "f", schema: v.object({ "a-b": v.string() }), run: () => 0 }),
    /letters, digits or _/,
  );
});

test("runToolsStreamed() tells everything in order", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor("Boston", "Lima"), thoughts: "Two places" });
  emulator.reply({ text: "Cold, and warm" });
  const events = await eventsOf(vertex, {
    ...request,
    extra_body: { google: { thinking_config: { include_thoughts: true } } },
  });
  const types = events.map(({ type }) => type);
  assert.deepEqual(types.filter((type, index) => type !== types[index - 1]), [
    "reasoning",
    "tool_call",
    "tool_result",
    "step",
    "reasoning",
    "text",
    "step",
    "final",
  ]);
  const said = (kind: string) =>
    events.map((event) => event.type === kind && "text" in event ? event.text : "").join("");
  assert.isTrue(said("reasoning").startsWith("Two places"));
  assert.equal(said("text"), "Cold, and warm");
});

test("runToolsStreamed() tells the first result first", async () => {
  const { emulator, vertex } = await openDesk();
  emulator.reply({ toolCalls: callsFor("Boston", "Lima") });
  const { promise, resolve } = Promise.withResolvers<void>();
  const waits = tool({
    name: "get_current_weather",
    schema: v.object({ location: v.string() }),
    run: async ({ location }) => {
      if (location === "Boston") await promise;
      else resolve();
      return location;
    },
  });
  const results: ToolResult[] = [];
  for await (const event of runToolsStreamed(vertex, { ...request, tools: [waits] })) {
    if (event.type === "tool_result") results.push(event.result);
  }
  assert.deepEqual(results.map(({ message }) => message.content), ["Lima", "Boston"]);
});

for (const type of ["text", "tool_call", "tool_result", "step"] as const) {
  test(`runToolsStreamed() ends everything when it is left at ${type}`, async () => {
    const { emulator, vertex } = await openDesk();
    emulator.reply({ toolCalls: callsFor("Boston", "Lima") });
    const signals: AbortSignal[] = [];
    const noisy = tool({
      name: "get_current_weather",
      schema: v.object({ location: v.string() }),
      run: ({ location }, { signal }) => {
        signals.push(signal);
        return location;
      },
    });
    for await (const event of runToolsStreamed(vertex, { ...request, tools: [noisy] })) {
      if (event.type === type) break;
    }
    assert.isTrue(signals.every(({ aborted }) => aborted));
    assert.isAtMost(sentTo(emulator).length, 2);
    assert.equal(emulator.openStreams, 0);
  });
}

test("runTools() passes the client's own options on", async () => {
  const { emulator, vertex } = await openDesk();
  await runTools(vertex, request, { headers: { "x-mine": "1" } });
  assert.deepEqual(emulator.requests.slice(-2).map(({ headers }) => headers["x-mine"]), ["1", "1"]);
});

test("runTools() never writes to the caller's objects", async () => {
  const { vertex } = await openDesk();
  const messages = Object.freeze([Object.freeze({ ...question })]);
  await runTools(vertex, Object.freeze({ model, messages, tools: Object.freeze([weather]) }));
});
