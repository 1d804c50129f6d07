/**
 * Our answers are what the `openai` package's types promise, and go back into
 * both libraries' `messages`: without casts, with and without
 * `exactOptionalPropertyTypes`.
 *
 * Nothing here runs: `deno check`, once with deno.json and once with
 * loose.json, is the test.
 *
 * @module
 */

import type OpenAI from "openai";
import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionChunkDelta,
  ChatCompletionChunkToolCall,
  ChatCompletionMessage,
  ChatCompletionMessageToolCall,
  CompletionUsage,
  MessageAudio,
  MessageImage,
} from "../../src/dialect/chat_completion.ts";
import type { ChatCompletionMessageParam } from "../../src/dialect/chat_message_param.ts";
import type { ChatCompletionContentPartImage } from "../../src/dialect/content_part.ts";
import type {
  ExtraContent,
  ExtraContentParam,
  GoogleExtraContent,
} from "../../src/dialect/extra_content.ts";

type Theirs = typeof OpenAI.Chat.Completions.prototype;

export function answers(
  completion: ChatCompletion,
  completions: ChatCompletion[],
  message: ChatCompletionMessage,
  call: ChatCompletionMessageToolCall,
  usage: CompletionUsage,
): unknown[] {
  const one: OpenAI.Chat.Completions.ChatCompletion = completion;
  const many: OpenAI.Chat.Completions.ChatCompletion[] = completions;
  const said: OpenAI.Chat.Completions.ChatCompletionMessage = message;
  const called: OpenAI.Chat.Completions.ChatCompletionMessageToolCall = call;
  const used: OpenAI.CompletionUsage = usage;
  return [one, many, said, called, used];
}

export function chunks(
  chunk: ChatCompletionChunk,
  stream: AsyncIterable<ChatCompletionChunk>,
): unknown[] {
  const one: OpenAI.Chat.Completions.ChatCompletionChunk = chunk;
  const all: AsyncIterable<OpenAI.Chat.Completions.ChatCompletionChunk> = stream;
  return [one, all];
}

/** A function that gives our answers serves where theirs is asked for. */
export function callback(
  create: (
    body: Parameters<Theirs["create"]>[0],
  ) => Promise<ChatCompletion>,
): (
  body: Parameters<Theirs["create"]>[0],
) => Promise<OpenAI.Chat.Completions.ChatCompletion> {
  return create;
}

export function backIntoHistory(
  message: ChatCompletionMessage,
  messages: ChatCompletionMessage[],
  ours: ChatCompletionMessageParam[],
  theirs: OpenAI.Chat.Completions.ChatCompletionMessageParam[],
): void {
  ours.push(message);
  ours.push(...messages);
  theirs.push(message);
  theirs.push(...messages);
  const asOurs: readonly ChatCompletionMessageParam[] = messages;
  const asTheirs: OpenAI.Chat.Completions.ChatCompletionMessageParam[] = messages;
  for (const call of message.tool_calls ?? []) {
    const result = { role: "tool", tool_call_id: call.id, content: "{}" };
    ours.push({ ...result, role: "tool" });
    theirs.push({ ...result, role: "tool" });
  }
  ours.push(...asOurs, { ...message, content: "shortened" });
  theirs.push(...asTheirs);
}

/** An image or a signature of an answer goes into a new message. */
export function reused(
  image: MessageImage,
  extra: ExtraContent,
): ChatCompletionMessageParam[] {
  const part: ChatCompletionContentPartImage = image;
  const param: ExtraContentParam = extra;
  return [
    { role: "user", content: [part, image], extra_content: param },
    {
      role: "assistant",
      content: [{ type: "text", text: "…", extra_content: extra }],
    },
  ];
}

// Results are plain: mutable arrays, and no index signature, so that a misspelt
// field does not compile.

type HasIndexSignature<T> = string extends keyof T ? true : false;

type Results = [
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionMessage,
  ChatCompletionMessageToolCall,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionChunkDelta,
  ChatCompletionChunkToolCall,
  CompletionUsage,
  ExtraContent,
  GoogleExtraContent,
  MessageAudio,
  MessageImage,
];

export const noIndexSignature: {
  [K in keyof Results]: HasIndexSignature<Results[K]>;
}[number] = false;

export function plain(completion: ChatCompletion): string | undefined {
  completion.choices.sort((a, b) => a.index - b.index);
  completion.choices[0]?.message.tool_calls?.pop();
  completion.id = "mine";
  // @ts-expect-error a misspelt field
  completion.choices[0]?.message.reasoning;
  return completion.choices[0]?.message.extra_content?.google
    ?.thought_signature;
}

/** Every field that OpenAI requires is required here. */
export const message: ChatCompletionMessage = {
  role: "assistant",
  content: null,
  refusal: null,
};

export const incomplete: ChatCompletionMessage[] = [
  // @ts-expect-error no refusal
  { role: "assistant", content: "" },
  // @ts-expect-error no content
  { role: "assistant", refusal: null },
];

// @ts-expect-error a finish reason that is not OpenAI's
export const reason: ChatCompletionChoice["finish_reason"] = "STOP";
