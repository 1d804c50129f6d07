/** What the library can do, each proven by doing it: the rows of `docs/compatibility.md`. */
import { assert } from "chai";
import OpenAI from "openai";
import { createVertex, imagePart, imagesOf, type Vertex, type VertexOptions } from "../../mod.ts";
import { generateContent, streamGenerateContent } from "../../src/gemini/mod.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { createEmulator } from "../../src/testing/mod.ts";
import { parse, runTools, tool } from "../../src/tools/mod.ts";

/** Where Google listens on loopback, and the key file for it. */
export interface Desk {
  readonly origin: string;
  readonly key: object;
}

/** What came of each capability, by its name: `yes`, or what went wrong. */
export type Findings = Record<string, string>;

const model = "google/gemini-3.1-pro-preview";
const messages = [{ role: "user" as const, content: "Why is the sky blue?" }];
const request = { model, messages };
const key = "a-key-of-the-team";

/** Tries everything. */
export async function proveAll(desk: Desk): Promise<Findings> {
  const findings: Findings = {};
  for (const [name, prove] of Object.entries(capabilities)) {
    try {
      await prove(desk);
      findings[name] = "yes";
    } catch (error) {
      findings[name] = `no: ${error instanceof Error ? error.message : error}`;
    }
  }
  return findings;
}

const capabilities: Record<string, (desk: Desk) => Promise<void>> = {
  async "a token for a service account's RSA key"(desk) {
    assert.isNotEmpty(await open(desk).getAccessToken());
  },

  async "a self-signed token"(desk) {
    await create(open(desk, { selfSigned: true }));
  },

  async "a completion"(desk) {
    await create(open(desk));
  },

  async "a stream, chunk by chunk"(desk) {
    let chunks = 0;
    const stream = open(desk).chat.completions.stream(request);
    for await (const _ of stream) chunks += 1;
    assert.isAbove(chunks, 1);
    assert.isNotEmpty(await stream.finalContent());
  },

  async "a stream passed on as a Response"(desk) {
    const response = open(desk).chat.completions.stream(request).toResponse();
    assert.match(await response.text(), /^data: \{[^]+\n\ndata: \[DONE\]\n\n$/);
  },

  async "an abort with a reason of one's own, in mid-stream"(desk) {
    const controller = new AbortController();
    const reason = { by: "the caller" };
    const { signal } = controller;
    let caught: unknown;
    try {
      for await (const _ of open(desk).chat.completions.stream(request, { signal })) {
        controller.abort(reason);
      }
    } catch (error) {
      caught = error;
    }
    assert.strictEqual(caught, reason);
  },

  async "a deadline"(desk) {
    let caught: unknown;
    await create(open(desk, { timeoutMs: 1, retry: { maxAttempts: 1 } }))
      .catch((error: unknown) => (caught = error));
    assert.propertyVal(caught, "code", "timeout");
  },

  async "images, in and out"(desk) {
    const image = imagePart(new Uint8Array([137, 80, 78, 71]), { mimeType: "image/png" });
    const { choices } = await open(desk).chat.completions.create({
      model: "google/gemini-3.1-flash-image",
      modalities: ["text", "image"],
      messages: [{ role: "user", content: [{ type: "text", text: "Draw the sky" }, image] }],
    });
    const drawn = choices.flatMap(({ message }) => imagesOf(message));
    assert.isAbove(drawn[0]?.blob.size ?? 0, 0);
  },

  async "tools"(desk) {
    const add = tool({ name: "add", description: "Adds", schema: numbers, run: () => 3 });
    const { steps } = await runTools(open(desk), { ...request, tools: [add] });
    assert.lengthOf(steps, 2);
  },

  async "structured output"(desk) {
    const { parsed } = await parse(open(desk), { ...request, schema: numbers });
    assert.hasAllKeys(parsed, ["a", "b"]);
  },

  async "Gemini's own API"(desk) {
    const vertex = open(desk);
    const contents = [{ role: "user", parts: [{ text: "Why is the sky blue?" }] }];
    assert.isDefined((await generateContent(vertex, { model, contents })).candidates?.[0]);
    let responses = 0;
    for await (const _ of streamGenerateContent(vertex, { model, contents })) responses += 1;
    assert.isAbove(responses, 0);
  },

  async "a token store, sealed"(desk) {
    const entries = new Map<string, string>();
    const store = {
      get: (name: string) => Promise.resolve(entries.get(name)),
      set: (name: string, value: string) => Promise.resolve(void entries.set(name, value)),
    };
    const pending: Promise<unknown>[] = [];
    const options = {
      tokenStore: { store },
      waitUntil: (work: Promise<unknown>) => void pending.push(work),
    };
    const token = await open(desk, options).getAccessToken();
    await Promise.all(pending);
    assert.notInclude(JSON.stringify([...entries]), token);
    assert.strictEqual(await open(desk, options).getAccessToken(), token);
  },

  async "the gateway"(desk) {
    const answer = await ask(open(desk, { models: [model] }), { ...request, stream: false });
    assert.isNotEmpty(JSON.parse(answer).choices[0].message.content);
  },

  async "the gateway, streaming"(desk) {
    const answer = await ask(open(desk, { models: [model] }), { ...request, stream: true });
    assert.match(answer, /data: \{[^]+\n\ndata: \[DONE\]\n\n$/);
  },

  async "the emulator"() {
    const emulator = await createEmulator();
    await create(createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch }));
  },

  async "`vertex.fetch` under the openai package"(desk) {
    const openai = new OpenAI({
      apiKey: "unused",
      baseURL: "https://vertex.invalid/v1",
      fetch: open(desk).fetch,
      maxRetries: 0,
      // In a browser the package asks whether a secret key is at stake; this one is none.
      dangerouslyAllowBrowser: true,
    });
    assert.isNotEmpty((await openai.chat.completions.create(request)).choices[0]?.message.content);
    let text = "";
    const stream = await openai.chat.completions.create({ ...request, stream: true });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    assert.isNotEmpty(text);
  },
};

const numbers = {
  type: "object",
  properties: { a: { type: "number" }, b: { type: "number" } },
  required: ["a", "b"],
} as const;

/** A client whose every request goes to loopback by the runtime's own `fetch`. */
function open({ origin, key }: Desk, options: Partial<VertexOptions> = {}): Vertex {
  return createVertex({
    credentials: key,
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set("x-original-url", String(input));
      return fetch(origin, { ...init, headers });
    },
    ...options,
  });
}

async function create(vertex: Vertex): Promise<void> {
  const { choices } = await vertex.chat.completions.create(request);
  assert.isNotEmpty(choices[0]?.message.content);
}

async function ask(vertex: Vertex, body: object): Promise<string> {
  const gateway = vertexGateway({ vertex, apiKeys: [key] });
  const response = await gateway.fetch(
    new Request("https://gateway.invalid/v1/chat/completions", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  assert.strictEqual(response.status, 200);
  return await response.text();
}
