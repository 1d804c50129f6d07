/** An emulator, a client and a gateway, each on a socket of its own, as SDKs meet them. */
import { createVertex, type Vertex } from "../../mod.ts";
import { vertexGateway } from "../../src/hono/mod.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/testing/mod.ts";

/** How an SDK is pointed at one of them. */
export interface SdkDoor {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly fetch: typeof globalThis.fetch;
}

/** All of it. */
export interface Street extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
  /** The client's options for a worker or another process, as environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly doors: Readonly<Record<"vertex.fetch" | "the gateway", SdkDoor>>;
}

/** The models that the gateway serves. */
export const models = ["google/gemini-3.1-pro-preview", "deepseek-ai/deepseek-r1-maas"];
const apiKey = "a-key-of-the-team";

/** Opens it; nothing but loopback is dialled. */
export async function openStreet(options: EmulatorOptions = {}): Promise<Street> {
  const emulator = await createEmulator(options);
  const google = serve((request) => emulator.app.fetch(request));
  const place = "v1/projects/my-project/locations/global/endpoints/openapi";
  const env = {
    KEY: JSON.stringify(emulator.serviceAccountKey),
    BASE_URL: `${google.origin}/${place}`,
    TOKEN_ENDPOINT: `${google.origin}/token`,
    API_KEY: apiKey,
    MODELS: models.join(),
  };
  const vertex = createVertex({
    credentials: env.KEY,
    baseURL: env.BASE_URL,
    tokenEndpoint: env.TOKEN_ENDPOINT,
    retry: { maxAttempts: 1 },
    models,
  });
  const gateway = serve(vertexGateway({ vertex, apiKeys: [apiKey] }).fetch);
  return {
    emulator,
    vertex,
    env,
    doors: {
      "vertex.fetch": { baseURL: "https://vertex.invalid/v1", apiKey, fetch: vertex.fetch },
      "the gateway": { baseURL: `${gateway.origin}/v1`, apiKey, fetch: globalThis.fetch },
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await google.stop();
    },
  };
}

function serve(
  handler: (request: Request) => Response | Promise<Response>,
): { origin: string; stop: () => Promise<void> } {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => handler(request),
  );
  return { origin: `http://127.0.0.1:${server.addr.port}`, stop: () => server.shutdown() };
}
