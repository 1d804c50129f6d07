/**
 * Requests as users write them: literals, straight into the call, inferred
 * without `as const`; and what must not compile.
 *
 * Nothing here runs: `deno check`, once with deno.json and once with
 * loose.json, is the test.
 *
 * @module
 */

import type { ChatCompletion, ChatCompletionChunk } from "../../src/dialect/chat_completion.ts";
import type { ChatCompletionMessageParam } from "../../src/dialect/chat_message_param.ts";
import type {
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from "../../src/dialect/chat_request.ts";

/** The overloads of `create`, as the client has them. */
interface Create {
  (params: ChatCompletionCreateParamsNonStreaming): Promise<ChatCompletion>;
  (
    params: ChatCompletionCreateParamsStreaming,
  ): Promise<AsyncIterable<ChatCompletionChunk>>;
  (
    params: ChatCompletionCreateParams,
  ): Promise<ChatCompletion | AsyncIterable<ChatCompletionChunk>>;
}

const model = "google/gemini-3.1-pro-preview";

export async function overloads(
  create: Create,
  messages: ChatCompletionMessageParam[],
  stream: boolean,
  body: ChatCompletionCreateParams,
): Promise<void> {
  const whole: ChatCompletion = await create({ model, messages });
  const told: ChatCompletion = await create({ model, messages, stream: false });
  const nulled: ChatCompletion = await create({
    model,
    messages,
    stream: null,
  });
  const chunks: AsyncIterable<ChatCompletionChunk> = await create({
    model,
    messages,
    stream: true,
  });
  for await (const chunk of chunks) chunk.choices[0]?.delta.content;

  const either = await create({ model, messages, stream });
  if ("choices" in either) either.choices[0]?.message.content;
  else for await (const chunk of either) chunk.choices.length;
  await create(body);

  // @ts-expect-error may be a stream
  const wrong: ChatCompletion = await create({ model, messages, stream });
  // @ts-expect-error is a stream
  (await create({ model, messages, stream: true })).choices;
  // @ts-expect-error is no stream
  (await create({ model, messages }))[Symbol.asyncIterator];
  [whole, told, nulled, wrong];
}

export async function accepted(create: Create): Promise<void> {
  await create({
    model,
    messages: [{
      role: "user",
      content: [
        { type: "text", text: "Describe these" },
        { type: "image_url", image_url: "gs://bucket/cat.jpg" },
        {
          type: "image_url",
          image_url: { url: "data:image/png;base64,AA==", detail: "high" },
        },
        {
          type: "input_audio",
          input_audio: { data: "gs://bucket/film.mp4", format: "video/mp4" },
        },
        {
          type: "file",
          file: { file_data: "data:application/pdf;base64,AA==" },
        },
      ],
    }],
  });

  await create({
    model,
    messages: [
      { role: "developer", content: "Be terse." },
      { role: "user", content: "Find the boss." },
      {
        role: "assistant",
        content: null,
        tool_calls: [{
          id: "call-1",
          type: "function",
          function: { name: "find", arguments: "{}" },
          extra_content: { google: { thought_signature: "c2ln" } },
        }],
      },
      {
        role: "tool",
        tool_call_id: "call-1",
        content: [{ type: "text", text: "{}" }],
        extra_content: {
          google: {
            parts: [{
              inline_data: {
                mime_type: "image/png",
                display_name: "boss.png",
                data: "AA==",
              },
            }],
          },
        },
      },
      {
        role: "assistant",
        content: "Found.",
        reasoning_content: "Easy.",
        extra_content: { elsewhere: { signature: 1 }, vertex: {} },
      },
    ],
    tools: [{
      type: "function",
      function: { name: "find", parameters: { type: "object" } },
    }],
    tool_choice: "validated",
    reasoning_effort: "low",
    response_format: { type: "text/x.enum" },
    modalities: ["text", "image"],
    web_search_options: {},
    stop: ["\n"],
    temperature: null,
    user: "me",
    extra_body: {
      google: {
        safety_settings: [{
          category: "HARM_CATEGORY_HARASSMENT",
          threshold: "BLOCK_ONLY_HIGH",
          method: "SEVERITY",
        }],
        cached_content: "projects/p/locations/l/cachedContents/1",
        thinking_config: { include_thoughts: true, thinking_level: "LOW" },
        tools: [{ google_search: {} }],
        media_resolution: "MEDIA_RESOLUTION_LOW",
        model_safety_settings: { enabled: false, llama_guard_settings: {} },
      },
    },
  });

  await create({
    model,
    messages: [{ role: "user", content: "…" }],
    tool_choice: { type: "function", function: { name: "find" } },
  });
}

/** Turns of a database, whose role is a union, and frozen histories. */
export async function computed(
  create: Create,
  rows: { author: "user" | "assistant"; text: string }[],
  frozen: readonly ChatCompletionMessageParam[],
  seed: number | undefined,
): Promise<void> {
  const history: ChatCompletionMessageParam[] = rows.map((row) => ({
    role: row.author,
    content: row.text,
  }));
  history.push({ role: "user", content: "And now?" });
  await create({ model, messages: [...frozen, ...history], seed });
  await create({ model, messages: frozen });
}

/** With `exactOptionalPropertyTypes` too, a field may be given as undefined. */
export async function undefinedFields(
  create: Create,
  name: string | undefined,
  detail: "low" | undefined,
  thoughtSignature: string | undefined,
): Promise<void> {
  await create({
    model,
    messages: [
      { role: "system", content: "…", name, extra_content: undefined },
      {
        role: "user",
        name,
        content: [{ type: "image_url", image_url: { url: "…", detail }, extra_content: undefined }],
      },
      {
        role: "assistant",
        name,
        tool_calls: undefined,
        extra_content: { google: { thought_signature: thoughtSignature } },
      },
    ],
    stream: undefined,
    tools: undefined,
    extra_body: { google: { cached_content: undefined, thinking_config: undefined } },
  });
}

/** Requests are read only: the library never writes to them. */
export function readOnly(params: ChatCompletionCreateParams): void {
  // @ts-expect-error a field
  params.model = model;
  // @ts-expect-error an array
  params.messages.push({ role: "user", content: "…" });
}

export async function refused(create: Create): Promise<void> {
  const messages: ChatCompletionMessageParam[] = [];

  // @ts-expect-error model is no string
  await create({ model: 42, messages });
  // @ts-expect-error no messages
  await create({ model });
  // @ts-expect-error a role that does not exist
  await create({ model, messages: [{ role: "model", content: "…" }] });
  await create({
    model,
    // @ts-expect-error a kind of part that does not exist
    messages: [{ role: "user", content: [{ type: "video_url", url: "…" }] }],
  });
  await create({
    model,
    messages: [{
      role: "system",
      // @ts-expect-error an image in a system message
      content: [{ type: "image_url", image_url: "gs://bucket/cat.jpg" }],
    }],
  });
  // @ts-expect-error a tool message without the ID of its call
  await create({ model, messages: [{ role: "tool", content: "{}" }] });
  // @ts-expect-error a choice that does not exist
  await create({ model, messages, tool_choice: "any" });
  // @ts-expect-error a choice without a name
  await create({ model, messages, tool_choice: { type: "function" } });
  await create({
    model,
    messages,
    // @ts-expect-error misspelt
    extra_body: { google: { thinking_confg: { include_thoughts: true } } },
  });
  await create({
    model,
    messages,
    // @ts-expect-error Google's JSON is snake_case here
    extra_body: { google: { thinking_config: { includeThoughts: true } } },
  });
  // @ts-expect-error belongs under extra_body
  await create({ model, messages, google: {} });
  await create({
    model,
    messages: [{
      role: "user",
      content: "…",
      // @ts-expect-error misspelt
      extra_content: { google: { thought_sig: "c2ln" } },
    }],
  });
  // @ts-expect-error neither a word of OpenAI's nor a MIME type
  await create({ model, messages, response_format: { type: "json" } });
  // @ts-expect-error misspelt
  await create({ model, messages, max_token: 1 });
}
