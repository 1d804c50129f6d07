import { refuse } from "./google_error.ts";
import { isObject, listOf, objectOf, stringOf } from "./json.ts";
import type { JsonObject } from "./json.ts";
import type { Answer } from "./answer.ts";
import { lastUserIndex, textOf } from "./chat_view.ts";

/**
 * How strictly thought signatures are demanded back:
 *
 * - `off`: they are sent as Gemini 3 sends them, and nobody asks for them, as with Gemini 2.5;
 * - `present`: the first call of each batch of the current turn must carry some signature;
 * - `exact`: it must carry the very one that was issued with it, and no other call may carry any.
 */
export type SignatureMode = "off" | "present" | "exact";

/** The signatures sent out so far. */
export interface SignatureBook {
  /** Remembers what an answer sent out; `demanded` makes its signatures due in any mode. */
  readonly record: (answer: Answer, demanded: boolean) => void;
  /** Remembers the signatures inside a scripted raw answer. */
  readonly recordRaw: (raw: unknown) => void;
  /** Ends a request whose history lacks a signature. */
  readonly check: (messages: readonly JsonObject[], mode: SignatureMode) => void;
  /** Forgets everything. */
  readonly clear: () => void;
}

// Google accepts this for history that another provider wrote.
const skipValidator = "skip_thought_signature_validator";
const learnMore =
  "Learn more: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures";

/** Opens an empty book. */
export function createSignatureBook(): SignatureBook {
  const issued = new Set<string>();
  const byCall = new Map<string, string>();
  const demandedCalls = new Set<string>();
  const demandedTexts = new Map<string, string>();

  function recordCall(id: string | undefined, signature: string | undefined): void {
    if (signature === undefined) return;
    issued.add(signature);
    if (id !== undefined && id !== "" && !byCall.has(id)) byCall.set(id, signature);
  }

  function record(answer: Answer, demanded: boolean): void {
    for (const choice of answer.choices) {
      for (const call of choice.calls) {
        recordCall(call.id, call.signature);
        if (demanded && call.signature !== undefined) demandedCalls.add(call.id);
      }
      if (choice.signature === undefined) continue;
      issued.add(choice.signature);
      // A message without text cannot be told from others in the history.
      if (demanded && choice.text !== "") demandedTexts.set(choice.text, choice.signature);
    }
  }

  function recordRaw(raw: unknown): void {
    for (const choice of listOf(objectOf(raw).choices)) {
      const message = objectOf(objectOf(choice).message ?? objectOf(choice).delta);
      for (const call of listOf(message.tool_calls)) {
        recordCall(stringOf(objectOf(call).id), signatureOf(call));
      }
    }
  }

  /** Checks one batch of calls: the first is signed, the others are not. */
  function checkBatch(calls: readonly unknown[], block: number, mode: SignatureMode): void {
    for (const [position, call] of calls.entries()) {
      const id = stringOf(objectOf(call).id) ?? "";
      const signature = signatureOf(call);
      const exact = mode === "exact" || demandedCalls.has(id);
      if (!exact && mode === "off") continue;
      if (position === 0 && (signature === undefined || signature === "")) missing(call, block);
      if (!exact || signature === undefined || signature === skipValidator) continue;
      const known = byCall.get(id);
      const right = known === undefined
        ? position === 0 && issued.has(signature)
        : known === signature;
      if (!right) refuse(400, `Thought signature is not valid. ${learnMore}`);
    }
  }

  function check(messages: readonly JsonObject[], mode: SignatureMode): void {
    const turn = lastUserIndex(messages);
    let block = 0;
    for (const [position, message] of messages.entries()) {
      if (message.role !== "system") block++;
      if (message.role !== "assistant") continue;
      const due = demandedTexts.get(textOf(message.content));
      if (due !== undefined && messageSignature(message) !== due) {
        refuse(
          400,
          `Unable to submit request because content block ${block} is missing a thought_signature. ${learnMore}`,
        );
      }
      if (position > turn) checkBatch(listOf(message.tool_calls), block, mode);
    }
  }

  function clear(): void {
    issued.clear();
    byCall.clear();
    demandedCalls.clear();
    demandedTexts.clear();
  }

  return { record, recordRaw, check, clear };
}

function missing(call: unknown, block: number): never {
  const name = stringOf(objectOf(objectOf(call).function).name);
  return refuse(
    400,
    `Unable to submit request because function call \`default_api:${name}\` in the ${block}. content block is ` +
      `missing a \`thought_signature\`. ${learnMore}`,
  );
}

/** The signature on a call, part or message, under Google's key or the old one. */
function signatureOf(carrier: unknown): string | undefined {
  const extra = objectOf(objectOf(carrier).extra_content);
  const space = isObject(extra.google) && extra.google.thought_signature !== undefined
    ? extra.google
    : objectOf(extra.vertex);
  return stringOf(space.thought_signature);
}

function messageSignature(message: JsonObject): string | undefined {
  const own = signatureOf(message);
  if (own !== undefined) return own;
  return listOf(message.content).map(signatureOf).find((signature) => signature !== undefined);
}
