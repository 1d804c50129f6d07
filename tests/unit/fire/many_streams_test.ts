/** Many streams through one client. */
import { assert, test } from "../../harness.ts";
import { assertAllClosed, hello, openDesk } from "./desk.ts";

test("createVertex() carries 200 streams of 100 chunks at once, on one mint", async () => {
  const { vertex, emulator, count } = await openDesk();
  const delta = { choices: [{ index: 0, delta: { content: "piece " } }] };
  const last = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
  const chunks = [...Array.from({ length: 99 }, () => delta), last];
  emulator.reply({ chunks, times: 200 });
  const lengths = await Promise.all(Array.from({ length: 200 }, async () => {
    let length = 0;
    for await (const _ of vertex.chat.completions.stream(hello)) length++;
    return length;
  }));
  assert.deepEqual(lengths, lengths.map(() => 100));
  assert.deepEqual([count("token"), count("api")], [1, 200]);
  await assertAllClosed(emulator);
});
