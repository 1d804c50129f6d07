import type { ChatCompletion, ChatCompletionChunk } from "../dialect/chat_completion.ts";
import { signatureOf } from "./restore_signatures.ts";

/** What looks for signatures in an answer that passes. */
export interface SignatureWatch {
  /** Sees a whole answer, or one chunk of it. */
  readonly onAnswer: (part: ChatCompletion | ChatCompletionChunk) => void;
  /** The answer is whole. */
  readonly onWhole: () => void;
}

/** What is known of one choice so far. */
interface WatchedChoice {
  /** By the calls' indices. */
  readonly calls: Map<number, { readonly id: string; signature: string | undefined }>;
  /** Whether the message or one of its parts is signed. */
  signed: boolean;
}

/**
 * Watches an answer for signatures. What is signed is told as soon as it is known, for the client may ask again as soon
 * as it has read the last chunk.
 *
 * @param keep Told of each call that is signed, and, with an empty text, of the first call of an answer without any
 * signature: that one must not get a marker later.
 * @returns See {@linkcode SignatureWatch}.
 */
export function watchSignatures(
  keep: (callId: string, signature: string) => void,
): SignatureWatch {
  const choices = new Map<number, WatchedChoice>();

  function watched(index: number): WatchedChoice {
    const known = choices.get(index);
    if (known) return known;
    const fresh: WatchedChoice = { calls: new Map(), signed: false };
    choices.set(index, fresh);
    return fresh;
  }

  return {
    onAnswer({ choices: parts }) {
      for (const part of parts) {
        const said = "message" in part ? part.message : part.delta;
        const choice = watched(part.index);
        choice.signed ||= [said, ...said.content_parts ?? []].some(signatureOf);
        for (const [position, call] of (said.tool_calls ?? []).entries()) {
          const index = "index" in call ? call.index : position;
          const known = choice.calls.get(index) ?? { id: call.id ?? "", signature: undefined };
          choice.calls.set(index, known);
          const signature = signatureOf(call);
          // The first one counts: later fragments may repeat it, or carry an empty one.
          if (signature === undefined || known.signature !== undefined || known.id === "") continue;
          known.signature = signature;
          keep(known.id, signature);
        }
      }
    },
    onWhole() {
      for (const { calls, signed } of choices.values()) {
        const [first, ...others] = calls.values();
        if (!first?.id || signed) continue;
        if ([first, ...others].every(({ signature }) => signature === undefined)) {
          keep(first.id, "");
        }
      }
    },
  };
}
