/** What is known of an answer before it comes. */
export interface FrameOptions {
  /** The model's name in the answer: the one asked for, where that was an alias. */
  readonly alias?: string | undefined;
  /** The model's name where the answer gives none. */
  readonly model: string;
}

/** What stands around the choices of an answer, plain or in each of its chunks. */
export interface AnswerFrame {
  /** ID of the answer. */
  readonly id: string;
  /** When it was made, in seconds since 1970. */
  readonly created: number;
}

/**
 * Reads the frame of an answer, and makes up what is missing.
 *
 * @param raw What the server sent: all of it, or the first chunk, to whose frame the later ones keep.
 * @returns The frame.
 */
export function answerFrame({ id, created }: Readonly<Record<string, unknown>>): AnswerFrame {
  return {
    id: typeof id === "string" && id ? id : `chatcmpl-${crypto.randomUUID()}`,
    created: typeof created === "number" ? created : Math.floor(Date.now() / 1_000),
  };
}

/**
 * Reads which model answers.
 *
 * @param raw What the server sent, a whole answer or a chunk.
 * @param options See {@linkcode FrameOptions}.
 * @returns The model's name.
 */
export function answerModel(
  { model: named }: Readonly<Record<string, unknown>>,
  { alias, model }: FrameOptions,
): string {
  return alias ?? (typeof named === "string" && named ? named : model);
}
