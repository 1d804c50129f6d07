import type { TokenStore } from "./token_store.ts";

/** What is used of a Workers KV namespace. */
export interface KvNamespaceLike {
  /** Reads an entry. */
  get(key: string): Promise<string | null>;
  /** Writes an entry. */
  put(key: string, value: string, options: { expirationTtl: number }): Promise<void>;
}

// Workers KV refuses less.
const SHORTEST_TTL_SECONDS = 60;

/**
 * Shares tokens through Workers KV.
 *
 * KV is eventually consistent: for a minute or so, a new isolate may see no token or the one before, and mints if that
 * is of no use. It forgets an entry when its token ends, and after a minute at the soonest.
 *
 * @param namespace The binding.
 * @returns A store for the option `tokenStore` of `createVertex`.
 * @see {@link https://developers.cloudflare.com/kv/api/write-key-value-pairs/ | Workers KV, expiring keys}
 *
 * @example At a Worker's module scope
 * ```ts ignore
 * import { env, waitUntil } from "cloudflare:workers";
 * import { createVertex } from "@vertex-edge/client";
 * import { kvTokenStore } from "@vertex-edge/client/auth";
 *
 * const vertex = createVertex({
 *   credentials: env.GOOGLE_SERVICE_ACCOUNT,
 *   tokenStore: { store: kvTokenStore(env.TOKENS) },
 *   waitUntil,
 * });
 * ```
 */
export function kvTokenStore(namespace: KvNamespaceLike): TokenStore {
  return {
    get: (name) => namespace.get(name),
    set(name, value, { expiresAtMs }) {
      const lifeSeconds = Math.ceil((expiresAtMs - Date.now()) / 1_000);
      const expirationTtl = Math.max(SHORTEST_TTL_SECONDS, lifeSeconds);
      return namespace.put(name, value, { expirationTtl });
    },
  };
}
