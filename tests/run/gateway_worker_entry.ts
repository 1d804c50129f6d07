/** The gateway under test, as each runtime starts it. */
import { vertexGateway } from "../../src/hono/mod.ts";
import { createVertex } from "../../src/vertex.ts";

/** What it is told by its environment. */
export interface GatewaySettings {
  /** The key of the service account. */
  readonly ACCOUNT: string;
  /** Where Google is, such as `http://127.0.0.1:1234`. */
  readonly UPSTREAM: string;
  /** Where usage records are posted. */
  readonly RECORDS: string;
  readonly HEARTBEAT_MS: string;
}

export const apiKey = "a-key-of-the-team";
export const model = "google/gemini-3.1-pro-preview";

/** Makes it. */
export function createGateway(settings: GatewaySettings): ReturnType<typeof vertexGateway> {
  const { ACCOUNT, UPSTREAM, RECORDS, HEARTBEAT_MS } = settings;
  const vertex = createVertex({
    credentials: ACCOUNT,
    models: [model],
    baseURL: `${UPSTREAM}/v1/projects/my-project/locations/global/endpoints/openapi`,
    tokenEndpoint: `${UPSTREAM}/token`,
    retry: { maxAttempts: 1 },
  });
  return vertexGateway({
    vertex,
    apiKeys: [apiKey],
    heartbeatMs: Number(HEARTBEAT_MS),
    async onUsage(record) {
      const response = await fetch(RECORDS, { method: "POST", body: JSON.stringify(record) });
      await response.body?.cancel();
    },
  });
}
