/**
 * An OpenAI-compatible gateway for a team, as a Hono app: one Worker, Deno or Bun file with keys, an allow-list of
 * models and Vertex AI behind it.
 *
 * @example A gateway on the emulator
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { vertexGateway } from "@vertex-edge/client/hono";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({
 *   credentials: emulator.serviceAccountKey,
 *   fetch: emulator.fetch,
 *   models: ["google/gemini-3.1-pro-preview"],
 * });
 * export default vertexGateway({ vertex, apiKeys: ["a-long-random-key"] });
 * ```
 *
 * @module
 */
export type { ApiKeys, Identity } from "./api_keys.ts";
export type { GatewayAllowance } from "./check_policy.ts";
export type { GatewayEnv, PlaygroundPage, VertexGatewayOptions } from "./gateway_options.ts";
export type { GatewayRequest } from "./read_request.ts";
export type { SignatureOptions, SignatureStore } from "./signature_store.ts";
export type { UsageRecord, UsageTokens } from "./usage_record.ts";
export { vertexGateway } from "./vertex_gateway.ts";
