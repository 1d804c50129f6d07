import { createCallAssembler } from "./assemble_calls.ts";
import type { Content, Part } from "./content.ts";
import { atHand } from "./read_response.ts";
import type { Candidate, GenerateContentResponse, RawResponse } from "./response.ts";

/** Adds chunks up to the answer that a plain call would have given; made by {@linkcode createAccumulator}. */
export interface Accumulator {
  /** Takes the next chunk. @returns The chunk, with what it completes at hand. */
  add(raw: RawResponse): GenerateContentResponse;
  /** The answer so far; a copy. */
  response(): GenerateContentResponse;
  /** Whether every candidate that began has finished, and there is one. */
  readonly complete: boolean;
}

/**
 * Makes an accumulator.
 *
 * Texts are joined only where nothing tells them apart: a signature stays on the very part that it came on.
 *
 * @returns The accumulator, for one answer.
 */
export function createAccumulator(): Accumulator {
  const lanes = new Map<number, ReturnType<typeof createLane>>();
  let rest: Omit<RawResponse, "candidates"> = {};

  function add(raw: RawResponse): GenerateContentResponse {
    const { candidates, usageMetadata, ...others } = raw;
    // Counts come once, the type of traffic with every chunk.
    const counts = { ...rest.usageMetadata, ...usageMetadata };
    rest = { ...rest, ...others, ...(usageMetadata && { usageMetadata: counts }) };
    let first: Part[] = [];
    for (const [position, candidate] of candidates.entries()) {
      const index = candidate.index ?? position;
      const lane = lanes.get(index) ?? createLane();
      lanes.set(index, lane);
      const parts = lane.add(candidate);
      if (index === 0) first = parts;
    }
    return atHand(raw, first);
  }

  function response(): GenerateContentResponse {
    const ordered = [...lanes.entries()].sort(([one], [other]) => one - other);
    const candidates = ordered.map(([, lane]) => lane.candidate());
    const whole = structuredClone({ ...rest, candidates });
    return atHand(whole, whole.candidates[0]?.content?.parts ?? []);
  }

  return {
    add,
    response,
    get complete(): boolean {
      return lanes.size > 0 && [...lanes.values()].every((lane) => lane.finished);
    },
  };
}

/** Adds up one candidate. */
function createLane(): {
  add(candidate: Candidate): Part[];
  candidate(): Candidate;
  readonly finished: boolean;
} {
  const assembler = createCallAssembler();
  const parts: Part[] = [];
  let role: string | undefined;
  let rest: Omit<Candidate, "content"> = {};

  function add({ content, ...others }: Candidate): Part[] {
    role ??= content?.role;
    rest = { ...rest, ...others };
    const whole = assembler.push(content?.parts ?? []);
    if (others.finishReason !== undefined) whole.push(...assembler.end());
    for (const part of whole) append(parts, part);
    return whole;
  }

  return {
    add,
    candidate() {
      const content: Content = { role: role ?? "model", parts };
      return { ...(parts.length > 0 && { content }), ...rest };
    },
    get finished(): boolean {
      return rest.finishReason !== undefined;
    },
  };
}

function append(parts: Part[], part: Part): void {
  const before = parts.at(-1);
  if (before && isPlainText(before) && isPlainText(part) && before.thought === part.thought) {
    parts[parts.length - 1] = { ...before, text: `${before.text}${part.text}` };
  } else if (!isPlainText(part) || part.text !== "") {
    parts.push(part);
  }
}

/** Whether a part is text and nothing more. */
function isPlainText(part: Part): boolean {
  return part.text !== undefined &&
    Object.keys(part).every((field) => field === "text" || field === "thought");
}
