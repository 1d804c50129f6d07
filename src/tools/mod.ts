/**
 * Tools and structured output, over any client with OpenAI's shape: this library's, or the `openai` package's.
 *
 * Schemas come from valibot, zod, arktype or any library with Standard JSON Schema, or are plain JSON Schema. Gemini
 * gets what it accepts, and nothing is lost in silence.
 *
 * @example Tools, then an object
 * ```ts
 * import { createVertex } from "@vertex-edge/client";
 * import { createEmulator } from "@vertex-edge/client/testing";
 * import { parse, tool } from "@vertex-edge/client/tools";
 * import * as v from "valibot";
 *
 * const findEvents = tool({
 *   name: "find_events",
 *   description: "Finds events in a city",
 *   schema: v.object({ city: v.string() }),
 *   run: ({ city }) => [{ city, name: "Science fair", day: "Friday" }],
 * });
 * const emulator = await createEmulator();
 * const vertex = createVertex({ credentials: emulator.serviceAccountKey, fetch: emulator.fetch });
 * const { parsed } = await parse(vertex, {
 *   model: "google/gemini-3.1-pro-preview",
 *   messages: [{ role: "user", content: "What events are there in Boston?" }],
 *   tools: [findEvents],
 *   schema: v.object({ events: v.array(v.object({ name: v.string(), day: v.string() })) }),
 * });
 * const names: string[] = parsed.events.map(({ name }) => name);
 * if (names.length === 0) throw new Error("no event");
 * ```
 *
 * @module
 */
export { attachFiles } from "./attach_files.ts";
export type { ResultWithFiles } from "./attach_files.ts";
export type { SaidEvent } from "./ask_model.ts";
export type { ToolCall, ToolResult } from "./call_tool.ts";
export type {
  AnswerMessage,
  ChatAnswer,
  ChatClient,
  ChatMessage,
  ChatRequest,
  ChatUsage,
  ClientOptions,
  ToolFile,
  ToolMessage,
} from "./chat_client.ts";
export { parse, parseStreamed } from "./parse.ts";
export type { ParseRequest, ParseResult } from "./parse.ts";
export { RunError } from "./run_error.ts";
export type { RunErrorFields } from "./run_error.ts";
export { runTools, runToolsStreamed } from "./run_tools.ts";
export type { Partially, ResultOf, RunEvent, RunRequest, RunResult, RunStep } from "./run_types.ts";
export { tool } from "./tool.ts";
export type { Tool, ToolArguments, ToolContext, ToolOptions } from "./tool.ts";
export { toGeminiSchema } from "../schema/to_gemini_schema.ts";
export type { CompiledSchema, GeminiSchemaOptions } from "../schema/to_gemini_schema.ts";
export type { SchemaLoss, SchemaLossKind } from "../schema/compiler.ts";
export type { GeminiSchema } from "../schema/gemini_schema.ts";
export type {
  AnySchema,
  JsonSchema,
  SchemaInput,
  SchemaOutput,
  StandardIssue,
  StandardResult,
  StandardSchema,
  StandardSchemaProps,
} from "../schema/standard_schema.ts";
