import { answerChat, type ChatEnd, type ChatJob } from "../../../src/hono/answer_chat.ts";
import { createVertex } from "../../../src/vertex.ts";

export const model = "google/gemini-3.1-pro-preview";

/** One call through `answerChat`, whose upstream says what the test tells it to, when it does. */
export interface Line {
  readonly answer: Promise<Response>;
  /** The upstream answers: with a stream, if nothing else is given. */
  readonly open: (response?: Response) => void;
  /** The upstream says something. */
  readonly say: (text: string) => void;
  readonly close: () => void;
  /** The upstream's connection breaks. */
  readonly break: () => void;
  /** The caller leaves, as runtimes tell it by the request's signal. */
  readonly abort: (reason?: unknown) => void;
  /** Whether the upstream was let go. */
  readonly released: () => boolean;
  /** All that `onEnd` was told. */
  readonly ends: ChatEnd[];
  /** Parts that `onAnswer` was told of. */
  readonly parts: unknown[];
}

/** Opens one. */
export function openLine(different: Partial<ChatJob> & { readonly stream?: boolean } = {}): Line {
  const { stream = true, ...job } = different;
  const head = Promise.withResolvers<Response>();
  const caller = new AbortController();
  const encoder = new TextEncoder();
  const ends: ChatEnd[] = [];
  const parts: unknown[] = [];
  let released = false;
  let upstream: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (upstream = controller),
    cancel: () => void (released = true),
  });
  const vertex = createVertex({
    credentials: { getToken: () => Promise.resolve({ token: "token", type: "bearer" }) },
    project: "my-project",
    models: [model],
    retry: { maxAttempts: 1 },
    fetch(_input, init) {
      init?.signal?.addEventListener("abort", () => {
        released = true;
        head.reject(init.signal?.reason);
      });
      return head.promise;
    },
  });
  const answer = answerChat({
    vertex,
    request: { model, messages: [{ role: "user", content: "Hello" }], stream },
    name: model,
    headers: {},
    signal: caller.signal,
    waitUntil: undefined,
    heartbeatMs: 5_000,
    earlyAnswer: true,
    firstTokenTimeoutMs: undefined,
    idleTimeoutMs: undefined,
    timeoutMs: 600_000,
    watch: {
      onResponse() {},
      onAnswer: (part) => parts.push(part),
      onEnd: (end) => ends.push(end),
    },
    ...job,
  });
  // A test looks at it when it likes.
  answer.catch(() => {});
  const headers = { "content-type": "text/event-stream" };
  return {
    answer,
    open: (response = new Response(body, { headers })) => head.resolve(response),
    say: (text) => upstream?.enqueue(encoder.encode(text)),
    close: () => upstream?.close(),
    break: () => upstream?.error(new TypeError("connection reset")),
    abort: (reason) => caller.abort(reason),
    released: () => released,
    ends,
    parts,
  };
}

/** The text of one event, as Vertex AI writes it. */
export function eventOf(content: string, finish?: string): string {
  const choice = { index: 0, delta: { content, role: "assistant" } };
  return `data: ${
    JSON.stringify({
      choices: [finish ? { ...choice, finish_reason: finish } : choice],
      created: 1,
      id: "an-id",
      model,
      object: "chat.completion.chunk",
    })
  }\n\n`;
}

/** Reads a body piece by piece, as text. */
export interface TextReader {
  /** The next piece, or `undefined` at the end. */
  readonly next: () => Promise<string | undefined>;
  /** All that is left. */
  readonly rest: () => Promise<string>;
  readonly cancel: () => Promise<void>;
}

/** Opens one on a response. */
export function readText(response: Response): TextReader {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();

  async function next(): Promise<string | undefined> {
    const result = await reader?.read();
    return result?.value && decoder.decode(result.value, { stream: true });
  }

  return {
    next,
    async rest() {
      let text = "";
      for (let piece = await next(); piece !== undefined; piece = await next()) text += piece;
      return text;
    },
    cancel: async () => await reader?.cancel(),
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What stands in the error event that a text ends with. */
export function lastError(text: string): Record<string, unknown> {
  const last = text.trimEnd().split("\n\n").at(-1) ?? "";
  if (!last.startsWith("data: ")) throw new Error(`Ends with no event: ${last}`);
  return JSON.parse(last.slice("data: ".length)).error;
}
