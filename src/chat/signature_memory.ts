import type { ChatCompletion } from "../dialect/chat_completion.ts";
import { isRecord, parseJson } from "../errors.ts";

/** Gives back what came with tool calls, for SDKs that drop it from what they send next. */
export interface SignatureMemory {
  /** Keeps what came with an answer's tool calls. */
  keep(answer: ChatCompletion): void;
  /**
   * Puts back what a request's tool calls have lost, and touches nothing else.
   *
   * @param params The request as it came; nothing of it is checked yet, and it is not written to.
   */
  restore(params: unknown): unknown;
}

/** An agent's turn has some dozens of calls. */
const MAX_CALLS = 1_000;
/** A signature seldom has more than ten thousand; an isolate has 128 MB for everything. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Makes the memory of one client. `runTools` of the package `openai` strips thought signatures from what it sends next,
 * and the AI SDK reads none that comes after a call's first fragment; Gemini 3 refuses a history without them.
 *
 * @returns The memory, which holds the last thousand calls that came with something, if they are not too long.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures | Google: Thought signatures}
 */
export function createSignatureMemory(): SignatureMemory {
  // As JSON, in order of age.
  const memory = new Map<string, string>();
  let characters = 0;

  function restored(call: unknown): unknown {
    if (!isRecord(call) || call.extra_content) return call;
    const extra = memory.get(keyOf(call.id, call.function));
    return extra === undefined ? call : { ...call, extra_content: parseJson(extra) };
  }

  function forget(key: string): void {
    characters -= memory.get(key)?.length ?? 0;
    memory.delete(key);
  }

  return {
    keep({ choices }) {
      for (const call of choices.flatMap(({ message }) => message.tool_calls ?? [])) {
        if (!call.extra_content) continue;
        const key = keyOf(call.id, call.function);
        const extra = JSON.stringify(call.extra_content);
        forget(key);
        memory.set(key, extra);
        characters += extra.length;
        for (const oldest of memory.keys()) {
          if (memory.size <= MAX_CALLS && characters <= MAX_CHARACTERS) break;
          forget(oldest);
        }
      }
    },
    restore(params) {
      if (memory.size === 0 || !isRecord(params) || !Array.isArray(params.messages)) return params;
      const messages = params.messages.map((message) =>
        isRecord(message) && Array.isArray(message.tool_calls)
          ? { ...message, tool_calls: message.tool_calls.map(restored) }
          : message
      );
      return { ...params, messages };
    },
  };
}

/** An ID alone may be a server's that counts from 1. */
function keyOf(id: unknown, called: unknown): string {
  return JSON.stringify([id, isRecord(called) ? called.name : undefined]);
}
