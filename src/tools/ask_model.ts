import { adoptStream } from "../chat/adopt_stream.ts";
import type { ChatStream } from "../chat/chat_stream.ts";
import { isRecord, VertexError } from "../errors.ts";
import type { ChatAnswer, ChatClient, ChatRequest } from "./chat_client.ts";

/** A piece of what the model says. */
export type SaidEvent =
  | {
    /** Text of the answer. */
    type: "text";
    /** The piece. */
    text: string;
  }
  | {
    /** The model's thoughts, if they were asked for. */
    type: "reasoning";
    /** The piece. */
    text: string;
  };

/** How the model is asked. */
export interface AskOptions {
  /** Whether the answer comes in pieces. */
  readonly streamed: boolean;
  /** Options of the client's own `create`. */
  readonly options: { readonly signal: AbortSignal };
}

/**
 * Asks the model once, through any client.
 *
 * @param client The client.
 * @param request The request; `stream` is set here.
 * @param options See {@linkcode AskOptions}.
 * @returns The answer, whole; on the way, what is said.
 * @throws {VertexError} `empty_response`, if there is no message in it; and whatever the client throws.
 */
export async function* askModel(
  client: ChatClient,
  request: ChatRequest,
  { streamed, options }: AskOptions,
): AsyncGenerator<SaidEvent, ChatAnswer> {
  const { completions } = client.chat;
  if (!streamed) {
    const answer = demandMessage(await completions.create(request, options));
    const { reasoning_content: thoughts, content } = answer.choices[0]?.message ?? {};
    if (thoughts) yield { type: "reasoning", text: thoughts };
    if (content) yield { type: "text", text: content };
    return answer;
  }
  const stream = streamOf(await completions.create({ ...request, stream: true }, options));
  for await (const { choices } of stream) {
    const { reasoning_content: thoughts, content } = choices[0]?.delta ?? {};
    if (thoughts) yield { type: "reasoning", text: thoughts };
    if (content) yield { type: "text", text: content };
  }
  return demandMessage(await stream.finalChatCompletion());
}

function streamOf(answered: object): ChatStream {
  // This library's own, also of another copy, is repaired already.
  if ("textStream" in answered) return answered as ChatStream;
  if (Symbol.asyncIterator in answered) return adoptStream(answered as AsyncIterable<unknown>);
  throw new VertexError("invalid_response", "Cannot read the answer: the client gave no stream");
}

function demandMessage(answer: unknown): ChatAnswer {
  const choices = isRecord(answer) ? answer.choices : undefined;
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  // The shape is OpenAI's, and the client has read it; what is looked at here is checked.
  if (isRecord(first) && isRecord(first.message)) return answer as ChatAnswer;
  throw new VertexError("empty_response", "Cannot read the answer: it holds no message");
}
