/** Every native sample of Google's function calling reference, by the heading it stands under. */
import type { Vertex } from "../../../mod.ts";
import {
  type Content,
  generateContent,
  type GenerateContentRequest,
} from "../../../src/gemini/mod.ts";
import type { Emulator } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { makePair } from "../chat/client.ts";

const native = wireRequests.filter(({ endpoint }) => endpoint === null);

test("there are two documented native requests", () => assert.lengthOf(native, 2));

for (const { file, method, url, location, project, apiVersion, body } of native) {
  test(`generateContent() sends ${file} as it is documented`, async () => {
    const { emulator, vertex } = await makePair({
      project,
      location,
      apiVersion: apiVersion === "v1" ? "v1" : "v1beta1",
    });
    const [, model] = /models\/([^:]+):/.exec(url) ?? [];
    // As from a file: the compiler cannot know what is in it.
    const request: GenerateContentRequest = JSON.parse(JSON.stringify({ model, ...body }));
    await generateContent(vertex, request);
    const sent = emulator.requests.at(-1);
    assert.deepEqual([sent?.method, sent?.url, sent?.json], [method, url, body]);
  });
}

/** What the last request held, and whether it was the only one since. */
function sentBy(emulator: Emulator): unknown {
  return emulator.requests.at(-1)?.json;
}

async function openDesk(options: Parameters<typeof makePair>[0] = {}): Promise<{
  emulator: Emulator;
  vertex: Vertex;
}> {
  return await makePair(
    { project: "myproject", location: "us-central1", ...options },
    { signatures: "exact" },
  );
}

const question = "What is the weather in Boston?";

test("Send a function declaration, REST", async () => {
  const { emulator, vertex } = await openDesk();
  const contents = [{ role: "user", parts: [{ text: question }] }];
  const tools = [{
    functionDeclarations: [{
      name: "get_current_weather",
      description: "Get the current weather in a given location",
      parameters: {
        type: "object",
        properties: {
          location: {
            type: "string",
            description: "The city and state, e.g. San Francisco, CA or a zip code e.g. 95616",
          },
        },
        required: ["location"],
      },
    }],
  }];
  emulator.reply({
    toolCalls: [{ name: "get_current_weather", arguments: { location: "Boston" } }],
  });
  const answer = await generateContent(vertex, { model: "gemini-2.5-flash", contents, tools });
  assert.deepEqual(answer.functionCalls, [{
    name: "get_current_weather",
    args: { location: "Boston" },
  }]);
  assert.deepEqual(sentBy(emulator), { contents, tools });
  assert.equal(
    emulator.requests.at(-1)?.url,
    "https://us-central1-aiplatform.googleapis.com/v1/projects/myproject/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent",
  );
});

test("Send a function declaration, Gen AI SDK for Python", async () => {
  const { emulator, vertex } = await openDesk({ apiVersion: "v1" });
  const weather: Record<string, string> = { "Boston, MA": "snowing" };
  const config = {
    tools: [{
      functionDeclarations: [{
        name: "get_current_weather",
        description:
          "Example method. Returns the current weather.\n\nArgs:\n  location: The city and state, e.g. San Francisco, CA",
        parameters: { type: "OBJECT", properties: { location: { type: "STRING" } } },
      }],
    }],
    generationConfig: { temperature: 0 },
  };
  const model = "gemini-2.5-flash";
  const contents: Content[] = [{
    role: "user",
    parts: [{ text: "What is the weather like in Boston?" }],
  }];
  const asked = await generateContent(vertex, {
    model,
    contents: "What is the weather like in Boston?",
    ...config,
  });
  assert.deepEqual(sentBy(emulator), { contents, ...config });

  // The SDK calls the function by itself, and asks again.
  const content = asked.candidates[0]?.content;
  if (content) contents.push(content);
  contents.push({
    role: "user",
    parts: asked.functionCalls.map(({ name, args }) => ({
      functionResponse: { name, response: { result: weather[String(args.location)] ?? "unknown" } },
    })),
  });
  emulator.reply({ text: "The weather in Boston is sunny." });
  const answer = await generateContent(vertex, { model, contents, ...config });
  assert.equal(answer.text, "The weather in Boston is sunny.");
  assert.deepEqual(sentBy(emulator), { contents, ...config });
});

