import { invalidOption, type VertexError } from "../errors.ts";
import { Refusal } from "./refuse.ts";
import { sha256Hex } from "./sha256_hex.ts";

/** Who is asking. */
export interface Identity {
  /** A stable name for logs and metering; never the key itself. */
  readonly id: string;
}

/** The keys that open a gateway: each the key itself, or its digest as `sha256:` and 64 hexadecimal digits. */
export type ApiKeys = readonly string[] | undefined;

/** Tells who holds a key; made by {@linkcode createKeyCheck}. */
export type KeyCheck = (presented: string, keys: ApiKeys) => Promise<Identity | undefined>;

const MIN_KEY_LENGTH = 8;
const DIGEST = /^sha256:([0-9a-f]{64})$/i;

/**
 * Makes the check of API keys. Each configured list is digested once.
 *
 * Keys are compared as SHA-256 digests, all of them, so that the time taken tells nothing about any of them.
 *
 * @returns The check; it throws a 500 that says so if there is no key to check against.
 */
export function createKeyCheck(): KeyCheck {
  let known: { keys: string; digests: string[] } | undefined;

  return async function check(presented, keys = []) {
    if (!Array.isArray(keys)) throw noList();
    // An entry that cannot be a key, such as what follows a last comma, opens nothing.
    // A variable that is not set is none, either.
    const usable = keys.map((key) => textOf(key ?? "").trim()).filter(isUsable);
    if (usable.length === 0) {
      const message = "Cannot check the API key: no keys configured; set apiKeys";
      throw new Refusal(500, "invalid_config", message);
    }
    const id = JSON.stringify(usable);
    // Kept as values: on workerd a promise belongs to the request that made it, and may never settle for others.
    if (known?.keys !== id) known = { keys: id, digests: await Promise.all(usable.map(digestOf)) };
    const { digests } = known;
    const digest = await sha256Hex(presented);
    let match = false;
    for (const candidate of digests) match = isEqual(candidate, digest) || match;
    return match ? { id: `key:${digest.slice(0, 12)}` } : undefined;
  };
}

function noList(): VertexError {
  return invalidOption(
    "apiKeys",
    'it is no list; split a text such as "key1,key2" first',
  );
}

function textOf(key: unknown): string {
  if (typeof key === "string") return key;
  throw invalidOption("apiKeys", "an entry is no text; was it awaited?");
}

/**
 * Checks keys that are known before the first request.
 *
 * @param keys The list.
 * @throws {VertexError} `invalid_config` if one is empty or short, or no whole digest.
 */
export function checkKeys(keys: readonly string[]): void {
  if (!Array.isArray(keys)) throw noList();
  for (const [index, key] of keys.entries()) {
    if (typeof key === "string" && isUsable(key.trim())) continue;
    throw invalidOption(
      "apiKeys",
      `entry ${index} has fewer than ${MIN_KEY_LENGTH} characters, or is no whole sha256: digest`,
    );
  }
}

/**
 * The key of a request.
 *
 * @param authorization The header's value.
 * @returns What stands after `Bearer`, trimmed; empty if there is none.
 */
export function bearerKey(authorization: string | undefined): string {
  return /^Bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "";
}

/** A cut digest must not become a key of its own: digests are not kept secret. */
function isUsable(key: string): boolean {
  return /^sha256:/i.test(key) ? DIGEST.test(key) : key.length >= MIN_KEY_LENGTH;
}

async function digestOf(key: string): Promise<string> {
  return DIGEST.exec(key)?.[1]?.toLowerCase() ?? await sha256Hex(key);
}

/** In the same time, wherever they differ. */
function isEqual(a: string, b: string): boolean {
  let difference = 0;
  for (let index = 0; index < 64; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
