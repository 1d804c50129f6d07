import { isRecord, parseJson, VertexError, type VertexIssue } from "../errors.ts";
import { checkAnswer } from "../schema/check_answer.ts";
import { hasFiles } from "./attach_files.ts";
import type { AnswerMessage, ToolMessage } from "./chat_client.ts";
import type { Tool, ToolContext } from "./tool.ts";

/** A call that the model made. */
export type ToolCall = NonNullable<AnswerMessage["tool_calls"]>[number];

/** What became of one call. */
export interface ToolResult {
  /** ID of the call. */
  id: string;
  /** Name of the tool. */
  name: string;
  /** What the tool was given; what the model wrote, if that was no good. */
  arguments: unknown;
  /** What the model is told. */
  message: ToolMessage;
  /** What went wrong, if something did: `tool_failed`, or `schema_mismatch` for arguments that are no good. */
  error?: VertexError;
}

const MAX_TOLD_LENGTH = 2_000;

/**
 * Calls a tool as the model asked: checks the arguments, runs it, makes the message for the model.
 *
 * @param tools The tools that there are.
 * @param call The model's call.
 * @param context See {@linkcode ToolContext}.
 * @returns What became of it; errors of the model's and the tool's are in it.
 * @throws {unknown} The signal's reason, if aborted; the tool is not waited for.
 */
export async function callTool(
  tools: readonly Tool[],
  call: ToolCall,
  context: ToolContext,
): Promise<ToolResult> {
  const { id, function: { name, arguments: text } } = call;
  const tool = tools.find((one) => one.name === name);
  if (!tool) {
    const known = tools.map((one) => one.name).join(", ") || "none";
    const state = `there is no such function; there are: ${known}`;
    return failed(call, text, new VertexError("schema_mismatch", cannotCall(name, state)));
  }
  const written: unknown = text.trim() === "" ? {} : parseJson(text);
  if (!isRecord(written)) {
    const state = "the arguments are no JSON object";
    return failed(call, text, new VertexError("schema_mismatch", cannotCall(name, state)));
  }
  try {
    const checked = tool.schema ? await checkAnswer(tool.schema, written) : { value: {} };
    if (checked.issues) return failed(call, written, mismatch(name, checked.issues));
    // Only the check above gives arguments, so they are of the tool's own type.
    const result = await beforeAbort(
      context.signal,
      () => tool.run(checked.value as never, context),
    );
    return { id, name, arguments: checked.value, message: messageOf(id, result) };
  } catch (cause) {
    context.signal.throwIfAborted();
    const message = cannotCall(name, reasonOf(cause).slice(0, MAX_TOLD_LENGTH));
    return failed(call, written, new VertexError("tool_failed", message, { cause }));
  }
}

/** A call that was not made, for no call may go without an answer. */
export function skipped({ id, function: { name, arguments: text } }: ToolCall): ToolResult {
  const message = told(id, { error: "Not called, because another function failed" });
  return { id, name, arguments: text, message };
}

function failed(call: ToolCall, given: unknown, error: VertexError): ToolResult {
  const { id, function: { name } } = call;
  const message = told(id, { error: error.message, ...(error.issues && { issues: error.issues }) });
  return { id, name, arguments: given, message, error };
}

function mismatch(name: string, issues: VertexIssue[]): VertexError {
  const [first] = issues;
  const place = first?.path ? ` at ${first.path}` : "";
  const state = `its arguments do not fit: ${first?.message}${place}`;
  return new VertexError("schema_mismatch", cannotCall(name, state), { issues });
}

function cannotCall(name: string, state: string): string {
  return `Cannot call ${name}: ${state}`;
}

/** A tool may throw anything, also what has no text. */
function reasonOf(cause: unknown): string {
  try {
    return String(cause instanceof Error ? cause.message : cause);
  } catch {
    return "it threw something that is no Error";
  }
}

function messageOf(id: string, returned: unknown): ToolMessage {
  if (!hasFiles(returned)) return told(id, returned);
  const parts = structuredClone(returned.files);
  return { ...told(id, returned.result), extra_content: { google: { parts } } };
}

function told(id: string, result: unknown): ToolMessage {
  // What returns nothing has done its work.
  const content = typeof result === "string" ? result : JSON.stringify(result) ?? "null";
  return { role: "tool", tool_call_id: id, content };
}

/** Waits for the work, but not beyond an abort: a tool that ignores its signal must not hold the run. */
async function beforeAbort(signal: AbortSignal, work: () => unknown): Promise<unknown> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
