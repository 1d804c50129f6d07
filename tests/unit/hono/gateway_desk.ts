import { vertexGateway, type VertexGatewayOptions } from "../../../src/hono/mod.ts";
import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type ServiceAccountKey,
} from "../../../src/testing/mod.ts";
import { createVertex, type Vertex, type VertexOptions } from "../../../src/vertex.ts";

/** A gateway on an emulator, and short ways to ask it. */
export interface Desk {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
  readonly gateway: ReturnType<typeof vertexGateway>;
  /** Asks with a good key. */
  readonly get: (path: string) => Promise<Response>;
  /** Posts to chat completions with a good key; text goes as it is. */
  readonly chat: (body: unknown, init?: RequestInit) => Promise<Response>;
}

/** What is different about a {@linkcode Desk}. */
export interface DeskOptions {
  readonly gateway?: Partial<VertexGatewayOptions>;
  readonly vertex?: Partial<VertexOptions>;
  readonly emulator?: EmulatorOptions;
}

export const apiKey = "a-key-of-the-team";
export const model = "google/gemini-3.1-pro-preview";
export const hello = { model, messages: [{ role: "user", content: "Hello there" }] };

// Making a key costs 100 ms, so all tests share one: plain JSON, which may outlive a request on workerd.
let sharedKey: ServiceAccountKey | undefined;

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const emulator = await createEmulator({ serviceAccountKey: sharedKey, ...options.emulator });
  sharedKey ??= emulator.serviceAccountKey;
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    models: [model],
    retry: { maxAttempts: 1 },
    ...options.vertex,
  });
  const gateway = vertexGateway({ vertex, apiKeys: [apiKey], ...options.gateway });
  return {
    emulator,
    vertex,
    gateway,
    get: async (path) => await gateway.request(path, { headers: bearer(apiKey) }),
    chat: async (body, init) => await gateway.request(chatRequest(body, { ...init })),
  };
}

export function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

export function chatRequest(body: unknown, init: RequestInit = {}, path = ""): Request {
  return new Request(`http://gateway.test${path}/v1/chat/completions`, {
    method: "POST",
    headers: { ...bearer(apiKey), "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
}

/** An error as the gateway reports it. */
export interface ErrorAnswer {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string;
  readonly status?: string;
  readonly details?: readonly { readonly "@type"?: string }[];
}

/** The error of a JSON body; the body must hold nothing else. */
export async function readError(response: Response): Promise<ErrorAnswer> {
  const { error, ...rest }: { error: ErrorAnswer } = await response.json();
  if (Object.keys(rest).length > 0) throw new Error(`More than an error: ${Object.keys(rest)}`);
  return error;
}

/** What stands after `data: ` in each event. */
export async function readData(response: Response): Promise<string[]> {
  const events = (await response.text()).split("\n\n").filter((event) => event !== "");
  return events.map((event) => {
    if (!event.startsWith("data: ")) throw new Error(`No data: ${event}`);
    return event.slice("data: ".length);
  });
}
