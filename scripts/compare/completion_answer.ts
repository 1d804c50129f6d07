/** Completions of OpenAI's shape, as answers of the comparison. */
import type OpenAI from "openai";
import type { Answer } from "./contender.ts";

/** Reads one, this library's or `openai`'s: the former's type fits the latter's. */
export function answerOf({ choices, usage }: OpenAI.ChatCompletion): Answer {
  const message = choices[0]?.message;
  return {
    text: message?.content ?? "",
    calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === "function"
        ? [{
          id: call.id,
          name: call.function.name,
          args: JSON.parse(call.function.arguments),
        }]
        : []
    ),
    usage: usage && {
      parts: [usage.prompt_tokens, usage.completion_tokens],
      total: usage.total_tokens,
    },
  };
}
