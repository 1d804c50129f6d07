import type { Credentials } from "./auth/credentials.ts";
import { GOOGLE_UNIVERSE } from "./auth/google_oauth.ts";
import { serviceAccount } from "./auth/service_account.ts";
import { createTokenSource } from "./auth/token_source.ts";
import type { TokenStoreOptions } from "./auth/token_store.ts";
import { type ChatCompletions, createChatCompletions } from "./chat/completions.ts";
import { createDropInFetch } from "./chat/drop_in_fetch.ts";
import type { ChatPipe } from "./chat/pipe.ts";
import type { ImageHistory } from "./dialect/prepare_message.ts";
import { checkNumbers, invalidOption, isRecord, refusedRequest, VertexError } from "./errors.ts";
import { guard, guardHooks, type VertexHooks } from "./hooks.ts";
import type { RetryOptions } from "./retry.ts";
import {
  type AddressOptions,
  checkAddress,
  checkLocation,
  endpointURL,
  placeOf,
} from "./transport/base_url.ts";
import { createTransport, type Send } from "./transport/send.ts";
import { type ModelAlias, readModels } from "./vertex/model_alias.ts";
import { openPipe, type VertexPipe } from "./vertex/open_pipe.ts";

// The options mention them, and the front door imports from here.
export type { AccessToken, Credentials, TokenContext } from "./auth/credentials.ts";
export type { TokenStore, TokenStoreOptions } from "./auth/token_store.ts";
export type { RetryOptions } from "./retry.ts";
export type { CallAbout, CallOptions } from "./chat/pipe.ts";
export type { ModelAlias, ModelSettings } from "./vertex/model_alias.ts";
export type { StreamLimits } from "./sse/read_batches.ts";
export type { TranslatedChat, VertexCall, VertexPipe } from "./vertex/open_pipe.ts";

const IN_ONE_PLACE = "a self-deployed endpoint or a baseURL is in one place";

