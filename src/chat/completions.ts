import type { ChatCompletion } from "../dialect/chat_completion.ts";
import type {
  ChatCompletionCreateParams,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionCreateParamsStreaming,
} from "../dialect/chat_request.ts";
import { checkRequest } from "../dialect/check_request.ts";
import { prepareRequest } from "../dialect/prepare_request.ts";
import { refusedRequest, toJson } from "../errors.ts";
import { type ChatStream, createChatStream } from "./chat_stream.ts";
import type { AnswerConnection, CallAbout, CallOptions, ChatPipe } from "./pipe.ts";
import { openChunks, readCompletion, type ReadOptions } from "./read_answer.ts";

/** `chat.completions` of a client. Its functions work detached. */
export interface ChatCompletions {
  /**
   * Asks for a completion.
   *
   * @param params OpenAI's request; Google's extensions stand in `extra_body.google`.
   * @param options See {@linkcode CallOptions}.
   * @returns The completion; with `stream: true` a {@linkcode ChatStream}, once its first chunk is there.
   * @throws {VertexError} See its codes; nothing was sent if the code is `invalid_request` and there is no status.
   * @throws {unknown} `options.signal.reason`, if aborted.
   */
  create(
    params: ChatCompletionCreateParamsNonStreaming,
    options?: CallOptions,
  ): Promise<ChatCompletion>;
  /** The same, streamed. */
  create(params: ChatCompletionCreateParamsStreaming, options?: CallOptions): Promise<ChatStream>;
  /** The same, where only the program knows at run time. */
  create(
    params: ChatCompletionCreateParams,
    options?: CallOptions,
  ): Promise<ChatCompletion | ChatStream>;
  /**
   * Asks for a completion and gives its stream at once; failures come out of the stream.
   *
   * @param params OpenAI's request; `stream` may be left out.
   * @param options See {@linkcode CallOptions}.
   * @returns The stream, under way.
   */
  stream(params: ChatCompletionCreateParams, options?: CallOptions): ChatStream;
}

/**
 * Makes `chat.completions` for one client.
 *
 * @param pipe What the client lends.
 * @returns The functions.
 */
export function createChatCompletions(pipe: ChatPipe): ChatCompletions {
  async function create(
    params: ChatCompletionCreateParams,
    options: CallOptions = {},
  ): Promise<ChatCompletion | ChatStream> {
    if (params?.stream) {
      const { stream, opening } = open(params, options);
      await opening;
      return stream;
    }
    const about = aboutOf(params, false);
    try {
      const completion = await ask(about, params, options, readCompletion);
      report(about, completion);
      return completion;
    } catch (error) {
      pipe.onError({ call: about, error });
      throw error;
    }
  }

  function open(
    params: ChatCompletionCreateParams,
    options: CallOptions = {},
  ): { stream: ChatStream; opening: Promise<unknown> } {
    const about = aboutOf(params, true);
    const controller = new AbortController();
    if (options.signal?.aborted) controller.abort(options.signal.reason);
    const { signal } = controller;
    const opening = ask(about, { ...params, stream: true }, { ...options, signal }, openChunks);
    const stream = createChatStream({
      opening,
      signal: options.signal,
      abort: (reason) => controller.abort(reason),
      onEnd(end) {
        if ("whole" in end) report(about, end.whole);
        else pipe.onError({ call: about, error: end.error });
      },
    });
    return { stream, opening };
  }

  async function ask<T>(
    about: CallAbout,
    params: ChatCompletionCreateParams,
    options: CallOptions,
    read: Read<T>,
  ): Promise<T> {
    const behind = pipe.aliases.get(params?.model ?? "");
    const request: unknown = behind === undefined ? params : { ...params, model: behind };
    checkRequest(request, pipe.target);
    const { body, thoughts } = prepareRequest(request, pipe.target, pipe.imageHistory);
    const repair = { thoughts, alias: behind && params.model, model: request.model ?? "" };
    return await pipe.send({
      ...options,
      location: options.location ?? cacheLocation(request, pipe.locations),
      url: (location) => `${pipe.url(location)}/chat/completions`,
      body: toJson(body),
      action: "complete the chat",
      about,
      read: (response, connection, limits) => read(response, connection, { ...repair, limits }),
    });
  }

  function report(call: CallAbout, completion: ChatCompletion): void {
    const { model, usage } = completion;
    pipe.onWhole?.(completion);
    pipe.onUsage({ call, model, ...(usage && { usage }) });
  }

  return {
    // The answer is a stream where the overloads say so.
    create: create as ChatCompletions["create"],
    stream: (params, options) => open(params, options).stream,
  };
}

type Read<T> = (
  response: Response,
  connection: AnswerConnection,
  options: ReadOptions,
) => Promise<T>;

/** What hooks are told; the request is not checked yet. */
function aboutOf(params: ChatCompletionCreateParams, stream: boolean): CallAbout {
  return { operation: "chat", model: String(params?.model ?? ""), stream };
}

/** A cache can be used where it lies and nowhere else, so it pins the call. */
function cacheLocation(
  request: ChatCompletionCreateParams,
  locations: readonly string[],
): string | undefined {
  const name = request.extra_body?.google?.cached_content;
  const location = /\/locations\/([^/]+)\//.exec(name ?? "")?.[1];
  if (location === undefined || locations.includes(location)) return location;
  const message = `Expected a cache in one of the client's locations: ${locations.join(", ")}`;
  const path = "extra_body.google.cached_content";
  throw refusedRequest(`${message} at ${path}`, [{ path, message }]);
}
