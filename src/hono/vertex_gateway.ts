import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { CallOptions } from "../chat/pipe.ts";
import type { ChatCompletionCreateParams } from "../dialect/chat_request.ts";
import { isRecord, parseJson } from "../errors.ts";
import type { ModelAlias, Vertex } from "../vertex.ts";
import { answerChat } from "./answer_chat.ts";
import {
  type ApiKeys,
  bearerKey,
  checkKeys,
  createKeyCheck,
  type Identity,
} from "./authenticate.ts";
import { findForbidden, type GatewayAllowance } from "./check_policy.ts";
import { entryOf, modelsOf, readModel } from "./models.ts";
import { errorResponse, refuse, unknownModel } from "./refuse.ts";

/** What a handler of the gateway sees, for middleware around it. */
export interface GatewayEnv<Env extends object> {
  /** The runtime's bindings. */
  Bindings: Env;
  /** Set once the caller is known. */
  Variables: {
    /** Who is asking; absent with `apiKeys: "none"`. */
    identity?: Identity;
  };
}

/** How a gateway is made. */
export interface VertexGatewayOptions<Env extends object = object> {
  /**
   * The client, or a function that makes it; it is called once for each distinct `env` object. `Deno.serve` passes a new
   * one with every request: give the client itself there, for it holds the token.
   */
  readonly vertex: Vertex | ((env: Env) => Vertex);
  /**
   * The keys that open it. A key is at least 8 characters, or its digest as `sha256:` and 64 hexadecimal digits. No list
   * or an empty one answers 500.
   *
   * > [!WARNING]
   * > `"none"` lets everyone who reaches the gateway spend the project's money.
   */
  readonly apiKeys?: "none" | readonly string[] | ((env: Env) => ApiKeys) | undefined;
  /** Checks the key in a way of your own, instead of `apiKeys`. */
  readonly authenticate?:
    | ((key: string, c: Context) => Identity | undefined | Promise<Identity | undefined>)
    | undefined;
  /** What callers may ask for beyond plain completions. @default nothing of it */
  readonly allow?: GatewayAllowance | undefined;
  /** Size of a request's body, in bytes; beyond it 413. @default {20_000_000} */
  readonly maxBodyBytes?: number | undefined;
  /** The models that callers may use: IDs, or aliases. @default the client's */
  readonly models?: readonly (string | ModelAlias)[] | undefined;
}

/**
 * Makes an OpenAI-compatible gateway in front of Vertex AI, as a Hono app.
 *
 * It answers `POST /v1/chat/completions`, `GET /v1/models`, `GET /v1/models/:id` and `GET /health`, with errors in
 * OpenAI's shape. Answers carry the model's name as the caller gave it. A refusal of the gateway's own credentials by
 * Google is a 502, since the caller's key is not to blame.
 *
 * @param options See {@linkcode VertexGatewayOptions}.
 * @returns The app: export it, or mount it with `app.route` or `app.mount`.
 * @throws {VertexError} `invalid_config` if neither it nor the client names models, or a key is too short.
 *
 * @example A gateway in front of the emulator
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { vertexGateway } from "@vertex-edge/client/hono";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const gateway = vertexGateway({
 *   vertex,
 *   apiKeys: ["a-long-random-key"],
 *   models: ["google/gemini-3.1-pro-preview"],
 * });
 * const response = await gateway.request("/v1/models", {
 *   headers: { authorization: "Bearer a-long-random-key" },
 * });
 * if (response.status !== 200) throw new Error("refused");
 * ```
 */
