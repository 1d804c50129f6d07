import { assert, test } from "../../harness.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { makePair } from "../chat/client.ts";
import { type Door, openDoors } from "./doors.ts";
import { question } from "./expectations.ts";

/** Every value of a JSON text that is no object or list, with its path. */
function leaves(value: unknown, path = "$"): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

function assertKept(before: unknown, after: unknown, changed: RegExp): void {
  const kept = new Map(leaves(after));
  for (const [path, value] of leaves(before)) {
    if (changed.test(path)) continue;
    assert.isTrue(kept.has(path), `${path} is lost`);
    assert.strictEqual(kept.get(path), value, path);
  }
}

for (const name of ["the typed client", "vertex.fetch", "the gateway"] satisfies Door["name"][]) {
  for (const file of ["image-output.json", "multimodal-function-response.json"] as const) {
    test(`${name} keeps every leaf of Google's ${file}`, async () => {
      const { emulator, vertex } = await makePair();
      emulator.reply({ body: wireResponses[file] });
      const raw = JSON.parse(wireResponses[file]);
      const door = openDoors(vertex, [question.model ?? ""]).find((one) => one.name === name);
      const changed = raw.usage.completion_tokens_details ? /usage\.completion_tokens$/ : /^$/;
      // The gateway sends an image's bytes once, among the images.
      const skipped = name === "the gateway"
        ? /(\.message\.audio\.|usage\.completion_tokens$|\.model$)/
        : changed;
      const answer = await door?.create(question);
      assertKept(raw, answer, skipped);
      const reasoning = raw.usage.completion_tokens_details?.reasoning_tokens ?? 0;
      assert.strictEqual(answer?.usage?.completion_tokens, raw.usage.completion_tokens + reasoning);
    });
  }

  test(`${name} keeps every leaf of Google's transcript, streamed`, async () => {
    const { emulator, vertex } = await makePair();
    const body = wireResponses["streamed-function-call-arguments.sse"];
    emulator.reply({ body });
    const door = openDoors(vertex, [question.model ?? ""]).find((one) => one.name === name);
    const { chunks = [] } = await door?.stream(question) ?? {};
    const raw = body.split("\n\n").filter((event) => event.startsWith("data: {"))
      .map((event) => JSON.parse(event.slice(6)));
    assert.lengthOf(chunks, raw.length);
    const changed =
      /tool_calls\.0\.(index|id|type|function\.name)$|delta\.role$|usage\.completion_tokens$/;
    for (const [index, chunk] of chunks.entries()) assertKept(raw[index], chunk, changed);
  });
}
