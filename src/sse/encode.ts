/**
 * Writes one event.
 *
 * @param data The payload. A line break inside it starts a further `data` line, as the format demands.
 * @param event The event's type; left out for ordinary messages.
 * @returns The event's text, its closing blank line included.
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream | WHATWG HTML, parsing an event stream}
 */
export function encodeSseEvent(data: string, event?: string): string {
  const type = event === undefined ? "" : `event: ${event.replace(/[\r\n]+/g, " ")}\n`;
  // JSON text holds no raw line break, so the common case is one line and no scan by a regular expression.
  const lines = data.includes("\n") || data.includes("\r")
    ? data.split(/\r\n|\r|\n/).join("\ndata: ")
    : data;
  return `${type}data: ${lines}\n\n`;
}
