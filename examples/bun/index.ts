/** An OpenAI-compatible gateway for a team, on Bun. */
import { env } from "node:process";
import { createVertex } from "@vertex-edge/client";
import { vertexGateway } from "@vertex-edge/client/hono";
import { page } from "@vertex-edge/client/playground";

const vertex = createVertex({
  credentials: env.GOOGLE_SERVICE_ACCOUNT ?? "",
  models: ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash-preview" }],
});
const apiKeys = env.GATEWAY_KEYS?.split(",");

export default vertexGateway({ vertex, apiKeys, playground: page });
