import {
  audioPart,
  type ChatCompletionContentPart,
  type ChatCompletionMessageParam,
  filePart,
  imagePart,
  imagesOf,
} from "../../../mod.ts";
import { assert, test } from "../../harness.ts";
import { wireRequests } from "../../vectors/wire.ts";
import { failureOf, makePair } from "../chat/client.ts";
import { type Asked, openDoors } from "./doors.ts";
import { question, weather } from "./expectations.ts";

const png = "data:image/png;base64,iVBORw0KGgo=";

/** Parts that the server must get as the caller wrote them. */
const parts: Record<string, ChatCompletionContentPart> = {
  "an image as a text": { type: "image_url", image_url: "gs://bucket/a.jpg" },
  "an image as an object": { type: "image_url", image_url: { url: "gs://bucket/a.jpg" } },
  "an image on the web": { type: "image_url", image_url: { url: "https://example.com/a?b=c" } },
  "an image in place": { type: "image_url", image_url: png },
  "an image with detail": { type: "image_url", image_url: { url: png, detail: "low" } },
  "a video in place": { type: "image_url", image_url: { url: "data:video/mp4;base64,AAAA" } },
  "a document in place": {
    type: "image_url",
    image_url: { url: "data:application/pdf;base64,JVBERi0=" },
  },
  "a sound of OpenAI's": { type: "input_audio", input_audio: { format: "wav", data: "UklGRg==" } },
  "a sound at Google's": {
    type: "input_audio",
    input_audio: { format: "audio/mp3", data: "gs://bucket/a.mp3" },
  },
  "a video at Google's": {
    type: "input_audio",
    input_audio: { format: "video/mp4", data: "gs://bucket/v" },
  },
  "a document with additions": {
    type: "input_audio",
    input_audio: { format: "application/pdf", data: "https://example.com/a" },
    extra_content: { google: { thought_signature: "c2ln" } },
  },
  "what imagePart made": imagePart("gs://bucket/photo", { detail: "high" }),
  "what audioPart made": audioPart(new TextEncoder().encode("ID3")),
  "what filePart made": filePart("gs://bucket/film.webm"),
};

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

/** What the server got of a request whose objects nobody may write to, through each door. */
async function send(messages: readonly ChatCompletionMessageParam[]): Promise<unknown[]> {
  const { emulator, vertex } = await makePair();
  const asked: Asked = freeze({ ...question, messages: structuredClone(messages) });
  for (const door of openDoors(vertex, [question.model ?? ""])) {
    await door.create(asked);
    await door.stream(asked);
  }
  const bodies = emulator.requests.filter(({ kind }) => kind === "api");
  assert.lengthOf(bodies, 6);
  return bodies.map(({ body }) => JSON.parse(body).messages);
}

for (const [name, part] of Object.entries(parts)) {
  test(`every door sends ${name} as it is, from frozen objects`, async () => {
    const messages = [{
      role: "user" as const,
      content: [part, { type: "text" as const, text: "?" }],
    }];
    for (const sent of await send(messages)) assert.deepEqual(sent, messages);
  });
}

test("every door sends OpenAI's file as a data URI", async () => {
  const messages: ChatCompletionMessageParam[] = [{
    role: "user",
    content: [
      { type: "file", file: { file_data: "JVBERi0=", filename: "a.pdf" } },
      { type: "file", file: { file_data: "data:text/plain;base64,YQ==" } },
    ],
  }];
  for (const sent of await send(messages)) {
    assert.deepEqual(sent, [{
      role: "user",
      content: [
        { type: "image_url", image_url: { url: "data:application/pdf;base64,JVBERi0=" } },
        { type: "image_url", image_url: { url: "data:text/plain;base64,YQ==" } },
      ],
    }]);
  }
});

test("every door sends a tool's files with its result", async () => {
  const call = {
    id: "call-1",
    type: "function" as const,
    function: { name: "get_image", arguments: "{}" },
    extra_content: { google: { thought_signature: "c2ln" } },
  };
  const file = { mime_type: "image/jpg", display_name: "dress.jpg" };
  const messages: ChatCompletionMessageParam[] = [
    { role: "user", content: "Show it" },
    { role: "assistant", content: null, tool_calls: [call] },
    {
      role: "tool",
      tool_call_id: "call-1",
      content: '{"image":{"$ref":"dress.jpg"}}',
      extra_content: {
        google: {
          parts: [
            { file_data: { ...file, file_uri: "gs://bucket/dress.jpg" } },
            { inline_data: { ...file, data: "/9j/4A==" } },
          ],
        },
      },
    },
  ];
  for (const sent of await send(messages)) assert.deepEqual(sent, messages);
});

for (const request of wireRequests) {
  if (request.endpoint !== "openapi") continue;
  test(`Google's ${request.file} reaches the server as it is, from frozen objects`, async () => {
    const { emulator, vertex } = await makePair();
    const asked = freeze(structuredClone(request.body)) as unknown as Asked;
    const work = "stream" in request.body
      ? vertex.chat.completions.stream(asked).finalChatCompletion()
      : vertex.chat.completions.create(asked);
    // What the emulator thinks of a placeholder in a sample does not matter here.
    await work.catch(() => {});
    const api = emulator.requests.filter(({ kind }) => kind === "api");
    assert.deepEqual(JSON.parse(api[0]?.body ?? ""), request.body);
  });
}

test("imagesOf() reads what every door gives, plain and streamed", async () => {
  const { vertex } = await makePair();
  const asked: Asked = { ...question, modalities: ["image"] };
  for (const door of openDoors(vertex, [question.model ?? ""])) {
    for (const answer of [await door.create(asked), (await door.stream(asked)).final]) {
      const [message] = answer.choices.map((choice) => choice.message);
      const [image, ...more] = message ? imagesOf(message) : [];
      assert.isEmpty(more);
      assert.strictEqual(image?.mimeType, "image/png");
      assert.deepEqual([...image?.bytes.subarray(1, 4) ?? []], [80, 78, 71]);
    }
  }
});

test("a model's image stays away from the history if the client says so", async () => {
  const { emulator, vertex } = await makePair({ imageHistory: "omit" });
  const asked: Asked = { ...question, modalities: ["image"] };
  const first = await vertex.chat.completions.create(asked);
  const messages: ChatCompletionMessageParam[] = [
    ...asked.messages,
    ...first.choices.map(({ message }) => message),
    { role: "user", content: "And in blue?" },
  ];
  await vertex.chat.completions.create({ ...asked, messages });
  assert.notInclude(emulator.requests.at(-1)?.body ?? "", "iVBOR");
});

test("a refusal of ours names the path and the cure, and sends nothing", async () => {
  const { emulator, vertex } = await makePair();
  const error = await failureOf(vertex.chat.completions.create({
    ...question,
    model: "gemini-3.1-pro-preview",
    reasoning_effort: "low",
    extra_body: { google: { thinking_config: { thinking_level: "LOW" } } },
    tools: [weather, { type: "function", function: { name: "9 lives" } }],
  }));
  assert.deepEqual(error.issues?.map(({ path }) => path), [
    "model",
    "reasoning_effort",
    "tools[1].function.name",
  ]);
  assert.lengthOf(emulator.requests, 0);
});
