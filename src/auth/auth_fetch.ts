import { invalidOption, refusedRequest, VertexError } from "../errors.ts";
import type { AccessToken, Credentials } from "./credentials.ts";
import { checkQuotaProject, isSecure, parseAddress, universeOf } from "./google_oauth.ts";
import { createTokenSource, type TokenSource } from "./token_source.ts";

/** Whoever holds tokens already, such as a client made with `createVertex`. */
export interface TokenHolder {
  /** Gets a token that works now. */
  getAccessToken(options: { readonly signal?: AbortSignal | undefined }): Promise<string>;
}

/** Where a token may go, and how. */
export interface AuthFetchOptions {
  /**
   * Hosts that get the token, such as `storage.googleapis.com`, over `https:`; one on loopback, with its port, also
   * over `http:`.
   *
   * > [!WARNING]
   * > Each of them can act as the credentials.
   *
   * @default every host below the cloud's domain
   */
  readonly hosts?: readonly string[] | undefined;
  /** Makes every request. @default the global `fetch`, looked up at each call */
  readonly fetch?:
    | ((input: string | URL | Request, init?: RequestInit) => Promise<Response>)
    | undefined;
  /** Of the runtime: keeps a mint alive after the request that began it. */
  readonly waitUntil?: ((promise: Promise<unknown>) => void) | undefined;
  /** The clock, in milliseconds since 1970. @default `Date.now` */
  readonly now?: (() => number) | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

/**
 * Makes a `fetch` for other APIs of Google's, such as Cloud Storage: it adds a token, and the project that is billed.
 *
 * The token goes to the allowed hosts and nowhere else: other addresses are refused, and a redirect is handed to the
 * caller, never followed. All calls share one token; with a client in place of credentials, they share the client's.
 * A 401 has the token minted anew and the call made once more, unless its body was a stream or the tokens are a
 * client's. Nothing is sent, and no timer started, before the first call.
 *
 * @param source Credentials, or a client.
 * @param options See {@linkcode AuthFetchOptions}.
 * @returns The function. It rejects with a `VertexError`, or with the reason of an aborted signal; every answer of the
 * server's is a response, whatever its status.
 * @throws {VertexError} `invalid_config` if an option cannot work.
 *
 * @example Upload a picture to Cloud Storage, for an input such as `gs://my-bucket/cat.png`
 * ```ts
 * import { authFetch, serviceAccount } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const google = authFetch(serviceAccount(emulator.serviceAccountKey), {
 *   hosts: ["storage.googleapis.com"],
 *   // The emulator gives the token; it plays no Cloud Storage.
 *   fetch: (input, init) =>
 *     String(input).startsWith("https://storage.googleapis.com/")
 *       ? Promise.resolve(Response.json({ bucket: "my-bucket", name: "cat.png" }))
 *       : emulator.fetch(input, init),
 * });
 * const response = await google(
 *   "https://storage.googleapis.com/upload/storage/v1/b/my-bucket/o?uploadType=media&name=cat.png",
 *   { method: "POST", headers: { "content-type": "image/png" }, body: new Uint8Array(8) },
 * );
 * if (!response.ok) throw new Error("not uploaded");
 * ```
 */
export function authFetch(
  source: Credentials | TokenHolder,
  options: AuthFetchOptions = {},
): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const { fetch = (...args) => globalThis.fetch(...args), hosts, waitUntil } = options;
  const credentials = "getToken" in source ? source : undefined;
  const quotaProjectId = credentials?.quotaProjectId;
  const universe = universeOf(credentials?.universeDomain, options.universeDomain);
  const tokens = "getToken" in source ? cacheOf(source, { ...options, fetch }) : lent(source);
  checkQuotaProject(quotaProjectId);
  // A text would be searched for parts of itself.
  if (hosts !== undefined && !(Array.isArray(hosts) && hosts.every(isText))) {
    throw invalidOption("hosts", 'it is no list of texts, such as ["storage.googleapis.com"]');
  }

  function check(address: string): void {
    const url = parseAddress(address);
    if (!url) throw refusedRequest("its address is no whole URL, or it holds a user name");
    const known = hosts?.includes(url.host) ??
      (url.port === "" && `.${url.hostname}`.endsWith(`.${universe}`));
    if (known && isSecure(url)) return;
    throw refusedRequest(
      `${
        url.host.slice(0, 100)
      } gets no token of these credentials; use https:, and name the host in the option hosts`,
    );
  }

  return async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const address = request?.url ?? String(input);
    check(address);
    const given = headersOf(init?.headers ?? request?.headers);
    const signal = init?.signal ?? request?.signal;
    // A stream is gone once it is sent.
    for (let last = (init?.body ?? request?.body) instanceof ReadableStream;; last = true) {
      const token = await tokens.get({ signal, waitUntil });
      const headers = new Headers(given);
      headers.delete("authorization");
      if (token.type === "bearer") headers.set("authorization", `Bearer ${token.token}`);
      else headers.set("x-goog-api-key", token.token);
      if (quotaProjectId !== undefined && !headers.has("x-goog-user-project")) {
        headers.set("x-goog-user-project", quotaProjectId);
      }
      let response: Response;
      try {
        // What was checked is what is sent, whatever became of a URL object since.
        response = await fetch(request ?? address, { ...init, headers, redirect: "manual" });
      } catch (cause) {
        signal?.throwIfAborted();
        const message = `Cannot send the request: the connection to ${
          new URL(address).host
        } failed`;
        throw new VertexError("connection_failed", message, { cause, retryable: true });
      }
      if (response.status !== 401) return response;
      tokens.reject(token.token);
      if (last || !credentials) return response;
      await response.body?.cancel();
    }
  };
}

function headersOf(given: HeadersInit | undefined): Headers {
  try {
    return new Headers(given);
  } catch {
    // The runtimes' own errors quote the value.
    throw refusedRequest("a header field has a malformed name or value");
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function cacheOf(
  credentials: Credentials,
  options: AuthFetchOptions & { readonly fetch: NonNullable<AuthFetchOptions["fetch"]> },
): TokenSource {
  const { fetch, now = () => Date.now() } = options;
  return createTokenSource({
    credentials: [credentials],
    fetch,
    now,
    random: () => Math.random(),
    retry: {},
    onToken: () => {},
  });
}

/** The client keeps its tokens, and learns of a refusal when it is refused itself. */
function lent(holder: TokenHolder): TokenSource {
  return {
    async get({ signal } = {}): Promise<AccessToken> {
      return { token: await holder.getAccessToken({ signal }), type: "bearer" };
    },
    reject: () => {},
  };
}
