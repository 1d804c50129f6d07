/** The samples of Google's pages on function calling and chat completions, each under its heading. */
import * as v from "valibot";
import type { JsonSchema } from "../../../src/schema/standard_schema.ts";
import { createEmulator } from "../../../src/testing/mod.ts";
import {
  attachFiles,
  type ChatMessage,
  type ChatRequest,
  parse,
  runTools,
  runToolsStreamed,
  tool,
  type ToolCall,
} from "../../../src/tools/mod.ts";
import { assert, test } from "../../harness.ts";
import { wireRequests, wireResponses } from "../../vectors/wire.ts";
import { makePair, type Pair } from "../chat/client.ts";
import { sentTo } from "./desk.ts";

/** A documented request, of which the tests take messages and tools. */
function sampleOf(file: string): ChatRequest {
  const found = wireRequests.find((one) => one.file === file);
  // Google's own sample of such a request.
  return found?.body as unknown as ChatRequest;
}

const description = "The city and state, e.g. San Francisco, CA or a zip code e.g. 95616";
const parameters = {
  type: "object",
  properties: { location: { type: "string", description } },
  required: ["location"],
};
const weather = (schema: JsonSchema) =>
  tool({
    name: "get_current_weather",
    description: "Get the current weather in a given location",
    schema,
    run: () => "snowing",
  });
const declared = (parameters: JsonSchema) => [{
  type: "function",
  function: {
    name: "get_current_weather",
    description: "Get the current weather in a given location",
    parameters,
  },
}];
const boston = { role: "user" as const, content: "What is the weather in Boston?" };

/** Asks once, as the samples do, and gives the calls. */
async function firstCalls(
  { vertex, emulator }: Pair,
  request: Parameters<typeof runTools>[1],
): Promise<ToolCall[]> {
  const { name } = request.tools[0] ?? { name: "" };
  emulator.reply({ toolCalls: [{ name, arguments: { location: "Boston" } }] });
  const { completion } = await runTools(vertex, { ...request, onStep: () => "stop" });
  return completion.choices[0]?.message.tool_calls ?? [];
}

test("Send a function declaration: REST, chat completions", async () => {
  const pair = await makePair();
  const schema = { ...parameters, type: "OBJECT" };
  const request = { model: "google/gemini-2.5-flash", messages: [boston] };
  const [call] = await firstCalls(pair, { ...request, tools: [weather(schema)] });
  assert.deepEqual(call?.function, {
    name: "get_current_weather",
    arguments: '{"location":"Boston"}',
  });
  assert.deepEqual(sentTo(pair.emulator)[0], { ...request, tools: declared(schema) });
});

test("Send a function declaration: Python, chat completions", async () => {
  const pair = await makePair();
  const { messages } = sampleOf("function-call.json");
  const request = { model: "google/gemini-2.0-flash-001", messages };
  const [call] = await firstCalls(pair, { ...request, tools: [weather(parameters)] });
  assert.equal(call?.function.arguments, '{"location":"Boston"}');
  assert.deepEqual(sentTo(pair.emulator)[0], { ...request, tools: declared(parameters) });
});

test("Send a function declaration: Python, a function as tool", async () => {
  const { emulator, vertex } = await makePair();
  const weatherMap: Record<string, string> = { "Boston, MA": "snowing", "Austin, TX": "hot" };
  const getCurrentWeather = tool({
    name: "get_current_weather",
    description: "Example method. Returns the current weather.",
    schema: v.object({ location: v.pipe(v.string(), v.description("The city and state")) }),
    run: ({ location }) => weatherMap[location] ?? "unknown",
  });
  emulator.reply({
    toolCalls: [{ name: "get_current_weather", arguments: { location: "Boston, MA" } }],
  });
  emulator.reply({ text: "The weather in Boston is sunny." });
  const { completion, messages } = await runTools(vertex, {
    model: "google/gemini-2.5-flash",
    messages: [{ role: "user", content: "What is the weather like in Boston?" }],
    tools: [getCurrentWeather],
    temperature: 0,
  });
  assert.equal(messages[2]?.content, "snowing");
  assert.equal(completion.choices[0]?.message.content, "The weather in Boston is sunny.");
});

