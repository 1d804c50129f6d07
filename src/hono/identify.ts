import type { Context } from "hono";
import { VertexError } from "../errors.ts";
import {
  type ApiKeys,
  bearerKey,
  checkKeys,
  createKeyCheck,
  type Identity,
} from "./authenticate.ts";
import type { GatewayEnv, VertexGatewayOptions } from "./gateway_options.ts";
import { Refusal } from "./refuse.ts";

/**
 * Tells who asks; `undefined` where everyone may.
 *
 * @throws {Refusal} 401, if nobody with a key does.
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
  { apiKeys, authenticate }: Pick<VertexGatewayOptions<Env>, "apiKeys" | "authenticate">,
): Identify<Env> {
  if (apiKeys !== undefined && apiKeys !== "none" && typeof apiKeys !== "function") {
    checkKeys(apiKeys);
  }
  const checkKey = createKeyCheck();

  return async function identify(c) {
    // Whoever stands in front has asked already.
    const known: unknown = c.get("identity");
    if (known !== undefined) return checked(known, "the context's identity");
    if (apiKeys === "none" && !authenticate) return undefined;
    const key = bearerKey(c.req.header("authorization"));
    const identity = authenticate
      ? key && await authenticate(key, c)
      : await checkKey(key, keysOf(apiKeys, c.env));
    if (identity) return checked(identity, "what authenticate returned");
    const message = key
      ? "Cannot accept the API key: it is not known here"
      : "Cannot find an API key: send it as Authorization: Bearer <key>";
    throw new Refusal(401, "invalid_api_key", message);
  };
}

function keysOf<Env extends object>(
  apiKeys: VertexGatewayOptions<Env>["apiKeys"],
  env: Env,
): ApiKeys {
  if (typeof apiKeys === "function") return apiKeys(env);
  return apiKeys === "none" ? undefined : apiKeys;
}

/** Without a name, callers could not be told apart where it matters: in the store of signatures. */
function checked(value: unknown, source: string): Identity {
  if (isIdentity(value)) return value;
  throw new VertexError("invalid_config", `Cannot use ${source}: it has no id, a text`);
}

function isIdentity(value: unknown): value is Identity {
  return typeof value === "object" && value !== null && "id" in value &&
    typeof value.id === "string" && value.id !== "";
}
