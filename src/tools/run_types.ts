import type { AnySchema, SchemaInput, SchemaOutput } from "../schema/standard_schema.ts";
import type { GeminiSchemaOptions } from "../schema/to_gemini_schema.ts";
import type { SaidEvent } from "./ask_model.ts";
import type { ToolCall, ToolResult } from "./call_tool.ts";
import type { ChatAnswer, ChatMessage, ChatRequest, ChatUsage } from "./chat_client.ts";
import type { Tool } from "./tool.ts";

/** A request for a run: OpenAI's parameters, and those of the run. */
export interface RunRequest<S extends AnySchema | undefined = undefined> extends
  Omit<
    ChatRequest,
    "tools" | "stream" | "stream_options" | "n" | "functions" | "function_call"
  >,
  GeminiSchemaOptions {
  /** The tools that the model may call. */
  readonly tools: readonly Tool[];
  /** Most answers of the model, as long as it calls tools. @default {10} */
  readonly maxTurns?: number | undefined;
  /** Most tools that run at a time. @default {8} */
  readonly maxParallelCalls?: number | undefined;
  /**
   * What becomes of a tool that throws, of arguments that do not fit, and of a tool that does not exist: the model is
   * told, or the run ends with `tool_failed` or `schema_mismatch`.
   *
   * @default {"tell"}
   */
  readonly onToolError?: "tell" | "throw" | undefined;
  /**
   * Told after every turn, and waited for: the place to store `messages`. `"stop"` ends the run there, with every call
   * answered. What it throws ends the run, too.
   */
  readonly onStep?:
    | ((step: RunStep) => void | "stop" | undefined | Promise<void | "stop" | undefined>)
    | undefined;
  /** Schema of the answer, if it is to be an object; see `parse`. */
  readonly schema?: S;
  /** Name of the schema: letters, digits, `_` and `-`, at most 64. @default the schema's title, or `"answer"` */
  readonly schemaName?: string | undefined;
  /** How often the model may correct an answer that does not fit the schema. @default {0} */
  readonly repairTurns?: number | undefined;
  /**
   * Tools and a schema: in one request, which models before Gemini 3 refuse, or the tools first and the object in a
   * call of its own, for which the text that came before it is dropped.
   *
   * @default {"together"}
   */
  readonly toolsWithSchema?: "together" | "twoStep" | undefined;
}

/** One turn: an answer of the model, and the results of its calls. */
export interface RunStep {
  /** Number of the turn, from 1. */
  turn: number;
  /** The answer. */
  completion: ChatAnswer;
  /** The results, in the order of the calls. */
  results: ToolResult[];
  /** The conversation after the turn, plain JSON: store it, and a run anywhere goes on from it. */
  messages: ChatMessage[];
}

/** What a run comes to. */
export interface RunResult<Output = undefined> {
  /** The last answer. */
  completion: ChatAnswer;
  /** The whole conversation, the last answer included: plain JSON. */
  messages: ChatMessage[];
  /** Tokens used by all turns, if the server counted. */
  usage?: ChatUsage;
  /** Every turn. */
  steps: RunStep[];
  /** The object, if a schema was given and the run was not stopped. */
  parsed?: Output;
}

/** What a run with this schema comes to. */
export type ResultOf<S extends AnySchema | undefined> = RunResult<
  S extends AnySchema ? SchemaOutput<S> : undefined
>;

/** An object while it is being written. */
export type Partially<T> = T extends readonly (infer Item)[] ? Partially<Item>[]
  : T extends object ? { [Key in keyof T]?: Partially<T[Key]> }
  : T;

/** What happens in a run, in order. */
export type RunEvent<S extends AnySchema | undefined = undefined> =
  | SaidEvent
  | {
    /** The object so far: what of it is complete, and fits. */
    type: "partial";
    /** The object. */
    partial: Partially<SchemaInput<S>>;
  }
  | {
    /** The model calls a tool. */
    type: "tool_call";
    /** The call. */
    call: ToolCall;
  }
  | {
    /** A tool has answered; the first one first. */
    type: "tool_result";
    /** Its answer. */
    result: ToolResult;
  }
  | {
    /** A turn is over. */
    type: "step";
    /** The turn. */
    step: RunStep;
  }
  | {
    /** The run is over. Comes last. */
    type: "final";
    /** What it came to. */
    result: ResultOf<S>;
  };
