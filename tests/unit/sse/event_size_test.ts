import { createSseDecoder } from "../../../src/sse/decode.ts";
import { thrownBy } from "../../fixtures.ts";
import { assert, test } from "../../harness.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

test("createSseDecoder() reads events of exactly its size, one after the other, and none beyond", async () => {
  const decoder = createSseDecoder({ maxEventLength: 10 });
  for (const event of ["data: abcd\n\n", "data: efgh\n\n", "data:\ndata:\n\n"]) {
    assert.lengthOf(decoder.push(bytesOf(event)), 1);
  }
  // Of a line that has not ended, each character counts.
  assert.isEmpty(decoder.push(bytesOf("data: abcd")));
  assert.match(String(await thrownBy(() => decoder.push(bytesOf("e")))), /exceeds 10 characters/);
});
