/** A request that reached the emulator. */
export interface RecordedRequest {
  /** Whoever issues tokens, the API, or any other address. */
  readonly kind: "token" | "api" | "other";
  /** HTTP method. */
  readonly method: string;
  /** Whole URL. */
  readonly url: string;
  /** Header fields, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body as text. */
  readonly body: string;
  /** Body parsed as JSON; undefined if it is none. */
  readonly json: unknown;
}
