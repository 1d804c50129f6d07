import type { Hono } from "hono";
import type { BodyMeter } from "./body_stream.ts";
import { createFetch } from "./emulated_fetch.ts";
import type { EmulatorFetch } from "./emulated_fetch.ts";
import { createApp } from "./emulator_app.ts";
import type { EmulatorOptions } from "./emulator_options.ts";
import type { Fault } from "./fault.ts";
import { createFaultDesk } from "./fault_desk.ts";
import type { FrontDoor } from "./front_door.ts";
import { mixQuirks } from "./mix_quirks.ts";
import { createQueue } from "./queue.ts";
import type { RecordedRequest } from "./recorded_request.ts";
import { checkStatus } from "./reply_plan.ts";
import { createAuthorizedUser } from "./refresh_grant.ts";
import type { AuthorizedUserFile } from "./refresh_grant.ts";
import type { Script } from "./script.ts";
import { createSeed } from "./seed.ts";
import {
  createServiceAccount,
  googleTokenEndpoint,
  readServiceAccount,
} from "./service_account.ts";
import type { ServiceAccountKey } from "./service_account.ts";
import { createSignatureBook } from "./signatures.ts";
import { createTokenBook } from "./tokens.ts";
import { createWorkloadIdentity } from "./workload_identity.ts";
import type { WorkloadIdentity } from "./workload_identity.ts";

/** A stand-in for Vertex AI and whoever issues tokens for it, on the wire. */
export interface Emulator {
  /** Serves every Google address, and loopback by the path alone. Works detached; honours `signal` and `redirect`. */
  readonly fetch: EmulatorFetch;
  /**
   * The same as a Hono app, to be served over sockets. A header `x-original-url` names the Google URL that a
   * client meant when it dialled loopback. A fault that resets before the headers is an exception here.
   */
  readonly app: Hono;
  /** Key file of the one account that the emulator knows. */
  readonly serviceAccountKey: ServiceAccountKey;
  /** gcloud's file for the one person that it knows. */
  readonly authorizedUser: AuthorizedUserFile;
  /** The one outside provider that it trusts, whose part it plays as well. */
  readonly workloadIdentity: WorkloadIdentity;
  /** URL of the token endpoint. */
  readonly tokenEndpoint: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Response bodies that were neither read to the end nor cancelled. */
  readonly openStreams: number;
  /** Bytes of response bodies written so far: a reader that is slow keeps it low. */
  readonly bytesWritten: number;
  /**
   * Queues a reply for the next call, of chat or of a native method, that passes the checks. An empty one is what it
   * answers by itself.
   *
   * @throws {TypeError} If it cannot be played.
   */
  readonly reply: (script: Script) => void;
  /**
   * Queues a fault for the next request to the API or the token endpoint, ahead of all checks.
   *
   * @throws {TypeError} If it cannot be played.
   */
  readonly fail: (fault: Fault) => void;
  /** Makes every access token issued so far worthless: the API answers 401. */
  readonly revokeTokens: () => void;
  /** Forgets requests, replies, faults and issued signatures; tokens stay good. */
  readonly reset: () => void;
}

/**
 * Builds a stand-in for Vertex AI: it verifies JWTs, issues tokens that expire, refuses what Google refuses, and
 * answers chat completions in Vertex's raw dialect, and Gemini's native methods, with quirks and faults on demand.
 *
 * It is deterministic: the same calls give the same answers, tokens and ids. It contacts nobody.
 *
 * @example Answer a chat completion with a text of one's own
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { assert } from "chai";
 *
 * const emulator = await createEmulator();
 * emulator.reply({ text: "Hello, world" });
 * const vertex = createVertex({
 *   credentials: emulator.serviceAccountKey,
 *   tokenEndpoint: emulator.tokenEndpoint,
 *   fetch: emulator.fetch,
 * });
 * const completion = await vertex.chat.completions.create({
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Hello" }],
 * });
 * assert.strictEqual(completion.choices[0]?.message.content, "Hello, world");
 * ```
 *
 * @param options See {@linkcode EmulatorOptions}.
 * @returns The emulator; it holds no resources but the bodies it has handed out.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    signatures: signatureMode = "off",
    now = Date.now,
    tokenLifetimeSeconds = 3_599,
    chunkDelayMs = 0,
    tokenEndpoint = googleTokenEndpoint,
    selfSigned = true,
    apiKeys = [],
    universeDomain = "googleapis.com",
    hosts = [],
    longLifetimes = false,
  } = options;
  const account = options.serviceAccountKey === undefined
    ? await createServiceAccount(universeDomain)
    : await readServiceAccount(options.serviceAccountKey);
  const tokens = createTokenBook(createSeed(1), tokenLifetimeSeconds, now);
  const signatures = createSignatureBook();
  const user = createAuthorizedUser(universeDomain);
  const provider = createWorkloadIdentity(universeDomain, now);
  const scripts = createQueue<Script>();
  const faults = createFaultDesk(now);
  const requests: RecordedRequest[] = [];
  const meter: BodyMeter = { open: 0, written: 0 };
  const audience = `https://aiplatform.${universeDomain}/`;
  const door: FrontDoor = {
    routes: { tokenEndpoint, universeDomain, hosts },
    backend: {
      tokens: { account, tokens, tokenEndpoint, user, provider, longLifetimes, now },
      gate: { account, tokens, selfSigned, apiKeys, audience, now },
      deployment: { models: options.models, projects: options.projects },
      signatureMode,
      scripts,
      stage: { seed: createSeed(2), now, signatures, chunkDelayMs },
    },
    faults,
    requests,
    meter,
    now,
  };

  return {
    fetch: createFetch(door),
    app: createApp(door),
    serviceAccountKey: account.key,
    authorizedUser: user,
    workloadIdentity: provider,
    tokenEndpoint,
    requests,
    get openStreams(): number {
      return meter.open;
    },
    get bytesWritten(): number {
      return meter.written;
    },
    reply(script) {
      // An impossible mixture is the test's mistake: say so here, not in the middle of a call.
      if ("quirk" in script && script.quirk !== undefined) {
        mixQuirks(typeof script.quirk === "string" ? [script.quirk] : script.quirk, {});
      }
      if ("status" in script) checkStatus("reply", script.status ?? 200);
      scripts.add(script, script.times ?? 1);
    },
    fail: faults.add,
    revokeTokens: tokens.revokeAll,
    reset() {
      requests.length = 0;
      scripts.clear();
      faults.clear();
      signatures.clear();
    },
  };
}