test("Send a function declaration: Node.js", async () => {
  const pair = await makePair();
  const getCurrentWeather = tool({
    name: "get_current_weather",
    description: "get weather in a given location",
    schema: v.object({
      location: v.string(),
      unit: v.optional(v.picklist(["celsius", "fahrenheit"])),
    }),
    run: () => "",
  });
  assert.deepEqual(getCurrentWeather.parameters, {
    type: "object",
    properties: {
      location: { type: "string" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["location"],
  });
  const request = { model: "google/gemini-2.0-flash-001", messages: [boston] };
  const calls = await firstCalls(pair, { ...request, tools: [getCurrentWeather] });
  assert.lengthOf(calls, 1);
});

for (
  const [language, result] of [
    ["Java", { currentWeather: "sunny" }],
    ["Go", { location: "Boston", temperature: "38", temperature_unit: "F", humidity: "65" }],
  ] as const
) {
  test(`Send a function declaration: ${language}, two turns`, async () => {
    const { emulator, vertex } = await makePair();
    const question = { role: "user" as const, content: "What's the weather like in Paris?" };
    const { completion } = await runTools(vertex, {
      model: "google/gemini-2.0-flash-001",
      messages: [question],
      tools: [tool({
        name: "getCurrentWeather",
        description: "Get the current weather in a given location",
        schema: v.object({ location: v.pipe(v.string(), v.description("location")) }),
        run: () => result,
      })],
    });
    const [, second] = sentTo(emulator);
    assert.deepEqual(second?.messages.map(({ role }) => role), ["user", "assistant", "tool"]);
    assert.deepEqual(JSON.parse(second?.messages[2]?.content ?? ""), result);
    assert.isNotEmpty(completion.choices[0]?.message.content);
  });
}

test("Send a function declaration with FunctionCallingConfig: chat completions with tool_choice", async () => {
  const pair = await makePair();
  const sample = sampleOf("function-call.json");
  const schema = { ...parameters, type: "OBJECT" };
  const { model, messages } = sample;
  const request = { model, messages, tools: [weather(schema)], tool_choice: "auto" as const };
  const [call] = await firstCalls(pair, request);
  assert.equal(call?.function.name, "get_current_weather");
  assert.deepEqual(sentTo(pair.emulator)[0], sample);
});

test("Send a function declaration with FunctionCallingConfig: REST, one function allowed", async () => {
  const { emulator, vertex } = await makePair();
  const sku = tool({
    name: "get_product_sku",
    description: "Get the available inventory for a Google products, e.g: Pixel phones",
    schema: v.object({ product_name: v.pipe(v.string(), v.description("Product name")) }),
    run: () => ({ sku: "GA04834-US" }),
  });
  const store = tool({
    name: "get_store_location",
    description: "Get the location of the closest store",
    schema: v.object({ location: v.pipe(v.string(), v.description("Location")) }),
    run: () => "",
  });
  const content = "Do you have the White Pixel 8 Pro 128GB in stock in the US?";
  const { steps } = await runTools(vertex, {
    model: "google/gemini-2.5-flash",
    messages: [{ role: "user", content }],
    tools: [store, sku],
    tool_choice: { type: "function", function: { name: "get_product_sku" } },
    temperature: 0.95,
    top_p: 1,
    max_tokens: 8_192,
  });
  assert.deepEqual(steps[0]?.results.map(({ name }) => name), ["get_product_sku"]);
  assert.deepEqual(sentTo(emulator)[0]?.tool_choice, {
    type: "function",
    function: { name: "get_product_sku" },
  });
});

/** The schema of the sample, in its own spelling. */
const albumSales = {
  type: "OBJECT",
  properties: {
    albums: {
      type: "ARRAY",
      description: "List of albums",
      items: {
        description: "Album and its sales",
        type: "OBJECT",
        properties: {
          album_name: { type: "STRING", description: "Name of the music album" },
          copies_sold: { type: "INTEGER", description: "Number of copies sold" },
        },
      },
    },
  },
};

test("Send a function declaration with FunctionCallingConfig: Python, album sales", async () => {
  const { emulator, vertex } = await makePair();
  const albums = [
    { album_name: "Echoes of the Night", copies_sold: 350_000 },
    { copies_sold: 120_000, album_name: "Reckless Hearts" },
    { copies_sold: 75_000, album_name: "Whispers of Dawn" },
    { copies_sold: 100_000, album_name: "Street Symphony" },
  ];
  const album = v.pipe(
    v.object({
      album_name: v.optional(v.pipe(v.string(), v.description("Name of the music album"))),
      copies_sold: v.optional(
        v.pipe(v.number(), v.integer(), v.description("Number of copies sold")),
      ),
    }),
    v.description("Album and its sales"),
  );
  const written = v.object({
    albums: v.optional(v.pipe(v.array(album), v.description("List of albums"))),
  });
  for (const schema of [albumSales, written]) {
    let seen: unknown;
    emulator.reply({ toolCalls: [{ name: "get_album_sales", arguments: { albums } }] });
    const salesTool = tool({
      name: "get_album_sales",
      description: "Gets the number of albums sold",
      schema,
      run: (args) => {
        seen = args;
      },
    });
    assert.deepEqual(
      JSON.parse(JSON.stringify(salesTool.parameters).toUpperCase()),
      JSON.parse(JSON.stringify(albumSales).toUpperCase()),
    );
    await runTools(vertex, {
      model: "google/gemini-2.5-flash",
      messages: [{ role: "user", content: "At Stellar Sounds, a music label, …" }],
      tools: [salesTool],
      temperature: 0,
    });
    assert.deepEqual(seen, { albums });
  }
});

test("Send a function declaration with FunctionCallingConfig: Go, a chat of four messages", async () => {
  const { emulator, vertex } = await makePair();
  const sku = tool({
    name: "getProductSku",
    description: "Get the SKU for a product",
    schema: v.object({ productName: v.pipe(v.string(), v.description("Product name")) }),
    run: () => ({ sku: "GA04834-US", in_stock: "yes" }),
  });
  const store = tool({
    name: "getStoreLocation",
    description: "Get the location of the closest store",
    schema: v.object({ location: v.pipe(v.string(), v.description("Location")) }),
    run: () => ({ store: "2000 N Shoreline Blvd, Mountain View, CA 94043, US" }),
  });
  const chat = { model: "google/gemini-2.0-flash-001", tools: [sku, store], temperature: 0 };
  const pixel = { name: "getProductSku", arguments: { productName: "Pixel 8 Pro" } };
  emulator.reply({ toolCalls: [pixel] });
  const first = await runTools(vertex, {
    ...chat,
    messages: [{ role: "user", content: "Do you have the Pixel 8 Pro in stock?" }],
  });
  const place = { name: "getStoreLocation", arguments: { location: "Mountain View, CA" } };
  emulator.reply({ toolCalls: [place] });
  const content = "Is there a store in Mountain View, CA that I can visit to try it out?";
  const { messages, completion } = await runTools(vertex, {
    ...chat,
    messages: [...first.messages, { role: "user", content }],
  });
  assert.lengthOf(sentTo(emulator), 4);
  assert.lengthOf(messages, 8);
  assert.include(completion.choices[0]?.message.content, "Shoreline");
});

test("Use stream_function_call_arguments", async () => {
  const emulator = await createEmulator();
  const { vertex } = await makePair({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
  });
  const sample = sampleOf("streamed-function-call-arguments.json");
  emulator.reply({ body: wireResponses["streamed-function-call-arguments.sse"] });
  const [declaration] = sample.tools ?? [];
  const getCurrentWeather = tool({
    name: "get_current_weather",
    description: "Get the current weather in a given location",
    // The sample's own, whose type says only that it is some schema.
    schema: Object(declaration).function.parameters as JsonSchema,
    run: (args) => args,
  });
  const calls: unknown[] = [];
  let messages: ChatMessage[] = [];
  const { tools: _tools, stream: _stream, ...rest } = sample;
  for await (const event of runToolsStreamed(vertex, { ...rest, tools: [getCurrentWeather] })) {
    if (event.type === "tool_result") calls.push(event.result.arguments);
    if (event.type === "final") messages = event.result.messages;
  }
  assert.deepEqual(calls, [
    { location: "Boston, MA", unit: "celsius" },
    { location: "New Delhi, India", unit: "celsius" },
  ]);
  assert.lengthOf(messages, 5);
  const [first, second] = sentTo(emulator);
  assert.deepEqual(first, sample);
  const [signed, unsigned] = second?.messages[1]?.tool_calls ?? [];
  assert.isString(signed?.extra_content?.google.thought_signature);
  assert.isUndefined(unsigned?.extra_content);
});

/** What the sample's tool finds. */
const getImage = tool({
  name: "get_image",
  description: "Retrieves the image file reference for a specific order item.",
  schema: v.object({
    item_name: v.pipe(
      v.string(),
      v.description("The name or description of the item ordered (e.g., 'green shirt')."),
    ),
  }),
  run: () =>
    attachFiles({ image_ref: { $ref: "dress.jpg" } }, [{
      file_data: {
        mime_type: "image/jpg",
        display_name: "dress.jpg",
        file_uri: "gs://cloud-samples-data/generative-ai/image/dress.jpg",
      },
    }]),
});

test("Multi-modal function responses: the request, continued from its messages", async () => {
  const { emulator, vertex } = await makePair();
  const sample = sampleOf("multimodal-function-response.json");
  const answer: unknown = JSON.parse(wireResponses["multimodal-function-response.json"]);
  emulator.reply({ json: answer });
  const { model, messages } = sample;
  const { completion } = await runTools(vertex, { model, messages, tools: [getImage] });
  assert.deepEqual(sentTo(emulator)[0], sample);
  const said = "Here is the image of the green shirt you ordered.";
  assert.equal(completion.choices[0]?.message.content, said);
});

test("Multi-modal function responses: the tool's result, made by the tool", async () => {
  const { emulator, vertex } = await makePair();
  const sample = sampleOf("multimodal-function-response.json");
  const id = "function-call-a350228d-0283-4792-8bfa-40da064fb959";
  emulator.reply({
    toolCalls: [{ id, name: "get_image", arguments: { item_name: "green shirt" } }],
  });
  const { model, messages } = sample;
  await runTools(vertex, { model, messages: messages.slice(0, 1), tools: [getImage] });
  const [, second] = sentTo(emulator);
  assert.deepEqual(second?.messages[2], messages[2]);
});

test("Structured output", async () => {
  const { emulator, vertex } = await makePair();
  const sample = sampleOf("structured-output.json");
  const CalendarEvent = v.strictObject({
    name: v.string(),
    date: v.string(),
    participants: v.array(v.string()),
  });
  const event = { name: "Science fair", date: "Friday", participants: ["Alice", "Bob"] };
  emulator.reply({ text: JSON.stringify(event) });
  const { model, messages } = sample;
  const { parsed } = await parse(vertex, {
    model,
    messages,
    schema: CalendarEvent,
    schemaName: "CalendarEvent",
  });
  assert.deepEqual(parsed, event);
  assert.deepEqual(sentTo(emulator)[0], sample);
});
