/**
 * Preloaded, it plays Google for any example here: no account, no cost, no network.
 *
 *     deno run -A --preload examples/emulator.ts examples/chat.ts
 */
import { env } from "node:process";
import { createEmulator } from "@vertex-edge/client/testing";

const emulator = await createEmulator();
globalThis.fetch = emulator.fetch;
env.GOOGLE_SERVICE_ACCOUNT = JSON.stringify(emulator.serviceAccountKey);
env.GOOGLE_CLOUD_PROJECT = emulator.serviceAccountKey.project_id;
