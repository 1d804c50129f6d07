import { isObject, listOf, objectOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { ChatRoute } from "./route.ts";

/** A declared function, as far as the emulator looks at it. */
export interface DeclaredFunction {
  /** Its name. */
  readonly name: string;
  /** Its parameter schema; undefined for a function without parameters. */
  readonly parameters: unknown;
}

/** A chat request that passed the checks, in the terms that an answer needs. */
export interface ChatView {
  /** Where it was sent. */
  readonly route: ChatRoute;
  /** The whole body. */
  readonly body: JsonObject;
  /** The model asked for, or the endpoint's ID. */
  readonly model: string;
  /** Whether a stream was asked for. */
  readonly stream: boolean;
  /** The conversation. */
  readonly messages: readonly JsonObject[];
  /** Functions the model may call. */
  readonly functions: readonly DeclaredFunction[];
  /** `extra_body.google`. */
  readonly google: JsonObject;
  /** `extra_body.google.thinking_config`. */
  readonly thinking: JsonObject;
  /** Number of choices. */
  readonly choices: number;
  /** Bound on the answer's tokens. */
  readonly maxTokens: number | undefined;
}

/** Reads a body; what has the wrong type counts as absent, since self-deployed models get no checks. */
export function viewChat(body: JsonObject, route: ChatRoute): ChatView {
  const google = objectOf(objectOf(body.extra_body).google);
  const maxTokens = body.max_completion_tokens ?? body.max_tokens;
  return {
    route,
    body,
    model: stringOf(body.model) ?? route.endpoint,
    stream: body.stream === true,
    messages: listOf(body.messages).filter(isObject),
    functions: readFunctions(body.tools),
    google,
    thinking: objectOf(google.thinking_config),
    choices: typeof body.n === "number" ? Math.max(1, Math.min(8, Math.floor(body.n))) : 1,
    maxTokens: typeof maxTokens === "number" ? maxTokens : undefined,
  };
}

function readFunctions(tools: unknown): DeclaredFunction[] {
  const declared: DeclaredFunction[] = [];
  for (const tool of listOf(tools)) {
    const { name, parameters } = objectOf(objectOf(tool).function);
    if (typeof name === "string") declared.push({ name, parameters });
  }
  return declared;
}

/** The text of a message's content, string or parts. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const texts = listOf(content).map((part) => stringOf(objectOf(part).text) ?? "");
  return texts.filter((text) => text !== "").join(" ");
}

/** Where the current turn begins: the index of the last user message, -1 if there is none. */
export function lastUserIndex(messages: readonly JsonObject[]): number {
  return messages.findLastIndex((message) => message.role === "user");
}
