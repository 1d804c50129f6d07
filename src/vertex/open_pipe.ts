import { type ChatCompletions, createChatCompletions } from "../chat/completions.ts";
import type { AnswerConnection, CallAbout, CallOptions, ChatPipe } from "../chat/pipe.ts";
import { parseJson, toJson } from "../errors.ts";
import type { FailureEvent, UsageEvent } from "../hooks.ts";
import type { StreamLimits } from "../sse/read_batches.ts";

/** One call of another method of Google's. */
export interface VertexCall<T> extends CallOptions {
  /** The method, below the client's location: `publishers/google/models/gemini-3-flash-preview:countTokens`. */
  readonly path: string;
  /** What is sent, as JSON. */
  readonly body: unknown;
  /** What the call is about: the object that `onUsage` and `onError` get as well. */
  readonly about: CallAbout;
  /** What is being done, as in "Cannot <action>: …". */
  readonly action: string;
  /**
   * Takes a successful response as far as must be before the caller sees anything: what it throws is judged as a
   * failed attempt. For a stream it owns the connection once it returns, and releases it.
   */
  readonly read: (
    response: Response,
    connection: AnswerConnection,
    limits: StreamLimits,
  ) => Promise<T>;
}

/** A chat request in the terms of another method: where it goes, what is sent, and its answer turned back. */
export interface TranslatedChat {
  /** See {@linkcode VertexCall.path}. */
  readonly path: string;
  /** What is sent, as JSON. */
  readonly body: unknown;
  /** Makes of the method's successful response the one that chat completions would have given. */
  readonly answer: (response: Response) => Response;
}

/** What a client lends to functions that speak another protocol of Google's. */
export interface VertexPipe {
  /**
   * Gets a call answered, as chat is: location, token, deadline, attempts, hooks.
   *
   * @param call See {@linkcode VertexCall}.
   * @returns What its `read` gives.
   * @throws {VertexError} As chat does.
   * @throws {unknown} `call.signal.reason`, if aborted.
   */
  readonly send: <T>(call: VertexCall<T>) => Promise<T>;
  /**
   * Makes chat completions that speak another method underneath.
   *
   * @param translate Turns a request, as chat completions would send it, into the method's.
   * @returns The same functions as `vertex.chat.completions`.
   */
  readonly chatOver: (
    translate: (request: Record<string, unknown>) => TranslatedChat,
  ) => ChatCompletions;
  /** The model behind a name: an alias's, or the name itself. */
  readonly modelOf: (name: string) => string;
  /** Tells the hook of that name; never throws. */
  readonly onUsage: (event: UsageEvent) => void;
  /** Tells the hook of that name; never throws. */
  readonly onError: (event: FailureEvent) => void;
}

/**
 * Opens the pipe of chat for other methods.
 *
 * @param chat The client's.
 * @returns See {@linkcode VertexPipe}.
 */
export function openPipe(chat: ChatPipe): VertexPipe {
  // The methods stand beside the endpoint, not below it.
  const url = (path: string) => (location: string) =>
    `${chat.url(location).replace(/\/endpoints\/[^/]+$/, "")}/${path}`;

  return {
    async send({ path, body, ...call }) {
      return await chat.send({ ...call, url: url(path), body: toJson(body) });
    },
    chatOver: (translate) =>
      createChatCompletions({
        ...chat,
        // An async function, so that a request that cannot be translated rejects, as one that is refused.
        async send(call) {
          // What chat sends is always the text of an object.
          const request = parseJson(String(call.body)) as Record<string, unknown>;
          const { path, body, answer } = translate(request);
          return await chat.send({
            ...call,
            url: url(path),
            body: toJson(body),
            read: (response, ...rest) => call.read(answer(response), ...rest),
          });
        },
      }),
    modelOf: (name) => chat.aliases.get(name) ?? name,
    onUsage: chat.onUsage,
    onError: chat.onError,
  };
}
