import type { BatchSource } from "../../../src/sse/batch_stream.ts";
import { type EventConnection, openBatches } from "../../../src/sse/read_batches.ts";
import { createCountedSignal, failureOf, thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

interface Desk {
  /** What the connection was told. */
  readonly told: readonly string[];
  /** What became of the end. */
  readonly ends: readonly ("closed" | "broken off")[];
  /** Whether the source was told that nobody reads it. */
  readonly left: () => boolean;
  open(): Promise<BatchSource<unknown>>;
}

interface DeskOptions {
  readonly controller?: AbortController;
  /** Whether the answer ends after its pieces, or stays silent. */
  readonly ends?: boolean;
  readonly maxBytes?: number;
  readonly contentType?: string;
}

/** An answer whose body comes in these pieces, each event an item. */
function answer(pieces: readonly string[], options: DeskOptions = {}): Desk {
  const { controller = new AbortController(), ends: closes = false, maxBytes } = options;
  const told: string[] = [];
  const ends: ("closed" | "broken off")[] = [];
  const connection: EventConnection = {
    signal: controller.signal,
    arm: (delayMs) => told.push(`arm ${delayMs}`),
    disarm: () => told.push("disarm"),
    release: () => told.push("release"),
    abort(reason) {
      told.push(`abort: ${reason}`);
      controller.abort(reason);
    },
    redact: (text) => text,
    explain: (caught) => caught,
  };
  const waiting = pieces.map((piece) => new TextEncoder().encode(piece));
  let left = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(stream) {
      const piece = waiting.shift();
      if (piece) stream.enqueue(piece);
      else if (closes) stream.close();
      else await new Promise(() => {});
    },
    cancel() {
      left = true;
    },
  }, { highWaterMark: 0 });
  const headers = { "content-type": options.contentType ?? "text/event-stream" };
  const open = () =>
    openBatches(new Response(body, { headers }), connection, {
      limits: { firstTokenTimeoutMs: 10, idleTimeoutMs: 20 },
      maxBytes,
      action: "read it",
      readItem: (json) => json,
      readWhole: (json) => [json],
      checkEnd: (closed) => void ends.push(closed ? "closed" : "broken off"),
    });
  return { told, ends, left: () => left, open };
}

const letGo = (told: readonly string[]) => told.filter((one) => !/^(dis)?arm/.test(one));

/** The items of each read to the end; a read that gave none is an empty list. */
async function readAll(source: BatchSource<unknown>): Promise<unknown[][]> {
  const batches: unknown[][] = [];
  for (let batch = await source.next(); batch; batch = await source.next()) batches.push(batch);
  return batches;
}

test("openBatches() gives items in the batches in which they arrive, up to [DONE], and lets go", async () => {
  const { open, told, ends, left } = answer([
    "data: 1\n\ndata: 2\n\nda",
    "ta: 3\n\ndata: [DONE]\n\ndata: 4\n\n",
  ]);
  assert.deepEqual(await readAll(await open()), [[1, 2], [3]]);
  assert.deepEqual(letGo(told), ["release"]);
  assert.deepEqual(ends, ["closed"]);
  assert.isTrue(left());
});

test("openBatches() takes a last event without its blank line, unless it was cut off", async () => {
  const whole = answer(["data: 1\n\ndata: 2"], { ends: true });
  assert.deepEqual(await readAll(await whole.open()), [[1], [2]]);
  assert.deepEqual(whole.ends, ["broken off"]);
  const cut = answer(["data: 1\n\ndata: [2"], { ends: true });
  assert.deepEqual(await readAll(await cut.open()), [[1], []]);
  assert.deepEqual(cut.ends, ["broken off"]);
});

test("openBatches() waits longer for the first event than for the next, and for no time in between", async () => {
  const { open, told } = answer(["data: 1\n\n", "data: 2\n\n"], { ends: true });
  const source = await open();
  assert.deepEqual(await source.next(), [1]);
  assert.deepEqual(told, ["arm 10", "disarm"]);
  await source.next();
  assert.deepEqual(told.slice(2), ["arm 20", "disarm"]);
  await source.next();
  assert.deepEqual(told.slice(4), ["arm 20", "release"]);
});

test("openBatches() takes comments, and text that is no field, for silence", async () => {
  const { open, told } = answer([": keep-alive\n", '{"error"\n', ": again\n", "data: 1\n\n"]);
  assert.deepEqual(await (await open()).next(), [1]);
  assert.deepEqual(told, ["arm 10", "disarm"]);
});

