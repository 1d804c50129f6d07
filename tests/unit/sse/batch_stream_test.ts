import {
  type BatchStream,
  createBatchStream,
  type StreamEnd,
} from "../../../src/sse/batch_stream.ts";
import { failureOf, thrownBy, turn } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

interface Desk {
  readonly stream: BatchStream<string, string>;
  /** What whoever watches was told. */
  readonly aborted: unknown[];
  readonly ends: StreamEnd<string>[];
  readonly seen: string[];
  /** How often the source was read. */
  reads(): number;
}

/** A stream of batches, each letter an item; after the last the source ends, fails or stays silent. */
function open(batches: readonly string[], then: "end" | "fail" | "silence" = "end"): Desk {
  const waiting = batches.map((batch) => [...batch]);
  const aborted: unknown[] = [];
  const ends: StreamEnd<string>[] = [];
  const seen: string[] = [];
  let reads = 0;
  const source = {
    async next() {
      reads++;
      await turn();
      const batch = waiting.shift();
      if (batch || then === "end") return batch;
      if (then === "fail") throw new Error("broken");
      return await new Promise<never>(() => {});
    },
  };
  const stream = createBatchStream<string, string>({
    opening: Promise.resolve(source),
    onItem: (item) => void seen.push(item),
    whole: () => seen.join(""),
    abort: (reason) => void aborted.push(reason),
    onEnd: (end) => void ends.push(end),
  });
  return { stream, aborted, ends, seen, reads: () => reads };
}

async function readAll(stream: BatchStream<string, string>): Promise<string[]> {
  const batches: string[] = [];
  for await (const batch of stream.batches) batches.push(batch.join(""));
  return batches;
}

test("createBatchStream() hands batches on as they come, and tells the end once", async () => {
  const { stream, ends } = open(["ab", "c"]);
  assert.deepEqual(await readAll(stream), ["ab", "c"]);
  assert.deepEqual(ends, [{ whole: "abc" }]);
  assert.equal(await stream.final(), "abc");
});

test("createBatchStream() keeps for its consumer what final() reads before", async () => {
  const { stream, reads } = open(["a", "b", "cd"]);
  const batches = stream.batches[Symbol.asyncIterator]();
  assert.equal(await stream.final(), "abcd");
  assert.deepEqual(await batches.next(), { done: false, value: [..."abcd"] });
  assert.deepEqual(await batches.next(), { done: true, value: undefined });
  assert.equal(reads(), 4);
});

test("createBatchStream() reads each batch once for all who wait", async () => {
  const { stream, reads } = open(["ab", "c"]);
  const [whole, again, batches] = await Promise.all([
    stream.final(),
    stream.final(),
    readAll(stream),
  ]);
  assert.deepEqual([whole, again, batches.join("")], ["abc", "abc", "abc"]);
  assert.equal(reads(), 3);
});

test("createBatchStream() refuses a second consumer, and one who comes after final() has begun to read", async () => {
  const taken = open(["a"]);
  taken.stream.batches[Symbol.asyncIterator]();
  assert.equal((await failureOf(() => readAll(taken.stream))).code, "invalid_request");

  const drained = open(["a", "b"]);
  await drained.stream.final();
  assert.equal((await failureOf(() => readAll(drained.stream))).code, "invalid_request");
});

test("createBatchStream() ends the call when its consumer leaves the loop", async () => {
  const { stream, aborted, ends } = open(["ab"], "silence");
  for await (const _ of stream.batches) break;
  await turn();
  const error = await failureOf(() => stream.final());
  assert.equal(error.code, "stream_truncated");
  assert.deepEqual(aborted, [error]);
  // To whoever watches it is an abort and no failure.
  assert.lengthOf(ends, 1);
  assert.propertyVal(ends[0] && "error" in ends[0] ? ends[0].error : {}, "name", "AbortError");
});

test("createBatchStream() rejects with an AbortError once it was aborted, and ends the call once", async () => {
  const { stream, aborted, ends } = open(["ab"], "silence");
  const batches = stream.batches[Symbol.asyncIterator]();
  assert.deepEqual((await batches.next()).value, ["a", "b"]);
  stream.abort();
  stream.abort();
  const reason = await thrownBy(() => batches.next());
  assert.propertyVal(reason, "name", "AbortError");
  assert.strictEqual(await thrownBy(() => stream.final()), reason);
  assert.deepEqual(aborted, [reason]);
  assert.deepEqual(ends, [{ error: reason }]);
});

test("createBatchStream() gives what came before a failure, and then the failure", async () => {
  const { stream, ends } = open(["ab"], "fail");
  const batches = stream.batches[Symbol.asyncIterator]();
  assert.deepEqual((await batches.next()).value, ["a", "b"]);
  assert.match(String(await thrownBy(() => batches.next())), /broken/);
  assert.match(String(await thrownBy(() => stream.final())), /broken/);
  assert.lengthOf(ends, 1);
});

test("createBatchStream() takes reads that gave nothing for no news", async () => {
  const { stream, reads } = open(["", "a", "", "b"]);
  assert.deepEqual(await readAll(stream), ["a", "b"]);
  assert.equal(reads(), 5);
});

test("createBatchStream() gives final() a copy of its own each time", async () => {
  const whole = { items: ["a"] };
  const stream = createBatchStream({
    opening: Promise.resolve({ next: () => Promise.resolve(undefined) }),
    whole: () => whole,
    abort() {},
    onEnd() {},
  });
  const copy = await stream.final();
  copy.items.push("b");
  assert.deepEqual(await stream.final(), { items: ["a"] });
});

test("BatchStream.each() gives the items one by one, without those that are passed over", async () => {
  const { stream } = open(["ab", "c", "d"]);
  const given: string[] = [];
  const capitals = stream.each((item) => item === "b" ? undefined : item.toUpperCase());
  for await (const item of capitals) given.push(item);
  assert.deepEqual(given, ["A", "C", "D"]);
});

test("BatchStream.each() leaves the batches with the loop, and gives nothing of the batch it was in", async () => {
  const { stream, aborted } = open(["abc"], "silence");
  const items = stream.each((item) => item)[Symbol.asyncIterator]();
  assert.deepEqual(await items.next(), { done: false, value: "a" });
  assert.deepEqual(await items.return?.(), { done: true, value: undefined });
  assert.lengthOf(aborted, 1);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
});

test("BatchStream.each() loses nothing when it is asked again before it has answered", async () => {
  const { stream } = open(["abc", "de"]);
  const items = stream.each((item) => item)[Symbol.asyncIterator]();
  const given: unknown[] = [];
  for (let round = 0; round < 3; round++) {
    for (const { value } of await Promise.all([items.next(), items.next()])) given.push(value);
  }
  assert.deepEqual(given, ["a", "b", "c", "d", "e", undefined]);
});
