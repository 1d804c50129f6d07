import { isVertexError, type VertexError } from "../errors.ts";
import { noToken } from "./ask.ts";
import { refused } from "./credential_file.ts";
import type { AccessToken, Credentials } from "./credentials.ts";
import { universeOf } from "./google_oauth.ts";
import { deriveBytes } from "./seal.ts";

/**
 * Credentials that try sources in order, at each mint anew, until one gives a token.
 *
 * Whatever a source fails with, the next is tried, so who asks may change with a passing failure. Project and billing
 * are those of the first source that names any. In a shared `tokenStore` the tokens are kept apart by the secrets of
 * the sources, and for a source that holds none by its `identity` alone.
 *
 * @param sources At least one, all for the same cloud.
 * @returns Credentials for `createVertex`.
 * @throws {VertexError} `invalid_config` if there is none, or if they are for several clouds; `auth_failed` from
 * `getToken` with the failure of each source in `issues`.
 *
 * @example On Google Cloud and elsewhere
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { firstOf, metadataServer, serviceAccount } from "@vertex-edge/client/auth";
 * import { createEmulator } from "@vertex-edge/client/testing";
 *
 * const emulator = await createEmulator();
 * const credentials = firstOf(metadataServer(), serviceAccount(emulator.serviceAccountKey));
 * const vertex = createVertex({ credentials, fetch: emulator.fetch });
 * if ((await vertex.getAccessToken()) === "") throw new Error("no token");
 * ```
 */
export function firstOf(...sources: Credentials[]): Credentials {
  const [first] = sources;
  if (first === undefined) {
    throw refused("firstOf got no source");
  }
  for (const { universeDomain } of sources) universeOf(universeDomain, first.universeDomain);
  const identities = sources.map(({ identity, projectId }) => identity ?? projectId);

  async function deriveAll(info: string): Promise<ArrayBuffer> {
    let bytes = new ArrayBuffer();
    for (const source of sources) {
      const own = await source.deriveBytes?.(info);
      if (own) bytes = await deriveBytes(new Uint8Array(own), info, bytes);
    }
    return bytes;
  }

  return {
    projectId: sources.find(({ projectId }) => projectId !== undefined)?.projectId,
    quotaProjectId: sources.find((one) => one.quotaProjectId !== undefined)?.quotaProjectId,
    universeDomain: first.universeDomain,
    identity: JSON.stringify(["first_of", ...identities]),
    ...(sources.some((source) => source.deriveBytes) && { deriveBytes: deriveAll }),
    async getToken(context): Promise<AccessToken> {
      const failures: unknown[] = [];
      for (const source of sources) {
        try {
          return await source.getToken(context);
        } catch (error) {
          context.signal.throwIfAborted();
          failures.push(error);
        }
      }
      throw noneWorked(failures);
    },
  };
}

function noneWorked(failures: readonly unknown[]): VertexError {
  const issues = failures.map((failure, index) => ({
    path: `sources[${index}]`,
    message: reasonOf(failure),
  }));
  const list = issues.map(({ path, message }) => `${path}: ${message}`).join("; ");
  return noToken(`none of ${failures.length} sources gave one: ${list}`, {
    issues,
    retryable: failures.some((failure) => isVertexError(failure) && failure.retryable),
    cause: new AggregateError(failures),
  });
}

/** What a source of the user's own throws might quote a secret. */
function reasonOf(failure: unknown): string {
  if (!isVertexError(failure)) return "getToken failed";
  return failure.message.replace(/^Cannot get an access token: /, "");
}
