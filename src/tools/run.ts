import { isVertexError } from "../errors.ts";
import type { AnySchema, SchemaOutput } from "../schema/standard_schema.ts";
import type { ChatAnswer, ChatClient } from "./chat_client.ts";
import { planRun } from "./plan_run.ts";
import { askForRepair, readAnswer } from "./read_answer.ts";
import { RunError } from "./run_error.ts";
import type { ResultOf, RunRequest } from "./run_types.ts";
import { type RunPart, type RunSetting, type RunState, takeTurn } from "./take_turn.ts";

/** How a run is made. */
export interface RunOptions {
  /** Whether answers come in pieces. */
  readonly streamed: boolean;
  /** What the client's own `create` takes. */
  readonly options: { readonly signal?: AbortSignal | undefined } | undefined;
}

/**
 * Makes a run, and leaves nothing behind: when it ends in any way, whatever it began has ended or is told to.
 *
 * @param client Any client.
 * @param request See {@linkcode RunRequest}.
 * @param options See {@linkcode RunOptions}.
 * @returns The result, which is also the last of the events on the way.
 */
export async function* run<S extends AnySchema | undefined>(
  client: ChatClient,
  request: RunRequest<S>,
  { streamed, options }: RunOptions,
): RunPart<S, ResultOf<S>> {
  const plan = planRun(request);
  const outer = options?.signal ?? undefined;
  const controller = new AbortController();
  const onAbort = () => controller.abort(outer?.reason);
  if (outer?.aborted) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  let finished = false;
  try {
    controller.signal.throwIfAborted();
    const ask = { streamed, options: { ...options, signal: controller.signal } };
    const result = yield* loop({ client, request, plan, ask });
    finished = true;
    return result;
  } catch (error) {
    // Other clients have errors of their own for it.
    outer?.throwIfAborted();
    throw error;
  } finally {
    outer?.removeEventListener("abort", onAbort);
    if (!finished) controller.abort(new DOMException("The run has ended", "AbortError"));
  }
}

/** Asks the model, calls the tools that it wants, tells it the results, until it answers. */
async function* loop<S extends AnySchema | undefined>(
  setting: RunSetting<S>,
): RunPart<S, ResultOf<S>> {
  const { request, plan } = setting;
  const { maxTurns = 10, onToolError = "tell", onStep, schema } = request;
  const state: RunState = {
    messages: [...request.messages],
    usage: undefined,
    steps: [],
    phase: plan.phase,
    repairs: request.repairTurns ?? 0,
  };
  while (true) {
    const step = yield* takeTurn(setting, state);
    const { completion, results } = step;
    const failure = results.find(({ error }) => error)?.error;
    if (failure && onToolError === "throw") throw asRunError(failure, state);
    if (await onStep?.(step) === "stop") return yield* finish(state, completion);
    if (results.length > 0) {
      if (step.turn < maxTurns) continue;
      const message = `Cannot finish the run: the model still calls tools after ${maxTurns} turns`;
      throw new RunError("max_turns", message, state);
    }
    if (state.phase === "calls") {
      state.phase = "object";
      continue;
    }
    if (!schema) return yield* finish(state, completion);
    const parsed = await parseAnswer(state, completion, schema);
    if (parsed) return yield* finish(state, completion, parsed);
  }
}

async function* finish<S extends AnySchema | undefined>(
  { messages, steps, usage }: RunState,
  completion: ChatAnswer,
  parsed?: { readonly value: unknown },
): RunPart<S, ResultOf<S>> {
  // What is parsed is the schema's output; without a schema nothing is.
  const value = parsed && { parsed: parsed.value as never };
  const result: ResultOf<S> = { completion, messages, steps, ...(usage && { usage }), ...value };
  yield { type: "final", result };
  return result;
}

/** The object; or nothing, if the model is to correct it. */
async function parseAnswer<S extends AnySchema>(
  state: RunState,
  { choices: [choice] }: ChatAnswer,
  schema: S,
): Promise<{ readonly value: SchemaOutput<S> } | undefined> {
  if (!choice) {
    throw new RunError("empty_response", "Cannot parse the answer: there is none", state);
  }
  const { message: { content, refusal }, finish_reason: finishReason } = choice;
  const fields = { text: content ?? refusal ?? "", finishReason };
  const read = await readAnswer(choice, schema).catch((error) => {
    throw asRunError(error, state, fields);
  });
  if (!read.issues) return read;
  // Cut off once, it would be cut off again.
  if (state.repairs > 0 && finishReason !== "length") {
    state.repairs--;
    state.messages = [...state.messages, askForRepair(read.issues)];
    return undefined;
  }
  const { issues } = read;
  const [issue] = issues;
  const message = `Cannot parse the answer: ${issue?.message}${issue?.path && ` at ${issue.path}`}`;
  throw new RunError("schema_mismatch", message, { ...fields, ...state, issues });
}

function asRunError(
  error: unknown,
  { messages, usage }: RunState,
  fields: { readonly text?: string; readonly finishReason?: string } = {},
): unknown {
  if (!isVertexError(error)) return error;
  const { code, message, issues, cause } = error;
  return new RunError(code, message, { issues, cause, ...fields, messages, usage });
}
