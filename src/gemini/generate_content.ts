import type { CallAbout, CallOptions } from "../vertex.ts";
import { type ContentStream, createContentStream } from "./content_stream.ts";
import { type NativeClient, prepareCall } from "./prepare_call.ts";
import { openChunks, readAnswer } from "./read_answer.ts";
import type { GenerateContentRequest } from "./request.ts";
import type { GenerateContentResponse } from "./response.ts";

const ACTION = "generate content";

/**
 * Asks a model of Google's in its own words, over a client's locations, token, deadlines and attempts.
 *
 * The answer is Google's, every field where Google has it, with `text`, `functionCalls` and `usage` beside. Push
 * `candidates[0].content` into `contents` to go on: ids and thought signatures go back as they came, and no id is ever
 * made up. An answer that was withheld says so in its `finishReason`; a prompt that was blocked has no answer and is
 * the error `content_filtered`, with the reason in `googleStatus`.
 *
 * @param vertex The client; a `baseURL` of its own is taken as far as `/endpoints/…`.
 * @param request See {@linkcode GenerateContentRequest}. It is not written to.
 * @param options See `CallOptions` of `@vertex-edge/client`.
 * @returns The answer.
 * @throws {VertexError} See its codes; nothing was sent if the code is `invalid_request` and there is no status.
 * @throws {unknown} `options.signal.reason`, if aborted.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/function-calling | Google: function calling reference}
 *
 * @example Let the model call a function
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { type Content, generateContent } from "@vertex-edge/client/gemini";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const { serviceAccountKey, fetch } = await createEmulator({ signatures: "exact" });
 * const vertex = createVertex({ credentials: serviceAccountKey, fetch });
 * const model = "gemini-3.1-pro-preview";
 * const tools = [{
 *   functionDeclarations: [{
 *     name: "get_current_weather",
 *     description: "Get the current weather in a given location",
 *     parameters: { type: "object", properties: { location: { type: "string" } }, required: ["location"] },
 *   }],
 * }];
 * const contents: Content[] = [{ role: "user", parts: [{ text: "What is the weather in Boston?" }] }];
 *
 * const asked = await generateContent(vertex, { model, contents, tools });
 * const [candidate] = asked.candidates;
 * if (!candidate?.content) throw new Error("no answer");
 * contents.push(candidate.content, {
 *   role: "user",
 *   parts: asked.functionCalls.map(({ id, name, args }) => ({
 *     functionResponse: { ...(id && { id }), name, response: { output: `Snow in ${args.location}` } },
 *   })),
 * });
 * const answer = await generateContent(vertex, { model, contents, tools });
 * if (!answer.text.includes("Snow in Boston")) throw new Error(answer.text);
 * ```
 */
export async function generateContent(
  vertex: NativeClient,
  request: GenerateContentRequest,
  options: CallOptions = {},
): Promise<GenerateContentResponse> {
  const { pipe } = vertex;
  const about = {
    operation: "generateContent",
    model: String(request?.model ?? ""),
    stream: false,
  };
  try {
    const call = prepareCall(vertex, request, options, about, ACTION);
    const path = `${call.path}:generateContent`;
    const response = await pipe.send({ ...call, path, read: readAnswer });
    reportUsage(vertex, about, response);
    return response;
  } catch (error) {
    pipe.onError({ call: about, error });
    throw error;
  }
}

/**
 * Asks as {@linkcode generateContent} does, and gives the stream at once; failures come out of the stream.
 *
 * A failure that is reported before the first chunk is retried like one of a plain call. A stream that ends before a
 * finish reason is the error `stream_truncated`. With `streamFunctionCallArguments`, chunks hold the pieces of the
 * arguments where Google has them, and each call stands whole in the `functionCalls` of the chunk that completes it.
 *
 * @param vertex The client.
 * @param request See {@linkcode GenerateContentRequest}. It is not written to.
 * @param options See `CallOptions` of `@vertex-edge/client`.
 * @returns The stream, under way.
 *
 * @example Show the text as it comes
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { streamGenerateContent } from "@vertex-edge/client/gemini";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const { serviceAccountKey, fetch } = await createEmulator();
 * const vertex = createVertex({ credentials: serviceAccountKey, fetch });
 *
 * const stream = streamGenerateContent(vertex, {
 *   model: "gemini-3-flash-preview",
 *   contents: "Why is the sky blue?",
 * });
 * let answer = "";
 * for await (const text of stream.textStream) answer += text;
 * const { text, usage } = await stream.finalResponse();
 * if (text !== answer || !usage) throw new Error("the stream did not add up");
 * ```
 */
export function streamGenerateContent(
  vertex: NativeClient,
  request: GenerateContentRequest,
  options: CallOptions = {},
): ContentStream {
  const { pipe } = vertex;
  const about = { operation: "generateContent", model: String(request?.model ?? ""), stream: true };
  const controller = new AbortController();
  if (options.signal?.aborted) controller.abort(options.signal.reason);
  return createContentStream({
    opening: open(),
    signal: options.signal,
    abort: (reason) => controller.abort(reason),
    onEnd(end) {
      if ("whole" in end) reportUsage(vertex, about, end.whole);
      else pipe.onError({ call: about, error: end.error });
    },
  });

  async function open(): ReturnType<typeof openChunks> {
    const call = prepareCall(vertex, request, options, about, ACTION);
    return await pipe.send({
      ...call,
      signal: controller.signal,
      path: `${call.path}:streamGenerateContent?alt=sse`,
      read: openChunks,
    });
  }
}

function reportUsage(
  { pipe }: NativeClient,
  call: CallAbout,
  { modelVersion, usage }: GenerateContentResponse,
): void {
  pipe.onUsage({ call, model: modelVersion ?? call.model, ...(usage && { usage }) });
}
