import type { SseEvent } from "../../../src/sse/decode.ts";
import {
  type EventConnection,
  type EventReader,
  readEvents,
} from "../../../src/sse/read_events.ts";
import { createCountedSignal, thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const limits = { firstTokenTimeoutMs: 10, idleTimeoutMs: 20 };

interface Desk {
  readonly reader: EventReader<SseEvent>;
  /** What each read gave, as it was taken; `undefined` for the end. */
  readonly taken: readonly (string[] | undefined)[];
  /** What the connection was told. */
  readonly told: readonly string[];
  /** Whether the source was told that nobody reads it. */
  readonly left: () => boolean;
}

/** A reader of a response whose body comes in these pieces, and then ends or stays silent. */
function open(
  pieces: readonly string[],
  options: { readonly signal?: AbortSignal; readonly ends?: boolean; readonly maxBytes?: number } =
    {},
): Desk {
  const { signal = new AbortController().signal, ends = true, maxBytes } = options;
  const told: string[] = [];
  const connection: EventConnection = {
    signal,
    arm: (delayMs) => told.push(`arm ${delayMs}`),
    disarm: () => told.push("disarm"),
    release: () => told.push("release"),
    abort: (reason) => told.push(`abort ${reason}`),
    redact: (text) => text,
    explain: (caught) => caught,
  };
  const waiting = pieces.map((piece) => new TextEncoder().encode(piece));
  let left = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const piece = waiting.shift();
      if (piece) controller.enqueue(piece);
      else if (ends) controller.close();
      else await new Promise(() => {});
    },
    cancel() {
      left = true;
    },
  }, { highWaterMark: 0 });
  const taken: (string[] | undefined)[] = [];
  const reader = readEvents(new Response(body), connection, {
    limits: { ...limits, maxBytes },
    action: "read it",
    take(events) {
      taken.push(dataOf(events));
      return events ?? [];
    },
  });
  return { reader, taken, told, left: () => left };
}

const dataOf = (events: readonly { data: string }[] | undefined) => events?.map(({ data }) => data);

test("readEvents() gives the events of one read together, and undefined at the end", async () => {
  const { reader, taken } = open(["data: a\n\ndata: b\n\nda", "ta: c\n\n"]);
  assert.deepEqual(dataOf(await reader.next()), ["a", "b"]);
  assert.deepEqual(dataOf(await reader.next()), ["c"]);
  assert.isFalse(reader.ended);
  assert.isUndefined(await reader.next());
  assert.isTrue(reader.ended);
  assert.isUndefined(await reader.next());
  assert.deepEqual(taken, [["a", "b"], ["c"], [], undefined]);
});

test("readEvents() tells an event that was cut off by having ended", async () => {
  const { reader } = open(["data: a\n\ndata: b\n"]);
  assert.deepEqual(dataOf(await reader.next()), ["a"]);
  assert.deepEqual(dataOf(await reader.next()), ["b"]);
  assert.isTrue(reader.ended);
});

test("readEvents() waits longer for the first event than for the next, and for no time in between", async () => {
  const { reader, told } = open(["data: a\n\n", "data: b\n\n"]);
  await reader.next();
  assert.deepEqual(told, ["arm 10", "disarm"]);
  await reader.next();
  assert.deepEqual(told.slice(2), ["arm 20", "disarm"]);
  await reader.next();
  assert.deepEqual(told.slice(4), ["arm 20", "release"]);
});

test("readEvents() takes comments for silence, and text that is no field for news without a new deadline", async () => {
  const { reader, taken, told } = open([
    ": keep-alive\n",
    '{"error"\n',
    ": again\n",
    "data: a\n\n",
  ]);
  assert.deepEqual(dataOf(await reader.next()), ["a"]);
  assert.include(reader.stray, '{"error"');
  assert.deepEqual(taken, [[], ["a"]]);
  assert.deepEqual(told, ["arm 10", "disarm"]);
});

test("readEvents() lets go once, however it ends", async () => {
  const whole = open(["data: a\n\n"]);
  while (await whole.reader.next());
  whole.reader.finish();
  whole.reader.cancel("late");
  assert.deepEqual(whole.told.filter((one) => !/arm/.test(one)), ["release"]);

  const stopped = open(["data: a\n\n"], { ends: false });
  await stopped.reader.next();
  stopped.reader.cancel("enough");
  stopped.reader.cancel("again");
  assert.isUndefined(await stopped.reader.next());
  assert.deepEqual(stopped.told.filter((one) => !/^(dis)?arm/.test(one)), [
    "abort enough",
    "release",
  ]);
  assert.isTrue(stopped.left());
});

test("readEvents() leaves a source that it finished with before its end", async () => {
  const { reader, told, left } = open(["data: [DONE]\n\n"], { ends: false });
  await reader.next();
  reader.finish();
  assert.isTrue(left());
  assert.deepEqual(told.at(-1), "release");
});

test("readEvents() leaves a silent source when its signal is aborted, and listens no longer", async () => {
  const controller = new AbortController();
  const reason = new Error("the caller's");
  const { reader, left } = open([], { signal: controller.signal, ends: false });
  const failing = thrownBy(() => reader.next());
  await turn();
  assert.isFalse(left());
  controller.abort(reason);
  assert.instanceOf(await failing, Error);
  assert.isTrue(left());
});

test("readEvents() hangs on its signal until it has ended", async () => {
  const { signal, count } = createCountedSignal();
  const { reader } = open(["data: a\n\n"], { signal });
  assert.equal(count(), 1);
  while (await reader.next());
  assert.equal(count(), 0);
});

test("readEvents() bounds all that it reads", async () => {
  const { reader } = open(["data: a\n\n", "data: b\n\n"], { maxBytes: 9 });
  assert.deepEqual(dataOf(await reader.next()), ["a"]);
  const error = await thrownBy(() => reader.next());
  assert.match(String(error), /Cannot read it: it exceeds 9 bytes/);
});
