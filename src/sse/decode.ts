import { VertexError } from "../errors.ts";

/** One event of a `text/event-stream`. */
export interface SseEvent {
  /** The event's type; `"message"` unless the stream names another. */
  readonly event: string;
  /** The payload; several `data` lines are joined by a line feed. */
  readonly data: string;
  /** The last event ID seen so far; empty if the stream gave none. */
  readonly id: string;
}

/** Limits of a decoder. */
export interface SseDecoderOptions {
  /** Length of one event on the wire, its unfinished last line included, in characters. @default {67_108_864} */
  readonly maxEventLength?: number | undefined;
}

/** Turns bytes into events; made by {@linkcode createSseDecoder}. */
export interface SseDecoder {
  /**
   * Takes the next bytes, cut anywhere.
   *
   * @returns The events that these bytes complete, in order.
   * @throws {VertexError} `invalid_response` if an event exceeds `maxEventLength`.
   */
  push(bytes: Uint8Array): SseEvent[];
  /**
   * Says that no more bytes come.
   *
   * @returns The event that the stream broke off in, if any. The standard drops it; the caller decides.
   */
  end(): SseEvent | undefined;
  /**
   * Lines that are no field of an event, up to 64 K characters: where a server writes a bare error into the stream,
   * it is found here.
   */
  readonly stray: string;
}

const LF = 10;
const COLON = 58;
const SPACE = 32;
const MAX_STRAY = 65_536;
// One for all reads: making it for each costs more than decoding a small event.
const MORE_FOLLOWS = { stream: true };

/**
 * Makes a decoder for one event stream: a pure machine, in time linear in the bytes.
 *
 * Each read is decoded as a whole and its lines are views of that text, so a small event costs no copy; what is left of
 * a line at the end of a read is searched no second time.
 *
 * @param options See {@linkcode SseDecoderOptions}.
 * @returns The decoder.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | WHATWG HTML, interpreting an event stream}
 */
export function createSseDecoder(options: SseDecoderOptions = {}): SseDecoder {
  const { maxEventLength = 67_108_864 } = options;
  // It would drop a byte order mark wherever a read begins with one, and only the stream's own may go.
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let atStart = true;
  let held = "";
  let eventLength = 0;
  let afterCr = false;
  let data: string | undefined;
  let event = "";
  let id = "";
  let stray = "";

  function push(bytes: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    const text = utf8.decode(bytes, MORE_FOLLOWS);
    let start = 0;
    if (atStart && text !== "") {
      atStart = false;
      if (text.startsWith("\uFEFF")) start = 1;
    }
    if (afterCr && text !== "") {
      afterCr = false;
      if (text.charCodeAt(0) === LF) start = 1;
    }
    let cr = text.indexOf("\r", start);
    let lf = text.indexOf("\n", start);
    while (cr !== -1 || lf !== -1) {
      const end = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf;
      takeLine(text, start, end, events);
      start = end + 1;
      if (end === cr) {
        if (start === text.length) afterCr = true;
        else if (text.charCodeAt(start) === LF) start++;
        cr = text.indexOf("\r", start);
      }
      if (lf !== -1 && lf < start) lf = text.indexOf("\n", start);
    }
    if (start < text.length) held += text.slice(start);
    checkLength();
    return events;
  }

  function checkLength(): void {
    if (eventLength + held.length <= maxEventLength) return;
    throw new VertexError(
      "invalid_response",
      `Cannot read the event stream: one event exceeds ${maxEventLength} characters`,
    );
  }

  function takeLine(text: string, start: number, end: number, events: SseEvent[]): void {
    if (held !== "") {
      const line = held + text.slice(start, end);
      held = "";
      takeLine(line, 0, line.length, events);
    } else if (start === end) {
      const complete = dispatch();
      if (complete) events.push(complete);
    } else if (text.charCodeAt(start) !== COLON) {
      eventLength += end - start;
      checkLength();
      if (text.startsWith("data:", start)) {
        const from = start + (text.charCodeAt(start + 5) === SPACE ? 6 : 5);
        addData(text.slice(from, end));
      } else takeField(text.slice(start, end));
    }
  }

  function takeField(line: string): void {
    const colon = line.indexOf(":");
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") addData(value);
    else if (name === "event") event = value;
    else if (name === "id") id = value.includes("\0") ? id : value;
    // `retry` would set the delay of a reconnection, which a completion never makes.
    else if (name !== "retry" && stray.length < MAX_STRAY) {
      stray += `${line.slice(0, MAX_STRAY)}\n`;
    }
  }

  function addData(value: string): void {
    data = data === undefined ? value : `${data}\n${value}`;
  }

  function dispatch(): SseEvent | undefined {
    const complete = data === undefined ? undefined : { event: event || "message", data, id };
    data = undefined;
    event = "";
    eventLength = 0;
    return complete;
  }

  function end(): SseEvent | undefined {
    held += utf8.decode();
    if (held !== "") takeLine("", 0, 0, []);
    return dispatch();
  }

  return {
    push,
    end,
    get stray(): string {
      return stray;
    },
  };
}
