import { createCallAssembler } from "./assemble_calls.ts";
import { callHandle } from "./call_id.ts";
import type { Part } from "./content.ts";
import type { Fields } from "./fields.ts";
import { usageOf } from "./read_response.ts";
import type { Candidate, RawResponse } from "./response.ts";

/** Says in chat's words what a native answer says; made by {@linkcode createChatVoice}. */
export interface ChatVoice {
  /** A whole answer, as a completion. */
  completion(raw: RawResponse): Fields;
  /** A chunk of a streamed one. */
  chunk(raw: RawResponse): Fields;
}

/**
 * Makes the voice for one answer. What it says is Vertex's own dialect of chat, for chat's repairs to read.
 *
 * @param model The model that was asked for.
 * @returns The voice.
 */
export function createChatVoice(model: string): ChatVoice {
  const lanes = new Map<number, Lane>();

  function lane(index: number): Lane {
    const known = lanes.get(index) ?? { assembler: createCallAssembler(), calls: 0 };
    lanes.set(index, known);
    return known;
  }

  function say(raw: RawResponse, field: "message" | "delta"): Fields {
    const { candidates, promptFeedback, usageMetadata, responseId, createTime } = raw;
    const blocked = candidates.length === 0 && promptFeedback?.blockReason;
    const choices = candidates.map((candidate, position) => {
      const index = candidate.index ?? position;
      const { finishReason } = candidate;
      return {
        index,
        [field]: speech(wholeParts(candidate, lane(index)), lane(index)),
        ...(finishReason !== undefined && { finish_reason: finishOf(finishReason) }),
      };
    });
    const usage = usageOf(usageMetadata);
    return {
      ...(responseId !== undefined && { id: responseId }),
      ...(createTime !== undefined && { created: Math.floor(Date.parse(createTime) / 1_000) }),
      object: field === "message" ? "chat.completion" : "chat.completion.chunk",
      model,
      choices: blocked ? [{ index: 0, finish_reason: `content_filter: ${blocked}` }] : choices,
      ...(usage && { usage }),
    };
  }

  return { completion: (raw) => say(raw, "message"), chunk: (raw) => say(raw, "delta") };
}

/** What is kept of one candidate between its chunks. */
interface Lane {
  readonly assembler: ReturnType<typeof createCallAssembler>;
  calls: number;
}

function wholeParts({ content, finishReason }: Candidate, { assembler }: Lane): Part[] {
  const parts = assembler.push(content?.parts ?? []);
  return finishReason === undefined ? parts : [...parts, ...assembler.end()];
}

function speech(parts: readonly Part[], lane: Lane): Fields {
  const said: Fields = { role: "assistant" };
  const calls: Fields[] = [];
  const images: Fields[] = [];
  let image: string | undefined;
  for (const part of parts) {
    const { text, thought, thoughtSignature: signature, functionCall, inlineData } = part;
    if (functionCall) {
      calls.push(callOf(part, lane.calls++));
      continue;
    }
    if (text) add(said, thought ? "reasoning_content" : "content", text);
    // In chat, Google puts images into the slot for audio.
    if (inlineData) {
      const { data, mimeType } = inlineData;
      // It holds one; chat adds it to those that are offered already.
      if (image !== undefined) images.push({ type: "image_url", image_url: { url: image } });
      image = mimeType?.startsWith("image/") ? `data:${mimeType};base64,${data}` : undefined;
      said.audio = { data, extra_content: { google: { mime_type: mimeType } } };
    }
    if (signature && !thought) {
      said.extra_content = { google: { thought_signature: signature } };
    }
  }
  if (images.length > 0) said.images = images;
  return { content: null, ...said, ...(calls.length > 0 && { tool_calls: calls }) };
}

function callOf({ functionCall, thoughtSignature: signature }: Part, index: number): Fields {
  const { id, name, args = {} } = functionCall ?? {};
  return {
    index,
    ...(id !== undefined && { id: callHandle(id) }),
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
    ...(signature && { extra_content: { google: { thought_signature: signature } } }),
  };
}

function add(said: Fields, field: string, text: string): void {
  said[field] = `${said[field] ?? ""}${text}`;
}

/** Chat's two plain reasons, and its own way of saying what went wrong with a call; the rest is kept as it is. */
function finishOf(reason: string): string {
  switch (reason) {
    case "STOP":
      return "stop";
    case "MAX_TOKENS":
      return "length";
    case "MALFORMED_FUNCTION_CALL":
    case "UNEXPECTED_TOOL_CALL":
    case "TOO_MANY_TOOL_CALLS":
      return `function_call_filter: ${reason}`;
    default:
      return reason;
  }
}
