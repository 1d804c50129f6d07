import { encodeSseEvent } from "../../../src/sse/encode.ts";
import { assert, test } from "../../harness.ts";

test("encodeSseEvent() writes one data line for JSON", () => {
  assert.equal(encodeSseEvent('{"a":"\\n"}'), 'data: {"a":"\\n"}\n\n');
});

test("encodeSseEvent() writes one data line for each line", () => {
  assert.equal(encodeSseEvent("a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
});

for (const data of ["a\nb", "a\rb", "a\r\nb"]) {
  test(`encodeSseEvent() knows the one line end of ${JSON.stringify(data)}`, () => {
    assert.equal(encodeSseEvent(data), "data: a\ndata: b\n\n");
  });
}

test("encodeSseEvent() writes the event's name on one line", () => {
  assert.equal(encodeSseEvent("a", "x\ndata: b"), "event: x data: b\ndata: a\n\n");
});
