import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatStream,
  createVertex,
} from "../../mod.ts";
import { assert, test } from "../harness.ts";
import { wireResponses } from "../vectors/wire.ts";
import { type LoopbackGoogle, openLoopbackGoogle } from "./loopback_google.ts";

const transcript = "streamed-function-call-arguments.sse";
const ask = {
  model: "google/gemini-3.1-pro-preview",
  messages: [{ role: "user" as const, content: "?" }],
};

/** What OpenAI's types demand, and the image that Google puts into the slot for audio once more as an image. */
const mayBeAdded = /\.message\.(refusal|audio\.(id|expires_at|transcript)|images\..*)$/;

for (const file of ["image-output.json", "multimodal-function-response.json"] as const) {
  test(`create() hands on every leaf of ${file}`, async () => {
    await using google = await openLoopbackGoogle();
    google.emulator.reply({ body: wireResponses[file], contentType: "application/json" });
    const completion = await clientOf(google).chat.completions.create(ask);
    const raw = JSON.parse(wireResponses[file]);
    const added = compare(raw, completion, { mayLack: () => false });
    const unexpected = added.filter((path) => !mayBeAdded.test(path));
    assert.deepEqual(unexpected, []);
  });
}

test(`create() hands on every leaf of ${transcript}, chunk by chunk`, async () => {
  await using google = await openLoopbackGoogle();
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of await openTranscript(google)) chunks.push(chunk);
  const raws = rawChunks();
  assert.lengthOf(chunks, raws.length);
  const added = raws.flatMap((raw, at) =>
    compare(raw, chunks[at], {
      mayLack: (path) =>
        at > 0 && /\.delta\.(role|tool_calls\.\d+\.(id|type|function\.name))$/.test(path),
    })
  );
  // OpenAI's chunks say null until the end.
  assert.deepEqual([...new Set(added)], ["choices.0.finish_reason"]);
});

test(`create() makes two correct calls of ${transcript}`, async () => {
  await using google = await openLoopbackGoogle();
  const completion: ChatCompletion = await (await openTranscript(google)).finalChatCompletion();
  const calls = completion.choices[0]?.message.tool_calls ?? [];
  assert.deepEqual(JSON.parse(JSON.stringify(calls)), [
    {
      id: "function-call-c855348a-459a-46a4-a8ad-aa0a4e7c3563",
      type: "function",
      function: {
        name: "get_current_weather",
        arguments: '{"location":"Boston, MA","unit":"celsius"}',
      },
      extra_content: { google: { thought_signature: "..." } },
    },
    {
      id: "function-call-df0d087c-ad74-46f1-ba4a-9353cbf288a8",
      type: "function",
      function: {
        name: "get_current_weather",
        arguments: '{"location":"New Delhi, India","unit":"celsius"}',
      },
    },
  ]);
  assert.equal(completion.choices[0]?.finish_reason, "tool_calls");
  assert.deepInclude(completion.usage, {
    prompt_tokens: 27,
    completion_tokens: 549,
    total_tokens: 576,
  });
});

function clientOf(google: LoopbackGoogle): ReturnType<typeof createVertex> {
  const { emulator, fetch } = google;
  return createVertex({ credentials: emulator.serviceAccountKey, fetch });
}

async function openTranscript(google: LoopbackGoogle): Promise<ChatStream> {
  google.emulator.reply({ body: wireResponses[transcript], contentType: "text/event-stream" });
  return await clientOf(google).chat.completions.create({ ...ask, stream: true });
}

function rawChunks(): Json[] {
  const events = wireResponses[transcript].trim().split("\n\n");
  assert.equal(events.pop(), "data: [DONE]");
  return events.map((event) => JSON.parse(event.slice("data: ".length)));
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Every leaf of Google's answer stands at the same path of ours, except what the list of allowed changes names.
 *
 * @returns The paths of ours that Google's lacks.
 */
function compare(
  raw: Json,
  ours: unknown,
  { mayLack }: { mayLack(path: string): boolean },
): string[] {
  const found = leaves(JSON.parse(JSON.stringify(ours)));
  const expected = leaves(raw);
  for (const [path, value] of expected) {
    if (/\.tool_calls\.\d+\.index$/.test(path)) continue;
    if (!found.has(path) && mayLack(path)) continue;
    const reasoning = expected.get("usage.completion_tokens_details.reasoning_tokens") ?? 0;
    const wanted = path === "usage.completion_tokens" ? Number(value) + Number(reasoning) : value;
    assert.isTrue(found.has(path), `${path} is lost`);
    assert.deepEqual(found.get(path), wanted, path);
  }
  return [...found.keys()].filter((path) => !expected.has(path));
}

/** What stands at each path; an empty object or list is a leaf too. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return new Map([[path, value]]);
  return new Map(
    entries.flatMap(([key, inner]) => [...leaves(inner, path === "" ? key : `${path}.${key}`)]),
  );
}
