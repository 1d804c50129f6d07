import type { ChatCompletion, ChatCompletionChunk } from "../../../mod.ts";

type Fields = Record<string, unknown>;

interface Choice extends Fields {
  index: number;
  message: Fields;
  finish_reason: string | null;
}

/**
 * Assembles a stream by the letter of OpenAI's reference and forgives nothing: calls are told apart by index alone,
 * unknown fields of a delta replace what was there before, and whatever is malformed throws.
 */
export function assembleStrictly(chunks: readonly ChatCompletionChunk[]): ChatCompletion {
  const [first] = chunks;
  if (first === undefined) throw new Error("no chunk");
  const choices: Choice[] = [];
  let frame: Fields = {};
  for (const chunk of chunks) {
    const { choices: parts, ...rest } = chunk;
    demand(rest.object === "chat.completion.chunk", "object", rest.object);
    for (const field of ["id", "created", "model"] as const) {
      demand(rest[field] === first[field] && Boolean(rest[field]), field, rest[field]);
    }
    demand(Array.isArray(parts), "choices", parts);
    for (const part of parts) addChoice(choices, part);
    frame = { ...frame, ...rest };
  }
  for (const choice of choices) {
    demand(choice !== undefined, "every choice", choice);
    demand(typeof choice.finish_reason === "string", "finish_reason", choice.finish_reason);
    choice.message.content ??= null;
  }
  // Built field by field from what the types describe.
  return { ...frame, object: "chat.completion", choices } as unknown as ChatCompletion;
}

function addChoice(choices: Choice[], part: ChatCompletionChunk["choices"][number]): void {
  const { index, delta, finish_reason: reason, ...rest } = part;
  demand(Number.isInteger(index) && index >= 0, "choice index", index);
  const begun = choices[index];
  const choice = choices[index] ??= { index, message: {}, finish_reason: null };
  demand(choice.finish_reason === null, "nothing after the finish reason", part);
  demand(typeof delta === "object" && delta !== null, "delta", delta);
  const roles = begun ? [undefined, "assistant"] : ["assistant"];
  demand(roles.includes(delta.role), "role, first of all", delta);
  // Left out says the same as null, which is what an unchanged event of Vertex's does.
  demand((reason ?? null) === null || typeof reason === "string", "finish_reason", reason);
  Object.assign(choice, rest);
  choice.finish_reason = reason ?? null;
  addDelta(choice.message, delta);
}

function addDelta(message: Fields, delta: ChatCompletionChunk["choices"][number]["delta"]): void {
  const { tool_calls: calls, content, reasoning_content: reasoning, audio, ...others } = delta;
  for (const value of Object.values(others)) demand(value !== undefined, "no undefined", delta);
  Object.assign(message, others);
  demand(content === undefined || content === null || typeof content === "string", "text", content);
  if (typeof content === "string") message.content = text(message.content) + content;
  if (reasoning !== undefined) {
    demand(typeof reasoning === "string", "thoughts", reasoning);
    message.reasoning_content = text(message.reasoning_content) + reasoning;
  }
  if (audio !== undefined) message.audio = audio;
  if (calls !== undefined) message.tool_calls = addCalls(message.tool_calls, calls);
}

function addCalls(
  known: unknown,
  fragments: NonNullable<ChatCompletionChunk["choices"][number]["delta"]["tool_calls"]>,
): Fields[] {
  const calls: Fields[] = Array.isArray(known) ? known : [];
  demand(fragments.length > 0, "no empty tool_calls", fragments);
  for (const { index, id, type, function: given, ...rest } of fragments) {
    demand(Number.isInteger(index) && index >= 0 && index <= calls.length, "call index", index);
    demand(typeof given?.arguments === "string", "arguments", given);
    const call = calls[index];
    if (call === undefined) {
      demand(typeof id === "string" && id !== "", "id", id);
      demand(type === "function", "type", type);
      demand(typeof given?.name === "string" && given.name !== "", "name", given);
      calls[index] = { id, type, function: { ...given }, ...rest };
      continue;
    }
    demand(id === undefined && type === undefined, "id and type once", { id, type });
    demand(given?.name === undefined, "name once", given);
    const whole = call.function as Fields & { arguments: string };
    whole.arguments += given?.arguments ?? "";
    Object.assign(call, rest);
  }
  return calls;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function demand(condition: boolean, what: string, found: unknown): void {
  if (!condition) throw new Error(`Malformed stream, ${what}: ${JSON.stringify(found)}`);
}
