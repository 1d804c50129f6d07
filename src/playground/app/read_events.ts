/** Reads the data of server-sent events, one text each. */
export async function* readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      // A carriage return may be half of a line's end.
      const text = rest + (value ?? "");
      const lines = text.split(done ? /\r\n|\r|\n/ : /\r\n|\r(?!$)|\n/);
      rest = done ? "" : lines.pop() ?? "";
      for (const line of lines) {
        if (line.startsWith("data:")) yield line.slice(line[5] === " " ? 6 : 5);
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {
      // It broke before, and its reader knows.
    });
  }
}
