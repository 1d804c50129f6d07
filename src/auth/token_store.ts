import { invalidOption, type VertexError } from "../errors.ts";
import type { AccessToken, Credentials } from "./credentials.ts";
import { deriveBytes, makeSeal, openText, type Seal, sealText } from "./seal.ts";

/**
 * Where sealed tokens lie: any store of texts under names. It need not be consistent, durable, fast or up: what it
 * does wrong costs a mint, never a call.
 *
 * @example In memory
 * ```ts
 * import type { TokenStore } from "@vertex-edge/client/auth";
 *
 * const entries = new Map<string, string>();
 * const store: TokenStore = {
 *   get: (name) => Promise.resolve(entries.get(name)),
 *   async set(name, value) {
 *     entries.set(name, value);
 *   },
 * };
 * if (await store.get("none") !== undefined) throw new Error("not empty");
 * ```
 */
export interface TokenStore {
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
   * @param value Letters, digits, `-` and `_`; some hundred characters, or a few thousand.
   * @param options When the value becomes useless, for stores that can forget; nothing relies on it.
   */
  set(name: string, value: string, options: { readonly expiresAtMs: number }): Promise<unknown>;
}

/** How tokens are shared between the isolates or processes that use one account; see the warning at `sealingKey`. */
export interface TokenStoreOptions {
  /** See {@linkcode TokenStore}. */
  readonly store: TokenStore;
  /**
   * What the tokens are sealed under, together with the credentials' own secret if they hold one: at least 16 random
   * characters or bytes.
   *
   * > [!WARNING]
   * > Whoever has this and may read the store has the tokens of credentials that hold no secret: `accessToken`,
   * > `externalAccount`, `metadataServer` and your own, unless they have `deriveBytes`. What tells two accounts of
   * > theirs apart is this key and `identity`, and nothing else: give each account another of one or the other, or one
   * > gets the tokens of the other.
   *
   * @default the secret of the credentials: a private key or a refresh token; those without one need this option
   */
  readonly sealingKey?: string | Uint8Array<ArrayBuffer> | undefined;
}

/** A store that holds the tokens of one source; made by {@linkcode shareTokens}. Its functions never reject. */
export interface SharedTokens {
  /** Gets the token that is there, if it is good for longer than until then. */
  load(afterMs: number): Promise<AccessToken | undefined>;
  /** Leaves a token there. One that nobody can tell the end of is not shared. */
  save(token: AccessToken): Promise<unknown>;
}

const SHORTEST_KEY = 16;
// In characters; Deno KV takes no longer values either.
const LONGEST_VALUE = 65_536;

/**
 * Opens a store for the tokens of one source. Whoever reads the store learns no token, and whoever writes to it can
 * only bring back one that was sealed for the same source, or make it look empty.
 *
 * @param options See {@linkcode TokenStoreOptions}.
 * @param credentials The source.
 * @param timeoutMs How long a read may take, in milliseconds; nobody waits for a write, which may take ten times as long.
 * @returns The tokens. The store is not touched before they are.
 * @throws {VertexError} `invalid_config` if there is nothing to seal with.
 */
export function shareTokens(
  options: TokenStoreOptions,
  credentials: Credentials,
  timeoutMs = 1_000,
): SharedTokens {
  const { store, derive } = check(options, credentials);
  const { identity = credentials.projectId ?? "" } = credentials;
  let seal: Seal | undefined;

  async function open(): Promise<Seal> {
    // Account and scopes go into the key: what was sealed for others does not open. What is kept is no promise, for
    // that would die with the request that made it.
    return seal ??= await makeSeal(await derive(`vertex-edge token store 1 ${identity}`));
  }

  return {
    load: (afterMs) =>
      inTime(timeoutMs, async () => {
        const { name, key } = await open();
        const value = await store.get(name) ?? "";
        // No token comes near this; whatever else stands there is not worth opening.
        if (value.length > LONGEST_VALUE) return undefined;
        const text = await openText(value, key);
        const [expiry, token] = text.split(" ");
        const expiresAtMs = Number(expiry);
        return token && expiresAtMs > afterMs ? { token, type: "bearer", expiresAtMs } : undefined;
      }),
    save: ({ token, type, expiresAtMs = Infinity }) =>
      inTime(10 * timeoutMs, async () => {
        if (type !== "bearer" || !Number.isFinite(expiresAtMs)) return;
        const { name, key } = await open();
        await store.set(name, await sealText(`${expiresAtMs} ${token}`, key), { expiresAtMs });
      }),
  };
}

function check({ store, sealingKey }: TokenStoreOptions, credentials: Credentials) {
  if (typeof store?.get !== "function" || typeof store.set !== "function") {
    throw refusal("store has no functions get and set");
  }
  if (sealingKey !== undefined && !(sealingKey?.length >= SHORTEST_KEY)) {
    throw refusal(`sealingKey is shorter than ${SHORTEST_KEY} characters or bytes`);
  }
  const own = credentials.deriveBytes?.bind(credentials);
  // One sealing key may serve several accounts: a secret that the credentials hold tells them apart for certain.
  const derive = sealingKey === undefined
    ? own
    : async (info: string) => deriveBytes(sealingKey, info, await own?.(info));
  if (!derive) throw refusal("the credentials hold no private key to seal with; pass a sealingKey");
  return { store, derive };
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

function refusal(reason: string): VertexError {
  return invalidOption("tokenStore", reason);
}
