import fc from "fast-check";
import { createSseDecoder, type SseEvent } from "../../../src/sse/decode.ts";
import { encodeSseEvent } from "../../../src/sse/encode.ts";
import { isVertexError } from "../../../src/errors.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { assert, test } from "../../harness.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function decode(bytes: Uint8Array, cuts: readonly number[] = []): SseEvent[] {
  const decoder = createSseDecoder();
  const events: SseEvent[] = [];
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    events.push(...decoder.push(bytes.subarray(start, cut)));
    start = cut;
  }
  return events;
}

const data = (text: string) => decode(bytesOf(text)).map((event) => event.data);

// After the rules of "interpreting an event stream" in the WHATWG's HTML standard.
const vectors: [name: string, stream: string, events: Partial<SseEvent>[]][] = [
  ["one event", "data: a\n\n", [{ event: "message", data: "a", id: "" }]],
  ["CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", [{ data: "a" }, { data: "b" }]],
  ["CR alone", "data: a\r\rdata: b\r\r", [{ data: "a" }, { data: "b" }]],
  ["mixed line ends", "data: a\n\r\ndata: b\r\n\r", [{ data: "a" }, { data: "b" }]],
  ["a byte order mark", "\uFEFFdata: a\n\n", [{ data: "a" }]],
  ["a second byte order mark is text", "\uFEFFdata: \uFEFFa\n\n", [{ data: "\uFEFFa" }]],
  ["a mark in a later line spoils its field", "data: a\n\uFEFFdata: b\n\n", [{ data: "a" }]],
  ["a comment", ": hello\ndata: a\n:\n\n", [{ data: "a" }]],
  ["several data lines", "data: a\ndata: b\n\n", [{ data: "a\nb" }]],
  ["one space is taken off", "data:  a\ndata:b\n\n", [{ data: " a\nb" }]],
  ["a field without colon", "data\n\ndata\ndata\n\n", [{ data: "" }, { data: "\n" }]],
  ["an event's name", "event: error\ndata: a\n\ndata: b\n\n", [{ event: "error" }, {
    event: "message",
  }]],
  ["a name without data", "event: error\n\ndata: b\n\n", [{ event: "message", data: "b" }]],
  ["an ID that stays", "id: 7\ndata: a\n\ndata: b\n\n", [{ id: "7" }, { id: "7" }]],
  ["an ID with NUL", "id: 7\ndata: a\n\nid: \0\ndata: b\n\n", [{ id: "7" }, { id: "7" }]],
  ["an empty ID", "id: 7\ndata: a\n\nid\ndata: b\n\n", [{ id: "7" }, { id: "" }]],
  ["fields in capitals are unknown", "DATA: a\ndata: b\n\n", [{ data: "b" }]],
  ["retry", "retry: 100\ndata: a\n\n", [{ data: "a" }]],
  ["colons in the value", "data: a:b: c\n\n", [{ data: "a:b: c" }]],
  ["an unfinished event is no event", "data: a\n\ndata: b\n", [{ data: "a" }]],
];

for (const [name, stream, expected] of vectors) {
  test(`createSseDecoder() reads ${name}`, () => {
    const events = decode(bytesOf(stream));
    assert.lengthOf(events, expected.length);
    for (const [index, event] of expected.entries()) assert.include(events[index], event);
  });
}

for (
  const [name, stream] of [
    ...vectors,
    ["Google's transcript", wireResponses["streamed-function-call-arguments.sse"] ?? ""] as const,
  ]
) {
  test(`createSseDecoder() gives the same events for ${name}, cut at any place`, () => {
    const bytes = bytesOf(stream);
    const whole = decode(bytes);
    for (let cut = 0; cut <= bytes.length; cut++) assert.deepEqual(decode(bytes, [cut]), whole);
    assert.deepEqual(decode(bytes, Array.from(bytes.keys())), whole);
  });
}

