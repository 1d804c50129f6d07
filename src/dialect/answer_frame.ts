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
  /** The model that answers. */
  readonly model: string;
}

/**
 * Reads the frame of an answer, and makes up what is missing.
 *
 * @param raw What the server sent.
 * @param options See {@linkcode FrameOptions}.
 * @param first The frame of the first chunk, which all later ones keep to.
 * @returns The frame.
 */
export function answerFrame(
  raw: Readonly<Record<string, unknown>>,
  { alias, model }: FrameOptions,
  first?: AnswerFrame,
): AnswerFrame {
  const { id, created, model: named } = raw;
  return {
    id: first?.id ?? (typeof id === "string" && id ? id : `chatcmpl-${crypto.randomUUID()}`),
    created: first?.created ??
      (typeof created === "number" ? created : Math.floor(Date.now() / 1_000)),
    model: alias ?? (typeof named === "string" && named ? named : model),
  };
}
