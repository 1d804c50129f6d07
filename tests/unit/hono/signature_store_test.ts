import { createSignatureBook, type SignatureStore } from "../../../src/hono/signature_store.ts";
import { assert, test } from "../../harness.ts";

const call = { owner: "jane", id: "function-call-1" };

function memoryStore() {
  const entries = new Map<string, string>();
  const store: SignatureStore = {
    get: (name) => Promise.resolve(entries.get(name)),
    set: (name, value) => Promise.resolve(entries.set(name, value)),
  };
  return { entries, store };
}

function openBook(options: { ttlMs?: number; timeoutMs?: number } = {}) {
  let time = 1_000_000;
  const now = () => time;
  return {
    book: createSignatureBook({ ttlMs: 60_000, now, ...options }),
    another: createSignatureBook({ ttlMs: 60_000, now, ...options }),
    pass: (ms: number) => void (time += ms),
  };
}

test("createSignatureBook() remembers at once, without a store", async () => {
  const { book } = openBook();
  void book.keep(call, "s", undefined);
  assert.equal(await book.find(call, undefined), "s");
  void book.keep({ ...call, id: "b" }, "", undefined);
  assert.equal(await book.find({ ...call, id: "b" }, undefined), "");
  assert.isUndefined(await book.find({ ...call, id: "c" }, undefined));
});

test("createSignatureBook() forgets in time, in memory and in the store", async () => {
  const { book, another, pass } = openBook();
  const { store } = memoryStore();
  await book.keep(call, "s", store);
  pass(59_999);
  assert.equal(await book.find(call, undefined), "s");
  assert.equal(await another.find(call, store), "s");
  pass(1);
  assert.isUndefined(await book.find(call, undefined));
  // The store has not forgotten yet: the value says itself when it ends.
  assert.isUndefined(await another.find(call, store));
});

test("createSignatureBook() shares through a store", async () => {
  const { book, another } = openBook();
  const { store, entries } = memoryStore();
  const signature = "CiQB/+=".repeat(2_000);
  await book.keep(call, signature, store);
  assert.equal(await another.find(call, store), signature);
  for (const [name, value] of entries) {
    assert.match(name, /^[\w-]{1,128}$/);
    assert.match(value, /^[!-~]+$/);
    assert.notInclude(name, call.owner);
    assert.notInclude(name, call.id);
  }
});

test("createSignatureBook() gives nobody what is somebody else's", async () => {
  const { book, another } = openBook();
  const { store, entries } = memoryStore();
  await book.keep(call, "s", store);
  const others = [
    { owner: "joe", id: call.id },
    { owner: "", id: call.id },
    { owner: "jane,function-call-1", id: "" },
    { owner: "jan", id: `e${call.id}` },
  ];
  for (const other of others) {
    assert.isUndefined(await book.find(other, store));
    assert.isUndefined(await another.find(other, store));
    await book.keep(other, "t", store);
  }
  assert.equal(await another.find(call, store), "s");
  assert.equal(entries.size, others.length + 1);
});

test("createSignatureBook() takes a store that fails for an empty one", async () => {
  const stores: SignatureStore[] = [
    { get: () => Promise.reject(new Error("down")), set: () => Promise.reject(new Error("down")) },
    {
      get() {
        throw new Error("down");
      },
      set() {
        throw new Error("down");
      },
    },
    { get: () => new Promise(() => {}), set: () => new Promise(() => {}) },
  ];
  for (const store of stores) {
    const { book, another } = openBook({ timeoutMs: 2 });
    void book.keep(call, "s", store);
    assert.equal(await book.find(call, store), "s");
    assert.isUndefined(await another.find(call, store));
  }
});

test("createSignatureBook() takes what is no entry for none", async () => {
  const { book } = openBook();
  const values = [
    "",
    "s",
    "1.s",
    ".s",
    "9999999999999.a b",
    "9999999999999.ä",
    `9${"9".repeat(70_000)}.s`,
  ];
  for (const value of values) {
    const store = { get: () => Promise.resolve(value), set: () => Promise.resolve() };
    assert.isUndefined(await book.find(call, store), value.slice(0, 20));
  }
});

test("createSignatureBook() keeps nothing that no store can hold", async () => {
  const { book } = openBook();
  const { store, entries } = memoryStore();
  for (const signature of ["s".repeat(65_536), "a b", "ä", "a\n"]) {
    await book.keep(call, signature, store);
    assert.isUndefined(await book.find(call, store));
  }
  assert.equal(entries.size, 0);
});

test("createSignatureBook() bounds its memory, by number and by size", async () => {
  const { book } = openBook();
  const small = Array.from(
    { length: 10_001 },
    (_, index) => ({ owner: "jane", id: `small-${index}` }),
  );
  for (const one of small) void book.keep(one, "s", undefined);
  assert.isUndefined(await book.find(small[0]!, undefined));
  assert.equal(await book.find(small[1]!, undefined), "s");
  const big = Array.from({ length: 330 }, (_, index) => ({ owner: "jane", id: `big-${index}` }));
  for (const one of big) void book.keep(one, "s".repeat(50_000), undefined);
  assert.isUndefined(await book.find(small.at(-1)!, undefined));
  assert.isUndefined(await book.find(big[0]!, undefined));
  assert.lengthOf(await book.find(big.at(-1)!, undefined) ?? "", 50_000);
});
