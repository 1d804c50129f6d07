/** What a quirk needs of the answer's content, so that there is something to be odd about. */
export interface Demand {
  /** What the answer consists of; `nothing` leaves the message out. */
  readonly kind?: "calls" | "text" | "image" | "nothing" | undefined;
  /** At least so many calls. */
  readonly calls?: number | undefined;
  /** Google's own two calls, with their ids and usage. */
  readonly transcript?: true | undefined;
  /** Text before the calls. */
  readonly textFirst?: true | undefined;
  /** What the calls' arguments look like. */
  readonly callArguments?: "empty" | "control" | undefined;
  /** Thoughts, asked for or not. */
  readonly thoughts?: "always" | undefined;
  /** Reasoning counted, thoughts or not. */
  readonly reasoning?: true | undefined;
  /** A signature on the first call, whatever the model. */
  readonly callSigned?: true | undefined;
  /** A signature on a message without calls. */
  readonly messageSigned?: true | undefined;
  /** The signatures are due in the next request, whatever the emulator's mode. */
  readonly signaturesDue?: true | undefined;
  /** At least so many choices. */
  readonly choices?: number | undefined;
  /** The raw finish reason. */
  readonly finish?: string | undefined;
}
