/**
 * The samples of `tests/vectors/wire/requests`, written as a user would write
 * them: as literals, without `as const` and without casts. They compile, so the
 * types take every request that Google documents.
 *
 * @module
 */

import type { ChatCompletionCreateParams } from "../../src/dialect/chat_request.ts";

/** The samples, by their file name. */
export const wireSamples = {
  "audio-input.json": {
    model: "google/gemini-2.0-flash-001",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Describe this: " },
          {
            type: "input_audio",
            input_audio: {
              format: "audio/mp3",
              data: "gs://cloud-samples-data/generative-ai/audio/pixel.mp3",
            },
          },
        ],
      },
    ],
  },
  "extra-content-positions.json": {
    model: "google/gemini-2.5-flash",
    messages: [
      { role: "user", content: "hello", extra_content: { google: {} } },
      {
        role: "user",
        content: [{ type: "text", text: "hello", extra_content: { google: {} } }],
      },
      {
        role: "assistant",
        tool_calls: [
          {
            id: "call-1",
            type: "function",
            function: { name: "f", arguments: "{}" },
            extra_content: { google: { thought_signature: "c2ln" } },
          },
        ],
      },
      { role: "tool", tool_call_id: "call-1", content: "{}" },
    ],
  },
  "function-call.json": {
    model: "google/gemini-2.0-flash-001",
    messages: [
      {
        role: "system",
        content:
          "Don't make assumptions about what values to plug into functions. Ask for clarification if a user request is ambiguous.",
      },
      { role: "user", content: "What is the weather in Boston?" },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "get_current_weather",
          description: "Get the current weather in a given location",
          parameters: {
            type: "OBJECT",
            properties: {
              location: {
                type: "string",
                description: "The city and state, e.g. San Francisco, CA or a zip code e.g. 95616",
              },
            },
            required: ["location"],
          },
        },
      },
    ],
    tool_choice: "auto",
  },
  "image-input-string-url.json": {
    model: "google/gemini-2.0-flash-001",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Describe this image" },
          {
            type: "image_url",
            image_url: "gs://cloud-samples-data/generative-ai/image/scones.jpg",
          },
        ],
      },
    ],
  },
  "image-output.json": {
    model: "google/gemini-3-pro-image-preview",
    messages: [{ role: "user", content: "Generate an image of a cat." }],
    modalities: ["image"],
  },
  "multimodal-function-response.json": {
    model: "google/gemini-3.1-pro-preview",
    messages: [
      { role: "user", content: "Show me the green shirt I ordered last month." },
      {
        role: "assistant",
        tool_calls: [
          {
            extra_content: { google: { thought_signature: "<THOUGHT_SIGNATURE>" } },
            function: { arguments: '{"item_name":"green shirt"}', name: "get_image" },
            id: "function-call-a350228d-0283-4792-8bfa-40da064fb959",
            type: "function",
          },
        ],
      },
      {
        role: "tool",
        tool_call_id: "function-call-a350228d-0283-4792-8bfa-40da064fb959",
        content: '{"image_ref":{"$ref":"dress.jpg"}}',
        extra_content: {
          google: {
            parts: [
              {
                file_data: {
                  mime_type: "image/jpg",
                  display_name: "dress.jpg",
                  file_uri: "gs://cloud-samples-data/generative-ai/image/dress.jpg",
                },
              },
            ],
          },
        },
      },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "get_image",
          description: "Retrieves the image file reference for a specific order item.",
          parameters: {
            type: "object",
            properties: {
              item_name: {
                type: "string",
                description: "The name or description of the item ordered (e.g., 'green shirt').",
              },
            },
            required: ["item_name"],
          },
        },
      },
    ],
  },
  "self-deployed-stream.json": {
    stream: true,
    messages: [{ role: "user", content: "Write a story about a magic backpack." }],
  },
  "self-deployed.json": {
    messages: [{ role: "user", content: "Write a story about a magic backpack." }],
  },
  "streamed-function-call-arguments.json": {
    model: "google/gemini-3.1-pro-preview",
    messages: [
      { role: "user", content: "What is the weather like in Boston and New Delhi today?" },
    ],
    tools: [
      {
        type: "function",
        function: {
          name: "get_current_weather",
          description: "Get the current weather in a given location",
          parameters: {
            type: "object",
            properties: {
              location: {
                type: "string",
                description: "The city and state, e.g. San Francisco, CA",
              },
              unit: { type: "string", enum: ["celsius", "fahrenheit"] },
            },
            required: ["location", "unit"],
          },
        },
      },
    ],
    extra_body: { google: { stream_function_call_arguments: true } },
    stream: true,
  },
  "structured-output.json": {
    model: "google/gemini-2.5-flash-preview-04-17",
    messages: [
      { role: "system", content: "Extract the event information." },
      { role: "user", content: "Alice and Bob are going to a science fair on Friday." },
    ],
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "CalendarEvent",
        strict: true,
        schema: {
          type: "object",
          properties: {
            name: { type: "string" },
            date: { type: "string" },
            participants: { type: "array", items: { type: "string" } },
          },
          required: ["name", "date", "participants"],
          additionalProperties: false,
        },
      },
    },
  },
  "text-stream.json": {
    model: "google/gemini-2.0-flash-001",
    stream: true,
    messages: [{ role: "user", content: "Write a story about a magic backpack." }],
  },
  "text.json": {
    model: "google/gemini-2.0-flash-001",
    messages: [{ role: "user", content: "Write a story about a magic backpack." }],
  },
  "thinking-stream.json": {
    model: "google/gemini-2.5-flash-preview-04-17",
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Are there any primes number of the form n*ceil(log(n))" },
        ],
      },
    ],
    extra_body: {
      google: {
        thinking_config: { include_thoughts: true, thinking_budget: 10000 },
        thought_tag_marker: "think",
      },
    },
    stream: true,
  },
} satisfies Record<string, ChatCompletionCreateParams>;
