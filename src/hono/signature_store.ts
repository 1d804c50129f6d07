import { sha256Hex } from "./sha256_hex.ts";

/**
 * Where thought signatures lie between two requests: any store of texts under names, such as the token stores of
 * `@vertex-edge/client/auth`. It need not be consistent, durable, fast or up: what it does wrong costs a marker of
 * Google's in place of a signature, never a call.
 *
 * Names are digests of the caller's identity and the tool call's ID together, so nobody can name an entry of somebody
 * else's. Values are opaque to all but Google; they are no credentials.
 *
 * @example Workers KV, and Deno KV
 * ```ts ignore
 * import { denoKvTokenStore, kvTokenStore } from "@vertex-edge/client/auth";
 * import { vertexGateway } from "@vertex-edge/client/hono";
 *
 * vertexGateway({ vertex, apiKeys, signatures: { store: kvTokenStore(env.SIGNATURES) } });
 * vertexGateway({ vertex, apiKeys, signatures: { store: denoKvTokenStore(await Deno.openKv()) } });
 * ```
 */
export interface SignatureStore {
  /**
   * Reads an entry.
   *
   * @param name Its name: letters, digits, `-` and `_`.
   * @returns The value as it was set; `null` or `undefined` if there is none.
   */
  get(name: string): Promise<string | null | undefined>;
  /**
   * Writes an entry, in place of an older one.
   *
   * @param name Its name.
   * @param value Printable characters of ASCII without a space; some hundred, at times more than ten thousand.
   * @param options When the value becomes useless, for stores that can forget; nothing relies on it.
   */
  set(name: string, value: string, options: { readonly expiresAtMs: number }): Promise<unknown>;
}

/**
 * How thought signatures are kept for clients that strip them, as `runTools` of the package `openai` does: Gemini 3
 * refuses a history whose tool calls lack the signatures that came with them.
 *
 * What a client sends back is left as it is. Else the signature comes from this gateway's memory, then from `store`;
 * what neither knows gets `skip_thought_signature_validator`, which Google documents for history that is not Gemini's.
 * Only the calls that must be signed are touched: the first of each step since the user's last message. The response's
 * `x-vertex-signatures` says what was used at the weakest: `echo`, `store` or `skip`. A call that is known to have come
 * without a signature goes back without one; what models before Gemini 3 make of the marker, Google does not say.
 *
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures | Google: Thought signatures}
 */
export interface SignatureOptions<Env extends object = object> {
  /** Shares signatures between isolates or processes. @default none, only this gateway's memory */
  readonly store?: SignatureStore | ((env: Env) => SignatureStore) | undefined;
  /** How long a signature is kept, in milliseconds. @default {3_600_000} */
  readonly ttlMs?: number | undefined;
}

/** Whose tool call it is. */
export interface SignedCall {
  /** The caller's identity; empty where there are none. */
  readonly owner: string;
  /** The tool call's. */
  readonly id: string;
}

/** The signatures that are known; its functions neither throw nor reject. */
export interface SignatureBook {
  /** The signature of a call; empty if it came without one, `undefined` if nothing is known. */
  find(call: SignedCall, store: SignatureStore | undefined): Promise<string | undefined>;
  /** Keeps one, in memory at once. @returns When the store has it, too. */
  keep(
    call: SignedCall,
    signature: string,
    store: SignatureStore | undefined,
  ): Promise<unknown>;
}

/** What an operator cannot be asked to guess. */
export interface SignatureBookOptions {
  /** See {@linkcode SignatureOptions.ttlMs}. */
  readonly ttlMs: number;
  /** The clock, in milliseconds since 1970. */
  readonly now: () => number;
  /** How long a read may take, in milliseconds; nobody waits for a write. @default {1_000} */
  readonly timeoutMs?: number | undefined;
}

interface Entry {
  readonly signature: string;
  readonly expiresAtMs: number;
}

const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 16_000_000;
// Deno KV takes no longer values.
const LONGEST_VALUE = 65_536;
const VALUE = /^(\d{1,16})\.([!-~]*)$/;

/** Opens an empty book. */
export function createSignatureBook(options: SignatureBookOptions): SignatureBook {
  const { ttlMs, now, timeoutMs = 1_000 } = options;
  // In order of age, for all live equally long.
  const memory = new Map<string, Entry>();
  let characters = 0;

  function forget(name: string): void {
    const entry = memory.get(name);
    if (!entry) return;
    memory.delete(name);
    characters -= name.length + entry.signature.length;
  }

  function remember(name: string, entry: Entry): void {
    forget(name);
    memory.set(name, entry);
    characters += name.length + entry.signature.length;
    for (const [oldest, { expiresAtMs }] of memory) {
      const full = memory.size > MAX_ENTRIES || characters > MAX_CHARACTERS;
      if (!full && expiresAtMs > now()) return;
      forget(oldest);
    }
  }

  return {
    async find(call, store) {
      const known = memory.get(keyOf(call));
      if (known && known.expiresAtMs > now()) return known.signature;
      if (!store) return undefined;
      return await inTime(timeoutMs, async () => {
        const value = await store.get(await nameOf(call)) ?? "";
        if (value.length > LONGEST_VALUE) return undefined;
        const [, expiry, signature] = VALUE.exec(value) ?? [];
        return Number(expiry) > now() ? signature : undefined;
      });
    },
    async keep(call, signature, store) {
      const expiresAtMs = now() + ttlMs;
      const value = `${expiresAtMs}.${signature}`;
      if (value.length > LONGEST_VALUE || !VALUE.test(value)) return;
      remember(keyOf(call), { signature, expiresAtMs });
      if (!store) return;
      try {
        await store.set(await nameOf(call), value, { expiresAtMs });
      } catch {
        // As if there were no store.
      }
    },
  };
}

/** No two calls have the same, whatever stands in their parts. */
function keyOf({ owner, id }: SignedCall): string {
  return JSON.stringify([owner, id]);
}

async function nameOf(call: SignedCall): Promise<string> {
  return `signature-${await sha256Hex(`vertex-edge signature 1 ${keyOf(call)}`)}`;
}

/** What fails or takes too long is as good as not done. */
async function inTime<T>(timeoutMs: number, work: () => Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([work(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
