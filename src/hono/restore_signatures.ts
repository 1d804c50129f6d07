import { isRecord } from "../errors.ts";

/** Where signatures came from, from the strongest to the weakest. */
export type SignatureSource = "echo" | "store" | "skip";

/** A history in which what must be signed is. */
export interface SignedHistory {
  /** The messages to send. */
  readonly messages: unknown;
  /** The weakest source; `undefined` if nothing needs a signature. */
  readonly used: SignatureSource | undefined;
}

/** A tool call that must be signed: the first of a step. */
interface FirstCall {
  /** Of its message. */
  readonly position: number;
  readonly id: string;
  readonly signed: boolean;
}

/** Google accepts it for calls that no Gemini made. */
const SKIP = "skip_thought_signature_validator";
const ORDER: readonly SignatureSource[] = ["echo", "store", "skip"];
/** Each may be a request to a store; what is further back gets the marker. */
const MAX_LOOKUPS = 64;

/**
 * Puts signatures back that a client has stripped.
 *
 * Google demands one on the first call of each step of the current turn, and refuses any that stands elsewhere than
 * where it came. So nothing else is touched.
 *
 * @param messages The history as it came; nothing of it is checked yet, and it is not written to.
 * @param find Gives a call's signature; empty if it came without one, `undefined` if nobody knows.
 * @returns See {@linkcode SignedHistory}.
 * @see {@link https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures | Google: Thought signatures}
 */
export async function restoreSignatures(
  messages: unknown,
  find: (callId: string) => Promise<string | undefined>,
): Promise<SignedHistory> {
  if (!Array.isArray(messages)) return { messages, used: undefined };
  const calls = firstCalls(messages);
  const stripped = calls.filter(({ signed }) => !signed);
  const sources = new Set<SignatureSource>();
  if (stripped.length < calls.length) sources.add("echo");
  const signatures = await Promise.all(
    stripped.map(({ id }, index) => index < stripped.length - MAX_LOOKUPS ? undefined : find(id)),
  );
  const result: unknown[] = [...messages];
  for (const [index, { position }] of stripped.entries()) {
    const signature = signatures[index];
    // What came without one goes back without one.
    if (signature === "") continue;
    sources.add(signature === undefined ? "skip" : "store");
    result[position] = signedMessage(messages[position], signature ?? SKIP);
  }
  return { messages: result, used: ORDER.findLast((source) => sources.has(source)) };
}

function firstCalls(messages: readonly unknown[]): FirstCall[] {
  const turn = messages.findLastIndex((message) => isRecord(message) && message.role === "user");
  return messages.flatMap((message, position) => {
    if (position <= turn || !isRecord(message) || message.role !== "assistant") return [];
    const call: unknown = Array.isArray(message.tool_calls) ? message.tool_calls[0] : undefined;
    if (!isRecord(call) || typeof call.id !== "string") return [];
    return [{ position, id: call.id, signed: signatureOf(call) !== undefined }];
  });
}

/** A copy of a message whose first call is signed. */
function signedMessage(message: unknown, signature: string): unknown {
  // Both were seen to be what they are when the call was found.
  const { tool_calls: [first, ...others], ...rest } = message as {
    tool_calls: Record<string, unknown>[];
  };
  const extra = isRecord(first?.extra_content) ? first.extra_content : {};
  const google = { ...(isRecord(extra.google) ? extra.google : {}), thought_signature: signature };
  return { ...rest, tool_calls: [{ ...first, extra_content: { ...extra, google } }, ...others] };
}

/**
 * The signature on a message, part or tool call.
 *
 * @param carrier What may carry one.
 * @returns It, under Google's key or the old one; `undefined` if there is none.
 */
export function signatureOf(carrier: unknown): string | undefined {
  const extra = isRecord(carrier) ? carrier.extra_content : undefined;
  if (!isRecord(extra)) return undefined;
  for (const space of [extra.google, extra.vertex]) {
    const signature = isRecord(space) ? space.thought_signature : undefined;
    if (typeof signature === "string" && signature !== "") return signature;
  }
  return undefined;
}