for (
  const [name, pieces] of [
    ["after an event", ["data: 1\n\n", '{"error":\n{"message":\n', '"Slow down"}}\n']],
    ["in the read of an event", ["data: 1\n\n", 'data: 1\n\n{"error":{"message":"Slow down"}}\n']],
  ] as const
) {
  test(`openBatches() sees a bare error ${name}, though the server stays`, async () => {
    const { open, left } = answer(pieces);
    const error = await failureOf(async () => readAll(await open()));
    assert.match(error.message, /Slow down/);
    assert.equal(error.code, "stream_error");
    assert.isTrue(left());
  });
}

test("openBatches() lets go of an answer whose event is no JSON", async () => {
  const { open, told, left } = answer(["data: 1\n\n", "data: {\n\n"]);
  const source = await open();
  assert.deepEqual(await source.next(), [1]);
  const error = await failureOf(() => source.next());
  assert.equal(error.code, "invalid_response");
  assert.isTrue(left());
  assert.deepEqual(letGo(told), [`abort: ${error}`, "release"]);
});

test("openBatches() gives what came in one read before a failure, and then the failure", async () => {
  const { open, left } = answer([
    'data: 1\n\ndata: {"error":{"code":429,"message":"Slow down"}}\n\n',
  ]);
  const source = await open();
  // At once, whenever somebody asks for more.
  assert.isTrue(left());
  assert.deepEqual(await source.next(), [1]);
  assert.match((await failureOf(() => source.next())).message, /Slow down/);
});

test("openBatches() fails by a failure that comes first, before anything is given", async () => {
  const { open, left } = answer(['data: {"error":{"code":429,"message":"Slow down"}}\n\n']);
  const { status, code } = await failureOf(open);
  assert.deepEqual([status, code], [429, "rate_limited"]);
  assert.isTrue(left());
});

test("openBatches() lets go of an answer that is aborted between two reads", async () => {
  const controller = new AbortController();
  const { open, told, left } = answer(["data: 1\n\n"], { controller });
  const source = await open();
  assert.deepEqual(await source.next(), [1]);
  const reason = new Error("the caller's");
  controller.abort(reason);
  assert.isTrue(left());
  assert.deepEqual(letGo(told), ["release"]);
  assert.strictEqual(await thrownBy(() => source.next()), reason);
});

test("openBatches() leaves a silent source when its signal is aborted", async () => {
  const controller = new AbortController();
  const { open, told, left } = answer([], { controller });
  const failing = thrownBy(open);
  await turn();
  assert.isFalse(left());
  controller.abort(new Error("the caller's"));
  assert.match(String(await failing), /the caller's/);
  assert.isTrue(left());
  assert.include(told, "release");
});

test("openBatches() hangs on its signal until it has ended", async () => {
  const controller = new AbortController();
  const { signal, count } = createCountedSignal();
  Object.defineProperty(controller, "signal", { value: signal });
  const source = await answer(["data: 1\n\n"], { controller, ends: true }).open();
  assert.equal(count(), 1);
  await readAll(source);
  assert.equal(count(), 0);
});

test("openBatches() bounds all that it reads", async () => {
  const source = await answer(["data: 1\n\n", "data: 2\n\n"], { maxBytes: 9 }).open();
  assert.deepEqual(await source.next(), [1]);
  const error = await thrownBy(() => source.next());
  assert.match(String(error), /Cannot read it: it exceeds 9 bytes/);
});

test("openBatches() reads a plain answer in the stream's place, under the first deadline", async () => {
  const { open, told } = answer(['{"a":1}'], { ends: true, contentType: "application/json" });
  assert.deepEqual(await readAll(await open()), [[{ a: 1 }]]);
  assert.deepEqual(told, ["arm 10", "release"]);
});

test("openBatches() takes no text that ends like JSON for an error", async () => {
  const { open } = answer(["data: 1\n\nno {JSON}\n", "data: 2\n\n"], { ends: true });
  assert.deepEqual(await readAll(await open()), [[1], [2], []]);
});

test("openBatches() takes an event that is named so for an error, whatever it holds", async () => {
  const { open } = answer(['event: error\ndata: {"message":"Slow down"}\n\n']);
  assert.match((await failureOf(open)).message, /Slow down/);
});