test("Send a function declaration, Node.js", async () => {
  const { emulator, vertex } = await openDesk();
  const declaration = {
    name: "get_current_weather",
    description: "get weather in a given location",
    parameters: {
      type: "OBJECT",
      properties: {
        location: { type: "STRING" },
        unit: { type: "STRING", enum: ["celsius", "fahrenheit"] },
      },
      required: ["location"],
    },
  };
  const contents = [{ role: "user", parts: [{ text: question }] }];
  const answer = await generateContent(vertex, {
    model: "gemini-2.0-flash-001",
    contents,
    tools: [{ function_declarations: [declaration] }],
  });
  assert.deepEqual(answer.functionCalls, [{
    name: "get_current_weather",
    args: { location: "Boston, MA", unit: "celsius" },
  }]);
  assert.deepEqual(sentBy(emulator), {
    contents,
    tools: [{ functionDeclarations: [declaration] }],
  });
});

test("Send a function declaration, Java: two turns", async () => {
  const { emulator, vertex } = await openDesk();
  const request = {
    model: "gemini-2.0-flash-001",
    tools: [{
      functionDeclarations: [{
        name: "getCurrentWeather",
        description: "Get the current weather in a given location",
        parameters: {
          type: "OBJECT",
          properties: { location: { type: "STRING", description: "location" } },
          required: ["location"],
        },
      }],
    }],
  };
  const contents: Content[] = [{
    role: "user",
    parts: [{ text: "What's the weather like in Paris?" }],
  }];
  emulator.reply({ toolCalls: [{ name: "getCurrentWeather", arguments: { location: "Paris" } }] });
  const asked = await generateContent(vertex, { ...request, contents });
  assert.deepEqual(asked.functionCalls, [{
    name: "getCurrentWeather",
    args: { location: "Paris" },
  }]);
  const content = asked.candidates[0]?.content;
  if (content) contents.push(content);
  contents.push({
    role: "user",
    parts: [{
      functionResponse: { name: "getCurrentWeather", response: { currentWeather: "sunny" } },
    }],
  });
  const answer = await generateContent(vertex, { ...request, contents });
  assert.include(answer.text, 'getCurrentWeather answered {"currentWeather":"sunny"}');
  assert.deepEqual(sentBy(emulator), { contents, tools: request.tools });
});

test("Send a function declaration, Go: two turns, contents without a role", async () => {
  const { emulator, vertex } = await makePair({}, { signatures: "off" });
  const request = {
    model: "gemini-2.5-flash",
    tools: [{
      functionDeclarations: [{
        description: "Returns the current weather in a location.",
        name: "getCurrentWeather",
        parameters: {
          type: "object",
          properties: { location: { type: "string" } },
          required: ["location"],
        },
      }],
    }],
    generationConfig: { temperature: 0.0 },
  };
  const asking = { role: "user", parts: [{ text: "What is the weather like in Boston?" }] };
  emulator.reply({ toolCalls: [{ name: "getCurrentWeather", arguments: { location: "Boston" } }] });
  const asked = await generateContent(vertex, { ...request, contents: [asking] });
  const [functionCall] = asked.functionCalls;
  assert.deepEqual(functionCall, { name: "getCurrentWeather", args: { location: "Boston" } });
  const contents = [
    asking,
    { parts: [{ functionCall: { name: "getCurrentWeather", args: { location: "Boston" } } }] },
    {
      parts: [{
        functionResponse: {
          name: "getCurrentWeather",
          response: {
            location: "Boston",
            temperature: "38",
            temperature_unit: "F",
            description: "Cold and cloudy",
            humidity: "65",
            wind: '{"speed":"10","direction":"NW"}',
          },
        },
      }],
    },
  ];
  const answer = await generateContent(vertex, { ...request, contents });
  assert.include(answer.text, "Cold and cloudy");
  const { model: _, ...rest } = request;
  assert.deepEqual(sentBy(emulator), { contents, ...rest });
});

test("Send a function declaration with FunctionCallingConfig, REST", async () => {
  const { emulator, vertex } = await openDesk({ apiVersion: "v1beta1" });
  const [, sample] = native;
  const request: GenerateContentRequest = JSON.parse(
    JSON.stringify({ model: "gemini-2.5-flash", ...sample?.body }),
  );
  const answer = await generateContent(vertex, request);
  assert.deepEqual(answer.functionCalls.map(({ name }) => name), ["get_product_sku"]);
  assert.deepEqual(sentBy(emulator), sample?.body);
});

