/**
 * A stand-in for Google Vertex AI on the wire, for tests and for trying things out without an account: a `fetch`
 * function and a Hono app that verify JWTs, issue tokens that expire, refuse what Google refuses, and answer chat
 * completions in Vertex's raw dialect, with every known quirk of it and with network faults on demand, as well as
 * `generateContent`, `streamGenerateContent` and `countTokens`. It plays whoever issues tokens as well: OAuth's token
 * endpoint, the Security Token Service, the IAM Credentials API and a machine's metadata server.
 *
 * @example Play a quirk and look at what was sent
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { assert } from "chai";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({
 *   credentials: emulator.serviceAccountKey,
 *   tokenEndpoint: emulator.tokenEndpoint,
 *   fetch: emulator.fetch,
 * });
 * emulator.reply({ quirk: "usage-separate", text: "Hello, world" });
 * const stream = await vertex.chat.completions.create({
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Hello" }],
 *   stream: true,
 * });
 * let text = "";
 * for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
 * assert.strictEqual(text, "Hello, world");
 * assert.deepEqual(emulator.requests.map(({ kind }) => kind), ["token", "api"]);
 * ```
 *
 * @module
 */

export { createEmulator } from "./emulator.ts";
export type { Emulator } from "./emulator.ts";
export type { EmulatorFetch } from "./emulated_fetch.ts";
export type { EmulatorOptions } from "./emulator_options.ts";
export { faults } from "./fault.ts";
export type {
  DelayFault,
  Fault,
  FaultAim,
  FaultName,
  NamedFault,
  RateFault,
  StatusFault,
} from "./fault.ts";
export { quirkConflict } from "./mix_quirks.ts";
export { quirks } from "./quirks.ts";
export type { Quirk } from "./quirks.ts";
export type { RecordedRequest } from "./recorded_request.ts";
export type {
  AnswerScript,
  BodyScript,
  ChunksScript,
  JsonScript,
  Script,
  ScriptDelivery,
} from "./script.ts";
export type { ScriptedCall } from "./compose_calls.ts";
export type { AuthorizedUserFile } from "./refresh_grant.ts";
export type { ServiceAccountKey } from "./service_account.ts";
export type { SignatureMode } from "./signatures.ts";
export type { WorkloadIdentity } from "./workload_identity.ts";
