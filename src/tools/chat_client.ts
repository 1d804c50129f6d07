import type { ChatStream } from "../chat/chat_stream.ts";
import type { ChatCompletions } from "../chat/completions.ts";
import type { CallOptions } from "../chat/pipe.ts";

/** A request, as `chat.completions.create` takes it. */
export type ChatRequest = Parameters<ChatCompletions["stream"]>[0];

/** A message of a conversation. */
export type ChatMessage = ChatRequest["messages"][number];

/** An answer of `chat.completions.create`. */
export type ChatAnswer = Awaited<ReturnType<ChatStream["finalChatCompletion"]>>;

/** The model's message in an answer. */
export type AnswerMessage = ChatAnswer["choices"][number]["message"];

/** Tokens used. */
export type ChatUsage = NonNullable<ChatAnswer["usage"]>;

/** A message that answers a tool call. */
export type ToolMessage = Extract<ChatMessage, { role: "tool" }>;

/** A file in the result of a tool, in Google's spelling. */
export type ToolFile = NonNullable<
  NonNullable<NonNullable<ToolMessage["extra_content"]>["google"]>["parts"]
>[number];

/**
 * Any client with OpenAI's shape: a client of this library, one of the `openai` package, or your own object around one.
 */
export interface ChatClient {
  /** Chat, as in OpenAI's client. */
  readonly chat: {
    /** Its completions. */
    readonly completions: {
      // As a method, so that clients which take less than this library's requests fit too.
      /** Asks for a completion; with `stream: true`, for its chunks. */
      create(
        params: ChatRequest,
        options?: { readonly signal?: AbortSignal | undefined },
      ): PromiseLike<object>;
    };
  };
}

/** What the `create` of a client takes as options. */
export type ClientOptions<Client extends ChatClient> =
  & NonNullable<Parameters<Client["chat"]["completions"]["create"]>[1]>
  & Pick<CallOptions, "signal">;