/** A function like the global `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** How a client is made. Only `credentials` is required. */
export interface VertexOptions {
  /** A service account's key file (the object, its JSON text, or base64 of it), or any {@linkcode Credentials}. */
  readonly credentials: object | string | Credentials;
  /** The Google Cloud project. @default the credentials' own */
  readonly project?: string | undefined;
  /** Where requests are served, or a ladder of places from the preferred one down. @default {"global"} */
  readonly location?: string | readonly string[] | undefined;
  /** `openapi`, or the ID of a self-deployed endpoint. @default {"openapi"} */
  readonly endpoint?: string | undefined;
  /** The API's version. @default {"v1"} */
  readonly apiVersion?: "v1" | "v1beta1" | undefined;
  /** Everything before `/chat/completions`: for dedicated DNS, proxies, emulators. `http:` only on loopback. */
  readonly baseURL?: string | undefined;
  /** The models that `/models` and the gateway offer: IDs, or aliases, which `create` understands as well. */
  readonly models?: readonly (string | ModelAlias)[] | undefined;
  /** Makes every request. @default the global `fetch`, looked up at each call */
  readonly fetch?: Fetch | undefined;
  /** Of the runtime: keeps mints alive after the request that began them. On Workers, import it. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** See {@linkcode ServiceAccountOptions.selfSigned}; falls back to the exchange once it is refused. @default {false} */
  readonly selfSigned?: boolean | undefined;
  /** See {@linkcode ServiceAccountOptions.tokenEndpoint}. */
  readonly tokenEndpoint?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
  /** Shares tokens with other isolates or processes, sealed; see {@linkcode TokenStoreOptions}. @default none */
  readonly tokenStore?: TokenStoreOptions | undefined;
  /** The project that is billed and metered, if it is another. */
  readonly quotaProject?: string | undefined;
  /** Deadline of a plain call, or of a stream's response head in each attempt, in milliseconds. @default {600_000} */
  readonly timeoutMs?: number | undefined;
  /** Longest silence inside a stream, in milliseconds; comments are silence. @default {300_000} */
  readonly idleTimeoutMs?: number | undefined;
  /** Longest wait for a stream's first chunk, in milliseconds. @default `idleTimeoutMs` */
  readonly firstTokenTimeoutMs?: number | undefined;
  /**
   * Whether images that the model made go back to it, as parts with data URIs, when their message is history. Google
   * does not document that it takes them. @default {"send"}
   */
  readonly imageHistory?: ImageHistory | undefined;
  /** See {@linkcode RetryOptions}. */
  readonly retry?: RetryOptions | undefined;
  /** See {@linkcode VertexHooks}. */
  readonly hooks?: VertexHooks | undefined;
  /** The clock, in milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined;
}

/** A client. Its functions work detached; make one and share it, for it holds the token. */
export interface Vertex {
  /** Chat, as in OpenAI's client. */
  readonly chat: {
    /** See {@linkcode ChatCompletions}. */
    readonly completions: ChatCompletions;
  };
  /**
   * A `fetch` for SDKs that are not ours: `new OpenAI({ apiKey: "unused", baseURL: "https://vertex.invalid/v1", fetch })`.
   *
   * A path that ends in `/chat/completions` goes through the whole pipe, wherever it is addressed, unless it names
   * another project or location: then it is refused. `…/models` answers from `models`. A URL below this client's own
   * project and locations at Google goes out with a token. Everything else is refused, and a token never leaves for
   * another origin. It rejects for aborts and for network failure; every other failure is a response in OpenAI's shape
   * with `x-should-retry: false`, since trying again was done here.
   */
  readonly fetch: typeof globalThis.fetch;
  /** The places that serve it, from the preferred one down. */
  readonly locations: readonly string[];
  /** Whether it speaks to Gemini's own endpoint, so that Gemini's rules hold, and not to a self-deployed model. */
  readonly openapi: boolean;
  /** The models it was given, aliases included; `undefined` if none were. */
  readonly models: readonly ModelAlias[] | undefined;
  /** The way to Google's other methods, for functions such as those of `@vertex-edge/client/gemini`. */
  readonly pipe: VertexPipe;
  /**
   * Gets an access token that works now, for other APIs of Google's.
   *
   * @param options A signal that ends the wait.
   * @returns The token. It is a secret.
   * @throws {VertexError} `auth_failed` and others, if there is none to be had.
   */
  getAccessToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
}

/**
 * Makes a client for Gemini on Google's Vertex AI (Gemini Enterprise Agent Platform).
 *
 * It checks its options and does nothing else: no request, timer or random number before the first call, so it may
 * stand at a Worker's module scope, which is where it belongs.
 *
 * @param options See {@linkcode VertexOptions}. They are never written to.
 * @returns The client.
 * @throws {VertexError} `invalid_config` that names the option and the cure.
 *
 * @example Ask, against the emulator
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const completion = await vertex.chat.completions.create({
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "Why is the sky blue?" }],
 * });
 * if (!completion.choices[0]?.message.content) throw new Error("no answer");
 * ```
 */
export function createVertex(options: VertexOptions): Vertex {
  if (!isRecord(options) || !options.credentials) {
    throw invalidOption(
      "credentials",
      "they are missing; pass a service account's JSON key, or an object with getToken",
    );
  }
  const { universeDomain = GOOGLE_UNIVERSE, waitUntil } = options;
  const retry = options.retry ?? {};
  const { fetch = (...args) => globalThis.fetch(...args), now = () => Date.now() } = options;
  checkNumbers(retry, (name, reason) => invalidOption(`retry.${name}`, reason));
  checkFunctions({ fetch, now, waitUntil, ...options.hooks });
  const hooks = guardHooks(options.hooks ?? {});
  const credentials = credentialsOf(options, universeDomain);
  const [first] = credentials;
  const place = readPlace(options, universeDomain, first);
  const { address, locations, express } = place;
  const models = readModels(options.models);
  const shared = { fetch, now, random: () => Math.random(), retry };
  const tokens = createTokenSource({
    ...shared,
    credentials,
    onToken: (elapsedMs) => hooks.onToken({ elapsedMs }),
    tokenStore: options.tokenStore,
  });
  const send = createTransport({
    ...shared,
    locations,
    getToken: tokens.get,
    rejectToken: tokens.reject,
    quotaProject: options.quotaProject ?? first.quotaProjectId,
    hooks,
  });
  const pipe: ChatPipe = {
    send: sendWithDefaults(send, options, place),
    url: (location) => endpointURL(address, location),
    locations,
    target: { openapi: address.baseURL?.includes("openapi") ?? address.endpoint === "openapi" },
    aliases: new Map(models?.map(({ id, model }) => [id, model])),
    imageHistory: imageHistoryOf(options),
    onUsage: hooks.onUsage,
    onError: hooks.onError,
  };
  const chat = express ? { ...pipe, send: refuseChat } : pipe;
  return {
    chat: { completions: createChatCompletions(chat) },
    fetch: createDropInFetch({
      pipe,
      chat,
      models,
      placeOf: (url) => placeOf(url, address, locations),
    }),
    locations,
    openapi: pipe.target.openapi,
    models,
    pipe: openPipe(pipe),
    async getAccessToken({ signal } = {}) {
      const { token, type } = await tokens.get({ signal, waitUntil });
      if (type === "bearer") return token;
      const message = "Cannot get an access token: the credentials are an API key";
      throw new VertexError("auth_failed", message);
    },
  };
}

/** Where a client's requests go. */
interface Place {
  readonly address: AddressOptions;
  readonly locations: readonly string[];
  /** Whether there can be no other location. */
  readonly fixed: boolean;
  /** Whether it is express mode, with an API key and no project. */
  readonly express: boolean;
}

function readPlace(
  { endpoint = "openapi", apiVersion = "v1", location = "global", ...options }: VertexOptions,
  universeDomain: string,
  { express: mayExpress, projectId }: Credentials,
): Place {
  const express = Boolean(mayExpress) && (options.project ?? options.baseURL) === undefined;
  // Express mode has no project and no location in its addresses.
  const baseURL = express
    ? `https://aiplatform.${universeDomain}/${apiVersion}/endpoints/openapi`
    : options.baseURL;
  const project = options.project ?? projectId;
  const address = { project, endpoint, apiVersion, universeDomain, baseURL };
  checkAddress(address);
  const locations = [location].flat();
  if (locations.length === 0) throw invalidOption("location", "the list is empty");
  locations.forEach(checkLocation);
  const fixed = endpoint !== "openapi" || baseURL !== undefined;
  if (locations.length > 1 && fixed) {
    throw invalidOption("location", `${IN_ONE_PLACE}; pass one location`);
  }
  return { address, locations, fixed, express };
}

/** What a call leaves open is as the client's options say. */
function sendWithDefaults(
  send: Send,
  { timeoutMs = 600_000, idleTimeoutMs = 300_000, firstTokenTimeoutMs, waitUntil }: VertexOptions,
  { locations, fixed }: Place,
): ChatPipe["send"] {
  const client = { timeoutMs, idleTimeoutMs, firstTokenTimeoutMs };
  checkNumbers(client, invalidOption);

  return function sendCall(call) {
    const { timeoutMs = client.timeoutMs, idleTimeoutMs = client.idleTimeoutMs } = call;
    const { firstTokenTimeoutMs = client.firstTokenTimeoutMs ?? idleTimeoutMs } = call;
    const limits = { idleTimeoutMs, firstTokenTimeoutMs };
    checkNumbers({ timeoutMs, ...limits }, refusedOption);
    if (call.location !== undefined && !locations.includes(call.location) && fixed) {
      throw refusedOption("location", `${IN_ONE_PLACE}; leave it out`);
    }
    return send({
      ...call,
      timeoutMs,
      // With a stream, it is each response head's.
      perAttempt: call.about.stream,
      waitUntil: call.waitUntil ?? waitUntil,
      onResponse: guard(call.onResponse),
      read: (response, connection) => call.read(response, connection, limits),
    });
  };
}

function imageHistoryOf({ imageHistory = "send" }: VertexOptions): ImageHistory {
  if (imageHistory === "send" || imageHistory === "omit") return imageHistory;
  throw invalidOption("imageHistory", 'it is neither "send" nor "omit"');
}

function credentialsOf(
  { credentials, selfSigned, tokenEndpoint }: VertexOptions,
  universeDomain: string,
): [Credentials, ...Credentials[]] {
  const account = (selfSigned: boolean) =>
    serviceAccount(credentials, { tokenEndpoint, selfSigned });
  const given: [Credentials, ...Credentials[]] = isCredentials(credentials)
    ? [credentials]
    // Other clouds know no exchange; in Google's own it stands in for a self-signed token that is refused.
    : universeDomain !== GOOGLE_UNIVERSE
    ? [account(true)]
    : selfSigned
    ? [account(true), account(false)]
    : [account(false)];
  if ((given[0].universeDomain ?? GOOGLE_UNIVERSE) !== universeDomain) {
    throw invalidOption(
      "universeDomain",
      "the credentials are for another cloud; if you trust it, pass its domain as this option",
    );
  }
  return given;
}

function refusedOption(name: string, reason: string): VertexError {
  return refusedRequest(`the option ${name}: ${reason}`);
}

/** Express mode has no chat completions; chat over its native methods goes another way. */
function refuseChat(): Promise<never> {
  return Promise.reject(
    new VertexError(
      "invalid_config",
      "Cannot complete the chat: an API key opens express mode, which serves native methods only; use generateContent or nativeChat of @vertex-edge/client/gemini, or other credentials",
    ),
  );
}

function isCredentials(value: object | string): value is Credentials {
  return typeof value === "object" && "getToken" in value && typeof value.getToken === "function";
}

function checkFunctions(functions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(functions)) {
    if (value !== undefined && typeof value !== "function") {
      throw invalidOption(name, "it is no function");
    }
  }
}
