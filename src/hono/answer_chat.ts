import type { CallOptions, ResponseInfo } from "../chat/pipe.ts";
import type { ChatCompletion, ChatCompletionChunk } from "../dialect/chat_completion.ts";
import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import type { Vertex } from "../vertex.ts";
import { dropImageCopies } from "./drop_image_copies.ts";
import { relayStream } from "./relay_stream.ts";

/** What watches one call, for usage records and signatures. Its functions do not throw. */
export interface ChatWatch {
  /** The answer begins. */
  readonly onResponse: (info: ResponseInfo) => void;
  /** What is about to be handed on: a whole answer, or one chunk of it. */
  readonly onAnswer: (part: ChatCompletion | ChatCompletionChunk) => void;
  /** Told once, however the call ends, also when its caller has left. */
  readonly onEnd: (end: ChatEnd) => void;
}

/** How a call ended. */
export interface ChatEnd {
  /** `aborted` if the caller left. */
  readonly outcome: "ok" | "error" | "aborted";
  /** What went wrong. */
  readonly error?: unknown;
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
  const headers: Record<string, string> = { ...job.headers };
  const answer = await job.vertex.chat.completions.create(job.request, {
    signal: job.signal,
    waitUntil: job.waitUntil,
    onResponse: ({ location }) => (headers["x-vertex-location"] = location),
  });
  if (!("choices" in answer)) return relayStream(answer, job.name, headers);
  dropImageCopies(answer.choices);
  return Response.json({ ...answer, model: job.name }, { headers });
}
