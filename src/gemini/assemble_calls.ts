import type { Part } from "./content.ts";
import { addPartialArg } from "./partial_args.ts";

/** Puts the calls of one streamed candidate together; made by {@linkcode createCallAssembler}. */
export interface CallAssembler {
  /** Takes the parts of one chunk. @returns The same, but for calls: those that are whole now. */
  push(parts: readonly Part[]): Part[];
  /** Says that no more come. @returns The call that was still open, if any. */
  end(): Part[];
}

/**
 * Makes an assembler.
 *
 * A call opens with its name and its signature, goes on in pieces without a name, and ends with the first one that
 * does not announce another; that one may be empty, or missing altogether.
 *
 * @returns The assembler, for one candidate of one answer.
 */
export function createCallAssembler(): CallAssembler {
  let open: Part | undefined;

  function push(parts: readonly Part[]): Part[] {
    return parts.flatMap((part) => part.functionCall ? take(part) : [part]);
  }

  function take(part: Part): Part[] {
    const { partialArgs = [], willContinue, ...call } = part.functionCall ?? {};
    const before = call.name === undefined || isOpen(call.id) ? [] : end();
    if (!open) {
      // A mere end, of a call that ended before.
      if (call.name === undefined) return before;
      if (!willContinue && partialArgs.length === 0) return [...before, part];
    }
    open ??= { ...part, functionCall: { ...call, args: structuredClone(call.args ?? {}) } };
    if (part.thoughtSignature && !open.thoughtSignature) {
      open.thoughtSignature = part.thoughtSignature;
    }
    for (const piece of partialArgs) addPartialArg(open.functionCall?.args ?? {}, piece);
    return willContinue === true ? before : [...before, ...end()];
  }

  function isOpen(id: string | undefined): boolean {
    return id !== undefined && id === open?.functionCall?.id;
  }

  function end(): Part[] {
    const whole = open ? [open] : [];
    open = undefined;
    return whole;
  }

  return { push, end };
}
