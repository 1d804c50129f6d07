import type { CallOptions } from "../chat/pipe.ts";
import type { ChatCompletion, ChatCompletionChunk } from "../dialect/chat_completion.ts";
import { invalidOption } from "../errors.ts";
import { restoreSignatures, signatureOf } from "./restore_signatures.ts";
import {
  createSignatureBook,
  type SignatureOptions,
  type SignatureStore,
} from "./signature_store.ts";

/** One request, as far as signatures are concerned. */
export interface SigningJob<Env extends object> {
  /** The history as it came. */
  readonly messages: unknown;
  /** The caller's identity; empty where there are none. */
  readonly owner: string;
  /** The runtime's bindings. */
  readonly env: Env;
  /** Of the runtime, if it has one. */
  readonly waitUntil: CallOptions["waitUntil"];
}

/** What looks for signatures in an answer that passes. */
export interface SignatureWatch {
  /** Sees a whole answer, or one chunk of it. */
  readonly onAnswer: (part: ChatCompletion | ChatCompletionChunk) => void;
  /** The answer is whole. */
  readonly onWhole: () => void;
}

/** What became of it. */
export interface Signing {
  /** Fields to replace in the request. */
  readonly fields: { readonly messages: unknown };
  /** Header fields to add to the response. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be shown the answer. */
  readonly watch: SignatureWatch;
}

/** Signs the histories of one gateway's requests. */
export interface SignatureDesk<Env extends object> {
  /** Puts back what was stripped, and keeps what the answer brings. Never rejects. */
  open(job: SigningJob<Env>): Promise<Signing>;
}

/**
 * Makes the desk of one gateway.
 *
 * @param options The gateway's option `signatures`.
 * @param now The clock, in milliseconds since 1970.
 * @returns The desk; `undefined` if it is off.
 * @throws {VertexError} `invalid_config` if the options cannot work.
 */
export function createSignatureDesk<Env extends object>(
  options: SignatureOptions<Env> | "off",
  now: () => number,
): SignatureDesk<Env> | undefined {
  if (options === "off") return undefined;
  const { store, ttlMs = 3_600_000 } = options;
  if (!(ttlMs > 0)) throw invalidOption("signatures", "ttlMs is no number above 0");
  if (store !== undefined && typeof store !== "function" && !isStore(store)) {
    throw invalidOption("signatures", "store has no functions get and set");
  }
  const book = createSignatureBook({ ttlMs, now });

  /** A store that cannot be had is as good as none. */
  function storeOf(env: Env): SignatureStore | undefined {
    try {
      const made = typeof store === "function" ? store(env) : store;
      return made && isStore(made) ? made : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async open({ messages, owner, env, waitUntil }) {
      const shared = storeOf(env);
      const find = (id: string) => book.find({ owner, id }, shared);
      const restored = await restoreSignatures(messages, find);
      const watch = watchSignatures((id, signature) => {
        const kept = book.keep({ owner, id }, signature, shared);
        if (shared) waitUntil?.(kept);
      });
      const headers: Record<string, string> = {};
      if (restored.used !== undefined) headers["x-vertex-signatures"] = restored.used;
      return { fields: { messages: restored.messages }, headers, watch };
    },
  };
}

function isStore(store: SignatureStore): boolean {
  return typeof store.get === "function" && typeof store.set === "function";
}

/** What is known of one choice so far. */
interface WatchedChoice {
  /** By the calls' indices. */
  readonly calls: Map<number, { readonly id: string; signed: boolean }>;
  /** Whether the message, one of its parts or one of its calls is signed. */
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
function watchSignatures(keep: (callId: string, signature: string) => void): SignatureWatch {
  const choices = new Map<number, WatchedChoice>();

  return {
    onAnswer({ choices: parts }) {
      for (const part of parts) {
        const choice = choices.get(part.index) ?? { calls: new Map(), signed: false };
        choices.set(part.index, choice);
        const { calls } = choice;
        const said = "message" in part ? part.message : part.delta;
        // The parts are the server's, and may be anything.
        const parts = Array.isArray(said.content_parts) ? said.content_parts : [];
        if (signatureOf(said) || parts.some(signatureOf)) choice.signed = true;
        said.tool_calls?.forEach((call, position) => {
          const index = "index" in call ? call.index : position;
          const known = calls.get(index) ?? { id: call.id ?? "", signed: false };
          calls.set(index, known);
          const signature = signatureOf(call);
          if (!signature) return;
          choice.signed = true;
          // The first one counts: later fragments may repeat it.
          if (!known.signed && known.id !== "") keep(known.id, signature);
          known.signed = true;
        });
      }
    },
    onWhole() {
      for (const { calls, signed } of choices.values()) {
        const [first] = calls.values();
        if (first?.id && !signed) keep(first.id, "");
      }
    },
  };
}
