import { invalidOption, isVertexError } from "../errors.ts";
import { type Answer, ask, noToken, tokenIn } from "./ask.ts";
import type { Credentials, TokenContext } from "./credentials.ts";
import { CLOUD_PLATFORM_SCOPE } from "./google_oauth.ts";

/** Which metadata server is asked, and for what. */
export interface MetadataServerOptions {
  /** Its host, with a port if need be, as in `GCE_METADATA_HOST`. @default `metadata.google.internal`, then its address */
  readonly host?: string | undefined;
  /** Which of the attached accounts. @default {"default"} */
  readonly serviceAccount?: string | undefined;
  /** What the token is good for. @default {["https://www.googleapis.com/auth/cloud-platform"]} */
  readonly scopes?: readonly string[] | undefined;
  /** How long each host may take, in milliseconds: outside of Google Cloud nobody answers. @default {3_000} */
  readonly timeoutMs?: number | undefined;
  /** The project, which the server knows but the client must know before it asks. */
  readonly projectId?: string | undefined;
  /** The project that is billed and metered, if it is another. */
  readonly quotaProjectId?: string | undefined;
  /** The cloud, if it is another than Google's public one. @default {"googleapis.com"} */
  readonly universeDomain?: string | undefined;
}

// The second is for machines whose resolver does not know the first.
const HOSTS = ["metadata.google.internal", "169.254.169.254"];

/**
 * Credentials of the service account attached to the machine: on Cloud Run, Compute Engine and GKE.
 *
 * Nothing is sent before the first `getToken`, which fails within seconds where there is no metadata server. Nobody can
 * tell beforehand which account is attached: machines that share a `tokenStore` and its `sealingKey` must have the same,
 * or an `identity` of their own, as in `{ ...metadataServer(), identity: "alice" }`.
 *
 * @param options See {@linkcode MetadataServerOptions}.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if an option cannot work; `auth_failed` or `connection_failed` from `getToken`.
 * @see {@link https://google.aip.dev/auth/4115 | AIP-4115, default credentials from Google virtual machines}
 *
 * @example As on Cloud Run
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { metadataServer } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const vertex = createVertex({
 *   credentials: metadataServer(),
 *   project: "my-project",
 *   fetch: emulator.fetch,
 * });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function metadataServer(options: MetadataServerOptions = {}): Credentials {
  const {
    host,
    serviceAccount = "default",
    scopes = [CLOUD_PLATFORM_SCOPE],
    timeoutMs = 3_000,
    projectId,
    quotaProjectId,
    universeDomain,
  } = options;
  if (host !== undefined && !/^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?$/i.test(host)) {
    throw invalidOption("host", "it is no host name, with or without a port");
  }
  if (!/^[A-Za-z0-9@._-]+$/.test(serviceAccount)) {
    throw invalidOption("serviceAccount", 'it is neither "default" nor an e-mail address');
  }
  const hosts = host === undefined ? HOSTS : [host];
  const query = new URLSearchParams(scopes.length > 0 ? { scopes: scopes.join(",") } : {});
  const path = `computeMetadata/v1/instance/service-accounts/${serviceAccount}/token?${query}`;

  return {
    projectId,
    identity: JSON.stringify(["metadata_server", host, projectId, serviceAccount, scopes]),
    quotaProjectId,
    universeDomain,
    async getToken(context) {
      const answer = await askFirst(
        hosts.map((one) => `http://${one}/${path}`),
        timeoutMs,
        context,
      );
      if (answer.response.headers.get("metadata-flavor") !== "Google") {
        throw noToken(
          "what answers is no metadata server, for it does not say Metadata-Flavor: Google; check what stands in between",
        );
      }
      return tokenIn(answer);
    },
  };
}

/** Asks one after the other, as long as nobody answers. */
async function askFirst(
  urls: readonly string[],
  timeoutMs: number,
  context: TokenContext,
): Promise<Answer> {
  let silent: unknown;
  for (const url of urls) {
    try {
      return await askWithin(url, timeoutMs, context);
    } catch (error) {
      if (!isVertexError(error) || error.code !== "connection_failed") throw error;
      silent = error;
    }
  }
  throw noToken(
    "no metadata server answered (it is there on Google Cloud only; elsewhere use another credential, such as externalAccount)",
    { code: "connection_failed", cause: silent, retryable: true },
  );
}

async function askWithin(url: string, timeoutMs: number, context: TokenContext): Promise<Answer> {
  const controller = new AbortController();
  const onAbort = () => controller.abort(context.signal.reason);
  if (context.signal.aborted) onAbort();
  context.signal.addEventListener("abort", onAbort);
  const timer = setTimeout(() => {
    const reason = `no answer within ${timeoutMs} ms`;
    controller.abort(noToken(reason, { code: "connection_failed", retryable: true }));
  }, timeoutMs);
  try {
    return await ask({
      server: "the metadata server",
      url,
      init: { headers: { "metadata-flavor": "Google" } },
      context: { ...context, signal: controller.signal },
      cures: [
        [/^404/, "attach a service account to the machine, or check the option serviceAccount"],
        [/^403/, "give the machine the access scope cloud-platform"],
      ],
    });
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener("abort", onAbort);
  }
}
