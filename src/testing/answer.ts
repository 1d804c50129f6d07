/** One function call of an answer. */
export interface AnswerCall {
  /** Identifier, unique within the emulator. */
  readonly id: string;
  /** Function called. */
  readonly name: string;
  /** Arguments as JSON text, or whatever a script put there. */
  readonly arguments: string;
  /** Thought signature, on the first call of a batch. */
  readonly signature: string | undefined;
}

/** Bytes that a model made. */
export interface AnswerImage {
  /** Base64. */
  readonly data: string;
  /** Their type. */
  readonly mimeType: string;
}

/** One choice, before anything decides how it looks on the wire. */
export interface AnswerChoice {
  /** Thoughts, `""` for none. */
  readonly thoughts: string;
  /** Text, `""` for none. */
  readonly text: string;
  /** Function calls. */
  readonly calls: readonly AnswerCall[];
  /** Image. */
  readonly image: AnswerImage | undefined;
  /** Thought signature of the message itself. */
  readonly signature: string | undefined;
  /** Raw finish reason. */
  readonly finish: string;
}

/** Tokens, counted as Gemini counts: completion and reasoning apart. */
export interface AnswerUsage {
  /** Tokens read. */
  readonly prompt: number;
  /** Tokens written, thoughts excluded. */
  readonly completion: number;
  /** Tokens thought; undefined when there was no thinking. */
  readonly reasoning: number | undefined;
}

/** A whole answer. */
export interface Answer {
  /** Identifier. */
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** The model's name as the request had it. */
  readonly model: string;
  /** One or more. */
  readonly choices: readonly AnswerChoice[];
  /** Tokens. */
  readonly usage: AnswerUsage;
}

/** A rough count, the same for the same text: four characters a token. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
