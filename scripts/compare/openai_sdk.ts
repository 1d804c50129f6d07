/** What `openai` does, whatever its `fetch` is. */
import type OpenAI from "openai";
import { answerOf } from "./completion_answer.ts";
import { type Contender, messages, model, present, thinking, weather } from "./contender.ts";

const { name, description, parameters, run } = weather;
const declaration = { name, description, parameters };

/** Asks with it. */
export function contenderOf(client: OpenAI): Contender {
  const { completions } = client.chat;
  return {
    native: false,
    ask: async () => answerOf(await completions.create({ model, messages })),
    async think() {
      // Fields that it does not know are sent as they are; its types do not allow them.
      const request = { model, messages, extra_body: thinking };
      return answerOf(await completions.create(request));
    },
    async stream() {
      const tools = [{ type: "function" as const, function: declaration }];
      return answerOf(
        await completions.stream({ model, messages, tools }).finalChatCompletion(),
      );
    },
    async iterate() {
      let text = "";
      const stream = await completions.create({ model, messages, stream: true });
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
      return { text };
    },
    async converse() {
      const tool = { ...declaration, function: run, parse: JSON.parse };
      const runner = completions.runTools({
        model,
        messages,
        tools: [{ type: "function", function: tool }],
      });
      return { text: await runner.finalContent() ?? "" };
    },
    extras: present({
      "embeddings": client.embeddings.create,
      "image models": client.images.generate,
      "speech and transcription": client.audio.speech.create,
      "files": client.files.create,
      "batches": client.batches.create,
      "OpenAI's Responses API": client.responses.create,
      "live sessions": client.realtime.clientSecrets.create,
    }),
  };
}