export function vertexGateway<Env extends object = object>(
  options: VertexGatewayOptions<Env>,
): Hono<GatewayEnv<Env>> {
  const { apiKeys, authenticate } = options;
  if (apiKeys !== undefined && apiKeys !== "none" && typeof apiKeys !== "function") {
    checkKeys(apiKeys);
  }
  const checkKey = createKeyCheck();
  const vertexOf = perEnv(options.vertex);
  const own = options.models?.map(readModel);
  if (own || typeof options.vertex !== "function") modelsOf(options.vertex, own);
  const app = new Hono<GatewayEnv<Env>>();

  app.onError((error, c) =>
    // The caller is gone, and nobody reads it.
    c.req.raw.signal.aborted ? new Response(null, { status: 499 }) : errorResponse(error)
  );
  app.notFound((c) => refuse(404, `Cannot find ${c.req.method} ${c.req.path}`, "not_found"));
  app.get("/health", (c) => c.json({ status: "ok" }));

  app.use("/v1/*", async (c, next) => {
    if (apiKeys !== "none" || authenticate) {
      const key = bearerKey(c.req.header("authorization"));
      const identity = authenticate
        ? key && await authenticate(key, c)
        : await checkKey(key, typeof apiKeys === "function" ? apiKeys(c.env) : listOf(apiKeys));
      if (!identity) {
        const message = key
          ? "Cannot accept the API key: it is not known here"
          : "Cannot find an API key: send it as Authorization: Bearer <key>";
        return refuse(401, message, "invalid_api_key");
      }
      c.set("identity", identity);
    }
    return await next();
  });

  const maxSize = options.maxBodyBytes ?? 20_000_000;
  const tooLarge = `Cannot read the request: its body exceeds ${maxSize} bytes`;
  app.use(
    "/v1/*",
    bodyLimit({ maxSize, onError: () => refuse(413, tooLarge, "request_too_large") }),
  );

  app.get("/v1/models", (c) => {
    const vertex = vertexOf(c.env);
    const data = modelsOf(vertex, own).map((model) => entryOf(vertex, model));
    return c.json({ object: "list", data });
  });

  app.get("/v1/models/:id{.+}", (c) => {
    const id = c.req.param("id");
    const vertex = vertexOf(c.env);
    const known = modelsOf(vertex, own).find((model) => model.id === id);
    return known ? c.json(entryOf(vertex, known)) : unknownModel(id);
  });

  app.post("/v1/chat/completions", async (c) => {
    const vertex = vertexOf(c.env);
    const body = parseJson(await c.req.text());
    if (!isRecord(body)) {
      return refuse(400, "Cannot read the request: its body is no JSON object", "invalid_request");
    }
    const name = body.model;
    if (typeof name !== "string") {
      return refuse(400, "Cannot read the request: model is missing", "invalid_request", "model");
    }
    const model = modelsOf(vertex, own).find(({ id }) => id === name)?.model;
    if (model === undefined) return unknownModel(name);
    const forbidden = findForbidden(body, options.allow ?? {});
    if (forbidden !== undefined) {
      const message = `Cannot pass the request on: this gateway does not allow ${forbidden}`;
      return refuse(403, message, "permission_denied", forbidden);
    }
    // Checked by the client, as everything that comes from outside.
    const request = { ...body, model } as unknown as ChatCompletionCreateParams;
    return await answerChat({
      vertex,
      request,
      name,
      headers: {},
      signal: c.req.raw.signal,
      waitUntil: waitUntilOf(c),
      watch: { onResponse() {}, onAnswer() {}, onEnd() {} },
    });
  });

  return app;
}

/** Calls a factory once for each distinct environment. */
function perEnv<Env extends object>(
  vertex: Vertex | ((env: Env) => Vertex),
): (env: Env) => Vertex {
  if (typeof vertex !== "function") return () => vertex;
  const made = new WeakMap<object, Vertex>();
  const noEnv = {};
  return (env) => {
    // Without bindings Hono hands on nothing at all.
    const key = env ?? noEnv;
    let client = made.get(key);
    if (!client) made.set(key, client = vertex(env));
    return client;
  };
}

function listOf(keys: "none" | readonly string[] | undefined): ApiKeys {
  return keys === "none" ? undefined : keys;
}

/** Only some runtimes have an execution context, and asking for it elsewhere throws. */
function waitUntilOf(c: Context): CallOptions["waitUntil"] {
  try {
    const context = c.executionCtx;
    return (promise) => context.waitUntil(promise);
  } catch {
    return undefined;
  }
}
