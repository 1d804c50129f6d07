import { isRecord, isVertexError, VertexError } from "../errors.ts";
import { checkDeclarations } from "../schema/check_declarations.ts";
import type { AnySchema } from "../schema/standard_schema.ts";
import { toGeminiSchema } from "../schema/to_gemini_schema.ts";
import type { ChatMessage, ChatRequest } from "./chat_client.ts";
import { checkToolChoice, forcesCall } from "./check_tool_choice.ts";
import type { RunRequest } from "./run_types.ts";

/** What a request to the model is for: calls, the object, or whichever comes. */
export type Phase = "calls" | "object" | "both";

/** What every request of a run has in common. */
export interface RunPlan {
  /** What the first request is for. */
  readonly phase: Phase;
  /** Makes a request of the conversation so far. */
  requestFor(messages: readonly ChatMessage[], phase: Phase): ChatRequest;
}

/**
 * Checks what a run was asked for, and makes ready what all its requests share.
 *
 * @param request See {@linkcode RunRequest}.
 * @returns See {@linkcode RunPlan}.
 * @throws {VertexError} `invalid_request`, before anything is sent.
 */
export function planRun(request: RunRequest<AnySchema | undefined>): RunPlan {
  checkList("messages", request?.messages);
  checkList("tools", request.tools);
  const {
    tools,
    maxTurns = 1,
    maxParallelCalls = 1,
    repairTurns = 0,
    onToolError: _onToolError,
    onStep: _onStep,
    schema,
    schemaName,
    allowLosses,
    recursionDepth,
    toolsWithSchema = "together",
    tool_choice: choice,
    messages: _messages,
    ...params
  } = request;
  checkCount("maxTurns", maxTurns, 1);
  checkCount("maxParallelCalls", maxParallelCalls, 1);
  checkCount("repairTurns", repairTurns, 0);
  checkDeclarations(tools);
  checkToolChoice(choice, tools.map(({ name }) => name));
  const declared = tools.map(({ name, description, parameters }) => ({
    type: "function" as const,
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(parameters && { parameters: { ...parameters } }),
    },
  }));
  const compiled = schema && toGeminiSchema(schema, { allowLosses, recursionDepth }).schema;
  const format = compiled && {
    type: "json_schema" as const,
    json_schema: {
      name: nameFor(schemaName ?? compiled.title, schemaName !== undefined),
      schema: { ...compiled },
      strict: true,
    },
  };

  function requestFor(messages: readonly ChatMessage[], phase: Phase): ChatRequest {
    const calls = phase !== "object" && declared.length > 0;
    // A forced call holds once: after its result a model that must call again would never answer.
    const answered = messages.at(-1)?.role === "tool";
    const chosen = answered && forcesCall(choice) ? "auto" : choice;
    return {
      ...params,
      messages: [...messages],
      ...(calls && { tools: declared }),
      ...(calls && chosen !== undefined && { tool_choice: chosen }),
      ...(format && phase !== "calls" && { response_format: format }),
    };
  }
  const twoStep = format && tools.length > 0 && toolsWithSchema === "twoStep";
  return { phase: twoStep ? "calls" : "both", requestFor };
}

/** What callers without types may hand over. */
function checkList(name: string, list: unknown): void {
  if (Array.isArray(list) && list.every(isRecord)) return;
  throw new VertexError("invalid_request", `Cannot run: ${name} is no array of objects`, {
    issues: [{ path: name, message: "Expected an array of objects" }],
  });
}

function checkCount(name: string, count: number, least: number): void {
  if (count >= least) return;
  throw new VertexError(
    "invalid_request",
    `Cannot run: ${name} is ${count}, not ${least} or more`,
    {
      issues: [{ path: name, message: `Expected ${least} or more` }],
    },
  );
}

function nameFor(name: string | undefined, given: boolean): string {
  if (name === undefined) return "answer";
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return name;
  if (!given) return "answer";
  throw new VertexError(
    "invalid_request",
    "Cannot name the schema: expected letters, digits, _ and -, at most 64",
    { issues: [{ path: "schemaName", message: "Expected letters, digits, _ and -" }] },
  );
}

/** Models before Gemini 3 take no tools together with a schema; what they say of it is all there is to tell by. */
const REFUSAL = /function calling with a response mime type/i;

/**
 * Names the cure, where a model refused tools together with a schema.
 *
 * @param error What the client threw.
 * @param request What was sent.
 * @returns The error to throw.
 */
export function withCure(error: unknown, request: ChatRequest): unknown {
  const status: unknown = error instanceof Error ? Reflect.get(error, "status") : undefined;
  const refused = error instanceof Error && status === 400 && REFUSAL.test(error.message);
  if (!refused || !request.tools || !request.response_format) return error;
  return new VertexError(
    "invalid_request",
    "Cannot send tools together with a schema: this model takes only one of them in a request " +
      '(set toolsWithSchema: "twoStep", or use Gemini 3 or later)',
    {
      status: 400,
      cause: error,
      ...(isVertexError(error) && { googleStatus: error.googleStatus, requestId: error.requestId }),
    },
  );
}
