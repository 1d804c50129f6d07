import type { ServiceAccountKey } from "./service_account.ts";
import type { SignatureMode } from "./signatures.ts";

/** Options of {@linkcode createEmulator}; all have defaults. */
export interface EmulatorOptions {
  /**
   * How strictly thought signatures are demanded back; see {@linkcode SignatureMode}.
   *
   * @default {"off"}
   */
  readonly signatures?: SignatureMode | undefined;
  /** Models that exist, such as `google/gemini-3.1-pro-preview`; others get Google's 404. Default: every well-formed one. */
  readonly models?: readonly string[] | undefined;
  /** Projects the account may use; others get Google's 403. Default: all. */
  readonly projects?: readonly string[] | undefined;
  /**
   * Present time in milliseconds since 1970. Tokens expire by it, JWTs are judged by it.
   *
   * @default {Date.now}
   */
  readonly now?: (() => number) | undefined;
  /**
   * Lifetime of access tokens in seconds.
   *
   * @default {3599}
   */
  readonly tokenLifetimeSeconds?: number | undefined;
  /**
   * Pause between the chunks of a stream in milliseconds, for streams that a person watches.
   *
   * @default {0}
   */
  readonly chunkDelayMs?: number | undefined;
  /** A key to use in place of a fresh one, which costs some 100 ms to make: pass one emulator's key on to the next. */
  readonly serviceAccountKey?: ServiceAccountKey | undefined;
  /**
   * URL of the token endpoint. A POST to `/token` on loopback is served in any case.
   *
   * @default {"https://oauth2.googleapis.com/token"}
   */
  readonly tokenEndpoint?: string | undefined;
  /**
   * Whether JWTs signed by the account itself are accepted as access tokens.
   *
   * @default {true}
   */
  readonly selfSigned?: boolean | undefined;
  /**
   * Whether tokens of another account may live for up to 12 hours, as an organization can allow, and not one hour.
   *
   * @default {false}
   */
  readonly longLifetimes?: boolean | undefined;
  /** API keys accepted in `x-goog-api-key` or `?key=`. Default: none, as Google documents it. */
  readonly apiKeys?: readonly string[] | undefined;
  /**
   * Domain of Google's hosts, for sovereign clouds.
   *
   * @default {"googleapis.com"}
   */
  readonly universeDomain?: string | undefined;
  /** Further host names that are served like loopback: by the path alone. Default: none. */
  readonly hosts?: readonly string[] | undefined;
}
