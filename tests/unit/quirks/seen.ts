import type { ChatCompletion, ChatCompletionMessage, ExtraContent } from "../../../mod.ts";

/** What a caller sees of an answer: everything but what is made up anew with each. */
export interface SeenAnswer {
  readonly choices: readonly SeenChoice[];
  /** Prompt, completion, total, and of these reasoning; null if nothing was counted. */
  readonly usage: readonly number[] | null;
}

/** One choice of it. */
export interface SeenChoice {
  readonly text: string | null;
  readonly thoughts: string | null;
  readonly calls: readonly SeenCall[];
  readonly finish: string;
  /** Google's own word, where it differs. */
  readonly native: string | null;
  /** Where signatures stand, such as `message google`, `call 0 google`, `part 1 google`. */
  readonly signed: readonly string[];
  /** The types of its images. */
  readonly images: readonly string[];
}

/** One call, its arguments parsed. */
export interface SeenCall {
  readonly name: string;
  readonly arguments: unknown;
}

/** Reduces an answer to what a test can foretell. */
export function see(completion: ChatCompletion): SeenAnswer {
  const { choices, usage } = completion;
  const reasoning = usage?.completion_tokens_details?.reasoning_tokens;
  return {
    choices: choices.map(({ message, finish_reason: finish, native_finish_reason: native }) => ({
      text: message.content,
      thoughts: message.reasoning_content ?? null,
      calls: (message.tool_calls ?? []).map(({ function: { name, arguments: json } }) => ({
        name,
        arguments: JSON.parse(json),
      })),
      finish,
      native: native ?? null,
      signed: signatures(message).map(({ place }) => place),
      images: (message.images ?? []).map(({ image_url: { url } }) =>
        /^data:([^;]+);base64,iVBOR/.exec(url)?.[1] ?? url
      ),
    })),
    usage: usage
      ? [
        usage.prompt_tokens,
        usage.completion_tokens,
        usage.total_tokens,
        ...(reasoning === undefined ? [] : [reasoning]),
      ]
      : null,
  };
}

/** Every signature of a message and where it stands. */
export function signatures(message: ChatCompletionMessage): { place: string; value: string }[] {
  const { content_parts: parts = [], tool_calls: calls = [] } = message;
  const carriers: { place: string; extra: ExtraContent | undefined }[] = [
    { place: "message", extra: message.extra_content },
    ...parts.map((part, index) => ({ place: `part ${index}`, extra: part.extra_content })),
    ...calls.map((call, index) => ({ place: `call ${index}`, extra: call.extra_content })),
  ];
  return carriers.flatMap(({ place, extra = {} }) =>
    Object.entries(extra).flatMap(([space, { thought_signature: value }]) =>
      value === undefined ? [] : [{ place: `${place} ${space}`, value }]
    )
  );
}
