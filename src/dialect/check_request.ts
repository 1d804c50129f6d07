import * as v from "valibot";
import { isRecord, refusedRequest, type VertexError, type VertexIssue } from "../errors.ts";
import type { ChatCompletionCreateParams } from "./chat_request.ts";

/** Where a request goes, as far as its rules depend on it. */
export interface RequestTarget {
  /** Whether Gemini's rules hold: true on `endpoints/openapi`, false for a self-deployed model. */
  readonly openapi: boolean;
}

const MAX_TOOLS = 128;
const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

const text = v.string();
const amount = v.nullish(v.number());

const PartSchema = v.looseObject({
  type: text,
  text: v.optional(text),
  image_url: v.optional(
    v.union([text, v.looseObject({ url: text })], "Expected a URL, or an object with a url"),
  ),
  input_audio: v.optional(v.looseObject({ data: text, format: text })),
  file: v.optional(v.record(text, v.unknown())),
  extra_content: v.nullish(v.record(text, v.unknown())),
});

const MessageSchema = v.looseObject({
  role: v.picklist(["system", "developer", "user", "assistant", "tool", "function"]),
  content: v.nullish(v.union([text, v.array(PartSchema)], issueInUnion)),
  tool_calls: v.nullish(
    v.array(v.looseObject({
      id: text,
      function: v.looseObject({ name: text, arguments: text }),
    })),
  ),
  tool_call_id: v.optional(text),
  extra_content: v.nullish(v.record(text, v.unknown())),
});

const RequestSchema = v.looseObject({
  model: v.optional(text),
  messages: v.pipe(v.array(MessageSchema), v.minLength(1, "Expected at least one message")),
  stream: v.nullish(v.boolean()),
  max_tokens: amount,
  max_completion_tokens: amount,
  temperature: amount,
  top_p: amount,
  n: amount,
  seed: amount,
  frequency_penalty: amount,
  presence_penalty: amount,
  stop: v.nullish(v.union([text, v.array(text)])),
  reasoning_effort: v.nullish(text),
  response_format: v.nullish(v.looseObject({ type: text })),
  modalities: v.nullish(v.array(text)),
  tools: v.nullish(v.array(v.looseObject({
    type: text,
    function: v.optional(v.looseObject({
      name: text,
      description: v.optional(text),
      parameters: v.nullish(v.record(text, v.unknown())),
    })),
  }))),
  tool_choice: v.nullish(v.union([text, v.looseObject({ type: text })])),
  extra_body: v.nullish(v.looseObject({ google: v.nullish(v.record(text, v.unknown())) })),
});

/** A union reports only that nothing fits; the array's own complaint says where. */
function issueInUnion(issue: v.UnionIssue<v.BaseIssue<unknown>>): string {
  return issue.issues?.length === 1
    ? issue.issues[0].message
    : "Expected a text, or an array of content parts";
}

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
  const parsed = v.safeParse(RequestSchema, request);
  if (!parsed.success) {
    throw refusal(parsed.issues.flatMap((issue) => deepest(issue)).map(describe));
  }
  const issues = target.openapi ? geminiIssues(parsed.output) : [];
  if (issues.length > 0) throw refusal(issues);
}

type Request = v.InferOutput<typeof RequestSchema>;
type Message = v.InferOutput<typeof MessageSchema>;

/** What Vertex would refuse with a message that does not help. */
function geminiIssues(request: Request): VertexIssue[] {
  const issues: VertexIssue[] = [];
  const { model, messages, tools, extra_body: extraBody } = request;
  if (model === undefined || !/^[^/\s]+\/\S+$/.test(model)) {
    const example = `google/${model || "gemini-3.1-pro-preview"}`;
    issues.push({
      path: "model",
      message: `Expected publisher/model, such as ${JSON.stringify(example)}`,
    });
  }
  if (typeof request.reasoning_effort === "string" && extraBody?.google?.thinking_config) {
    issues.push({
      path: "reasoning_effort",
      message: "Not together with extra_body.google.thinking_config; keep one of them",
    });
  }
  if ((tools?.length ?? 0) > MAX_TOOLS) {
    issues.push({
      path: "tools",
      message: `Expected at most ${MAX_TOOLS} tools, not ${tools?.length}`,
    });
  }
  for (const [index, tool] of tools?.entries() ?? []) {
    if (tool.function && !FUNCTION_NAME.test(tool.function.name)) {
      issues.push({
        path: `tools[${index}].function.name`,
        message:
          "Expected a letter or underscore, then letters, digits, _ . or -, at most 64 in all",
      });
    }
  }
  for (const [index, message] of messages.entries()) issues.push(...messageIssues(message, index));
  if (messages.every(({ role }) => role === "system" || role === "developer")) {
    issues.push({
      path: "messages",
      message: "Expected a message beside the system's; add one of the user",
    });
  }
  return [...issues, ...toolResultIssues(messages)];
}

function messageIssues(message: Message, index: number): VertexIssue[] {
  const path = `messages[${index}]`;
  const { role, content } = message;
  const issues: VertexIssue[] = [];
  for (const [call, { function: { arguments: json } }] of message.tool_calls?.entries() ?? []) {
    if (!isObjectText(json)) {
      issues.push({
        path: `${path}.tool_calls[${call}].function.arguments`,
        message: 'Expected the text of a JSON object; use "{}" where there are none',
      });
    }
  }
  const hasParts = typeof content === "string"
    ? content !== "" || role === "tool" || role === "function"
    : (content ?? []).some((part) => part.type !== "text" || part.text !== "");
  const hasMore = role === "assistant" || role === "tool" || role === "function";
  if (!hasParts && !hasMore) {
    issues.push({ path: `${path}.content`, message: "Expected a text or part that is not empty" });
  }
  return issues;
}

/** Google counts: as many results directly after a turn as it made calls. */
function toolResultIssues(messages: Message[]): VertexIssue[] {
  const issues: VertexIssue[] = [];
  for (const [index, message] of messages.entries()) {
    const calls = message.tool_calls?.length ?? 0;
    if (calls === 0) continue;
    const after = messages.slice(index + 1);
    const end = after.findIndex(({ role }) => role !== "tool" && role !== "function");
    const results = end === -1 ? after.length : end;
    if (results !== calls) {
      issues.push({
        path: `messages[${index}].tool_calls`,
        message:
          `Expected one tool message for each of the ${calls} calls directly after it, not ${results}`,
      });
    }
  }
  return issues;
}

function isObjectText(json: string): boolean {
  try {
    return isRecord(JSON.parse(json));
  } catch {
    return false;
  }
}

function deepest(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown>[] {
  const inner = issue.type === "union" ? issue.issues?.filter((one) => one.path !== undefined) : [];
  if (!inner?.length) return [issue];
  return inner.map((one) =>
    ({ ...one, path: [...(issue.path ?? []), ...(one.path ?? [])] }) as v.BaseIssue<unknown>
  );
}

function describe(issue: v.BaseIssue<unknown>): VertexIssue {
  let path = "";
  for (const { key } of issue.path ?? []) {
    path += typeof key === "number" ? `[${key}]` : `${path && "."}${String(key)}`;
  }
  return { path, message: issue.message };
}

function refusal(issues: VertexIssue[]): VertexError {
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const place = first?.path ? ` at ${first.path}` : "";
  return refusedRequest(`${first?.message}${place}${more}`, issues);
}
