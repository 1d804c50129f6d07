import type { Context } from "hono";
import type { ModelAlias, Vertex } from "../vertex.ts";
import type { ApiKeys, Identity } from "./api_keys.ts";
import type { GatewayAllowance } from "./check_policy.ts";
import type { GatewayRequest } from "./read_request.ts";
import type { SignatureOptions } from "./signature_store.ts";
import type { UsageRecord } from "./usage_record.ts";

/** What a handler of the gateway sees, for middleware around it. */
export interface GatewayEnv<Env extends object> {
  /** The runtime's bindings. */
  Bindings: Env;
  /** Set once the caller is known. */
  Variables: {
    /** Who is asking; absent with `apiKeys: "none"`. Middleware in front may set it: then no key is asked for. */
    identity?: Identity;
  };
}

/** How a gateway is made. */
export interface VertexGatewayOptions<Env extends object = object> {
  /**
   * The client, or a function that makes it; it is called once for each distinct `env` object. `Deno.serve` and
   * `@hono/node-server` pass a new one with every request: give the client itself there, for it holds the token.
   */
  readonly vertex: Vertex | ((env: Env) => Vertex);
  /**
   * The keys that open it. A key is at least 8 characters, or its digest as `sha256:` and 64 hexadecimal digits. No list
   * or an empty one answers 500.
   *
   * > [!WARNING]
   * > `"none"` lets everyone who reaches the gateway spend the project's money. Only web pages of other hosts than the
   * > gateway's own are refused with 403, as far as browsers name them, except those of `corsOrigins` and, on a gateway
   * > on loopback, of other servers there.
   */
  readonly apiKeys?: "none" | readonly string[] | ((env: Env) => ApiKeys) | undefined;
  /**
   * Checks the key in a way of your own, instead of `apiKeys`. An `HTTPException` of Hono's that it throws keeps its
   * status and message; whatever else it throws is a 500 that says nothing, and goes to `onError`.
   *
   * Nobody is asked for a key where middleware in front has set the context's `identity`.
   */
  readonly authenticate?:
    | ((key: string, c: Context) => Identity | undefined | Promise<Identity | undefined>)
    | undefined;
  /** What callers may ask for beyond plain completions. @default nothing of it */
  readonly allow?: GatewayAllowance | undefined;
  /** Size of a request's body, in bytes; beyond it 413. @default {20_000_000} */
  readonly maxBodyBytes?: number | undefined;
  /**
   * The models that callers may use: IDs, or aliases, with settings that are a `default` or `enforced`. Settings are the
   * operator's, so `allow` does not concern them.
   *
   * @default the client's
   */
  readonly models?: readonly (string | ModelAlias)[] | undefined;
  /**
   * The web origins whose pages may call the gateway, such as `https://chat.example.com`; there is no wildcard.
   *
   * @default none: no header of CORS is ever sent
   */
  readonly corsOrigins?: readonly string[] | undefined;
  /**
   * Has a say in each request for a completion, after key and policy. It gets a copy of the caller's fields, and may
   * return a changed request, a response to send instead, or nothing. Its changes are the operator's: `allow` does not
   * concern them, the model must be one that is served, and the model's settings come on top. What it throws is told as
   * in `authenticate`.
   *
   * Middleware that calls `next` or answers fits in here as well: `before: (c) => limiter(c, async () => {})`.
   */
  readonly before?:
    | ((
      c: Context<GatewayEnv<Env>>,
      request: GatewayRequest,
    ) => GatewayRequest | Response | void | Promise<GatewayRequest | Response | void>)
    | undefined;
  /**
   * Gives clients that strip thought signatures what they have stripped; see {@linkcode SignatureOptions}. `"off"` hands
   * requests on as they came.
   *
   * @default {{}}
   */
  readonly signatures?: SignatureOptions<Env> | "off" | undefined;
  /**
   * Told once of each request for a completion whose caller is known, however it ends; under `waitUntil` where the
   * runtime has it. What it throws is ignored.
   */
  readonly onUsage?:
    | ((record: UsageRecord, c: Context<GatewayEnv<Env>>) => unknown)
    | undefined;
  /**
   * Told of each failure that is no caller's fault, with all that callers are not told: what `authenticate` and `before`
   * threw, and what Google said. Of a request that is refused it is told as well where the model's settings or `before`
   * changed it, for they may be to blame. It changes no answer, and what it throws is ignored.
   */
  readonly onError?: ((error: unknown, c: Context<GatewayEnv<Env>>) => unknown) | undefined;
  /**
   * After how long a silence the client of a stream is sent a comment, in milliseconds; `0` for never. It keeps servers and
   * proxies from cutting a stream while the model thinks, and lets workerd notice that a client is gone. No deadline
   * counts it as a sign of life.
   *
   * Of clients that leave before anything was written, a Worker is told only with the compatibility flag
   * `enable_request_signal`; without it their calls may end unmetered.
   *
   * @default {5_000}
   */
  readonly heartbeatMs?: number | undefined;
  /**
   * Whether a stream is answered with status 200 and the first heartbeat, if nothing has come by then. What fails later
   * is an event with an `error`, and header fields that come from the answer, such as `x-vertex-location`, are missing.
   * With `false` the status waits for the model: it is always the true one, but workerd cannot notice until then that a
   * client has closed its connection.
   *
   * @default {true}
   */
  readonly earlyAnswer?: boolean | undefined;
  /** Longest wait for a stream's first chunk, in milliseconds. @default the client's */
  readonly firstTokenTimeoutMs?: number | undefined;
  /** Longest silence inside a stream, in milliseconds. @default the client's */
  readonly idleTimeoutMs?: number | undefined;
  /**
   * Deadline of an answer as a whole, its stream included, in milliseconds; `0` is over at once. It counts from the call
   * to Google: a slow upload is the server's to end, and `before` the operator's. The client's own deadlines hold as well.
   *
   * @default {600_000}
   */
  readonly timeoutMs?: number | undefined;
  /**
   * A page to serve at `/`, to everybody: it needs no key. `@vertex-edge/client/playground` has one, which lets a person
   * try the gateway. A program that gives none does not carry it.
   *
   * @default none
   */
  readonly playground?: PlaygroundPage | undefined;
  /** The clock, in milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined;
}

/** A page, ready to be served. */
export interface PlaygroundPage {
  /** The body. */
  readonly html: string;
  /** Header fields to serve it with, `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>;
}
