/** What the guides say of `openai` and the AI SDK without this library and with it, seen again. */
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
// @ts-types="./ai_sdk.d.ts"
import { generateText } from "ai";
import OpenAI from "openai";
import { createVertex } from "../../mod.ts";
import type { Script } from "../../src/testing/mod.ts";
import { startEmulator } from "../fixtures.ts";
import { assert, test } from "../harness.ts";

interface Row {
  readonly reply: Script;
  /** What comes of it, by `openai` alone and over `vertex.fetch`. */
  readonly alone: string;
  readonly over: string;
}

const thoughts = { thoughts: "Hm", text: "Yes" };
const boston = '{"location":"Boston, MA"}';
const delhi = '{"location":"New Delhi, India"}';
const rows: Readonly<Record<string, Row>> = {
  "two calls, both with index 0": {
    reply: { quirk: "tool-index-zero" },
    alone: `calls ${boston}${delhi}`,
    over: `calls ${boston} ${delhi}`,
  },
  "calls without an index": {
    reply: { quirk: "tool-index-missing" },
    alone: "OpenAIError: Chat completion stream contains an invalid tool call index: undefined",
    over: `calls ${boston}`,
  },
  "a call without arguments": {
    reply: { quirk: "tool-args-empty" },
    alone: "calls ",
    over: "calls {}",
  },
  "thoughts without tags": {
    reply: { quirk: "thought-untagged", ...thoughts },
    alone: "HmYes, 1 + 10 of 75 tokens",
    over: "Yes, thoughts Hm, 65 + 10 of 75 tokens",
  },
  "thoughts in tags": {
    reply: { quirk: "thought-tagged", ...thoughts },
    alone: "<think>Hm</think>Yes, 1 + 10 of 75 tokens",
    over: "Yes, thoughts Hm, 65 + 10 of 75 tokens",
  },
  "a chunk without choices": {
    reply: { quirk: "chunk-no-choices", text: "Mild" },
    alone: "OpenAIError: chunk.choices is not iterable",
    over: "Mild, 1 + 10 of 11 tokens",
  },
  "an error as a JSON array": {
    reply: { quirk: "error-array" },
    alone:
      'BadRequestError: 400 [{"error":{"code":400,"message":"Request contains an invalid argument.","status":"INVALID_ARGUMENT"}}]',
    over:
      "BadRequestError: 400 Cannot complete the chat: the server answered 400 INVALID_ARGUMENT: Request contains an invalid argument.",
  },
  "an error in a stream of status 200": {
    reply: { quirk: "error-in-200-stream" },
    alone: "OpenAIError: request ended without sending any chunks",
    over:
      "BadRequestError: 400 Cannot read the answer: the server answered 400 INVALID_ARGUMENT: Request contains an invalid argument.",
  },
};
const model = "google/gemini-3.1-pro-preview";
const extra = { google: { thinking_config: { include_thoughts: true } } };

const tool = {
  type: "function" as const,
  function: {
    name: "get_current_weather",
    parameters: {
      type: "object",
      properties: { location: { type: "string" } },
      required: ["location"],
    },
  },
};

for (const [what, { reply, alone, over }] of Object.entries(rows)) {
  test(`openai meets ${what}, alone and over vertex.fetch`, async () => {
    for (const [way, expected] of [["alone", alone], ["over", over]] as const) {
      const { emulator, settings } = await makeDoor(way);
      emulator.reply(reply);
      const request = {
        model,
        messages: [{ role: "user" as const, content: "How is it?" }],
        ...(expected.startsWith("calls") && { tools: [tool] }),
        ...(what.startsWith("thoughts") && { extra_body: extra }),
      };
      const seen = await new OpenAI({ ...settings, maxRetries: 0 }).chat.completions
        .stream(request).finalChatCompletion()
        .then(inShort, ({ constructor, message }) => `${constructor.name}: ${message}`);
      assert.equal(seen, expected, way);
    }
  });
}

test("openai meets a revoked token, alone and over vertex.fetch", async () => {
  for (const [way, expected] of [["alone", 401], ["over", 200]] as const) {
    const { emulator, settings } = await makeDoor(way);
    emulator.revokeTokens();
    const status = await new OpenAI(settings).chat.completions
      .create({ model, messages: [{ role: "user", content: "Hello" }] }).asResponse()
      .then(async (response) => {
        await response.body?.cancel();
        return response.status;
      }, ({ status }) => status);
    assert.equal(status, expected, way);
  }
});

test("openai does not see Google's hint when to come back, and vertex.fetch does", async () => {
  for (const [way, calls] of [["alone", 2], ["over", 1]] as const) {
    const { emulator, settings } = await makeDoor(way);
    emulator.fail({ status: 429, retryInfo: "3600s" });
    const messages = [{ role: "user" as const, content: "Hello" }];
    const answer = new OpenAI(settings).chat.completions.create({ model, messages });
    const answered = await answer.then(() => true, () => false);
    assert.equal(answered, way === "alone");
    assert.lengthOf(emulator.requests.filter(({ kind }) => kind === "api"), calls);
  }
});

test("the AI SDK multiplies attempts, unless it is told not to", async () => {
  for (const [maxRetries, expected] of [[2, 9], [0, 3]] as const) {
    const { emulator, settings } = await makeDoor("over");
    emulator.fail({ status: 429, retryInfo: "0.01s", times: 20 });
    const provider = createOpenAICompatible({ name: "vertex", ...settings });
    const answer = generateText({ model: provider(model), prompt: "Hello", maxRetries });
    assert.instanceOf(await answer.catch((error: unknown) => error), Error);
    assert.lengthOf(emulator.requests.filter(({ kind }) => kind === "api"), expected);
  }
});

function inShort({ choices, usage }: OpenAI.ChatCompletion): string {
  const message = choices[0]?.message;
  if (message?.tool_calls) {
    const texts = message.tool_calls.map((call) =>
      call.type === "function" && call.function.arguments
    );
    return `calls ${texts.join(" ")}`;
  }
  const reasoning = message && "reasoning_content" in message
    ? `, thoughts ${message.reasoning_content}`
    : "";
  const { completion_tokens, prompt_tokens, total_tokens } = usage ?? {};
  return `${message?.content}${reasoning}, ${completion_tokens} + ${prompt_tokens} of ${total_tokens} tokens`;
}

/** How an SDK reaches the endpoint: with a token of its user's, or over `vertex.fetch`. */
async function makeDoor(way: "alone" | "over") {
  const emulator = await startEmulator();
  const { serviceAccountKey: credentials, fetch } = emulator;
  const vertex = createVertex({ credentials, fetch });
  const place = `projects/${credentials.project_id}/locations/global/endpoints/openapi`;
  const settings = way === "over"
    ? { apiKey: "unused", baseURL: "https://vertex.invalid/v1", fetch: vertex.fetch }
    : {
      apiKey: await vertex.getAccessToken(),
      baseURL: `https://aiplatform.googleapis.com/v1/${place}`,
      fetch,
    };
  // The token is there before anything is broken.
  await vertex.getAccessToken();
  return { emulator, settings };
}
