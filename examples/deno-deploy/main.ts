/** An OpenAI-compatible gateway for a team, on Deno Deploy or wherever Deno runs. */
import { createVertex } from "@vertex-edge/client";
import { vertexGateway } from "@vertex-edge/client/hono";
import { page } from "@vertex-edge/client/playground";

const vertex = createVertex({
  credentials: Deno.env.get("GOOGLE_SERVICE_ACCOUNT") ?? "",
  models: ["google/gemini-3.1-pro-preview", { id: "fast", model: "google/gemini-3-flash-preview" }],
});
const apiKeys = Deno.env.get("GATEWAY_KEYS")?.split(",");

Deno.serve(vertexGateway({ vertex, apiKeys, playground: page }).fetch);
