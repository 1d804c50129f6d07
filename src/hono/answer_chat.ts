import type { CallOptions, ResponseInfo } from "../chat/pipe.ts";
import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
} from "../dialect/chat_completion.ts";
import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import { imageTypeOf } from "../dialect/complete_message.ts";
import type { Vertex } from "../vertex.ts";
import { type ChatEnd, openCall } from "./open_call.ts";
import { relayStream } from "./relay_stream.ts";

export type { ChatEnd };

/** What watches one call, for usage records and signatures. Its functions do not throw. */
export interface ChatWatch {
  /** The answer begins. */
  readonly onResponse: (info: ResponseInfo) => void;
  /** What is about to be handed on: a whole answer, or one chunk of it. */
  readonly onAnswer: (part: ChatCompletion | ChatCompletionChunk) => void;
  /** Told once, however the call ends, also when its caller has left. */
  readonly onEnd: (end: ChatEnd) => void;
}

/** One call that has passed every check of the gateway's. */
export interface ChatJob {
  /** Who answers. */
  readonly vertex: Vertex;
  /** What is asked, with the model's name as the client knows it. */
  readonly request: ChatCompletionCreateParams;
  /** The model's name as the caller gave it; every answer carries it. */
  readonly name: string;
  /** Header fields of the response, beside its own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the caller leaves, where the runtime notices. */
  readonly signal: AbortSignal;
  /** Of the runtime, if it has one. */
  readonly waitUntil: CallOptions["waitUntil"];
  /** After how long a silence a stream's client is sent a comment, in milliseconds; 0 for never. */
  readonly heartbeatMs: number;
  /** Whether a stream is answered with the first heartbeat, if the upstream has not begun by then. */
  readonly earlyAnswer: boolean;
  /** Longest wait for a stream's first chunk, in milliseconds; the client's if undefined. */
  readonly firstTokenTimeoutMs: number | undefined;
  /** Longest silence after it, in milliseconds; the client's if undefined. */
  readonly idleTimeoutMs: number | undefined;
  /** Deadline of the whole call, its stream included, in milliseconds. */
  readonly timeoutMs: number;
  /** See {@linkcode ChatWatch}. */
  readonly watch: ChatWatch;
}

/**
 * Gets one call answered.
 *
 * @param job See {@linkcode ChatJob}.
 * @returns The response: a completion, or OpenAI's event stream.
 * @throws {VertexError} As the client does, if nothing was sent to the caller yet.
 */
export async function answerChat(job: ChatJob): Promise<Response> {
  const { name, watch } = job;
  const { completions } = job.vertex.chat;
  const { stream, ...request } = job.request;
  const call = openCall({ ...job, onEnd: watch.onEnd });
  const headers: Record<string, string> = { ...job.headers };
  const options: CallOptions = {
    signal: call.signal,
    waitUntil: job.waitUntil,
    firstTokenTimeoutMs: job.firstTokenTimeoutMs,
    idleTimeoutMs: job.idleTimeoutMs,
    onResponse(info) {
      headers["x-vertex-location"] = info.location;
      watch.onResponse(info);
    },
  };

  function handOn(part: ChatCompletion | ChatCompletionChunk): boolean {
    const dropped = dropImageCopies(part.choices);
    watch.onAnswer(part);
    return dropped;
  }

  try {
    if (stream) {
      const chunks = completions.stream(request, options);
      const body = await relayStream(chunks, { ...job, call, model: name, onChunk: handOn });
      headers["content-type"] = "text/event-stream; charset=utf-8";
      headers["cache-control"] = "no-cache";
      return new Response(body, { headers });
    }
    const answer = await completions.create({ ...request, stream }, options);
    handOn(answer);
    const response = Response.json({ ...answer, model: name }, { headers });
    call.end({ outcome: "ok" });
    return response;
  } catch (error) {
    call.end({ outcome: "error", error });
    throw error;
  }
}

/**
 * Takes images out of the slot for audio where they stand among `images` as well: megabytes go over the wire once.
 *
 * @param choices Of an answer or a chunk; changed in place.
 * @returns Whether there were any.
 */
function dropImageCopies(
  choices: readonly (ChatCompletionChoice | ChatCompletionChunkChoice)[],
): boolean {
  let dropped = false;
  for (const choice of choices) {
    const said = "message" in choice ? choice.message : choice.delta;
    if (!said.images?.length || imageTypeOf(said.audio) === undefined) continue;
    delete said.audio;
    dropped = true;
  }
  return dropped;
}
