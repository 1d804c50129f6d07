import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import { isRecord, isVertexError, parseJson, refusedRequest, VertexError } from "../errors.ts";
import { brokenConnection } from "../errors/read_body.ts";
import { silence } from "../sse/read_batches.ts";
import { createChatCompletions } from "./completions.ts";
import { modelEntry, type ModelName } from "./model_entry.ts";
import { openAIErrorBody, openAIStatus } from "./openai_error.ts";
import { createSignatureMemory } from "./signature_memory.ts";
import type { AnswerConnection, CallOptions, ChatPipe } from "./pipe.ts";

/** Where a URL leads, as the client judges it. */
export interface UrlPlace {
  /** Whether it is an address of this client's: one of its hosts, its project, one of its locations. */
  readonly own: boolean;
  /** The location it names, if it names one. */
  readonly location?: string | undefined;
  /** Whether chat completions may be asked for there: it names no endpoint, or the client's. */
  readonly chat: boolean;
  /** Why a URL must not be served: it names what is not this client's. */
  readonly refusal?: string | undefined;
}

/** What a {@linkcode createDropInFetch | drop-in fetch} is made of. */
export interface DropInFetchOptions {
  /** Gets requests of Google's own methods answered. */
  readonly pipe: ChatPipe;
  /** Gets chat completions answered. */
  readonly chat: ChatPipe;
  /** The client's models. */
  readonly models: readonly ModelName[] | undefined;
  /** Judges a URL. */
  readonly placeOf: (url: URL) => UrlPlace;
}

/** Fields that are the SDK's, the caller's secrets, or the connection's: they go no further. */
const DROPPED = new RegExp(
  "^(authorization|cookie2?|(proxy|x-goog|x-stainless|openai)-.*|(x-)?api-key|user-agent|accept-encoding|host|" +
    "connection|keep-alive|transfer-encoding|te|trailer|upgrade|content-length)$",
);

const ACTION = "complete the request";

/** The path of the list of models, or of one of them. */
const MODELS = /^(.*?)\/models(?:\/(.+))?$/;

/**
 * Makes a `fetch` for SDKs that are not ours: requests for chat completions go through the whole pipe, wherever they
 * are addressed; requests to this client's own part of Google go out with a token; nothing else goes out.
 *
 * It rejects for aborts and for network failure. Every other failure is a response in OpenAI's shape, which tells
 * OpenAI's client not to try again, since that was done here.
 *
 * @param options See {@linkcode DropInFetchOptions}.
 * @returns The function.
 */
