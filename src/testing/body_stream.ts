import { encode } from "./reply_plan.ts";
import type { ReplyPlan } from "./reply_plan.ts";

/** Counts response bodies that are neither read to their end nor cancelled. */
export interface BodyMeter {
  /** Bodies alive now. */
  open: number;
  /** Bytes written so far. */
  written: number;
}

/** Turns a plan into a Response whose body is written lazily, counted, and freed by cancel or abort. */
export function openResponse(
  plan: ReplyPlan,
  meter: BodyMeter,
  signal: AbortSignal | undefined,
): Response {
  const bodyless = plan.status === 204 || plan.status === 205 || plan.status === 304;
  const body = bodyless ? null : openBody(plan, meter, signal);
  return new Response(body, { status: plan.status, headers: plan.headers });
}

function openBody(
  plan: ReplyPlan,
  meter: BodyMeter,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  let nextWrite = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wake: (() => void) | undefined;
  let done = false;
  let onAbort: (() => void) | undefined;
  meter.open++;

  // Runs on every way out, and more than one may come: workerd reports a cancel after an abort.
  function release(): void {
    if (done) return;
    done = true;
    meter.open--;
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
    wake?.();
  }

  /** Resolves after the time, or at once when the body is released; without a time only then. */
  function pause(ms: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
  }

  function write(controller: ReadableStreamDefaultController<Uint8Array>, bytes: Uint8Array): void {
    meter.written += bytes.length;
    controller.enqueue(bytes);
  }

  async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    if (plan.delayMs > 0 && nextWrite > 0) await pause(plan.delayMs);
    if (done) return;
    const next = plan.writes[nextWrite++];
    if (next !== undefined) write(controller, next);
    if (nextWrite < plan.writes.length) return;
    if (plan.end === "close") {
      release();
      controller.close();
    } else if (plan.end === "endless" && next !== undefined) {
      // A turn at least: a reader that is never kept waiting would keep every timer waiting.
      await pause(plan.delayMs);
      nextWrite = 0;
    } else if (next !== undefined) {
      // The other endings come after the reader has seen this write: an error would throw it away.
      return;
    } else if (plan.end === "reset") {
      release();
      controller.error(new TypeError("Emulated fault: connection reset while the body was sent"));
    } else if (plan.end === "hang") {
      await pause(undefined);
    } else {
      await pause(Math.max(10, plan.delayMs));
      if (!done) write(controller, encode(": keep-alive\n\n"));
    }
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (signal === undefined) return;
      onAbort = () => {
        if (done) return;
        release();
        controller.error(signal.reason);
      };
      signal.addEventListener("abort", onAbort);
    },
    pull,
    cancel: release,
    // No read-ahead: what the reader has not asked for is not written, so slow readers slow us down.
  }, { highWaterMark: 0 });
}
