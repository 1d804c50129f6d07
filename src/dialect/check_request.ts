import * as v from "valibot";
import { isRecord, parseJson, refusedRequest, type VertexIssue } from "../errors.ts";
import type { ChatCompletionCreateParams } from "./chat_request.ts";
import { issueOf } from "./issue_of.ts";

/** Where a request goes, as far as its rules depend on it. */
export interface RequestTarget {
  /** Whether Gemini's rules hold: true on `endpoints/openapi`, false for a self-deployed model. */
  readonly openapi: boolean;
}

const MAX_TOOLS = 128;
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const text = v.string();
const amount = v.nullish(v.number());
const anyObject = v.looseObject({});
const kind = v.looseObject({ type: text });

/** A text, or something else. Unlike a union's, the complaint says where inside of it something is wrong. */
function textOr<T extends v.GenericSchema>(other: T): v.LazySchema<typeof text | T> {
  return v.lazy((input) => typeof input === "string" ? text : other);
}

const CalledSchema = v.looseObject({ name: text, arguments: text });
const FunctionSchema = v.looseObject({
  name: text,
  description: v.optional(text),
  parameters: v.nullish(anyObject),
});

const PartSchema = v.looseObject({
  type: text,
  text: v.optional(text),
  image_url: v.optional(
    textOr(v.looseObject({ url: text }, "Expected a URL, or an object with a url")),
  ),
  input_audio: v.optional(v.looseObject({ data: text, format: text })),
  file: v.optional(anyObject),
  extra_content: v.nullish(anyObject),
});

const MessageSchema = v.looseObject({
  role: v.picklist(["system", "developer", "user", "assistant", "tool", "function"]),
  content: v.nullish(
    textOr(v.array(PartSchema, "Expected a text, or an array of content parts")),
  ),
  tool_calls: v.nullish(v.array(v.looseObject({ id: text, function: CalledSchema }))),
  function_call: v.nullish(CalledSchema),
  tool_call_id: v.optional(text),
  extra_content: v.nullish(anyObject),
});

const RequestSchema = v.looseObject({
  model: v.optional(text),
  messages: v.array(MessageSchema),
  stream: v.nullish(v.boolean()),
  max_tokens: amount,
  max_completion_tokens: amount,
  temperature: amount,
  top_p: amount,
  n: amount,
  seed: amount,
  frequency_penalty: amount,
  presence_penalty: amount,
  stop: v.nullish(textOr(v.array(text))),
  reasoning_effort: v.nullish(text),
  response_format: v.nullish(kind),
  modalities: v.nullish(v.array(text)),
  tools: v.nullish(v.array(v.looseObject({ type: text, function: v.optional(FunctionSchema) }))),
  functions: v.nullish(v.array(FunctionSchema)),
  tool_choice: v.nullish(textOr(kind)),
  extra_body: v.nullish(v.looseObject({ google: v.nullish(anyObject) })),
});

/**
 * Checks a request before anything is sent. Unknown fields pass.
 *
 * @param request What the caller gave.
 * @param target See {@linkcode RequestTarget}.
 * @throws {VertexError} `invalid_request`; `issues` names the path and the cure of every problem found.
 */
export function checkRequest(
  request: unknown,
  target: RequestTarget,
): asserts request is ChatCompletionCreateParams {
  const { success, issues: misfits, output } = v.safeParse(RequestSchema, request);
  const issues = success ? target.openapi ? geminiIssues(output) : [] : misfits.map(issueOf);
  const [first] = issues;
  if (!first) return;
  const place = first.path && ` at ${first.path}`;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  throw refusedRequest(first.message + place + more, issues);
}

type Request = v.InferOutput<typeof RequestSchema>;
type Message = Request["messages"][number];

/** What Vertex would refuse with a message that does not help. */
function geminiIssues(request: Request): VertexIssue[] {
  const issues: VertexIssue[] = [];
  const { model, messages, tools, extra_body: extraBody } = request;

  function refuse(path: string, message: string): void {
    issues.push({ path, message });
  }

  function checkNames(list: string, place: string, names: readonly (string | undefined)[]): void {
    const { length } = names;
    if (length > MAX_TOOLS) refuse(list, `Expected at most ${MAX_TOOLS} ${list}, not ${length}`);
    for (const [index, name] of names.entries()) {
      if (name === undefined || FUNCTION_NAME.test(name)) continue;
      refuse(
        `${list}[${index}]${place}`,
        "Expected a letter or underscore, then letters, digits, _ . or -, at most 64 in all",
      );
    }
  }

  function checkArguments(path: string, json: string | undefined): void {
    if (json === undefined || isRecord(parseJson(json))) return;
    refuse(
      `${path}.arguments`,
      'Expected the text of a JSON object; use "{}" where there are none',
    );
  }

  if (!/^[^/\s]+\/\S+$/.test(model ?? "")) {
    const example = JSON.stringify(`google/${model || "gemini-3.1-pro-preview"}`);
    refuse("model", `Expected publisher/model, such as ${example}`);
  }
  if (typeof request.reasoning_effort === "string" && extraBody?.google?.thinking_config) {
    refuse(
      "reasoning_effort",
      "Not together with extra_body.google.thinking_config; keep one of them",
    );
  }
  checkNames("tools", ".function.name", tools?.map((tool) => tool.function?.name) ?? []);
  checkNames("functions", ".name", request.functions?.map(({ name }) => name) ?? []);
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    // A result makes none, so that each one is counted for one turn only.
    const calls = isToolResult(message) ? [] : message.tool_calls ?? [];
    for (const [call, { function: { arguments: json } }] of calls.entries()) {
      checkArguments(`${path}.tool_calls[${call}].function`, json);
    }
    checkArguments(`${path}.function_call`, message.function_call?.arguments);
    if (!saysSomething(message)) {
      refuse(`${path}.content`, "Expected a text or part that is not empty");
    }
    // Google counts: as many results directly after a turn as it made calls.
    if (calls.length === 0) continue;
    let results = 0;
    while (isToolResult(messages[index + 1 + results])) results++;
    if (results !== calls.length) {
      refuse(
        `${path}.tool_calls`,
        `Expected one tool message for each of the ${calls.length} calls directly after it, not ${results}`,
      );
    }
  }
  return issues;
}

/** An answer or a result may be empty. */
function saysSomething({ role, content }: Message): boolean {
  if (role === "assistant" || isToolResult({ role })) return true;
  if (!Array.isArray(content)) return Boolean(content);
  return content.some((part) => part.type !== "text" || part.text);
}

function isToolResult(message: Pick<Message, "role"> | undefined): boolean {
  return message?.role === "tool" || message?.role === "function";
}