export function createDropInFetch(options: DropInFetchOptions): typeof globalThis.fetch {
  const { pipe, models, placeOf } = options;
  const signatures = createSignatureMemory();
  const completions = createChatCompletions({ ...options.chat, onWhole: signatures.keep });

  return async function fetch(input, init): Promise<Response> {
    let request: Request;
    try {
      request = new Request(input, init);
    } catch {
      // The runtimes' own errors quote the URL, which may hold a secret.
      return errorResponse(refusedRequest("its URL or options are malformed"));
    }
    const signal = init?.signal ?? request.signal;
    try {
      signal.throwIfAborted();
      return await answer(request, signal);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (isVertexError(error) && error.code === "connection_failed") throw error;
      return errorResponse(error);
    }
  };

  async function answer(request: Request, signal: AbortSignal): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.replace(/\/+$/, "");
    let place = placeOf(url);
    // Beside its endpoints Google lists models of its own; below them, where OpenAI's client asks, it has none.
    const theirs = place.own && !path.includes("/endpoints/");
    const listing = theirs || request.method !== "GET" ? null : MODELS.exec(path);
    if (listing) {
      // OpenAI's client writes the slash of a model's ID as %2F, so only what stands before it is judged.
      url.pathname = `${listing[1]}/models`;
      place = placeOf(url);
    }
    if (place.refusal !== undefined) throw refusedRequest(place.refusal);
    if (listing) return listModels(listing[2]);
    const kept = [...request.headers].filter(([name]) => !DROPPED.test(name));
    const call = { signal, location: place.location, headers: Object.fromEntries(kept) };
    if (path.endsWith("/chat/completions")) {
      if (request.method !== "POST") {
        throw refusedRequest(`${request.method} is not served there; POST is`);
      }
      if (!place.chat) throw refusedRequest("the URL names another endpoint than this client's");
      // What the SDK accepts is answered here.
      const { accept: _, ...headers } = call.headers;
      return await chat(await request.text(), { ...call, headers });
    }
    if (place.own) return await forward(request, url, call);
    throw refusedRequest(
      `its URL at ${url.host} is not this client's; elsewhere only POST …/chat/completions and GET …/models are served`,
    );
  }

  async function chat(body: string, call: CallOptions): Promise<Response> {
    const params = parseJson(body);
    if (params === undefined) throw refusedRequest("its body is no JSON");
    // Checked by `create`, as everything that comes from outside.
    const asked =
      (isSigned(params) ? signatures.restore(params) : params) as ChatCompletionCreateParams;
    const headers = new Headers();
    const answered = await completions.create(asked, {
      ...call,
      onResponse({ requestId, location }) {
        if (requestId !== undefined) headers.set("x-request-id", requestId);
        headers.set("x-vertex-location", location);
      },
    });
    return "toResponse" in answered
      ? answered.toResponse({ headers })
      : Response.json(answered, { headers });
  }

  /** Only Gemini signs, and what goes to an endpoint of one's own is not changed. */
  function isSigned(params: unknown): boolean {
    const model = isRecord(params) ? String(params.model) : "";
    return pipe.target.openapi && (pipe.aliases.get(model) ?? model).startsWith("google/");
  }

  function listModels(id: string | undefined): Response {
    if (!models) throw notFound("list models: the client has none; pass models to createVertex");
    if (id === undefined) return Response.json({ object: "list", data: models.map(modelEntry) });
    const asked = id.replace(/%../g, (escape) => escape.toUpperCase());
    const known = models.find(({ id }) => asked === id || asked === encodeURIComponent(id));
    if (known) return Response.json(modelEntry(known));
    throw notFound("find the model: it is not among the client's models");
  }

  /** A request of another of Google's SDKs, as it is, with a token. */
  async function forward(request: Request, url: URL, call: CallOptions): Promise<Response> {
    const body = new Uint8Array(await request.arrayBuffer());
    return await pipe.send({
      ...call,
      about: { operation: url.pathname.split(/[:/]/).at(-1) ?? "", model: "", stream: true },
      url: () => url.href,
      method: request.method,
      body: body.length > 0 ? body : undefined,
      contentType: request.headers.get("content-type") ?? undefined,
      action: ACTION,
      read: (response, connection, { idleTimeoutMs }) =>
        Promise.resolve(handOver(response, connection, idleTimeoutMs)),
    });
  }
}

function notFound(what: string): VertexError {
  return new VertexError("not_found", `Cannot ${what}`);
}

/** Gives a response away, under a deadline of silence; its connection is released when the body ends or is left. */
function handOver(
  response: Response,
  connection: AnswerConnection,
  idleTimeoutMs: number,
): Response {
  const reader = response.body?.getReader();
  if (!reader) {
    connection.release();
    return response;
  }
  const { signal } = connection;
  function close(reason?: unknown): void {
    signal.removeEventListener("abort", stop);
    connection.release();
    reader?.cancel(reason).catch(() => {});
  }
  const stop = () => close();
  // Also for a fetch that heeds its signal no longer once it has answered.
  signal.addEventListener("abort", stop, { once: true });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      connection.arm(idleTimeoutMs, silence(idleTimeoutMs));
      try {
        const { value } = await reader.read();
        // To a pending read, the cancelling above looks like a clean end.
        signal.throwIfAborted();
        connection.disarm();
        if (value) return controller.enqueue(value);
        controller.close();
        close();
      } catch (cause) {
        close();
        throw connection.explain(brokenConnection(ACTION, cause));
      }
    },
    cancel: close,
    // No read-ahead, so that an abort leaves nothing to be read.
  }, { highWaterMark: 0 });
  return new Response(body, response);
}

function errorResponse(error: unknown): Response {
  const headers = new Headers({ "x-should-retry": "false" });
  if (isVertexError(error)) {
    if (error.requestId !== undefined) headers.set("x-request-id", error.requestId);
    if (error.retryAfterMs !== undefined) {
      headers.set("retry-after", String(Math.ceil(error.retryAfterMs / 1_000)));
    }
  }
  return Response.json(openAIErrorBody(error), { status: openAIStatus(error), headers });
}
