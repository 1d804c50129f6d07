/**
 * Everything that decides how one answer goes over the wire, before any of it does.
 * Answers, scripts and faults all come down to this, so that each fault works on each answer.
 */
export interface ReplyPlan {
  /** HTTP status. */
  readonly status: number;
  /** Header fields, lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, one entry a write. */
  readonly writes: readonly Uint8Array[];
  /** What comes after the last write: a clean end, an error, silence, SSE comments for ever, or all of it again. */
  readonly end: "close" | "reset" | "hang" | "keep-alive" | "endless";
  /** Pause before each write but the first, in milliseconds. */
  readonly delayMs: number;
}

const encoder = new TextEncoder();

/**
 * Checks a status that a test chose; no Response takes another.
 *
 * @throws {TypeError} That names what it was chosen for.
 */
export function checkStatus(what: string, status: number | undefined): void {
  if (Number.isInteger(status) && status !== undefined && status >= 200 && status <= 599) return;
  throw new TypeError(`Cannot play ${what}: its status is no whole number from 200 to 599`);
}

/** Text as bytes. */
export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** A plan for a body that goes out in one write. */
export function planText(status: number, contentType: string, text: string): ReplyPlan {
  const writes = text === "" ? [] : [encode(text)];
  return { status, headers: { "content-type": contentType }, writes, end: "close", delayMs: 0 };
}

/** A plan for JSON, printed with indentation as Google prints its errors. */
export function planJson(status: number, body: unknown): ReplyPlan {
  return planText(status, "application/json; charset=UTF-8", `${JSON.stringify(body, null, 2)}\n`);
}

/** Cuts the same bytes anew: first at the given sizes, the rest in pieces of `chunkBytes` or in one. */
export function recut(
  writes: readonly Uint8Array[],
  sizes: readonly number[],
  chunkBytes: number | undefined,
): Uint8Array[] {
  const bytes = joinBytes(writes);
  const cut: Uint8Array[] = [];
  let start = 0;
  for (const size of sizes) {
    // A size of zero would be an empty write, which some streams refuse.
    if (start >= bytes.length || size <= 0) continue;
    cut.push(bytes.slice(start, start + size));
    start += size;
  }
  const rest = Math.max(1, chunkBytes ?? bytes.length);
  for (; start < bytes.length; start += rest) cut.push(bytes.slice(start, start + rest));
  return cut;
}

/** All writes in one array. */
export function joinBytes(writes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(writes.reduce((sum, write) => sum + write.length, 0));
  let start = 0;
  for (const write of writes) {
    bytes.set(write, start);
    start += write.length;
  }
  return bytes;
}
