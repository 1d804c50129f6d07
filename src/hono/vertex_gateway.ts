import type { Context, Hono, Next } from "hono";
import { Hono as TinyHono } from "hono/tiny";
import type { Vertex } from "../vertex.ts";
import { readModelAlias } from "../vertex/model_alias.ts";
import { allowOrigins } from "./allow_origins.ts";
import { checkHealth } from "./check_health.ts";
import { createChatHandler } from "./complete_chat.ts";
import type { GatewayEnv, VertexGatewayOptions } from "./gateway_options.ts";
import { createIdentify } from "./identify.ts";
import { entryOf, findModel, modelsOf } from "./models.ts";
import { errorResponse, isCallersFault, Refusal } from "./refuse.ts";
import { unheeded } from "./wait_until.ts";

/**
 * Makes an OpenAI-compatible gateway in front of Vertex AI, as a Hono app.
 *
 * It answers `POST /v1/chat/completions`, `GET /v1/models`, `GET /v1/models/:id` and `GET /health`, with errors in
 * OpenAI's shape. Answers carry the model's name as the caller gave it. A refusal of the gateway's own credentials by
 * Google is a 502 without Google's words, since the caller's key is not to blame; other words of Google's go without the
 * names of projects. `GET /health?deep` needs a key, and says with 503 that no access token is to be had.
 *
 * @param options See {@linkcode VertexGatewayOptions}.
 * @returns The app: export it, or mount it with `app.route` or `app.mount`. It is made of `hono/tiny`, so that it is no
 * instance of the class `Hono` of the main entry, as which it can be used everywhere.
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
  const { corsOrigins, onError, playground } = options;
  const identify = createIdentify(options);
  const vertexOf = perEnv(options.vertex);
  const own = options.models?.map(readModelAlias);
  if (own || typeof options.vertex !== "function") modelsOf(options.vertex, own);
  const told = new WeakSet<object>();
  const completeChat = createChatHandler(options, {
    vertexOf,
    modelsOf: (vertex) => modelsOf(vertex, own),
    tell,
  });
  const app = new TinyHono<GatewayEnv<Env>>();

  /** Tells the operator, once of each failure. */
  function tell(error: unknown, c: Context<GatewayEnv<Env>>): void {
    if (!onError) return;
    if (error instanceof Error) {
      if (told.has(error)) return;
      told.add(error);
    }
    unheeded(() => onError(error, c), c);
  }

  app.onError((error, c) => {
    // The caller is gone, and nobody reads it.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    if (!isCallersFault(error)) tell(error, c);
    return errorResponse(error);
  });
  app.notFound((c) =>
    errorResponse(new Refusal(404, "not_found", `Cannot find ${c.req.method} ${c.req.path}`))
  );

  // Before the keys: a preflight has none.
  if (corsOrigins) app.use(allowOrigins(corsOrigins));

  if (playground) app.get("/", (c) => c.body(playground.html, 200, { ...playground.headers }));

  app.use("/v1/*", async (c, next) => {
    const identity = await identify(c);
    if (identity) c.set("identity", identity);
    await next();
  });

  for (const path of ["/health", "/v1/models", "/v1/chat/completions"]) app.use(path, exact);

  app.get("/health", async (c) => {
    if (c.req.query("deep") === undefined) return c.json({ status: "ok" });
    await identify(c);
    return await checkHealth(vertexOf(c.env), { onError: (error) => tell(error, c) });
  });

  app.get("/v1/models", (c) => {
    const vertex = vertexOf(c.env);
    const data = modelsOf(vertex, own).map((model) => entryOf(vertex, model));
    return c.json({ object: "list", data });
  });

  app.get("/v1/models/:id{.+}", (c) => {
    const vertex = vertexOf(c.env);
    return c.json(entryOf(vertex, findModel(modelsOf(vertex, own), c.req.param("id"))));
  });

  app.post("/v1/chat/completions", completeChat);

  return app;
}

/** The small router overlooks a slash at a path's end, and a rule in front of the gateway that names the path does not. */
async function exact(c: Context, next: Next): Promise<Response | void> {
  return c.req.path.endsWith("/") ? await c.notFound() : await next();
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
