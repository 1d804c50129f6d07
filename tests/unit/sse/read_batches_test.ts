import { openBatches } from "../../../src/sse/read_batches.ts";
import type { BatchSource } from "../../../src/sse/batch_stream.ts";
import type { EventConnection } from "../../../src/sse/read_events.ts";
import { failureOf } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

interface Desk {
  /** What the connection was told. */
  readonly told: string[];
  readonly left: () => boolean;
  open(): Promise<BatchSource<unknown>>;
}

/** An answer that comes in these pieces and then stays silent, each event an item. */
function answer(...pieces: readonly string[]): Desk {
  const told: string[] = [];
  const connection: EventConnection = {
    signal: new AbortController().signal,
    arm() {},
    disarm() {},
    release: () => told.push("release"),
    abort: (reason) => told.push(`abort: ${reason}`),
    redact: (text) => text,
    explain: (caught) => caught,
  };
  const waiting = pieces.map((piece) => new TextEncoder().encode(piece));
  let left = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const piece = waiting.shift();
      if (piece) controller.enqueue(piece);
      else await new Promise(() => {});
    },
    cancel() {
      left = true;
    },
  }, { highWaterMark: 0 });
  const open = () =>
    openBatches(new Response(body), connection, {
      limits: { firstTokenTimeoutMs: 1_000, idleTimeoutMs: 1_000 },
      action: "read it",
      readItem: (json) => json,
      readWhole: (json) => [json],
      checkEnd() {},
    });
  return { told, left: () => left, open };
}

test("openBatches() gives items in the batches in which they arrive, up to [DONE], and lets go", async () => {
  const { open, told, left } = answer(
    "data: 1\n\ndata: 2\n\n",
    "data: 3\n\ndata: [DONE]\n\ndata: 4\n\n",
  );
  const source = await open();
  assert.deepEqual(await source.next(), [1, 2]);
  assert.deepEqual(await source.next(), [3]);
  assert.isUndefined(await source.next());
  assert.deepEqual(told, ["release"]);
  assert.isTrue(left());
});

test("openBatches() lets go of an answer whose event is no JSON", async () => {
  const { open, told, left } = answer("data: 1\n\n", "data: {\n\n");
  const source = await open();
  assert.deepEqual(await source.next(), [1]);
  const error = await failureOf(() => source.next());
  assert.equal(error.code, "invalid_response");
  assert.isTrue(left());
  assert.deepEqual(told, [`abort: ${error}`, "release"]);
});

test("openBatches() gives what came in one read before a failure, and then the failure", async () => {
  const { open, left } = answer(
    'data: 1\n\ndata: {"error":{"code":429,"message":"Slow down"}}\n\n',
  );
  const source = await open();
  assert.deepEqual(await source.next(), [1]);
  assert.match((await failureOf(() => source.next())).message, /Slow down/);
  assert.isTrue(left());
});

test("openBatches() fails by a failure that comes first, before anything is given", async () => {
  const { open, left } = answer('data: {"error":{"code":429,"message":"Slow down"}}\n\n');
  assert.equal((await failureOf(open)).status, 429);
  assert.isTrue(left());
});
