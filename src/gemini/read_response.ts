import * as v from "valibot";
import { isRecord, VertexError } from "../errors.ts";
import type { UsageEvent } from "../hooks.ts";
import type { Part } from "./content.ts";
import type {
  CompleteCall,
  GenerateContentResponse,
  RawResponse,
  UsageMetadata,
} from "./response.ts";

/** What is being done while an answer is read. */
export const READ = "read the answer";

const text = v.exactOptional(v.string());
const count = v.exactOptional(v.number());
const object = v.record(v.string(), v.unknown());

const PartSchema = v.looseObject({
  text,
  thought: v.exactOptional(v.boolean()),
  thoughtSignature: text,
  functionCall: v.exactOptional(v.looseObject({
    id: text,
    name: text,
    args: v.exactOptional(object),
    partialArgs: v.exactOptional(v.array(v.looseObject({
      jsonPath: v.string(),
      stringValue: text,
      numberValue: count,
      boolValue: v.exactOptional(v.boolean()),
    }))),
    willContinue: v.exactOptional(v.boolean()),
  })),
});

/** What an answer must be, at the least; everything may be missing. */
const ResponseSchema = v.looseObject({
  candidates: v.optional(
    v.array(v.looseObject({
      index: count,
      content: v.exactOptional(
        v.looseObject({ role: text, parts: v.optional(v.array(PartSchema), []) }),
      ),
      finishReason: text,
    })),
    [],
  ),
  promptFeedback: v.exactOptional(v.looseObject({ blockReason: text, blockReasonMessage: text })),
  usageMetadata: v.exactOptional(v.looseObject({
    promptTokenCount: count,
    candidatesTokenCount: count,
    thoughtsTokenCount: count,
    toolUsePromptTokenCount: count,
    cachedContentTokenCount: count,
    totalTokenCount: count,
    trafficType: text,
  })),
  modelVersion: text,
});

/**
 * Reads an answer, or a chunk of one.
 *
 * @param raw Parsed JSON.
 * @returns The same, checked.
 * @throws {VertexError} `invalid_response`; `content_filtered` if the prompt was blocked, for then there is no answer.
 */
export function readResponse(raw: unknown): RawResponse {
  const response = parseResponse(raw);
  const { candidates, promptFeedback } = response;
  const reason = promptFeedback?.blockReason;
  if (reason !== undefined && candidates.length === 0) {
    const said = promptFeedback?.blockReasonMessage ?? "the model did not see it";
    throw new VertexError(
      "content_filtered",
      `Cannot ${READ}: the prompt was blocked for ${reason}: ${said.slice(0, 1_000)}`,
      { status: 200, googleStatus: reason },
    );
  }
  return response;
}

/**
 * Checks the form of an answer, or of a chunk of one.
 *
 * @param raw Parsed JSON.
 * @returns The same, checked.
 * @throws {VertexError} `invalid_response`.
 */
export function parseResponse(raw: unknown): RawResponse {
  const parsed = v.safeParse(ResponseSchema, isRecord(raw) ? raw : undefined);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const place = v.getDotPath(issue);
    const problem = `${issue.message}${place ? ` at ${place}` : ""}`;
    throw new VertexError("invalid_response", `Cannot ${READ}: ${problem}`);
  }
  return parsed.output;
}

/**
 * Lays at hand what most callers look for.
 *
 * @param raw An answer.
 * @param parts The first candidate's parts, calls whole.
 * @returns The answer, every field where it was.
 */
export function atHand(raw: RawResponse, parts: readonly Part[]): GenerateContentResponse {
  const usage = usageOf(raw.usageMetadata);
  return {
    ...raw,
    text: parts.map((part) => part.thought ? "" : part.text ?? "").join(""),
    functionCalls: parts.flatMap(({ functionCall }) => functionCall ? [whole(functionCall)] : []),
    ...(usage && { usage }),
  };
}

function whole({ id, name = "", args = {} }: NonNullable<Part["functionCall"]>): CompleteCall {
  return { ...(id !== undefined && { id }), name, args };
}

/**
 * Brings Google's counts to OpenAI's meaning: prompt and completion make the total, and thoughts are completion.
 *
 * @param counts What the server counted.
 * @returns The usage, or `undefined` if nothing was counted; chunks often say no more than the type of traffic.
 */
export function usageOf(counts: UsageMetadata | undefined): UsageEvent["usage"] | undefined {
  if (counts?.promptTokenCount === undefined && counts?.totalTokenCount === undefined) {
    return undefined;
  }
  const { thoughtsTokenCount: thoughts, cachedContentTokenCount: cached, trafficType } = counts;
  const prompt = (counts.promptTokenCount ?? 0) + (counts.toolUsePromptTokenCount ?? 0);
  const completion = (counts.candidatesTokenCount ?? 0) + (thoughts ?? 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: counts.totalTokenCount ?? prompt + completion,
    ...(thoughts !== undefined && { completion_tokens_details: { reasoning_tokens: thoughts } }),
    ...(cached !== undefined && { prompt_tokens_details: { cached_tokens: cached } }),
    ...(trafficType !== undefined &&
      { extra_properties: { google: { traffic_type: trafficType } } }),
  };
}
