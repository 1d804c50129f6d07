/** The package `openai`. */
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { assert } from "chai";
import { type Door, model, type Scenario, toolReplies } from "./scenario.ts";

const messages = [{ role: "user" as const, content: "Why is the sky blue?" }];
const text = "Because of Rayleigh scattering";
const Event = z.object({ name: z.string(), participants: z.array(z.string()) });
const event = { name: "Science fair", participants: ["Alice", "Bob"] };

function open({ baseURL, apiKey }: Door, key = apiKey): OpenAI {
  // The check in the package takes a test page's globals for a browser's.
  return new OpenAI({ baseURL, apiKey: key, maxRetries: 0, dangerouslyAllowBrowser: true });
}

async function raisedBy(call: PromiseLike<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was raised");
}

/** One of the package's classes, with the fields that programs decide by. */
async function assertRaised(
  call: PromiseLike<unknown>,
  kind: abstract new (...args: never[]) => Error,
  fields: { readonly status: number; readonly code: string },
): Promise<void> {
  const error = await raisedBy(call);
  assert.instanceOf(error, kind);
  assert.include(error, fields);
}

async function runTools(door: Door, stream: boolean): Promise<void> {
  const cities: string[] = [];
  const settings = {
    model,
    messages,
    tools: [{
      type: "function" as const,
      function: {
        name: "get_weather",
        description: "Gets the weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } } },
        parse: JSON.parse,
        function({ city }: { city: string }) {
          cities.push(city);
          return { city, celsius: 20 };
        },
      },
    }],
  };
  const { completions } = open(door).chat;
  const runner = stream
    ? completions.runTools({ ...settings, stream })
    : completions.runTools(settings);
  assert.equal(await runner.finalContent(), "It is mild.");
  assert.deepEqual(cities, ["Boston", "Paris", "Rome"]);
}

export const openaiScenarios: readonly Scenario[] = [
  {
    name: "`models.list`, `models.retrieve`",
    async run(door) {
      const ids: string[] = [];
      for await (const { id } of open(door).models.list()) ids.push(id);
      assert.deepEqual(ids.slice(0, 2), [model, "fast"]);
      assert.equal((await open(door).models.retrieve(model)).id, model);
    },
  },
  {
    name: "`chat.completions.create`",
    replies: [{ text }],
    async run(door) {
      const { choices, usage, ...rest } = await open(door).chat.completions.create({
        model: "fast",
        messages,
      });
      assert.equal(choices[0]?.message.content, text);
      assert.equal(choices[0]?.finish_reason, "stop");
      assert.equal(rest.model, "fast");
      assert.isAbove(usage?.total_tokens ?? 0, 0);
    },
  },
  {
    name: "`create` with `stream: true`",
    replies: [{ text }],
    async run(door) {
      let said = "";
      const stream = await open(door).chat.completions.create({ model, messages, stream: true });
      for await (const { choices } of stream) said += choices[0]?.delta.content ?? "";
      assert.equal(said, text);
    },
  },
  {
    name: "`stream`, with `finalChatCompletion`",
    replies: [{ text }],
    async run(door) {
      const stream = open(door).chat.completions.stream({ model, messages });
      const { choices, usage } = await stream.finalChatCompletion();
      assert.equal(choices[0]?.message.content, text);
      assert.isAbove(usage?.completion_tokens ?? 0, 0);
    },
  },
  { name: "`runTools`", replies: toolReplies, run: (door) => runTools(door, false) },
  { name: "`runTools`, streamed", replies: toolReplies, run: (door) => runTools(door, true) },
  {
    name: "`parse` with a zod schema",
    replies: [{ text: JSON.stringify(event) }],
    async run(door) {
      const { choices } = await open(door).chat.completions.parse({
        model,
        messages,
        response_format: zodResponseFormat(Event, "event"),
      });
      assert.deepEqual(choices[0]?.message.parsed, event);
    },
  },
  {
    name: "leaving a stream",
    replies: [{ text: "word ".repeat(2_000), chunkDelayMs: 5 }],
    async run(door) {
      const stream = await open(door).chat.completions.create({ model, messages, stream: true });
      for await (const _chunk of stream) break;
      assert.isTrue(stream.controller.signal.aborted);
    },
  },
  {
    name: "raises `AuthenticationError`",
    async run(door) {
      const stranger = open(door, "a-key-of-others");
      const expected = { status: 401, code: "invalid_api_key" };
      await assertRaised(stranger.models.list(), OpenAI.AuthenticationError, expected);
      for (const stream of [false, true]) {
        const call = stranger.chat.completions.create({ model, messages, stream });
        await assertRaised(call, OpenAI.AuthenticationError, expected);
      }
    },
  },
  {
    name: "raises `PermissionDeniedError`",
    async run(door) {
      const request = { model, messages, web_search_options: {} };
      const call = open(door).chat.completions.create(request);
      const expected = { status: 403, code: "permission_denied" };
      await assertRaised(call, OpenAI.PermissionDeniedError, expected);
    },
  },
  {
    name: "raises `NotFoundError`",
    async run(door) {
      const expected = { status: 404, code: "model_not_found" };
      const call = open(door).chat.completions.create({ model: "google/unknown", messages });
      await assertRaised(call, OpenAI.NotFoundError, expected);
      await assertRaised(open(door).models.retrieve("x"), OpenAI.NotFoundError, expected);
    },
  },
  {
    name: "raises `BadRequestError`",
    async run(door) {
      const call = open(door).chat.completions.create({ model, messages: [] });
      const expected = { status: 400, code: "invalid_request" };
      await assertRaised(call, OpenAI.BadRequestError, expected);
    },
  },
  {
    name: "raises `RateLimitError`",
    faults: [{ status: 429, retryInfo: "2s" }],
    async run(door) {
      const error = await raisedBy(open(door).chat.completions.create({ model, messages }));
      assert.instanceOf(error, OpenAI.RateLimitError);
      assert.equal(
        (error as InstanceType<typeof OpenAI.RateLimitError>).headers?.get("retry-after"),
        "2",
      );
    },
  },
  {
    name: "raises `InternalServerError`",
    faults: [{ status: 503 }],
    async run(door) {
      const call = open(door).chat.completions.create({ model, messages, stream: true });
      const expected = { status: 503, code: "http_error" };
      await assertRaised(call, OpenAI.InternalServerError, expected);
    },
  },
  {
    name: "raises `APIError` in the middle of a stream",
    replies: [{ text: "word ".repeat(50), quirk: "truncated" }],
    async run(door) {
      let chunks = 0;
      const reading = async () => {
        const stream = await open(door).chat.completions.create({ model, messages, stream: true });
        for await (const _chunk of stream) chunks++;
      };
      const error = await raisedBy(reading());
      assert.instanceOf(error, OpenAI.APIError);
      assert.isAbove(chunks, 0);
    },
  },
];
