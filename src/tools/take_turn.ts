import { isRecord, parseJson } from "../errors.ts";
import type { AnySchema } from "../schema/standard_schema.ts";
import { toJsonSchema } from "../schema/to_json_schema.ts";
import { validateJson } from "../schema/validate_json.ts";
import { askModel, type AskOptions } from "./ask_model.ts";
import { callTool, skipped, type ToolCall, type ToolResult } from "./call_tool.ts";
import type {
  AnswerMessage,
  ChatAnswer,
  ChatClient,
  ChatMessage,
  ChatRequest,
  ChatUsage,
} from "./chat_client.ts";
import { createPartialReader } from "./partial_json.ts";
import { type Phase, type RunPlan, withCure } from "./plan_run.ts";
import type { RunEvent, RunRequest, RunStep } from "./run_types.ts";
import { settle } from "./settle.ts";
import { sumUsage } from "./sum_usage.ts";

/** How far a run has come. */
export interface RunState {
  messages: ChatMessage[];
  usage: ChatUsage | undefined;
  steps: RunStep[];
  phase: Phase;
  repairs: number;
}

/** One run: what it was asked for, and with what. */
export interface RunSetting<S extends AnySchema | undefined> {
  readonly client: ChatClient;
  readonly request: RunRequest<S>;
  readonly plan: RunPlan;
  readonly ask: AskOptions;
}

/** A part of a run: events on the way, then a result. */
export type RunPart<S extends AnySchema | undefined, Result> = AsyncGenerator<
  RunEvent<S>,
  Result,
  undefined
>;

/**
 * Takes one turn: asks the model, calls the tools that it wants, adds both to the conversation.
 *
 * @param setting See {@linkcode RunSetting}.
 * @param state Is brought up to date.
 * @returns The turn.
 */
export async function* takeTurn<S extends AnySchema | undefined>(
  setting: RunSetting<S>,
  state: RunState,
): RunPart<S, RunStep> {
  const { request, plan, ask } = setting;
  const sent = plan.requestFor(state.messages, state.phase);
  const completion = yield* withPartials(setting, sent);
  state.usage = sumUsage(state.usage, completion.usage);
  const message = completion.choices[0]?.message;
  const results = yield* callAll(request, message?.tool_calls ?? [], ask.options.signal);
  // Where the object follows in a call of its own, the text before it is no part of the conversation.
  if (message && (results.length > 0 || state.phase !== "calls")) {
    const told = results.map((result) => result.message);
    state.messages = [...state.messages, storable(message), ...told];
  }
  const { messages } = state;
  const step: RunStep = { turn: state.steps.length + 1, completion, results, messages };
  state.steps.push(step);
  yield { type: "step", step };
  return step;
}

/** Beside the text of an object, the object so far. */
async function* withPartials<S extends AnySchema | undefined>(
  { client, request: { schema }, ask }: RunSetting<S>,
  sent: ChatRequest,
): RunPart<S, ChatAnswer> {
  const json = schema && ask.streamed && sent.response_format ? toJsonSchema(schema) : undefined;
  const reader = createPartialReader();
  const saying = askModel(client, sent, ask);
  try {
    while (true) {
      const { done, value } = await saying.next();
      if (done) return value;
      yield value;
      if (!json || value.type !== "text") continue;
      const partial = reader.add(value.text);
      if (partial === undefined || validateJson(json, partial, { partial: true }).length > 0) {
        continue;
      }
      // Checked against the schema, as far as it goes, and of the schema's input type therefore.
      yield { type: "partial", partial: partial as never };
    }
  } catch (error) {
    throw withCure(error, sent);
  } finally {
    // Its result is of no interest to anybody then.
    await saying.return(undefined as never);
  }
}

async function* callAll<S extends AnySchema | undefined>(
  { tools, maxParallelCalls = 8, onToolError = "tell" }: RunRequest<S>,
  calls: readonly ToolCall[],
  signal: AbortSignal,
): RunPart<S, ToolResult[]> {
  for (const call of calls) yield { type: "tool_call", call };
  const results = calls.map(skipped);
  const starts = calls.map((call, index) => async () => ({
    index,
    result: await callTool(tools, call, { signal, callId: call.id }),
  }));
  for await (const { index, result } of settle(starts, maxParallelCalls)) {
    results[index] = result;
    yield { type: "tool_result", result };
    if (result.error && onToolError === "throw") break;
  }
  return results;
}

/** Plain JSON, and fit to be sent again: Google takes no arguments that are no object. */
function storable(message: AnswerMessage): ChatMessage {
  const copy: AnswerMessage = JSON.parse(JSON.stringify(message));
  for (const { function: called } of copy.tool_calls ?? []) {
    if (!isRecord(parseJson(called.arguments))) called.arguments = "{}";
  }
  return copy;
}
