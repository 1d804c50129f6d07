import type { CallOptions } from "../chat/pipe.ts";
import { VertexError } from "../errors.ts";
import { restoreSignatures } from "./restore_signatures.ts";
import {
  createSignatureBook,
  type SignatureOptions,
  type SignatureStore,
} from "./signature_store.ts";
import { type SignatureWatch, watchSignatures } from "./watch_signatures.ts";

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
  if (!(ttlMs > 0)) throw refusal("ttlMs is no number above 0");
  if (store !== undefined && typeof store !== "function" && !isStore(store)) {
    throw refusal("store has no functions get and set");
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

function refusal(reason: string): VertexError {
  return new VertexError("invalid_config", `Cannot use the option signatures: ${reason}`);
}
