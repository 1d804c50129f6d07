import fc from "fast-check";
import { type ChatCompletionChunk, createVertex, isVertexError } from "../../../mod.ts";
import { type Quirk, quirks } from "../../../src/testing/mod.ts";
import { assert, test } from "../../harness.ts";
import { wireResponses } from "../../vectors/wire.ts";
import { makePair } from "../chat/client.ts";
import { expectations, question } from "./expectations.ts";

const encoder = new TextEncoder();

/** What comes of a stream whose bytes arrive in these pieces: the chunks, and the failure if there is one. */
async function read(pieces: readonly Uint8Array[], type: string): Promise<string[]> {
  const vertex = createVertex({
    project: "my-project",
    credentials: { getToken: () => Promise.resolve({ token: "token", type: "bearer" }) },
    retry: { maxAttempts: 1 },
    fetch: () =>
      Promise.resolve(new Response(bodyOf(pieces), { headers: { "content-type": type } })),
  });
  const chunks: string[] = [];
  try {
    const chat = vertex.chat.completions.stream(markedQuestion);
    for await (const chunk of chat) chunks.push(JSON.stringify(chunk));
    chunks.push(JSON.stringify(await chat.finalChatCompletion()));
  } catch (error) {
    if (!isVertexError(error)) throw error;
    chunks.push(`${error.code} ${error.status} ${error.message}`);
  }
  return chunks;
}

/** The library marks thoughts, as the recorded streams have them. */
const markedQuestion = {
  ...question,
  extra_body: { google: { thinking_config: { include_thoughts: true } } },
};

function bodyOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const rest = pieces.values();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = rest.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places), bytes.length].sort((a, b) => a - b);
  let start = 0;
  return ends.map((end) => bytes.subarray(start, start = end)).filter(({ length }) => length > 0);
}

/** The emulator's own bytes for a quirk. */
async function record(quirk: Quirk): Promise<{ bytes: Uint8Array; type: string; status: number }> {
  let bytes = new Uint8Array();
  let type = "";
  let status = 0;
  const { emulator, vertex } = await makePair({
    async fetch(input, init) {
      const response = await emulator.fetch(input, init);
      bytes = new Uint8Array(await response.arrayBuffer());
      type = response.headers.get("content-type") ?? "";
      status = response.status;
      return new Response(bytes, response);
    },
  });
  const { request, script } = expectations[quirk];
  emulator.reply({ ...script, quirk });
  const asked = { ...question, ...request };
  await vertex.chat.completions.stream(asked).finalChatCompletion().catch(() => {});
  return { bytes, type, status };
}

/** What is made up anew with each reading. */
function withoutMadeUp(chunks: readonly string[]): string[] {
  return chunks.map((chunk) => chunk.replace(/call_[0-9a-f-]{36}/g, "call_made_up"));
}

const awkward: ChatCompletionChunk["choices"][number]["delta"][] = [
  { content: "<vertex_edge_thought>Grüße <b> 😀" },
  { content: "</vertex_edge_thought>A: \u2028é\r\n" },
  { content: "data: [DONE]" },
];
const awkwardText = awkward.map((delta, index) =>
  JSON.stringify({
    id: "answer-1",
    created: 1,
    model: question.model,
    choices: [{ index: 0, delta, ...(index === 2 && { finish_reason: "stop" }) }],
  })
);

const streams = {
  "Google's transcript": wireResponses["streamed-function-call-arguments.sse"],
  "thoughts and characters of many bytes": `\u{feff}: comment\r\n${
    awkwardText.map((data) => `data: ${data}\r\n\r\n`).join("")
  }data: [DONE]\r\n\r\n`,
  "a bare error": `data: ${awkwardText[0]}\n\n${
    JSON.stringify([{ error: { code: 499, status: "CANCELLED", message: "Gone" } }], null, 2)
  }\n`,
};

for (const [name, text] of Object.entries(streams)) {
  test(`a stream of ${name}, cut at every byte, gives the same chunks`, async () => {
    const bytes = encoder.encode(text);
    const whole = await read([bytes], "text/event-stream");
    assert.isAbove(whole.length, 1);
    for (let place = 1; place < bytes.length; place++) {
      const cut = await read(cutAt(bytes, [place]), "text/event-stream");
      assert.deepEqual(cut, whole, `cut at ${place}`);
    }
    const everywhere = Array.from(bytes, (_, place) => place);
    assert.deepEqual(await read(cutAt(bytes, everywhere), "text/event-stream"), whole);
  });
}

test("the stream of any quirk, cut anywhere, gives the same chunks", async () => {
  for (const quirk of quirks) {
    const { bytes, type, status } = await record(quirk);
    if (status !== 200) continue;
    const whole = withoutMadeUp(await read([bytes], type));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { minLength: 1, maxLength: 12 }),
        async (places) => {
          assert.deepEqual(withoutMadeUp(await read(cutAt(bytes, places), type)), whole, quirk);
        },
      ),
      { numRuns: 10 },
    );
  }
});
