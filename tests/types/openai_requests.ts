/**
 * What the `openai` package's types hold, our requests take: without casts,
 * with and without `exactOptionalPropertyTypes`.
 *
 * Nothing here runs: `deno check`, once with deno.json and once with
 * loose.json, is the test.
 *
 * @module
 */

import type OpenAI from "openai";
import type { ChatCompletionMessageParam } from "../../src/dialect/chat_message_param.ts";
import type {
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
  ReasoningEffort,
  ResponseFormat,
} from "../../src/dialect/chat_request.ts";
import type {
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from "../../src/dialect/chat_tool.ts";
import type { ChatCompletionContentPart } from "../../src/dialect/content_part.ts";

type Theirs = OpenAI.Chat.Completions.ChatCompletionCreateParams;

export function params(
  union: Theirs,
  base: OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming,
  streaming: OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming,
): ChatCompletionCreateParams[] {
  const whole: ChatCompletionCreateParamsNonStreaming = base;
  const chunked: ChatCompletionCreateParamsStreaming = streaming;
  return [union, base, streaming, whole, chunked];
}

export function eachMessage(
  system: OpenAI.Chat.Completions.ChatCompletionSystemMessageParam,
  developer: OpenAI.Chat.Completions.ChatCompletionDeveloperMessageParam,
  user: OpenAI.Chat.Completions.ChatCompletionUserMessageParam,
  assistant: OpenAI.Chat.Completions.ChatCompletionAssistantMessageParam,
  tool: OpenAI.Chat.Completions.ChatCompletionToolMessageParam,
  fn: OpenAI.Chat.Completions.ChatCompletionFunctionMessageParam,
  any: OpenAI.Chat.Completions.ChatCompletionMessageParam,
): ChatCompletionMessageParam[] {
  return [system, developer, user, assistant, tool, fn, any];
}

export function messages(
  mutable: OpenAI.Chat.Completions.ChatCompletionMessageParam[],
  readonly: readonly OpenAI.Chat.Completions.ChatCompletionMessageParam[],
): ChatCompletionCreateParams[] {
  const ours: ChatCompletionMessageParam[] = mutable;
  return [{ messages: ours }, { messages: mutable }, { messages: readonly }];
}

/** Their answers, parsed ones included, go into our history too. */
export function theirAnswers(
  completion: OpenAI.Chat.Completions.ChatCompletion,
  parsed: OpenAI.Chat.Completions.ParsedChatCompletion<{ name: string }>,
): ChatCompletionMessageParam[] {
  const history: ChatCompletionMessageParam[] = [];
  for (const { message } of completion.choices) history.push(message);
  for (const { message } of parsed.choices) history.push(message);
  return history;
}

export function pieces(
  part: OpenAI.Chat.Completions.ChatCompletionContentPart,
  tool: OpenAI.Chat.Completions.ChatCompletionTool,
  choice: OpenAI.Chat.Completions.ChatCompletionToolChoiceOption,
  effort: OpenAI.ReasoningEffort,
  format: NonNullable<Theirs["response_format"]>,
): unknown[] {
  const ourPart: ChatCompletionContentPart = part;
  const ourTool: ChatCompletionTool = tool;
  const ourChoice: ChatCompletionToolChoiceOption = choice;
  const ourEffort: ReasoningEffort | null = effort;
  const ourFormat: ResponseFormat = format;
  return [ourPart, ourTool, ourChoice, ourEffort, ourFormat];
}

/** Never, unless openai's parameters have a field that ours do not list. */
type Unlisted = Exclude<
  keyof OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming,
  keyof ChatCompletionCreateParams
>;

export const noneUnlisted: [Unlisted] extends [never] ? true : Unlisted = true;
