import { createVertex } from "../../mod.ts";
import { assert, test } from "../harness.ts";
import { openFireGoogle } from "./fire_google.ts";
import { pause, until } from "./until.ts";

test("a slow reader slows the sender down over a socket, and a reader that leaves closes it", async () => {
  await using google = await openFireGoogle();
  const { emulator, origin } = google;
  const vertex = createVertex({
    credentials: emulator.serviceAccountKey,
    fetch(input, init) {
      const headers = new Headers(init?.headers);
      headers.set("x-original-url", String(input));
      return fetch(origin, { ...init, headers });
    },
  });
  const content = "x".repeat(100_000);
  emulator.reply({ chunks: [{ choices: [{ index: 0, delta: { content } }] }] });
  emulator.fail({ fault: "endless-stream" });
  const loop = vertex.chat.completions.stream({
    model: "google/gemini-3.1-pro-preview",
    messages: [{ role: "user", content: "Hello" }],
  })[Symbol.asyncIterator]();
  await loop.next();

  // Nothing more is read: the buffers on the way fill, and then the sender stands still.
  let written = -1;
  await until(() => {
    const still = emulator.bytesWritten === written;
    written = emulator.bytesWritten;
    return still;
  });
  await pause(200);
  assert.isBelow(emulator.bytesWritten - written, 1_000_000);
  assert.isBelow(emulator.bytesWritten, 50_000_000);

  for (let read = 0; read < 600; read++) await loop.next();
  assert.isAbove(emulator.bytesWritten, written);
  await loop.return?.();
  await until(() => google.openSockets === 0 && emulator.openStreams === 0);
});
