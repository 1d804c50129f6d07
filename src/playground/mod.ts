/**
 * A page to try a gateway on: chat with streaming, thoughts, tool calls, structured output and images, with the
 * requests as code. It is one self-contained constant; nothing is fetched from anybody but the gateway beside it, and
 * a program that does not import it does not carry it.
 *
 * @example Serve it with a gateway
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { vertexGateway } from "@vertex-edge/client/hono";
 * import { page } from "@vertex-edge/client/playground";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const gateway = vertexGateway({
 *   vertex,
 *   apiKeys: ["a-long-random-key"],
 *   models: ["google/gemini-3.1-pro-preview"],
 *   playground: page,
 * });
 * const response = await gateway.request("/");
 * if (!(await response.text()).startsWith("<!doctype html>")) throw new Error("no page");
 * ```
 *
 * @module
 */

export { page } from "./page.ts";
export type { PlaygroundPage } from "./page.ts";
