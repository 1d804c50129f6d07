/** A client on an emulator of its own that misbehaves, and what is left behind. */
import { createVertex, type Vertex, type VertexOptions } from "../../../mod.ts";
import type { Emulator, EmulatorOptions } from "../../../src/testing/mod.ts";
import { startEmulator, turn } from "../../fixtures.ts";
import { assert } from "../../harness.ts";

/** Both. */
export interface Desk {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
  /** Where the requests to the API went, in their order. */
  places(): string[];
  /** How many requests of a kind were made. */
  count(kind: "token" | "api" | "other"): number;
}

/** A request that any client may send. */
export const hello = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user" as const, content: "Why is the sky blue?" }],
};

/** Opens it; the client waits for nothing between two attempts. */
export async function openDesk(
  options: Partial<VertexOptions> = {},
  emulatorOptions: EmulatorOptions = {},
): Promise<Desk> {
  const emulator = await startEmulator(emulatorOptions);
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch: emulator.fetch,
    retry: { baseDelayMs: 0 },
    ...options,
  });
  const api = () => emulator.requests.filter(({ kind }) => kind === "api");
  return {
    emulator,
    vertex,
    places: () => api().map(({ url }) => /\/locations\/([^/]+)/.exec(url)?.[1] ?? ""),
    count: (kind) => emulator.requests.filter((request) => request.kind === kind).length,
  };
}

/** Fails unless every body that the emulator has begun was read to its end or let go of. */
export async function assertAllClosed(emulator: Emulator): Promise<void> {
  for (let tries = 0; tries < 50 && emulator.openStreams > 0; tries++) await turn();
  assert.equal(emulator.openStreams, 0, "bodies are open");
}
