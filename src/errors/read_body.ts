import { parseJson, VertexError } from "../errors.ts";
import { embeddedError, parseGoogleError } from "./google_error.ts";

/** Generous to answers with images; it only keeps a server gone mad from filling memory. */
export const MAX_ANSWER_BYTES = 67_108_864;

/** What a body is read over. */
export interface BodyConnection {
  /** Ends the reading. */
  readonly signal: AbortSignal;
  /** Takes out of a server's words what it may have quoted of the request. */
  redact(text: string): string;
}

/**
 * Reads an answer's JSON.
 *
 * @param response A successful response.
 * @param connection Its connection.
 * @param action What is being done, as in "Cannot <action>: …".
 * @returns The parsed body, which reports no error.
 * @throws {VertexError} Whatever the body reports, `invalid_response`, `connection_failed`.
 */
export async function readJson(
  response: Response,
  connection: BodyConnection,
  action: string,
): Promise<unknown> {
  const { signal, redact } = connection;
  const text = await readBounded(response, MAX_ANSWER_BYTES, signal).catch((cause) => {
    throw brokenConnection(action, cause);
  });
  const json = parseJson(text);
  if (json === undefined) {
    throw new VertexError(
      "invalid_response",
      `Cannot ${action}: the server answered ${response.status} with no JSON; check baseURL and what stands in between`,
      // What calls itself JSON was cut on its way; anything else comes from somebody who would say it again.
      { retryable: isJson(response) },
    );
  }
  if (parseGoogleError(json)) throw embeddedError({ action, text, redact, midway: false });
  return json;
}

/** Whether a response calls itself JSON. */
export function isJson(response: Response): boolean {
  return /json/i.test(response.headers.get("content-type") ?? "");
}

/** The error of a connection that failed; by default in the middle of a body. */
export function brokenConnection(
  action: string,
  cause: unknown,
  problem = "the connection broke",
): VertexError {
  return new VertexError("connection_failed", `Cannot ${action}: ${problem}`, {
    cause,
    retryable: true,
  });
}

/**
 * Reads a body as text up to a limit, then lets go of the connection.
 *
 * @param response Its body is consumed or cancelled in every case.
 * @param maxBytes Where reading stops; the rest is dropped.
 * @param signal Lets go as well, also where the `fetch` that answered does not heed it.
 * @param onLimit Told if there may have been more.
 * @returns The text, cut at the limit.
 */
export async function readBounded(
  response: Response,
  maxBytes: number,
  signal?: AbortSignal,
  onLimit?: () => void,
): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return "";
  const stop = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  let last: Uint8Array | undefined;
  while (size < maxBytes) {
    const { done, value } = await reader.read();
    // Decoding in one go costs half as much, and most bodies come in one piece.
    if (done) return text + decoder.decode(last);
    if (last) text += decoder.decode(last, { stream: true });
    last = value;
    size += value.byteLength;
  }
  stop();
  onLimit?.();
  return text + decoder.decode(last, { stream: true });
}
