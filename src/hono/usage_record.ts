import type { ResponseInfo } from "../chat/pipe.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  CompletionUsage,
} from "../dialect/chat_completion.ts";
import { isVertexError, type VertexError } from "../errors.ts";
import type { ChatEnd } from "./open_call.ts";
import { seenError } from "./refuse.ts";

/** What one request for a completion was, and what it used: plain data that fits into JSON. */
export interface UsageRecord {
  /** The caller's; absent with `apiKeys: "none"`. */
  identity?: string;
  /** The model's name as the caller gave it, its first 200 characters; absent if the request could not be read. */
  model?: string;
  /** The model behind that name; absent if there is none. */
  servedModel?: string;
  /** The location that answered; absent if none did. */
  location?: string;
  /** Whether a stream was asked for. */
  stream: boolean;
  /** `aborted` if the caller left before the end. */
  outcome: "ok" | "error" | "aborted";
  /** HTTP status that says the same; 499 if the caller left. A stream that breaks was answered with 200 before. */
  status: number;
  /** Why it failed, as the caller was told: one of `VertexErrorCode`, or a code of the gateway's such as `model_not_found`. */
  code?: string;
  /** The tokens used, as far as the server had counted them when the answer ended; absent if it had not. */
  usage?: UsageTokens;
  /** When the request came, in milliseconds since 1970. */
  startedAtMs: number;
  /** From then to the first chunk or the whole plain answer being handed on, in milliseconds; absent if nothing was. */
  firstTokenMs?: number;
  /** From then to the end, in milliseconds. */
  totalMs: number;
  /** Attempts that were made; absent if nothing was sent. */
  attempts?: number;
  /** Google's ID of the request, if it sent one. */
  requestId?: string;
}

/** Tokens of one answer; what the server did not say is absent. */
export interface UsageTokens {
  /** Of the request, the cached ones included. */
  promptTokens: number;
  /** Of the answer, the reasoning ones included. */
  completionTokens: number;
  /** Of thoughts. */
  reasoningTokens?: number;
  /** Of the request, read from a cache. */
  cachedTokens?: number;
  /** Both together. */
  totalTokens: number;
}

/** What fills one record. Its functions do not throw. */
export interface UsageMeter {
  /** The request was read. */
  readonly onRequest: (request: { readonly model: string; readonly stream?: unknown }) => void;
  /** The model behind the name is known. */
  readonly onModel: (servedModel: string) => void;
  /** The answer begins. */
  readonly onResponse: (info: ResponseInfo) => void;
  /** Something is handed on. */
  readonly onAnswer: (part: ChatCompletion | ChatCompletionChunk) => void;
  /** It is over; only the first end counts. `status` is told where no error says it. */
  readonly onEnd: (end: ChatEnd & { readonly status?: number }) => void;
}

/** What a meter is made of. */
export interface UsageMeterOptions {
  /** The caller's, if there is one. */
  readonly identity: string | undefined;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** Gets the record, once. */
  readonly deliver: (record: UsageRecord) => void;
}

/** Whoever holds a key may write anything as a name, and the record goes into a log. */
const MAX_NAME_LENGTH = 200;

/**
 * Begins a record.
 *
 * @param options See {@linkcode UsageMeterOptions}.
 * @returns What fills it, and delivers it at the end.
 */
export function createUsageMeter(options: UsageMeterOptions): UsageMeter {
  const { identity, now, deliver } = options;
  const startedAtMs = now();
  const record: UsageRecord = {
    ...(identity !== undefined && { identity }),
    stream: false,
    outcome: "ok",
    status: 200,
    startedAtMs,
    totalMs: 0,
  };
  let ended = false;

  function onCall({ attempts, requestId }: ResponseInfo | VertexError): void {
    if (attempts !== undefined) record.attempts = attempts;
    if (requestId !== undefined) record.requestId = requestId;
  }

  return {
    onRequest({ model, stream }) {
      record.model = model.slice(0, MAX_NAME_LENGTH);
      record.stream = stream === true;
    },
    onModel(servedModel) {
      record.servedModel = servedModel;
    },
    onResponse(info) {
      record.location = info.location;
      onCall(info);
    },
    onAnswer({ usage }) {
      record.firstTokenMs ??= now() - startedAtMs;
      if (usage) record.usage = tokensOf(usage);
    },
    onEnd({ outcome, error, status }) {
      if (ended) return;
      ended = true;
      record.outcome = outcome;
      record.status = outcome === "aborted" ? 499 : status ?? 200;
      if (outcome === "error" && status === undefined) {
        const seen = seenError(error);
        record.status = seen.status;
        record.code = seen.body.error.code;
        if (isVertexError(error)) onCall(error);
      }
      record.totalMs = now() - startedAtMs;
      deliver({ ...record });
    },
  };
}

function tokensOf(usage: CompletionUsage): UsageTokens {
  const reasoningTokens = usage.completion_tokens_details?.reasoning_tokens;
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens;
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(cachedTokens !== undefined && { cachedTokens }),
    totalTokens: usage.total_tokens,
  };
}
