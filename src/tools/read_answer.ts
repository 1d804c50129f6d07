import { parseJson, VertexError, type VertexIssue } from "../errors.ts";
import { checkAnswer, type CheckedAnswer } from "../schema/check_answer.ts";
import type { AnySchema, SchemaOutput } from "../schema/standard_schema.ts";
import type { ChatAnswer, ChatMessage } from "./chat_client.ts";

type Choice = ChatAnswer["choices"][number];

/**
 * Reads the object that was asked for out of an answer.
 *
 * @param choice The answer.
 * @param schema The schema it was asked for with.
 * @returns The object, or what is wrong with it.
 * @throws {VertexError} `content_filtered`, if the model refused or the answer was withheld: then no object is to be had.
 */
export async function readAnswer<S extends AnySchema>(
  choice: Choice,
  schema: S,
): Promise<CheckedAnswer<SchemaOutput<S>>> {
  const { message, finish_reason: reason, native_finish_reason: native } = choice;
  if (message.refusal) {
    throw new VertexError("content_filtered", "Cannot parse the answer: the model refused", {
      issues: [{ path: "choices[0].message.refusal", message: message.refusal.slice(0, 1_000) }],
    });
  }
  if (reason === "content_filter") {
    const state = `the answer was withheld (${native ?? reason})`;
    throw new VertexError("content_filtered", `Cannot parse the answer: ${state}`, {
      issues: [{ path: "choices[0].finish_reason", message: native ?? reason }],
    });
  }
  const text = message.content ?? "";
  if (reason === "length") return wrong("The answer was cut off: max_tokens is too low for it");
  const value = parseJson(text);
  if (value !== undefined) return await checkAnswer(schema, value);
  if (text.trim() === "") return wrong("Expected JSON, but there is no text");
  if (/^\s*```/.test(text)) return wrong("Expected JSON alone, but it is fenced in Markdown");
  return wrong("Expected JSON");
}

function wrong(message: string): { issues: VertexIssue[] } {
  return { issues: [{ path: "", message }] };
}

/** What the model is told of an answer that does not fit. */
export function askForRepair(issues: readonly VertexIssue[]): ChatMessage {
  const list = issues.map(({ path, message }) => `- ${path && `${path}: `}${message}`);
  return {
    role: "user",
    content: `Your answer does not fit the schema:\n${
      list.join("\n")
    }\nAnswer again, with the corrected JSON alone.`,
  };
}
