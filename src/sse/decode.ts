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
  /** Size of one event on the wire, its unfinished last line included, in bytes. @default {67_108_864} */
  readonly maxEventBytes?: number | undefined;
}

/** Turns bytes into events; made by {@linkcode createSseDecoder}. */
export interface SseDecoder {
  /**
   * Takes the next bytes, cut anywhere.
   *
   * @returns The events that these bytes complete, in order.
   * @throws {VertexError} `invalid_response` if an event exceeds `maxEventBytes`.
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
const CR = 13;
const COLON = 58;
const SPACE = 32;
const DATA = [100, 97, 116, 97, COLON];
const MAX_STRAY = 65_536;

/**
 * Makes a decoder for one event stream: a pure machine, in time linear in the bytes.
 *
 * It scans bytes and decodes only whole lines, so a character cut between two reads needs no care, and a long line
 * that comes in many reads is joined once.
 *
 * @param options See {@linkcode SseDecoderOptions}.
 * @returns The decoder.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | WHATWG HTML, interpreting an event stream}
 */
export function createSseDecoder(options: SseDecoderOptions = {}): SseDecoder {
  const { maxEventBytes = 67_108_864 } = options;
  // Only the stream's first bytes may be a byte order mark; a decoder left to itself would drop one on every line.
  const text = new TextDecoder("utf-8", { ignoreBOM: true });
  let held = new Uint8Array(0);
  let heldBytes = 0;
  let eventBytes = 0;
  let atStart = true;
  let afterCr = false;
  let data: string | undefined;
  let event = "";
  let id = "";
  let stray = "";

  function push(bytes: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    let start = 0;
    if (afterCr && bytes.length > 0) {
      afterCr = false;
      if (bytes[0] === LF) start = 1;
    }
    let cr = bytes.indexOf(CR, start);
    let lf = bytes.indexOf(LF, start);
    while (cr !== -1 || lf !== -1) {
      const end = lf === -1 || (cr !== -1 && cr < lf) ? cr : lf;
      takeLine(joined(bytes.subarray(start, end)), events);
      start = end + 1;
      if (end === cr) {
        if (start === bytes.length) afterCr = true;
        else if (bytes[start] === LF) start++;
        cr = bytes.indexOf(CR, start);
      }
      if (lf !== -1 && lf < start) lf = bytes.indexOf(LF, start);
    }
    hold(bytes.subarray(start));
    checkSize();
    return events;
  }

  function checkSize(): void {
    if (eventBytes + heldBytes <= maxEventBytes) return;
    throw new VertexError(
      "invalid_response",
      `Cannot read the event stream: one event exceeds ${maxEventBytes} bytes`,
    );
  }

  /** Copies an unfinished line into one buffer that doubles, so that any number of small reads costs linear time. */
  function hold(bytes: Uint8Array): void {
    const needed = heldBytes + bytes.length;
    if (needed > held.length) {
      const grown = new Uint8Array(needed * 2);
      grown.set(held.subarray(0, heldBytes));
      held = grown;
    }
    held.set(bytes, heldBytes);
    heldBytes = needed;
  }

  /** The whole line, valid until the next one is held. */
  function joined(tail: Uint8Array): Uint8Array {
    if (heldBytes === 0) return tail;
    hold(tail);
    const line = held.subarray(0, heldBytes);
    heldBytes = 0;
    // A single long line must not keep its memory for the rest of the stream.
    if (held.length > 65_536) held = new Uint8Array(0);
    return line;
  }

  function takeLine(bytes: Uint8Array, events: SseEvent[]): void {
    let line = bytes;
    if (atStart) {
      atStart = false;
      if (line[0] === 0xEF && line[1] === 0xBB && line[2] === 0xBF) line = line.subarray(3);
    }
    if (line.length === 0) {
      const complete = dispatch();
      if (complete) events.push(complete);
      return;
    }
    if (line[0] === COLON) return;
    eventBytes += line.length;
    checkSize();
    if (DATA.every((byte, index) => line[index] === byte)) {
      addData(text.decode(line.subarray(line[5] === SPACE ? 6 : 5)));
      return;
    }
    takeField(text.decode(line));
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
    eventBytes = 0;
    return complete;
  }

  function end(): SseEvent | undefined {
    if (heldBytes > 0) takeLine(joined(new Uint8Array()), []);
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
