import {
  type ChatCompletionCreateParams,
  createVertex,
  isVertexError,
  type Vertex,
  type VertexError,
  type VertexOptions,
} from "../../../mod.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../../src/testing/mod.ts";

/** A client on an emulator of its own. */
export interface Pair {
  readonly emulator: Emulator;
  readonly vertex: Vertex;
}

let key: Emulator["serviceAccountKey"] | undefined;

/** Makes both; all pairs share one key, since a new one takes a tenth of a second. */
export async function makePair(
  options: Partial<VertexOptions> = {},
  emulatorOptions: EmulatorOptions = {},
): Promise<Pair> {
  const emulator = await createEmulator({ serviceAccountKey: key, ...emulatorOptions });
  key ??= emulator.serviceAccountKey;
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    tokenEndpoint: emulator.tokenEndpoint,
    fetch: emulator.fetch,
    retry: { maxAttempts: 1 },
    ...options,
  });
  return { emulator, vertex };
}

/** A request that any client may send. */
export const hello: ChatCompletionCreateParams & { stream?: never } = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user", content: "Hello" }],
};

/** The error of the family that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<VertexError> {
  try {
    await promise;
  } catch (error) {
    if (isVertexError(error)) return error;
    throw error;
  }
  throw new Error("It did not fail");
}

/** What a promise rejects with, whatever it is. */
export async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("It did not fail");
}
