/** A gateway as a Worker, with the page. */
import { createVertex } from "@vertex-edge/client";
import { vertexGateway } from "@vertex-edge/client/hono";
import { page } from "@vertex-edge/client/playground";

interface Env {
  readonly GOOGLE_SERVICE_ACCOUNT: string;
  readonly GATEWAY_KEYS?: string;
}

export default vertexGateway<Env>({
  vertex: ({ GOOGLE_SERVICE_ACCOUNT: credentials }) => createVertex({ credentials }),
  apiKeys: ({ GATEWAY_KEYS: keys }) => keys?.split(","),
  models: ["google/gemini-3.1-pro-preview"],
  playground: page,
});
