import OpenAI from "openai";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionCreateParams,
  Vertex,
} from "../../../mod.ts";
import { vertexGateway } from "../../../src/hono/mod.ts";

/** A request without a word on streaming. */
export type Asked = Omit<ChatCompletionCreateParams, "stream">;

/** A stream, read to its end: what came, and what the client itself made of it. */
export interface Streamed {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly final: ChatCompletion;
}

/** One of the ways in which users ask. */
export interface Door {
  readonly name: "the typed client" | "vertex.fetch" | "the gateway";
  readonly create: (request: Asked) => Promise<ChatCompletion>;
  /** `onChunk` is told of each chunk, also of those before a failure. */
  readonly stream: (
    request: Asked,
    onChunk?: (chunk: ChatCompletionChunk) => void,
  ) => Promise<Streamed>;
}

/** The key of the gateway under test. */
export const gatewayKey = "a-key-of-the-team";

/** All doors of one client. The gateway serves the models named. */
export function openDoors(vertex: Vertex, models: readonly string[]): readonly Door[] {
  const gateway = vertexGateway({
    vertex,
    apiKeys: [gatewayKey],
    models,
    allow: { gsInputs: true },
  });
  return [
    typedDoor(vertex),
    openaiDoor("vertex.fetch", openaiOn(vertex.fetch)),
    openaiDoor(
      "the gateway",
      openaiOn((input, init) => Promise.resolve(gateway.fetch(new Request(input, init)))),
    ),
  ];
}

/** OpenAI's own client; it shall not try again, so that every failure is seen as it came. */
export function openaiOn(fetch: typeof globalThis.fetch, maxRetries = 0): OpenAI {
  const baseURL = "https://vertex.invalid/v1";
  return new OpenAI({ apiKey: gatewayKey, baseURL, fetch, maxRetries });
}

function typedDoor(vertex: Vertex): Door {
  return {
    name: "the typed client",
    create: (request) => vertex.chat.completions.create(request),
    async stream(request, onChunk) {
      const chunks: ChatCompletionChunk[] = [];
      const stream = vertex.chat.completions.stream(request);
      for await (const chunk of stream) {
        onChunk?.(chunk);
        chunks.push(structuredClone(chunk));
      }
      return { chunks, final: await stream.finalChatCompletion() };
    },
  };
}

/**
 * OpenAI's client as a door.
 *
 * OpenAI's types know less than what comes; the tests look at all of it.
 */
export function openaiDoor(name: Door["name"], client: OpenAI): Door {
  const completions = client.chat.completions;
  return {
    name,
    async create(request) {
      const body = request as OpenAI.ChatCompletionCreateParamsNonStreaming;
      return await completions.create(body) as unknown as ChatCompletion;
    },
    async stream(request, onChunk) {
      const chunks: ChatCompletionChunk[] = [];
      const body = request as Parameters<typeof completions.stream>[0];
      const stream = completions.stream(body).on("chunk", (chunk) => {
        const seen = structuredClone(chunk) as ChatCompletionChunk;
        chunks.push(seen);
        onChunk?.(seen);
      });
      return { chunks, final: await stream.finalChatCompletion() as unknown as ChatCompletion };
    },
  };
}
