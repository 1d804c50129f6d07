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
  end(): SseEvent[];
  /**
   * Lines that are no field of an event, up to 64 K characters: where a server writes a bare error into the stream,
   * it is found here.
   */
  readonly stray: string;
}

const COLON = 58;
const SPACE = 32;
const MAX_STRAY = 65_536;
// One for all reads: making it for each costs more than decoding a small event.
const MORE_FOLLOWS = { stream: true };
/** Ends the last line, and the event that it stands in. */
const BLANK_LINE = Uint8Array.of(10, 10);

/**
 * Makes a decoder for one event stream: a pure machine, in time linear in the bytes.
 *
 * Each read is decoded as a whole and its lines are views of that text, so a small event costs no copy; what is left of
 * a line at the end of a read is put together once, when its end has come.
 *
 * @param options See {@linkcode SseDecoderOptions}.
 * @returns The decoder.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation | WHATWG HTML, interpreting an event stream}
 */
export function createSseDecoder(options: SseDecoderOptions = {}): SseDecoder {
  const { maxEventLength = 67_108_864 } = options;
  // It would drop a byte order mark wherever a read begins with one, and only the stream's own may go.
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  // Passed over if it comes next: that mark, and later a line feed whose carriage return ended the read before.
  let skipped = "\uFEFF";
  let held = "";
  let eventLength = 0;
  let data: string | undefined;
  let event = "";
  let id = "";
  let stray = "";

  function push(bytes: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    const text = utf8.decode(bytes, MORE_FOLLOWS);
    if (text === "") return events;
    let start = text[0] === skipped ? 1 : 0;
    skipped = text.endsWith("\r") ? "\n" : "";
    let cr = find(text, "\r", start);
    let lf = find(text, "\n", start);
    for (let end; (end = Math.min(cr, lf)) < text.length;) {
      takeLine(text, start, end, events);
      start = end + 1;
      if (end === cr) {
        if (lf === start) start++;
        cr = find(text, "\r", start);
      }
      if (lf < start) lf = find(text, "\n", start);
    }
    held += text.slice(start);
    checkLength();
    return events;
  }

  function takeLine(text: string, start: number, end: number, events: SseEvent[]): void {
    if (held !== "") {
      const line = held + text.slice(start, end);
      held = "";
      takeLine(line, 0, line.length, events);
    } else if (start === end) {
      if (data !== undefined) events.push({ event: event || "message", data, id });
      data = undefined;
      event = "";
      eventLength = 0;
    } else if (text.charCodeAt(start) !== COLON) {
      eventLength += end - start;
      checkLength();
      // Nearly every line; its name need not be cut out to be seen.
      if (text.startsWith("data:", start)) {
        addData(text.slice(text.charCodeAt(start + 5) === SPACE ? start + 6 : start + 5, end));
      } else takeField(text.slice(start, end));
    }
  }

  function takeField(line: string): void {
    const colon = line.indexOf(":");
    const nameEnd = colon === -1 ? line.length : colon;
    const name = line.slice(0, nameEnd);
    const value = line.slice(nameEnd + (line[nameEnd + 1] === " " ? 2 : 1));
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
  function checkLength(): void {
    if (eventLength + held.length <= maxEventLength) return;
    throw new VertexError(
      "invalid_response",
      `Cannot read the event stream: one event exceeds ${maxEventLength} characters`,
    );
  }

  return {
    push,
    end: () => push(BLANK_LINE),
    get stray(): string {
      return stray;
    },
  };
}

/** The place of a character, or of the text's end. */
function find(text: string, character: string, start: number): number {
  const place = text.indexOf(character, start);
  return place === -1 ? text.length : place;
}
