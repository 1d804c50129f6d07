/** An OpenAI-compatible gateway for a team, on Cloudflare Workers. */
import { env, waitUntil } from "cloudflare:workers";
import { createVertex } from "@vertex-edge/client";
import { kvTokenStore } from "@vertex-edge/client/auth";
import { vertexGateway } from "@vertex-edge/client/hono";
import { page } from "@vertex-edge/client/playground";

const store = kvTokenStore(env.KV); // shared by all isolates
const vertex = createVertex({
  credentials: env.GOOGLE_SERVICE_ACCOUNT,
  models: ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash-preview" }],
  tokenStore: { store },
  waitUntil,
});

export default vertexGateway({
  vertex,
  apiKeys: () => env.GATEWAY_KEYS?.split(","),
  signatures: { store },
  playground: page,
});