test("createSseDecoder() gives the same events however random streams are cut", () => {
  const piece = fc.constantFrom(
    "data: ",
    "data:",
    "data",
    "event: x",
    "id: 1",
    "id:\0",
    ":",
    "retry: 3",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\uFEFF",
    "é",
    "💡",
    '{"a":1}',
    " ",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.array(fc.nat(400), { maxLength: 12 }),
      (pieces, places) => {
        const bytes = bytesOf(pieces.join(""));
        const cuts = places.filter((place) => place < bytes.length).sort((a, b) => a - b);
        assert.deepEqual(decode(bytes, cuts), decode(bytes));
      },
    ),
    { numRuns: 500 },
  );
});

test("createSseDecoder() reads what encodeSseEvent() writes", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const stream = texts.map((text) => encodeSseEvent(text)).join("");
      // A stream knows one line end only.
      assert.deepEqual(data(stream), texts.map((text) => text.replace(/\r\n?/g, "\n")));
    }),
  );
});

test("createSseDecoder() decodes a character that is cut in two, and replaces what is no UTF-8", () => {
  const bytes = bytesOf("data: €\n\n");
  for (let cut = 0; cut < bytes.length; cut++) assert.equal(decode(bytes, [cut])[0]?.data, "€");
  assert.equal(decode(new Uint8Array([...bytesOf("data: "), 0xFF, 10, 10]))[0]?.data, "\uFFFD");
});

test("createSseDecoder() gives the unfinished event at the end, for the caller to judge", () => {
  const decoder = createSseDecoder();
  assert.deepEqual(decoder.push(bytesOf("data: a\ndata: b")), []);
  assert.deepEqual(decoder.end().map(({ data }) => data), ["a\nb"]);
  assert.isEmpty(createSseDecoder().end());
});

test("createSseDecoder() hands on lines that are no field", () => {
  const decoder = createSseDecoder();
  decoder.push(bytesOf('data: a\n\n{\n  "error": {\n    "code": 499\n  }\n}\n'));
  assert.deepEqual(JSON.parse(decoder.stray), { error: { code: 499 } });
});

test("createSseDecoder() bounds what it keeps of stray lines", () => {
  const decoder = createSseDecoder();
  for (let line = 0; line < 100; line++) decoder.push(bytesOf(`${"x".repeat(10_000)}\n`));
  assert.isBelow(decoder.stray.length, 140_000);
});

for (
  const [name, stream] of [
    ["in one line", `data: ${"x".repeat(1_100)}\n\n`],
    ["in a line that does not end", `data: ${"x".repeat(1_100)}`],
    ["in many lines", "data: x\n".repeat(200)],
  ] as const
) {
  test(`createSseDecoder() refuses an event beyond its size, ${name}, however it is cut`, () => {
    for (const step of [1, 7, 5_000]) {
      const decoder = createSseDecoder({ maxEventLength: 1_000 });
      const bytes = bytesOf(stream);
      try {
        for (let at = 0; at < bytes.length; at += step) decoder.push(bytes.subarray(at, at + step));
        assert.fail("was read");
      } catch (error) {
        assert.isTrue(isVertexError(error) && error.code === "invalid_response", String(error));
        assert.include(String(error), "1000 characters");
      }
    }
  });
}

test("createSseDecoder() reads many events within its size, and comments of any length beside them", () => {
  const decoder = createSseDecoder({ maxEventLength: 100 });
  let count = 0;
  for (let event = 0; event < 50; event++) {
    count += decoder.push(bytesOf(`: ${"c".repeat(40)}\ndata: ${"x".repeat(60)}\n\n`)).length;
  }
  assert.equal(count, 50);
});

test("createSseDecoder() copies what it keeps, so that the caller may use its buffer again", () => {
  const decoder = createSseDecoder();
  const buffer = bytesOf("data: abc");
  decoder.push(buffer);
  buffer.fill(120);
  assert.equal(decoder.push(bytesOf("\n\n"))[0]?.data, "abc");
});
