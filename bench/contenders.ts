/** The ways to call Vertex AI that are compared: by hand, with this library, with other SDKs. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
// @ts-types="../tests/run/ai_sdk.d.ts"
import { generateText, jsonSchema, streamText, tool } from "ai";
import { createParser } from "eventsource-parser";
import OpenAI from "openai";
import { createVertex } from "../mod.ts";
import { accessToken } from "../src/auth/mod.ts";
import { model } from "./wire.ts";

/** One way to call; each function makes a request and gives what came of it. */
export interface Caller {
  readonly name: string;
  /** A stream's whole text. */
  readonly text: () => Promise<string>;
  /** The arguments of a stream's tool call, as JSON text. */
  readonly tools: () => Promise<string>;
  /** A plain answer's text. */
  readonly plain: () => Promise<string>;
}

type Fetch = typeof globalThis.fetch;

interface Chunk {
  choices: { delta: { content?: string; tool_calls?: { function: { arguments: string } }[] } }[];
}

const baseURL =
  "https://aiplatform.googleapis.com/v1/projects/bench/locations/global/endpoints/openapi";
const messages = [{ role: "user" as const, content: "Hello" }];
const parameters = {
  type: "object" as const,
  properties: { numbers: { type: "array" as const, items: { type: "number" as const } } },
};
const tools = [{ type: "function" as const, function: { name: "add", parameters } }];

/** Every way, over one `fetch`; the first is what the others are compared with. */
export function callersOver(fetch: Fetch): Caller[] {
  return [byHand(fetch), byParser(fetch), byVertex(fetch), byOpenAI(fetch), byAiSdk(fetch)];
}

/** What one writes without any library. */
function byHand(fetch: Fetch): Caller {
  return bare("bare fetch and a hand loop", fetch, async (body, take) => {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let held = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      held += decoder.decode(read.value, { stream: true });
      let start = 0;
      for (let end = held.indexOf("\n\n"); end !== -1; end = held.indexOf("\n\n", start)) {
        const data = held.slice(start + 6, end);
        if (data !== "[DONE]") take(JSON.parse(data));
        start = end + 2;
      }
      held = held.slice(start);
    }
  });
}

/** The same with a kept parser of event streams. */
function byParser(fetch: Fetch): Caller {
  return bare("bare fetch and eventsource-parser", fetch, async (body, take) => {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    const parser = createParser({
      onEvent({ data }) {
        if (data !== "[DONE]") take(JSON.parse(data));
      },
    });
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parser.feed(decoder.decode(read.value, { stream: true }));
    }
  });
}

function bare(
  name: string,
  fetch: Fetch,
  read: (body: ReadableStream<Uint8Array>, take: (chunk: Chunk) => void) => Promise<void>,
): Caller {
  async function ask(more: object): Promise<Response> {
    const response = await fetch(`${baseURL}/chat/completions`, {
      method: "POST",
      headers: { authorization: "Bearer token", "content-type": "application/json" },
      body: JSON.stringify({ model, messages, ...more }),
    });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    return response;
  }
  return {
    name,
    async text() {
      let text = "";
      const { body } = await ask({ stream: true });
      if (body) await read(body, (chunk) => text += chunk.choices[0]?.delta.content ?? "");
      return text;
    },
    async tools() {
      let text = "";
      const { body } = await ask({ stream: true, tools });
      const of = (chunk: Chunk) => chunk.choices[0]?.delta.tool_calls?.[0]?.function.arguments;
      if (body) await read(body, (chunk) => text += of(chunk) ?? "");
      return text;
    },
    async plain() {
      const { choices } = await (await ask({})).json();
      return choices[0].message.content;
    },
  };
}

function byVertex(fetch: Fetch): Caller {
  const credentials = accessToken("token");
  const { chat: { completions } } = createVertex({ credentials, project: "bench", fetch });
  const final = (more: object) =>
    completions.stream({ model, messages, ...more }).finalChatCompletion();
  return {
    name: "this library",
    text: async () => (await final({})).choices[0]?.message.content ?? "",
    tools: async () => argumentsOf((await final({ tools })).choices[0]?.message.tool_calls?.[0]),
    plain: async () =>
      (await completions.create({ model, messages })).choices[0]?.message.content ?? "",
  };
}

function byOpenAI(fetch: Fetch): Caller {
  const { chat: { completions } } = new OpenAI({
    apiKey: "token",
    baseURL,
    fetch,
    maxRetries: 0,
    dangerouslyAllowBrowser: true,
  });
  const final = (more: object) =>
    completions.stream({ model, messages, ...more }).finalChatCompletion();
  return {
    name: "openai",
    text: async () => (await final({})).choices[0]?.message.content ?? "",
    tools: async () => argumentsOf((await final({ tools })).choices[0]?.message.tool_calls?.[0]),
    plain: async () =>
      (await completions.create({ model, messages })).choices[0]?.message.content ?? "",
  };
}

function byAiSdk(fetch: Fetch): Caller {
  const provider = createOpenAICompatible({ name: "vertex", baseURL, apiKey: "token", fetch });
  const settings = { model: provider(model), prompt: "Hello", maxRetries: 0 };
  const add = tool({ inputSchema: jsonSchema(parameters) });
  return {
    name: "ai and @ai-sdk/openai-compatible",
    text: async () => await streamText(settings).text,
    async tools() {
      const [call] = await streamText({ ...settings, tools: { add } }).toolCalls;
      return JSON.stringify(call?.input);
    },
    plain: async () => (await generateText(settings)).text,
  };
}

function argumentsOf(call: object | undefined): string {
  const called = call as { function?: { arguments?: string } } | undefined;
  return called?.function?.arguments ?? "";
}