test("Send a function declaration with FunctionCallingConfig, Gen AI SDK for Python", async () => {
  const { emulator, vertex } = await openDesk();
  const tools = [{
    functionDeclarations: [{
      name: "get_album_sales",
      description: "Gets the number of albums sold",
      parameters: {
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
      },
    }],
  }];
  const albums = [
    { album_name: "Echoes of the Night", copies_sold: 350000 },
    { copies_sold: 120000, album_name: "Reckless Hearts" },
    { copies_sold: 75000, album_name: "Whispers of Dawn" },
    { copies_sold: 100000, album_name: "Street Symphony" },
  ];
  emulator.reply({ toolCalls: [{ name: "get_album_sales", arguments: { albums } }] });
  const generationConfig = { temperature: 0 };
  const contents = "At Stellar Sounds, a music label, 2024 was a rollercoaster.";
  const answer = await generateContent(vertex, {
    model: "gemini-2.5-flash",
    contents,
    tools,
    generationConfig,
  });
  assert.deepEqual(answer.functionCalls, [{ name: "get_album_sales", args: { albums } }]);
  assert.deepEqual(sentBy(emulator), {
    contents: [{ role: "user", parts: [{ text: contents }] }],
    tools,
    generationConfig,
  });
});

test("Send a function declaration with FunctionCallingConfig, Node.js", async () => {
  const { emulator, vertex } = await openDesk();
  const declarations = [{
    name: "get_product_sku",
    description:
      "Get the available inventory for a Google products, e.g: Pixel phones, Pixel Watches, Google Home etc",
    parameters: { type: "OBJECT", properties: { productName: { type: "STRING" } } },
  }, {
    name: "get_store_location",
    description: "Get the location of the closest store",
    parameters: { type: "OBJECT", properties: { location: { type: "STRING" } } },
  }];
  const contents = [{
    role: "user",
    parts: [{ text: "Do you have the White Pixel 8 Pro 128GB in stock in the US?" }],
  }];
  const generationConfig = { temperature: 0.95, topP: 1.0, maxOutputTokens: 8192 };
  const answer = await generateContent(vertex, {
    model: "gemini-2.0-flash-001",
    contents,
    tools: [{ function_declarations: declarations }],
    tool_config: {
      function_calling_config: { mode: "ANY", allowed_function_names: ["get_product_sku"] },
    },
    generation_config: generationConfig,
  });
  assert.deepEqual(answer.functionCalls.map(({ name }) => name), ["get_product_sku"]);
  assert.deepEqual(sentBy(emulator), {
    contents,
    tools: [{ functionDeclarations: declarations }],
    toolConfig: {
      functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["get_product_sku"] },
    },
    generationConfig,
  });
});

test("Send a function declaration with FunctionCallingConfig, Go: a chat of four messages", async () => {
  const { emulator, vertex } = await openDesk();
  const request = {
    model: "gemini-2.0-flash-001",
    tools: [{
      functionDeclarations: [{
        name: "getProductSku",
        description: "Get the SKU for a product",
        parameters: {
          type: "OBJECT",
          properties: { productName: { type: "STRING", description: "Product name" } },
        },
      }, {
        name: "getStoreLocation",
        description: "Get the location of the closest store",
        parameters: {
          type: "OBJECT",
          properties: { location: { type: "STRING", description: "Location" } },
        },
      }],
    }],
    generationConfig: { temperature: 0.0 },
  };
  const contents: Content[] = [];

  async function send(content: Content) {
    contents.push(content);
    const answer = await generateContent(vertex, { ...request, contents });
    const said = answer.candidates[0]?.content;
    if (said) contents.push(said);
    return answer;
  }

  const turns = [{
    prompt: "Do you have the Pixel 8 Pro in stock?",
    name: "getProductSku",
    args: { productName: "Pixel 8 Pro" },
    response: { sku: "GA04834-US", in_stock: "yes" },
  }, {
    prompt: "Is there a store in Mountain View, CA that I can visit to try it out?",
    name: "getStoreLocation",
    args: { location: "Mountain View, CA" },
    response: { store: "2000 N Shoreline Blvd, Mountain View, CA 94043, US" },
  }];
  for (const { prompt, name, args, response } of turns) {
    emulator.reply({ toolCalls: [{ name, arguments: args }] });
    const asked = await send({ role: "user", parts: [{ text: prompt }] });
    assert.deepEqual(asked.functionCalls, [{ name, args }]);
    const answer = await send({ role: "user", parts: [{ functionResponse: { name, response } }] });
    assert.include(answer.text, JSON.stringify(response));
  }
  assert.lengthOf(contents, 8);
  const { model: _, ...rest } = request;
  assert.deepEqual(sentBy(emulator), { contents: contents.slice(0, 7), ...rest });
});
