import type { Message } from "./wire.ts";

/** Shows one turn. */
export interface TurnView {
  readonly element: HTMLElement;
  /** Shows what has changed. */
  readonly update: (context: TurnContext) => void;
}

/** What stands around a turn. */
export interface TurnContext {
  /** Whether it is still being written. */
  readonly live: boolean;
  /** Whether its content is JSON that was asked for. */
  readonly structured: boolean;
  /** The results of tool calls so far, by the call's ID. */
  readonly results: ReadonlyMap<string, string>;
  /** Whether its calls wait for results. */
  readonly open: boolean;
  readonly onAgain: () => void;
  readonly onResults: (results: Message[]) => void;
}
