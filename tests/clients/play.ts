/** A gateway and its clients on one runtime: it serves below `/v1`, and plays a scenario that is posted to `/play`. */
import { createVertex } from "../../src/vertex.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { aiScenarios } from "./ai_sdk.ts";
import { openaiScenarios } from "./openai.ts";
import { type Door, model, type Scenario } from "./scenario.ts";

/** All rows, by client. */
export const clients: Readonly<Record<string, readonly Scenario[]>> = {
  "openai": openaiScenarios,
  "the AI SDK": aiScenarios,
};

/** What the runtime is told by its environment. */
export interface ClientSettings {
  /** The key of the service account. */
  readonly ACCOUNT: string;
  /** Where Google is, such as `http://127.0.0.1:1234`. */
  readonly UPSTREAM: string;
}

/** Which scenario to play, and where. */
export interface Play {
  readonly client: string;
  readonly name: string;
  readonly door: Door;
}

export const apiKey = "a-key-of-the-team";

/** Makes the server of one runtime. */
export function createServer(
  { ACCOUNT, UPSTREAM }: ClientSettings,
): (request: Request) => Promise<Response> {
  const vertex = createVertex({
    credentials: ACCOUNT,
    models: [
      model,
      { id: "fast", model: "google/gemini-3-flash-preview" },
      "deepseek-ai/deepseek-r1-maas",
    ],
    baseURL: `${UPSTREAM}/v1/projects/my-project/locations/global/endpoints/openapi`,
    tokenEndpoint: `${UPSTREAM}/token`,
    retry: { maxAttempts: 1 },
  });
  const gateway = vertexGateway({ vertex, apiKeys: [apiKey] });
  return async (request) => {
    if (new URL(request.url).pathname !== "/play") return await gateway.fetch(request);
    const { client, name, door }: Play = await request.json();
    const scenario = clients[client]?.find((one) => one.name === name);
    try {
      if (!scenario) throw new Error("there is no such scenario");
      await scenario.run(door);
      return Response.json({ problem: null });
    } catch (error) {
      return Response.json({ problem: String(error) });
    }
  };
}
