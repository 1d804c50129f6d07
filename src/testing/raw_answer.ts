import type { JsonObject } from "./json.ts";

/** A tool call on Vertex's wire, whole or in part. */
export interface RawToolCall {
  extra_content?: JsonObject;
  function: { arguments?: string; name?: string };
  id?: string;
  index?: number;
  type?: string;
}

/** A message of a plain answer or a delta of a stream. */
export interface RawMessage {
  audio?: JsonObject;
  content?: string | JsonObject[] | null;
  extra_content?: JsonObject;
  reasoning?: string;
  reasoning_content?: string;
  role?: string;
  tool_calls?: RawToolCall[];
}

/** A choice. */
export interface RawChoice {
  delta?: RawMessage;
  finish_reason?: string;
  index: number;
  logprobs: null;
  message?: RawMessage;
}

/** Token counts. */
export interface RawUsage {
  completion_tokens?: number;
  completion_tokens_details?: { reasoning_tokens: number };
  extra_properties: { google: { traffic_type: string } };
  prompt_tokens: number;
  total_tokens: number;
}

/** A plain answer, or one chunk of a streamed one. */
export interface RawAnswer {
  choices?: RawChoice[];
  created: number;
  id: string;
  model: string;
  object: "chat.completion" | "chat.completion.chunk";
  system_fingerprint: "";
  usage?: RawUsage;
}
