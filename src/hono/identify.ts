import type { Context } from "hono";
import { isRecord, VertexError } from "../errors.ts";
import { bearerKey, checkKeys, createKeyCheck, type Identity } from "./api_keys.ts";
import type { GatewayEnv, VertexGatewayOptions } from "./gateway_options.ts";
import { Refusal } from "./refuse.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Tells who asks; `undefined` where everyone may.
 *
 * @throws {Refusal} 401, if nobody with a key does; 403, if nobody needs one, for a strange web page.
 */
export type Identify<Env extends object> = (
  c: Context<GatewayEnv<Env>>,
) => Promise<Identity | undefined>;

/**
 * Makes the one check of who asks.
 *
 * @param options The gateway's.
 * @returns See {@linkcode Identify}.
 * @throws {VertexError} `invalid_config` if a key is too short.
 */
export function createIdentify<Env extends object>(
  options: Pick<VertexGatewayOptions<Env>, "apiKeys" | "authenticate" | "corsOrigins">,
): Identify<Env> {
  const { apiKeys, authenticate, corsOrigins = [] } = options;
  const isOpen = apiKeys === "none";
  const keys = isOpen ? undefined : apiKeys;
  if (keys !== undefined && typeof keys !== "function") checkKeys(keys);
  const checkKey = createKeyCheck();

  return async function identify(c) {
    // Whoever stands in front has asked already.
    const known: unknown = c.get("identity");
    if (known !== undefined) return checked(known, "the context's identity");
    if (isOpen && !authenticate) return checkPage(c, corsOrigins);
    const key = bearerKey(c.req.header("authorization"));
    const identity = authenticate
      ? key && await authenticate(key, c)
      : await checkKey(key, typeof keys === "function" ? keys(c.env) : keys);
    if (identity) return checked(identity, "what authenticate returned");
    const message = key
      ? "Cannot accept the API key: it is not known here"
      : "Cannot find an API key: send it as Authorization: Bearer <key>";
    throw new Refusal(401, "invalid_api_key", message);
  };
}

/** A page needs no preflight to post a text, and what costs money is done before it cannot read the answer. */
function checkPage(c: Context, corsOrigins: readonly string[]): undefined {
  const origin = c.req.header("origin");
  if (origin === undefined || corsOrigins.includes(origin)) return undefined;
  if (URL.canParse(origin) && isNear(new URL(origin), new URL(c.req.url))) return undefined;
  const message =
    "Cannot accept the request: a web page of another origin sent it; name it in corsOrigins";
  throw new Refusal(403, "permission_denied", message);
}

/** The pages of one machine's own servers are one person's, such as behind the proxy of a development server. */
function isNear(page: URL, gateway: URL): boolean {
  return page.host === gateway.host ||
    [page, gateway].every(({ hostname }) => LOOPBACK.test(hostname));
}

/** Without a name, callers could not be told apart where it matters: in the store of signatures. */
function checked(value: unknown, source: string): Identity {
  if (isIdentity(value)) return value;
  throw new VertexError("invalid_config", `Cannot use ${source}: it has no id, a text`);
}

function isIdentity(value: unknown): value is Identity {
  return isRecord(value) && typeof value.id === "string" && value.id !== "";
}
