import type { TokenStore } from "./token_store.ts";

/** What is used of a Deno KV database. */
export interface DenoKvLike {
  /** Reads an entry. */
  get(key: readonly string[]): Promise<{ value: unknown }>;
  /** Writes an entry. */
  set(key: readonly string[], value: unknown, options: { expireIn: number }): Promise<unknown>;
}

/**
 * Shares tokens through Deno KV, under the key `["vertex-edge", "token", name]`.
 *
 * Deno KV forgets expired entries some time after they expired, so they are told apart here as well. It takes values up
 * to 64 KiB, which is many times what a token needs.
 *
 * @param kv From `Deno.openKv()`. Closing it is up to the caller.
 * @returns A store for the option `tokenStore` of `createVertex`.
 * @see {@link https://docs.deno.com/deploy/kv/key_expiration/ | Deno KV, key expiration}
 *
 * @example In an application with a database
 * ```ts ignore
 * import { createVertex } from "@vertex-edge/client";
 * import { denoKvTokenStore } from "@vertex-edge/client/auth";
 *
 * const vertex = createVertex({
 *   credentials: Deno.env.get("GOOGLE_SERVICE_ACCOUNT") ?? "",
 *   tokenStore: { store: denoKvTokenStore(await Deno.openKv()) },
 * });
 * ```
 */
export function denoKvTokenStore(kv: DenoKvLike): TokenStore {
  const keyOf = (name: string) => ["vertex-edge", "token", name] as const;
  return {
    async get(name) {
      const { value } = await kv.get(keyOf(name));
      const [expiry, sealed] = String(value).split(" ");
      return Number(expiry) > Date.now() ? sealed : undefined;
    },
    set(name, sealed, { expiresAtMs }) {
      const expireIn = Math.max(1, expiresAtMs - Date.now());
      return kv.set(keyOf(name), `${expiresAtMs} ${sealed}`, { expireIn });
    },
  };
}
